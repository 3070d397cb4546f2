"""Says in a few words what an attachment is: pure functions."""

from __future__ import annotations

from turbodesk.chat import encodings
from turbodesk.chat.attachments import SCANNED, Attachment, size_in_words


def facts(attachment: Attachment) -> str:
    """Return kind and size on one line, such as "PDF, 12 pages, 340 KB"."""
    size = size_in_words(attachment.size)
    if attachment.is_picture:
        return f"{attachment.width} × {attachment.height}, {size}"
    if attachment.is_pdf:
        without = " without text" if attachment.note == SCANNED else ""
        return f"PDF, {attachment.pages} {'page' if attachment.pages == 1 else 'pages'}{without}, {size}"
    if attachment.encoding in encodings.ENCODINGS and attachment.encoding != encodings.UTF_8:
        return f"Text, {size}, {encodings.short_name(attachment.encoding)}"
    return f"Text, {size}"


def icon(attachment: Attachment) -> str:
    """Return the name of the icon that stands for it."""
    return "picture" if attachment.is_picture else "file"


def spoken(attachment: Attachment, *, is_left_out: bool = False) -> str:
    """Return what a screen reader says of it."""
    note = f" {attachment.note}" if attachment.note else ""
    left = " Left out of the next request." if is_left_out else ""
    return f"{facts(attachment)}.{note}{left}"
