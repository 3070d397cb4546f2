"""Tells what a file is from its first bytes: names lie, and a gateway refuses a picture that is not what it says."""

from __future__ import annotations

from enum import Enum, auto

NEEDED = 4_096
"""Bytes from the beginning that are enough."""


class Kind(Enum):
    """What is done with a file."""

    PICTURE = auto()
    PDF = auto()
    OFFICE = auto()
    """A document in a zip archive: OOXML or OpenDocument."""
    OLD_OFFICE = auto()
    """A document of Office before 2007."""
    TEXT = auto()
    BINARY = auto()


_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"icns", "image/x-icns"),
)
_HEIF = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
}
_SHORT_MAGICS = {"image/bmp", "image/x-icon"}


def sniffed(data: bytes) -> tuple[Kind, str]:
    """Return what a file is, from its beginning, and its media type; "" where that does not matter."""
    for magic, media_type in _PICTURES:
        if data.startswith(magic) and not (media_type in _SHORT_MAGICS and b"\x00" not in data[:64]):
            return Kind.PICTURE, media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.PICTURE, "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        return Kind.PICTURE, _HEIF[data[8:12]]
    if b"%PDF-" in data[:1_024]:  # readers look for it that far
        return Kind.PDF, "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return Kind.OFFICE, ""  # or any other archive, which its table of contents tells
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.OLD_OFFICE, ""
    if _is_svg(data[:NEEDED]):
        return Kind.PICTURE, "image/svg+xml"
    return (Kind.TEXT if _is_text(data) else Kind.BINARY), ""


def _is_svg(head: bytes) -> bool:
    at = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return at.startswith(b"<") and b"<svg" in head


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # the mark of UTF-16
    head = data[:65_536]
    if b"\x00" in head:
        return False
    control = sum(head.count(bytes((code,))) for code in range(32) if code not in (7, 8, 9, 10, 12, 13, 27))
    return control <= len(head) // 100
