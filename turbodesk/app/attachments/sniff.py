"""Tells what a file is from its first bytes: names lie, and a gateway refuses a picture that is not what it says."""

from __future__ import annotations

import re
from contextlib import suppress
from enum import Enum, auto
from xml.parsers import expat

from turbodesk.app.documents.texts import utf_16

_NEEDED = 4_096
"""Bytes from the beginning that are enough for most."""
_SEARCHED = 65_536
"""Bytes in which the first element of a drawing is looked for: comments may come before it."""


_FIELD = re.compile(rb"[!-9;-~]{1,80}")
"""The name of a line in a mail's head (RFC 5322, 2.2)."""


class Kind(Enum):
    """What is done with a file."""

    PICTURE = auto()
    PDF = auto()
    OFFICE = auto()
    """A document in a zip archive: OOXML or OpenDocument."""
    OLD_OFFICE = auto()
    """A document of Office before 2007."""
    MAIL = auto()
    """A mail, or a page that a browser saved as one."""
    RICH_TEXT = auto()
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
_AVIF = frozenset({b"avif", b"avis"})
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
"""Brands of an ISO file: of what it is, and of what it can be read as (ISO 14496-12, 4.3)."""
_MOST_BRANDS = 32
_SHORT_MAGICS = {"image/bmp", "image/x-icon"}


def sniffed(data: bytes) -> tuple[Kind, str]:
    """Return what a file is, from its beginning, and its media type; "" where that does not matter."""
    for magic, media_type in _PICTURES:
        if data.startswith(magic) and not (media_type in _SHORT_MAGICS and b"\x00" not in data[:64]):
            return Kind.PICTURE, media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.PICTURE, "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _AVIF | _HEIC:
        return Kind.PICTURE, "image/avif" if _brands(data) & _AVIF else "image/heic"
    if _is_pdf(data):
        return Kind.PDF, "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return Kind.OFFICE, ""  # or any other archive, which its table of contents tells
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.OLD_OFFICE, ""
    if _is_svg(data[:_SEARCHED]):
        return Kind.PICTURE, "image/svg+xml"
    if data.startswith(b"{\\rtf"):
        return Kind.RICH_TEXT, ""
    if _is_mail(data[:_SEARCHED]):
        return Kind.MAIL, ""
    return (Kind.TEXT if _is_text(data) else Kind.BINARY), ""


def _brands(data: bytes) -> set[bytes]:
    """Return what an ISO file says it can be read as: AVIF and HEIC both call themselves mif1 at times."""
    end = min(int.from_bytes(data[:4], "big"), 4 * _MOST_BRANDS)
    return {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}


def _is_mail(head: bytes) -> bool:
    """Whether the lines up to the first empty one are those that every mail has and few texts begin with."""
    fields: set[bytes] = set()
    for line in head.lstrip(b"\xef\xbb\xbf\r\n").splitlines():
        if not line.strip():
            break
        if line[:1] in (b" ", b"\t"):
            continue  # the line before goes on
        name, colon, _ = line.partition(b":")
        if not colon or not _FIELD.fullmatch(name):
            return False
        fields.add(name.lower())
    return bool(fields & {b"from", b"subject"}) and bool(fields & {b"mime-version", b"message-id"})


def _is_pdf(data: bytes) -> bool:
    """Whether a PDF begins here: at once, or after what a server put before it; a text about PDFs is none."""
    at = data.find(b"%PDF-", 0, 1_024)  # readers look for it that far
    return at >= 0 and (
        not data[:at].strip(b"\xef\xbb\xbf \t\r\n") or (b"startxref" in data[-2_048:] and not _is_utf_8(data))
    )


def _is_svg(data: bytes) -> bool:
    """Whether the first element of an XML document is a drawing: pages and templates have drawings within."""
    at = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not at.startswith(b"<"):
        return False
    roots: list[str] = []
    parser = expat.ParserCreate()

    def opened(name: str, _: dict[str, str]) -> None:
        roots.append(name)
        parser.StartElementHandler = None

    parser.StartElementHandler = opened
    with suppress(expat.ExpatError, LookupError):
        for start in range(0, len(at), _NEEDED):
            parser.Parse(at[start : start + _NEEDED], False)
            if roots:
                break
        else:
            # Newer expat puts off what a piece did not end, until there is twice as much of it or this end.
            parser.Parse(b"", True)
    return bool(roots) and roots[0].rpartition(":")[2] == "svg"


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # the mark of UTF-16
    head = data[:65_536]
    if b"\x00" in head:
        return bool(utf_16(data))
    control = sum(head.count(bytes((code,))) for code in range(32) if code not in (7, 8, 9, 10, 12, 13, 27))
    return control <= len(head) // 100


def _is_utf_8(data: bytes) -> bool:
    with suppress(UnicodeDecodeError):
        return bool(data.decode())
    return False
