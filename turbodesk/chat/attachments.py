"""Names what a message carries besides its words: a part that stands for a file kept once, under the hash of its bytes.

An attachment is an `Image` or `Document` part whose source is `{"type": "attachment", "sha256": ...}`, a form of our
own that only the database knows. The bytes are put in its place where the body of a request is built, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from turbodesk.chat.one_line import one_line
from turbodesk.chat.parts import Document, Image, JsonObject, Part

KIND = "attachment"
"""The `type` of such a source."""
PDF = "application/pdf"
PLAIN = "text/plain"
SCANNED = "No text could be read from it: the model sees its pages as pictures."
"""The note of a PDF whose pages are pictures."""


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
    """Of the stored bytes: one of the four pictures the protocol takes, `PDF`, or `PLAIN`."""
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
        return one_line(self.name) or ("Picture" if self.is_picture else "PDF" if self.is_pdf else "Text")

    @property
    def part(self) -> Image | Document:
        """The part a message carries for it."""
        source: dict[str, object] = {"type": KIND, "sha256": self.sha256, "media_type": self.media_type}
        for field in ("name", "size", "width", "height", "pages", "note", "encoding"):
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
    )


def is_reference(source: JsonObject) -> bool:
    """Whether a source is of our own form, sound or not: one that must never reach a gateway."""
    return source.get("type") == KIND


def attachments_in(parts: Iterable[Part]) -> tuple[Attachment, ...]:
    """Return the attachments among `parts`, in order."""
    return tuple(found for part in parts if (found := attachment_of(part)) is not None)


def in_words(attachment: Attachment) -> str:
    """Return kind and name, such as "picture “cat.png”"."""
    kind = "picture" if attachment.is_picture else "PDF" if attachment.is_pdf else "file"
    name = one_line(attachment.name)
    return f"{kind} “{name}”" if name else kind


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it, in units of a thousand, such as "1.4 MB"."""
    if size < 1_000:
        return f"{size} bytes" if size != 1 else "1 byte"
    return f"{round(size / 1_000):,} KB" if size < 999_500 else f"{size / 1_000_000:,.1f} MB"


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
