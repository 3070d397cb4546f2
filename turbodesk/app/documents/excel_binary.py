"""Reads .xlsb as Excel shows it: the parts of .xlsx, but of records instead of elements (MS-XLSB, 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from turbodesk.app.documents import bounds, grid
from turbodesk.app.documents.number_formats import BUILT_IN, shown
from turbodesk.app.documents.package import Package
from turbodesk.app.documents.writing import DocumentText
from turbodesk.quick_dataclasses import dataclass

BEGINNING = b"\x83\x01"
"""Of the main part: the record that begins a book."""
_ROW, _STRING, _FORMAT, _STYLE, _COLUMNS, _BOOK, _SHEET = 0, 19, 44, 47, 60, 153, 156
_STYLES_BEGIN, _STYLES_END = 617, 618
_RK, _ERROR, _BOOLEAN, _REAL, _WORDS, _SHARED, _RICH = 2, 3, 4, 5, 6, 7, 62
_RECKONED = {8: _WORDS, 9: _REAL, 10: _BOOLEAN, 11: _ERROR}
"""Cells with formulas, whose values are as those of cells without."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MOST_STRINGS = 2_000_000


@dataclass(slots=True)
class _Book:
    """What the cells of a workbook refer to."""

    strings: list[str]
    formats: list[str]
    is_1904: bool


def read(package: Package, text: DocumentText) -> None:
    """Write down the visible sheets in the order of their tabs.

    Raises:
        Full: not all of it fits.
        ValueError, struct.error: it is damaged.
    """
    main = package.main
    book = _Book(list(_strings(package)), _formats(package), False)
    listed: list[tuple[bool, str, str]] = []
    for kind, content in records(package.archive.portions(main)):
        if kind == _BOOK:
            book.is_1904 = bool(content[0] & 1)
        elif kind == _SHEET:
            relation, at = _words(content, 8)
            name, _ = _words(content, at)
            listed.append((content[:4] != bytes(4), relation, name))
    for is_hidden, identity, name in listed:
        relationship = package.relationships(main).get(identity)
        part = package.part(main, identity)
        if not part or relationship is None or relationship.kind != "worksheet":
            continue
        if is_hidden:
            text.left_out.add("hidden sheets")
        else:
            grid.write(name, _rows(package, part, book, text), text)


def records(portions: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the content of each record."""
    left = b""
    for portion in portions:
        left += portion
        at = 0
        while (found := _record(left, at)) is not None:
            kind, begin, end = found
            yield kind, left[begin:end]
            at = end
        left = left[at:]
        if len(left) > bounds.LONGEST_MARKUP:
            raise ValueError("a record longer than a document has")
    if left:
        raise ValueError("it ends in the middle of a record")


def _record(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return the kind of a record and where its content begins and ends; None where not all of it is there."""
    kind = size = 0
    for shift in (0, 7):
        if at >= len(data):
            return None
        kind |= (data[at] & 127) << shift
        at += 1
        if data[at - 1] < 128:
            break
    for shift in (0, 7, 14, 21):
        if at >= len(data):
            return None
        size |= (data[at] & 127) << shift
        at += 1
        if data[at - 1] < 128:
            break
    return (kind, at, at + size) if at + size <= len(data) else None


def _words(content: bytes, at: int) -> tuple[str, int]:
    """Return a text that stands at a place, and where it ends."""
    count = int.from_bytes(content[at : at + 4], "little")
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * count
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def _strings(package: Package) -> Iterator[str]:
    part = package.related(package.main, "sharedStrings")
    for number, (kind, content) in enumerate(records(package.archive.portions(part)) if part else ()):
        if number > _MOST_STRINGS:
            raise bounds.Oversized
        if kind == _STRING:
            yield _words(content, 1)[0]  # how it is spoken comes after it


def _formats(package: Package) -> list[str]:
    part = package.related(package.main, "styles")
    codes = dict(BUILT_IN)
    found: list[str] = []
    is_cells = False
    for kind, content in records(package.archive.portions(part)) if part else ():
        if kind == _FORMAT:
            codes[int.from_bytes(content[:2], "little")] = _words(content, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            is_cells = kind == _STYLES_BEGIN
        elif kind == _STYLE and is_cells:
            found.append(codes.get(int.from_bytes(content[2:4], "little"), ""))
    return found


def _rows(package: Package, part: str, book: _Book, text: DocumentText) -> Iterator[grid.Row]:
    hidden: set[int] = set()
    cells: dict[int, str] = {}
    number, is_hidden = 0, False
    for kind, content in records(package.archive.portions(part)):
        if kind == _ROW:
            yield number, cells
            number, cells = int.from_bytes(content[:4], "little") + 1, {}
            is_hidden = bool(content[11] & 16)
            if is_hidden:
                text.left_out.add("hidden rows")
        elif kind == _COLUMNS:
            first, last, *_, flags = struct.unpack_from("<IIIIH", content)
            if flags & 1:
                hidden.update(range(first, min(last + 1, grid.MOST_COLUMNS)))
        elif not is_hidden and (words := _value(_RECKONED.get(kind, kind), content, book)):
            column = int.from_bytes(content[:4], "little")
            if column in hidden:
                text.left_out.add("hidden columns")
            elif column < grid.MOST_COLUMNS:
                cells[column] = words
    yield number, cells


def _value(kind: int, content: bytes, book: _Book) -> str:
    match kind:
        case _ if kind not in (_RK, _ERROR, _BOOLEAN, _REAL, _WORDS, _SHARED, _RICH):
            return ""
        case _ if kind in (_RK, _REAL):
            number = _reckoned(content[8:12]) if kind == _RK else struct.unpack_from("<d", content, 8)[0]
            style = int.from_bytes(content[4:7], "little")
            code = book.formats[style] if style < len(book.formats) else ""
            return shown(number, code, is_1904=book.is_1904)
        case _ if kind == _SHARED:
            at = int.from_bytes(content[8:12], "little")
            return book.strings[at] if at < len(book.strings) else ""
        case _ if kind == _BOOLEAN:
            return "TRUE" if content[8] else "FALSE"
        case _ if kind == _ERROR:
            return _ERRORS.get(content[8], "#ERROR!")
    return _words(content, 8 if kind == _WORDS else 9)[0]


def _reckoned(packed: bytes) -> float:
    """Return a number in four bytes: its last two bits say whether it is whole, and a hundred times too large."""
    bits: int = struct.unpack("<i", packed)[0]
    number: float = bits >> 2 if bits & 2 else struct.unpack("<d", bytes(4) + struct.pack("<i", bits & ~3))[0]
    return number / 100 if bits & 1 else number
