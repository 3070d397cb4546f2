"""Gives the text of a file of any kind that has one, as attaching it would; of a PDF its words, without its looks."""

from __future__ import annotations

from threading import Event
from typing import assert_never

from turbodesk.app import documents
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.app.documents import mail, rich_text, separate_reading, texts
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.translation import _


def text_of_any(data: bytes, name: str, stop: Event | None = None) -> tuple[str, str]:
    """Return the text of a file and a note on what is missing of it. Takes a while: call it on a thread.

    Raises:
        AttachmentRefused: there is no text in it, or it cannot be read; its sentence says why.
    """
    if not data:
        raise AttachmentRefused(sentence=_("“{name}” is empty.").format(name=name))
    kind, _type = sniffed(data)
    match kind:
        case Kind.PDF:
            return separate_reading.pdf_text(data, name, stop)
        case Kind.OFFICE | Kind.OLD_OFFICE:
            return documents.text_of(data, name, stop)
        case Kind.MAIL:
            return mail.text_of(data, name)
        case Kind.RICH_TEXT:
            return rich_text.text_of(data, name)
        case Kind.TEXT:
            found = texts.decoded(data[: texts.MOST_BYTES], name)
            is_whole = len(data) <= texts.MOST_BYTES
            return found.text, found.note if is_whole else _("Only the beginning of this text fits.")
        case Kind.PICTURE | Kind.BINARY:
            raise AttachmentRefused(sentence=_("“{name}” is no text.").format(name=name))
        case _:
            assert_never(kind)
