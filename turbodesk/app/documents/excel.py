"""Reads .xlsx and .xlsm as Excel shows them (ECMA-376 part 1, 18): values by their formats, and nothing hidden.

Why no library: python-calamine, the best of them, knows neither percents and currencies nor hidden rows and columns,
and makes room for all cells between the first and the last, which can be 17 thousand millions in a file of 2 KB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from turbodesk.app.documents import bounds, grid
from turbodesk.app.documents.elements import Element, pieces
from turbodesk.app.documents.number_formats import BUILT_IN, shown
from turbodesk.app.documents.package import Package
from turbodesk.app.documents.writing import DocumentText
from turbodesk.quick_dataclasses import dataclass

_MOST_STRINGS = 2_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_READINGS = ("s:rPh", "s:phoneticPr", "s:rPr")
"""How a word in Chinese letters is spoken, which Excel keeps beside what was typed and does not show."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What the cells of a workbook refer to."""

    strings: list[str]
    formats: list[str]
    """The code of each style."""
    is_1904: bool


def read(package: Package, text: DocumentText) -> None:
    """Write down the visible sheets in the order of their tabs.

    Raises:
        Full: not all of it fits.
    """
    main = package.main
    listed: list[Element] = []
    is_1904 = False
    for one in pieces(package.archive.portions(main), ("s:workbookPr", "s:sheet")):
        if one.tag == "s:sheet":
            listed.append(one)
        else:
            is_1904 = one.get("date1904") in ("1", "true")
    context = _Context(_strings(package), _formats(package), is_1904)
    for one in listed:
        part = package.part(main, one.get("r:id"))
        relation = package.relationships(main).get(one.get("r:id"))
        if not part or relation is None or relation.kind != "worksheet":
            continue
        if one.get("state", "visible") != "visible":
            text.left_out.add("hidden sheets")
            continue
        grid.write(one.get("name"), _rows(package, part, context, text), text)
        _write_comments(package, part, text)


def _strings(package: Package) -> list[str]:
    part = package.related(package.main, "sharedStrings")
    found: list[str] = []
    if part:
        for one in pieces(package.archive.portions(part), ("s:si",), ignored=_READINGS):
            found.append(_plain(one))
            if len(found) > _MOST_STRINGS:
                raise bounds.Oversized
    return found


def _plain(string: Element) -> str:
    words = "".join(one.text() for one in string.all("s:t"))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), words).replace("\r", "") if "_x" in words else words


def _formats(package: Package) -> list[str]:
    part = package.related(package.main, "styles")
    codes = dict(BUILT_IN)
    found: list[str] = []
    if part:
        for one in pieces(package.archive.portions(part), ("s:numFmts", "s:cellXfs")):
            if one.tag == "s:numFmts":
                codes |= {_number(code.get("numFmtId")): code.get("formatCode") for code in one.elements("s:numFmt")}
            else:
                found = [codes.get(_number(style.get("numFmtId")), "") for style in one.elements("s:xf")]
    return found


def _rows(package: Package, part: str, context: _Context, text: DocumentText) -> Iterator[grid.Row]:
    hidden: set[int] = set()
    number = 0
    ignored = ("s:extLst", *_READINGS)
    for piece in pieces(package.archive.portions(part), ("s:col", "s:row"), ignored=ignored):
        if piece.tag == "s:col":
            if piece.get("hidden") in ("1", "true"):
                last = min(_number(piece.get("max")), grid.MOST_COLUMNS)
                hidden.update(range(max(0, _number(piece.get("min")) - 1), last))
            continue
        given = _number(piece.get("r"))
        number = given if number < given <= grid.MOST_ROWS else number + 1
        if piece.get("hidden") in ("1", "true"):
            text.left_out.add("hidden rows")
            continue
        cells = _cells(piece, context)
        kept = {column: words for column, words in cells.items() if column not in hidden}
        if len(kept) < len(cells):
            text.left_out.add("hidden columns")
        yield number, kept


def _cells(row: Element, context: _Context) -> dict[int, str]:
    found: dict[int, str] = {}
    column = -1
    for one in row.elements("s:c"):
        at = grid.address(one.get("r"))
        column = at[1] if at else column + 1
        if words := _value(one, context):
            found[column] = words
    return found


def _value(one: Element, context: _Context) -> str:
    kind = one.get("t", "n")
    if kind == "inlineStr":
        return _plain(one)
    stored = one.first("s:v")
    value = stored.text() if stored is not None else ""
    if not value:
        formula = one.first("s:f")  # of a program that leaves it to the reader to reckon
        return f"={formula.text()}" if formula is not None and formula.children else ""
    match kind:
        case "s":
            at = _number(value.strip())
            return context.strings[at] if 0 <= at < len(context.strings) else ""
        case "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        case "d":
            return value.strip().replace("T", " ").removesuffix(" 00:00:00")
        case "n":
            style = _number(one.get("s", "0"))
            code = context.formats[style] if 0 <= style < len(context.formats) else ""
            with suppress(ValueError):
                return shown(float(value), code, is_1904=context.is_1904)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)


def _write_comments(package: Package, part: str, text: DocumentText) -> None:
    """Remarks at cells stand apart, below their sheet. A newer Excel keeps them twice."""
    if threads := package.related(part, "threadedComment"):
        notes = pieces(package.archive.portions(threads), ("?:threadedComment",))
    elif old := package.related(part, "comments"):
        notes = pieces(package.archive.portions(old), ("s:comment",), ignored=_READINGS)
    else:
        return
    text.comments(f"{note.get('ref')}: {' '.join(note.text().split())}" for note in notes)


def _number(digits: str) -> int:
    """Return a number of an attribute; -1 where it is none."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1
