"""Names what a message carries besides its words: a part that stands for a file kept once, under the hash of its bytes.

An attachment is an `Image` or `Document` part whose source is `{"type": "attachment", "sha256": ...}`, a form of our
own that only the database knows. The bytes are put in its place where the body of a request is built, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from turbodesk.chat.one_line import one_line
from turbodesk.chat.parts import Document, Image, JsonObject, Part
from turbodesk.quantities import decimal, number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext

KIND = "attachment"
"""The `type` of such a source."""
PDF = "application/pdf"
PLAIN = "text/plain"
SCANNED = _("No text could be read from it: the model sees its pages as pictures.")
"""The note of a PDF whose pages are pictures."""
_PICTURE, _PDF, _TEXT, _FILE = "Picture", "PDF", "Text", "File"  # not for people: see `_KINDS`
_KINDS = {_PICTURE: _("Picture"), _PDF: _("PDF"), _TEXT: _("Text"), _FILE: _("File")}


@dataclass(frozen=True, slots=True)
class Original:
    """What is known of the file that an attachment was made of, where the two differ."""

    sha256: str = ""
    """Of its bytes, where they are kept for as long as a draft or a project refers to them; else ""."""
    size: int = 0
    """Bytes; 0: not known."""
    width: int = 0
    """Pixels of a picture; so is the height. 0: not known."""
    height: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as a message refers to it, without its bytes."""

    sha256: str
    """Of the stored bytes, in hexadecimal: where to find them."""
    media_type: str
    """Of the stored bytes: one of the four pictures the protocol takes, `PDF`, or `PLAIN`; any other
    of what a tool gave, which is the person's alone."""
    name: str = ""
    """The name of the person's file; "" for what was pasted."""
    size: int = 0
    """Bytes as stored."""
    width: int = 0
    """Pixels as stored, for a picture; so is the height."""
    height: int = 0
    pages: int = 0
    """Of a PDF."""
    note: str = ""
    """What was changed on the way in, one plain sentence; "" when nothing that matters was."""
    encoding: str = ""
    """What a text file was read with, one of `encodings.ENCODINGS`; "" for all else, and for what is not known."""
    original: Original = Original()
    call: str = ""
    """The id of the call of a tool that gave it; "" for what a person attached."""

    @property
    def is_sendable(self) -> bool:
        """Whether a model can be given it; a tool may give files of any kind, which are the person's alone."""
        return self.is_picture or self.media_type in (PDF, PLAIN)

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        """Whether it is a PDF."""
        return self.media_type == PDF

    @property
    def label(self) -> str:
        """What it is called where its name is to be read."""
        return one_line(self.name) or _KINDS[self.kind_in_english]

    @property
    def kind_in_english(self) -> str:
        """What it is called where it has no name, before it is translated."""
        if self.is_picture:
            return _PICTURE
        if self.is_pdf:
            return _PDF
        return _TEXT if self.is_sendable else _FILE

    @property
    def part(self) -> Image | Document:
        """The part a message carries for it."""
        source: dict[str, object] = {"type": KIND, "sha256": self.sha256, "media_type": self.media_type}
        for field in ("name", "size", "width", "height", "pages", "note", "encoding", "call"):
            if value := getattr(self, field):
                source[field] = value
        for field in ("sha256", "size", "width", "height"):
            if value := getattr(self.original, field):
                source[f"original_{field}"] = value
        return Image(source) if self.is_picture else Document(source, title=self.name or None)


def attachment_of(part: Part) -> Attachment | None:
    """Return the attachment a part stands for; None for every other part, and for a damaged reference."""
    if not isinstance(part, Image | Document) or not is_reference(part.source):
        return None
    source = part.source
    sha256, media_type = source.get("sha256"), source.get("media_type")
    if not isinstance(sha256, str) or not _HASH.fullmatch(sha256) or not isinstance(media_type, str):
        return None
    if isinstance(part, Image) is not media_type.startswith("image/"):
        return None
    return Attachment(
        sha256,
        media_type,
        name=_text(source, "name"),
        size=_count(source, "size"),
        width=_count(source, "width"),
        height=_count(source, "height"),
        pages=_count(source, "pages"),
        note=_text(source, "note"),
        encoding=_text(source, "encoding"),
        original=_original(source),
        call=_text(source, "call"),
    )


def is_reference(source: JsonObject) -> bool:
    """Whether a source is of our own form, sound or not: one that must never reach a gateway."""
    return source.get("type") == KIND


def attachments_in(parts: Iterable[Part]) -> tuple[Attachment, ...]:
    """Return the attachments among `parts`, in order."""
    return tuple(found for part in parts if (found := attachment_of(part)) is not None)


def in_words(attachment: Attachment) -> str:
    """Return kind and name for the person, such as "picture “cat.png”"."""
    name = one_line(attachment.name)
    if attachment.is_picture:
        return _("picture “{name}”").format(name=name) if name else _("picture")
    if attachment.is_pdf:
        return _("PDF “{name}”").format(name=name) if name else _("PDF")
    return _("file “{name}”").format(name=name) if name else _("file")


def called(attachment: Attachment) -> str:
    """Return what an attachment is called in a sentence, where quotation marks stand about it: its name, else its kind.

    A kind in the middle of a sentence would want an article and a case, which other languages have more of.
    """
    return one_line(attachment.name) or in_words(attachment)


def in_words_for_model(attachment: Attachment) -> str:
    """Return kind and name as models are told it, whatever language the person reads."""
    kind = "picture" if attachment.is_picture else "PDF" if attachment.is_pdf else "file"
    name = one_line(attachment.name)
    return f"{kind} “{name}”" if name else kind


def size_for_model(size: int) -> str:
    """Return a number of bytes as models are told it, whatever language the person reads."""
    if size < 1_000:
        return f"{size} byte{'' if size == 1 else 's'}"
    return f"{size / 1_000:.0f} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it, in units of a thousand, such as "1.4 MB"."""
    if size < 1_000:
        return ngettext("{count} byte", "{count} bytes", size).format(count=number(size))
    if size < 999_500:
        return _("{count} KB").format(count=number(round(size / 1_000)))
    return _("{count} MB").format(count=decimal(size / 1_000_000, 1))


_MOST = 2**31 - 1  # bytes, pixels and pages: above what any attachment may have
_HASH = re.compile(r"[0-9a-f]{64}")


def _original(source: Mapping[str, object]) -> Original:
    sha256 = _text(source, "original_sha256")
    sizes = (_count(source, f"original_{field}") for field in ("size", "width", "height"))
    return Original(sha256 if _HASH.fullmatch(sha256) else "", *sizes)


def _text(source: Mapping[str, object], key: str) -> str:
    value = source.get(key)
    return value if isinstance(value, str) else ""


def _count(source: Mapping[str, object], key: str) -> int:
    value = source.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST else 0
