"""Decodes pictures within bounds of time and memory: quick ones on the thread that asks, all others in a process.

Nearly every picture that people attach is a photograph or a screenshot: how long it takes is known from its pixels.
What a drawing takes is known when it is drawn, and rare formats are read by libraries that few look at.
"""

from __future__ import annotations

import json
import os
import subprocess
from threading import Event
from typing import Final

from turbodesk import separate_process, translation
from turbodesk.app.attachments.pictures import Picture
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.translation import _
from turbodesk.ui.attachments.decoding import QtPictures, is_quick
from turbodesk.ui.attachments.decoding_process import SIZES, WORD

LIMIT_S: Final = 20.0
"""For one picture, the start of the process included: 0.7 s on a slow machine."""


class SeparatePictures:
    """Fulfils `turbodesk.app.attachments.Pictures`."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        self._here = QtPictures()
        self._limit_s = limit_s

    def prepared(self, data: bytes, media_type: str, name: str, stop: Event | None = None) -> Picture:
        """Return a picture as it is stored; see `Pictures.prepared`."""
        if is_quick(data, media_type):
            return self._here.prepared(data, media_type, name)
        told, content = self._decoded(data, media_type, name, stop or Event())
        if "media_type" not in told:
            raise AttachmentRefused(told["detail"], sentence=told["sentence"], advice=told["advice"])
        width, height, file_width, file_height = (int(told[key]) for key in SIZES)
        return Picture(content, told["media_type"], width, height, told["note"], file_width, file_height)

    def smaller(self, content: bytes, edge: int) -> Picture:
        """Return a stored picture made smaller; see `Pictures.smaller`."""
        return self._here.smaller(content, edge)

    def _decoded(self, data: bytes, media_type: str, name: str, stop: Event) -> tuple[dict[str, str], bytes]:
        words = {"media_type": media_type, "name": name, "language": translation.language()}
        job = {**words, "parent": os.getpid(), "seconds": self._limit_s}
        given = json.dumps(job).encode() + b"\n" + data
        try:
            answer = separate_process.exchange(start_process(), given, seconds=self._limit_s, stop=stop)
        except TimeoutError:
            raise _too_much(name, "time") from None
        except ChildProcessError as error:
            raise _too_much(name, str(error)) from None
        head, newline, content = answer.partition(b"\n")
        if not newline:
            raise _too_much(name, "no answer")  # not for people: a detail of the log
        return json.loads(head), content


def start_process() -> subprocess.Popen[bytes]:
    try:
        return separate_process.start(WORD)
    except OSError as error:
        raise AttachmentRefused(
            str(error),
            sentence=_("Pictures of this kind cannot be read now."),
            advice=_("Start TurboDesk anew, or save it as PNG or JPEG and attach that."),
        ) from error


def _too_much(name: str, detail: str) -> AttachmentRefused:
    return AttachmentRefused(
        detail,
        sentence=_("“{name}” takes too long to open, or too much memory, so it was given up.").format(name=name),
        advice=_("Save it as PNG or JPEG and attach that."),
    )
