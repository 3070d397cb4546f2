"""Has a document read: a small one at once, a large or an old one in a process of its own, which can be ended.

Why not all of them so: that process takes 0.3 s to start, and most documents take less. Why not none: reading a large
sheet for seconds on a thread makes a window stutter, whose thread has to share Python with it; and what reads .xls
knows no bounds.
"""

from __future__ import annotations

import json
import os
from threading import Event

from turbodesk import separate_process
from turbodesk.app.documents import compound, reading
from turbodesk.app.documents.archive import DocumentArchive
from turbodesk.app.documents.reading_process import WORD
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.translation import _

MOST_HERE = 1_500_000
"""Bytes of XML read at once: 0.3 s on a slow machine."""
LIMIT_S = reading.LIMIT_S + 5


def text_of(
    data: bytes, name: str, stop: Event | None = None, *, most_here: int = MOST_HERE, limit_s: float = LIMIT_S
) -> tuple[str, str]:
    """Return the text of a document and a note; see `reading.text_of`. Once `stop` is set the work ends soon.

    Raises:
        AttachmentRefused: as there, or it takes too long or too much memory.
    """
    if _is_quick(data, most_here):
        return reading.text_of(data, name)
    return _apart(data, name, stop, limit_s)


def pdf_text(data: bytes, name: str, stop: Event | None = None, *, limit_s: float = LIMIT_S) -> tuple[str, str]:
    """Return the words of a PDF and a note, read apart whatever its size; see `pdf_text.text_of`.

    Raises:
        AttachmentRefused: as there, or it takes too long or too much memory.
    """
    return _apart(data, name, stop, limit_s)


def _apart(data: bytes, name: str, stop: Event | None, limit_s: float) -> tuple[str, str]:
    job = {"name": name, "parent": os.getpid(), "seconds": limit_s}
    try:
        process = separate_process.start(WORD)
        given = json.dumps(job).encode() + b"\n" + data
        answer = separate_process.exchange(process, given, seconds=limit_s, stop=stop or Event())
        head, _end, text = answer.partition(b"\n")
        told = json.loads(head)
    except (OSError, ValueError) as error:  # a TimeoutError and a ChildProcessError are such
        raise AttachmentRefused(
            f"{type(error).__name__}: {error}",
            sentence=_("“{name}” takes too long to read, or too much memory, so it was given up.").format(name=name),
            advice=_("Save the part of it that matters as a document of its own, or as PDF, and attach that."),
        ) from error
    if "sentence" in told:
        raise AttachmentRefused(told["detail"], sentence=told["sentence"], advice=told["advice"])
    return text.decode(), told["note"]


def _is_quick(data: bytes, most: int) -> bool:
    if data.startswith(compound.MAGIC):
        return compound.kind(data) != "workbook"
    try:
        return DocumentArchive(data).text_size <= most
    except reading.FAILURES:
        return True  # it ends at once
