"""Reads one document in a process that can be ended; `turbodesk.app.documents.separate_reading` starts it."""

from __future__ import annotations

import json

from turbodesk.separate_process import Deadline, limit_memory

WORD = "read-document"
"""What the program is started with to be this process."""
MOST_BYTES = 2_000_000_000
"""Of memory, where the system can limit it (Linux): the worst that keeps to our bounds took 0.5 GB."""


def run() -> int:
    """Read a job from standard input, write what came of it to standard output, and return the exit code.

    The job is a line of JSON, `name`, `parent` and `seconds`, and then the document. The answer is a line of JSON and
    then the text: `note`, or why it was refused.
    """
    from turbodesk.app.documents import pdf_text, reading
    from turbodesk.chat.errors import AttachmentRefused

    # By number: a program with windows alone has no such streams on Windows, though it is given the pipes.
    with open(0, "rb", closefd=False) as source:
        head, _, data = source.read().partition(b"\n")
    job = json.loads(head)
    Deadline(job["parent"]).set(job["seconds"])
    limit_memory(MOST_BYTES)
    text = ""
    try:
        read = pdf_text.text_of if b"%PDF-" in data[:1_024] else reading.text_of
        text, note = read(data, job["name"])
        told = {"note": note}
    except AttachmentRefused as refused:
        told = {"sentence": refused.note.sentence, "advice": refused.note.advice, "detail": refused.note.detail}
    with open(1, "wb", closefd=False) as answer:
        answer.write(json.dumps(told).encode() + b"\n" + text.encode("utf-8", "replace"))
    return 0
