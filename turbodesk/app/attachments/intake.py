"""Decides what becomes of a file a person attaches: what of it is kept, as what, or why it is refused.

Everything here takes a while and runs on a thread of its own; nothing here touches the database or the window.
"""

from __future__ import annotations

from dataclasses import field, replace
from pathlib import Path
from threading import Event
from typing import assert_never

from turbodesk.app import documents
from turbodesk.app.attachments import pdf
from turbodesk.app.attachments.pictures import Pictures
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.app.documents import mail, rich_text, texts
from turbodesk.chat.attachments import PDF, PLAIN, SCANNED, Attachment, Original
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.chat.one_line import one_line
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST_BYTES = 100_000_000
"""Bytes of a file at most: it is read whole, and no picture worth sending is larger."""
PASTED = _("What was pasted")
"""The name of what has none."""
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept of a file."""

    content: bytes
    media_type: str
    name: str
    width: int = 0
    height: int = 0
    pages: int = 0
    note: str = ""
    encoding: str = ""
    original: bytes = b""
    """What the file held, where that is kept beside it to be read anew."""
    file: Original = field(default_factory=Original)
    """How large the file was, where its content differs from it."""

    def attachment(self, sha256: str, original_sha256: str = "") -> Attachment:
        """Return what a message needs to refer to it; the hashes are those of its content and of its original."""
        return Attachment(
            sha256,
            self.media_type,
            self.name,
            len(self.content),
            self.width,
            self.height,
            self.pages,
            self.note,
            self.encoding,
            replace(self.file, sha256=original_sha256),
        )


def read(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        AttachmentRefused: it is no file, too large, or cannot be read.
    """
    name = plain_name(path.name)
    try:
        if path.is_dir():
            raise AttachmentRefused(
                sentence=_("“{name}” is a folder.").format(name=name), advice=_("Attach the files in it.")
            )
        if not path.is_file():  # a pipe or device would never end
            raise AttachmentRefused(sentence=_("“{name}” is not a file that can be read.").format(name=name))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AttachmentRefused(
            str(error),
            sentence=_("“{name}” could not be read.").format(name=name),
            advice=_("It may have been moved, or belong to somebody else."),
        ) from error
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=_("“{name}” is larger than 100 MB.").format(name=name), advice=_("Attach a smaller file.")
        )
    return data


def taken(data: bytes, name: str, pictures: Pictures, *, language: str = "", stop: Event | None = None) -> Taken:
    """Return what is kept of a file that holds `data`; the work may end once `stop` is set.

    `language` is as `texts.decoded` wants it.

    Raises:
        AttachmentRefused: with a sentence that says why.
    """
    name = plain_name(name)
    shown = name or PASTED
    if not data:
        raise AttachmentRefused(sentence=_("“{name}” is empty.").format(name=shown))
    kind, media_type = sniffed(data)
    match kind:
        case Kind.PICTURE:
            made = pictures.prepared(data, media_type, shown, stop)
            file = Original(size=len(data), width=made.file_width, height=made.file_height)
            return Taken(made.content, made.media_type, name, made.width, made.height, note=made.note, file=file)
        case Kind.PDF:
            facts = pdf.facts(data, shown)
            return Taken(data, PDF, name, pages=facts.pages, note=SCANNED if facts.is_scanned else "")
        case Kind.OFFICE | Kind.OLD_OFFICE:
            return _read_from(data, name, *documents.text_of(data, shown, stop))
        case Kind.MAIL:
            return _read_from(data, name, *mail.text_of(data, shown, language))
        case Kind.RICH_TEXT:
            return _read_from(data, name, *rich_text.text_of(data, shown))
        case Kind.TEXT:
            return text_taken(data, name, texts.decoded(data, shown, language))
        case Kind.BINARY:
            raise AttachmentRefused(
                sentence=_("“{name}” is neither a picture nor a text that a model could read.").format(name=shown),
                advice=_("Pictures, PDFs, office documents, mails, books and text files can be attached."),
            )
        case _:
            assert_never(kind)


def _read_from(data: bytes, name: str, text: str, note: str) -> Taken:
    """Return what is kept of a document: the text that was read from it."""
    return Taken(text.encode("utf-8", "replace"), PLAIN, name, note=note, file=Original(size=len(data)))


def text_taken(data: bytes, name: str, found: texts.DecodedText) -> Taken:
    """Return what is kept of a text file; its bytes too, where another encoding would make another text of them.

    Raises:
        AttachmentRefused: there is nothing in it.
    """
    if not found.text.strip():
        raise AttachmentRefused(sentence=_("“{name}” is empty.").format(name=name or PASTED))
    original = b"" if found.is_plain else data
    content = found.text.encode("utf-8", "replace")
    return Taken(
        content, PLAIN, name, note=found.note, encoding=found.encoding, original=original, file=Original(size=len(data))
    )


def plain_name(name: str) -> str:
    """Return a file's name on one line, without what would not be shown or would turn it around."""
    name = one_line(name)
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8:
        return f"{name[: _LONGEST_NAME - 1]}…"
    return f"{stem[: _LONGEST_NAME - len(ending) - 2]}…{dot}{ending}"
