"""Takes the text out of Word, Excel, PowerPoint and OpenDocument files, which no model can read as they are.

Why our own and no library: those for these formats bring lxml and Pillow (15 MB) and read a whole file into objects
to write it again; here its text is enough, and such a file may be hostile. All of them are zip archives of XML, which
`expat` streams: at most `MOST_XML` bytes are unpacked whatever the archive promises, and a document type, the door of
every attack by entities, ends the reading. Members packed otherwise than these formats do are refused: Python unpacks
LZMA and bzip2 in pieces of any size, and so a few bytes could become gigabytes at once.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.parsers import expat

from turbodesk.chat.errors import AttachmentRefused

MOST_XML = 80_000_000
"""Bytes unpacked from one file at most."""
MOST_TEXT = 4_000_000
"""Characters taken from one file at most; the rest is left out."""
_PORTION = 65_536

_FAILURES = (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, OSError, EOFError, ValueError, RuntimeError)
"""What an archive or its XML raises that is not what it should be; a locked one raises RuntimeError."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _TooLarge(Exception):
    """More than `MOST_XML` came out of the archive."""


class _Full(Exception):
    """`MOST_TEXT` has been reached."""


def text_of(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a document, and a note on what became of the rest.

    Raises:
        AttachmentRefused: it is none of these formats, damaged, locked, hostile, or holds no text.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            kind, read = _reader(archive, name)
            text = _Text()
            try:
                read(_Archive(archive), text)
            except _Full:
                return text.joined(), f"Only the beginning of this {kind}’s text fits."
    except _TooLarge:
        raise AttachmentRefused(
            sentence=f"“{name}” unpacks to far more than a document holds, so it was not read.",
            advice="Save it as PDF and attach that.",
        ) from None
    except _FAILURES as error:
        raise AttachmentRefused(
            str(error),
            sentence=f"“{name}” is damaged or protected and cannot be read.",
            advice="Save it as PDF and attach that.",
        ) from error
    found = text.joined()
    if not found:
        raise AttachmentRefused(
            sentence=f"“{name}” holds no text that could be read.", advice="Save it as PDF and attach that."
        )
    return found, f"Only the text of this {kind} is sent, without pictures and layout."


def _reader(archive: zipfile.ZipFile, name: str) -> tuple[str, Callable[[_Archive, _Text], None]]:
    members = set(archive.namelist())
    if "word/document.xml" in members:
        return "document", _read_docx
    if "xl/workbook.xml" in members:
        return "table", _read_xlsx
    if "ppt/presentation.xml" in members:
        return "presentation", _read_pptx
    if "content.xml" in members and "mimetype" in members:
        return "document", _read_odf
    raise AttachmentRefused(
        sentence=f"“{name}” is an archive, which models cannot read.", advice="Unpack it and attach the files in it."
    )


class _Archive:
    """The members of an archive, read in portions, all of them together within `MOST_XML`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_XML

    def numbered(self, pattern: str) -> list[str]:
        """Return the members that match, by the number in their name."""
        found = ((re.fullmatch(pattern, name), name) for name in self._archive.namelist())
        return [name for _, name in sorted((int(match[1]), name) for match, name in found if match)]

    def has(self, name: str) -> bool:
        return name in self._archive.namelist()

    def portions(self, name: str) -> Iterator[bytes]:
        if self._archive.getinfo(name).compress_type not in _METHODS:
            raise ValueError("packed in a way these formats do not have")
        with self._archive.open(name) as member:
            while portion := member.read(_PORTION):
                self._left -= len(portion)
                if self._left < 0:
                    raise _TooLarge
                yield portion


class _Text:
    """The text found so far."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
        if self._length > MOST_TEXT:
            raise _Full

    def joined(self) -> str:
        lines = (line.rstrip() for line in "".join(self._pieces)[:MOST_TEXT].split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


Attributes = dict[str, str]
Opening = Callable[[str, Attributes], None]


def _walk(
    portions: Iterator[bytes], *, opened: Opening, closed: Callable[[str], None], said: Callable[[str], None]
) -> None:
    """Stream XML, with the names of elements without their namespaces."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def forbidden(*_: object) -> None:
        raise ValueError("a document type, which these formats do not have")

    parser.StartDoctypeDeclHandler = forbidden
    parser.StartElementHandler = lambda name, attributes: opened(_plain(name), attributes)
    parser.EndElementHandler = lambda name: closed(_plain(name))
    parser.CharacterDataHandler = said
    for portion in portions:
        parser.Parse(portion, False)
    parser.Parse(b"", True)


def _plain(name: str) -> str:
    return name.rpartition(" ")[2]


def _read_paragraphs(portions: Iterator[bytes], text: _Text) -> None:
    """Word and PowerPoint: `t` holds text, `p` is a paragraph, `tc` a cell of a table, `tr` a row."""
    depth = 0  # inside how many `t`
    cells = 0  # inside how many cells, where a paragraph's end is no line's end

    def opened(name: str, _: Attributes) -> None:
        nonlocal depth, cells
        depth += name == "t"
        cells += name == "tc"
        if name in ("tab", "br", "cr"):
            text.add("\t" if name == "tab" else "\n")

    def closed(name: str) -> None:
        nonlocal depth, cells
        depth -= name == "t"
        cells -= name == "tc"
        if name == "p":
            text.add(" " if cells else "\n")
        elif name in ("tc", "tr"):
            text.add("\t" if name == "tc" else "\n")

    _walk(portions, opened=opened, closed=closed, said=lambda words: text.add(words) if depth else None)


def _read_docx(archive: _Archive, text: _Text) -> None:
    _read_paragraphs(archive.portions("word/document.xml"), text)
    for notes in ("word/footnotes.xml", "word/endnotes.xml"):
        if archive.has(notes):
            text.add("\n")
            _read_paragraphs(archive.portions(notes), text)


def _read_pptx(archive: _Archive, text: _Text) -> None:
    for number, slide in enumerate(archive.numbered(r"ppt/slides/slide(\d+)\.xml"), 1):
        text.add(f"\n\nSlide {number}\n")
        _read_paragraphs(archive.portions(slide), text)


def _read_odf(archive: _Archive, text: _Text) -> None:
    depth = cells = 0

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal depth, cells
        depth += name in ("p", "h")
        cells += name == "table-cell"
        if name in ("tab", "line-break", "s"):
            spaces = next((value for key, value in attributes.items() if _plain(key) == "c"), "1")
            text.add({"tab": "\t", "line-break": "\n"}.get(name, " " * min(100, int(spaces))))

    def closed(name: str) -> None:
        nonlocal depth, cells
        depth -= name in ("p", "h")
        cells -= name == "table-cell"
        if name in ("p", "h"):
            text.add(" " if cells else "\n")
        elif name in ("table-cell", "table-row"):
            text.add("\t" if name == "table-cell" else "\n")

    portions = archive.portions("content.xml")
    _walk(portions, opened=opened, closed=closed, said=lambda words: text.add(words) if depth else None)


def _read_xlsx(archive: _Archive, text: _Text) -> None:
    shared = _shared_strings(archive) if archive.has("xl/sharedStrings.xml") else []
    for number, sheet in enumerate(archive.numbered(r"xl/worksheets/sheet(\d+)\.xml"), 1):
        text.add(f"\n\nSheet {number}\n")
        _read_sheet(archive.portions(sheet), shared, text)


def _shared_strings(archive: _Archive) -> list[str]:
    found: list[str] = []
    pieces: list[str] = []
    inside = False

    def opened(name: str, _: Attributes) -> None:
        nonlocal inside
        inside = inside or name == "t"

    def closed(name: str) -> None:
        nonlocal inside
        inside = inside and name != "t"
        if name == "si":
            found.append(" ".join("".join(pieces).split()))
            pieces.clear()

    portions = archive.portions("xl/sharedStrings.xml")
    _walk(portions, opened=opened, closed=closed, said=lambda words: pieces.append(words) if inside else None)
    return found


def _read_sheet(portions: Iterator[bytes], shared: list[str], text: _Text) -> None:
    """A cell `c` of the type `s` holds the number of a shared string in its value `v`; others hold what is seen."""
    kind = ""
    value: list[str] = []
    inside = False

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal kind, inside
        if name == "c":
            kind = attributes.get("t", "")
            value.clear()
        inside = inside or name in ("v", "t")

    def closed(name: str) -> None:
        nonlocal inside
        inside = inside and name not in ("v", "t")
        if name == "c":
            found = "".join(value)
            is_shared = kind == "s" and found.isascii() and found.isdigit() and int(found) < len(shared)
            text.add((shared[int(found)] if is_shared else found) + "\t")
        elif name == "row":
            text.add("\n")

    _walk(portions, opened=opened, closed=closed, said=lambda words: value.append(words) if inside else None)
