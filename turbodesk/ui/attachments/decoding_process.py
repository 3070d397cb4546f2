"""Decodes one picture in a process of its own, which can be ended: what it is given may take for ever, or all memory.

A drawing of a few kilobytes can ask for hours of painting, a picture for a gigabyte, and a library that reads a rare
format can crash. `turbodesk.ui.attachments.separate_pictures` starts it.
"""

from __future__ import annotations

import json

from turbodesk import translation
from turbodesk.separate_process import Deadline, limit_memory

WORD = "decode-picture"
"""What the program is started with to be this process."""
SIZES = ("width", "height", "file_width", "file_height")
"""What is told of a picture in pixels, as `Picture` calls it."""
MOST_BYTES = 3_000_000_000
"""Of memory, where the system can limit it (Linux): a picture of 120 megapixels twice, and Qt."""


def run() -> int:
    """Read a job from standard input, write what came of it to standard output, and return the exit code.

    Both are a line of JSON and then bytes: `prepared`'s parameters, the language to answer in, and the file; the
    picture, or why it was refused.
    """
    # By number: a program with windows alone has no such streams on Windows, though it is given the pipes.
    with open(0, "rb", closefd=False) as source:
        head, _, data = source.read().partition(b"\n")
    job = json.loads(head)
    Deadline(job["parent"]).set(job["seconds"])
    limit_memory(MOST_BYTES)
    told, content = _decoded(job, data)
    with open(1, "wb", closefd=False) as answer:
        answer.write(json.dumps(told).encode() + b"\n" + content)
    return 0


def _decoded(job: dict[str, str], data: bytes) -> tuple[dict[str, object], bytes]:
    from PySide6.QtGui import QGuiApplication

    translation.install([job["language"]])
    from turbodesk.chat.errors import AttachmentRefused
    from turbodesk.ui.attachments.decoding import QtPictures

    application = QGuiApplication(["turbodesk", "-platform", "offscreen"])  # letters in a drawing need its fonts
    try:
        made = QtPictures().prepared(data, job["media_type"], job["name"])
    except AttachmentRefused as refused:
        note = refused.note
        return {"sentence": note.sentence, "advice": note.advice, "detail": note.detail}, b""
    finally:
        application.shutdown()
    told: dict[str, object] = {"media_type": made.media_type, "note": made.note}
    return told | {key: getattr(made, key) for key in SIZES}, made.content
