"""Writes tables: columns as wide as their words ask for, the header again on each page, cells as they are aligned."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from turbodesk.app.exports.word.inlines import Line
from turbodesk.app.exports.word.markup import is_square
from turbodesk.app.exports.word.paragraphs import GAP, BlockPlace, paragraph
from turbodesk.rendering.direction import runs_rtl

MOST_COLUMNS = 60
"""Word takes no table of more than 63; what has more is set as several, one under another."""
_PAD = 260
"""Twips of a cell's width that are no letters."""
_LETTER = 125
"""Twips of a letter, about; Chinese, Japanese and Korean ones take twice as much."""
_SAMPLE = 200
"""Rows that are looked at for the widths."""
_LONGEST_WORD, _LONGEST_TEXT = 24, 80
"""Letters that a column asks for at most: so that a word need not be broken, and so that its text has room."""
_WORD = re.compile(r"\S+")


def table(element: Element, place: BlockPlace, *, new_line: Callable[[], Line], width: int) -> str:
    """Return a table, with a gap after it. `width` is that of the page's text, in twips."""
    rows = [[cell for cell in row if cell.tag in ("th", "td")] for row in element.iter("tr")]
    count = max(map(len, rows), default=0)
    if not count:
        return ""
    is_rtl = runs_rtl("".join(element.itertext()))
    room = max(width - place.indent, 2_000)
    parts = []
    for first in range(0, count, MOST_COLUMNS):
        some = [row[first : first + MOST_COLUMNS] for row in rows]
        many = min(MOST_COLUMNS, count - first)
        parts.append(_one(some, many, place, new_line=new_line, room=room, is_rtl=is_rtl))
    return "".join(parts)


def _one(
    rows: Sequence[Sequence[Element]],
    count: int,
    place: BlockPlace,
    *,
    new_line: Callable[[], Line],
    room: int,
    is_rtl: bool,
) -> str:
    widths = column_widths([["".join(cell.itertext()) for cell in row] for row in rows[:_SAMPLE]], count, room)
    if is_rtl:  # it would not stand at the right edge in every program
        widths = [width * room // sum(widths) for width in widths]
    sides = _sides(rows, count)
    indent = f'<w:tblInd w:w="{place.indent}" w:type="dxa"/>' if place.indent else ""
    look = (
        '<w:tblPr><w:tblStyle w:val="ReplyTable"/>'
        f"{'<w:bidiVisual/>' if is_rtl else ''}"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"{indent}"
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/></w:tblPr>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    made = []
    for at, row in enumerate(rows):
        is_head = at == 0 and bool(row) and row[0].tag == "th"
        kind = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
        cells = []
        for column, width in enumerate(widths):
            line = new_line()
            if column < len(row):
                line.inside(row[column])
            cells.append(_cell(line, width, sides[column], is_head=is_head))
        made.append(f"<w:tr>{kind}{''.join(cells)}</w:tr>")
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>{GAP}"


def _cell(line: Line, width: int, side: str, *, is_head: bool) -> str:
    is_rtl = line.is_rtl
    marks = frozenset(("strong",)) if is_head else frozenset[str]()
    content = paragraph(line.take(is_rtl=is_rtl, marks=marks), style="TableText", is_rtl=is_rtl, side=side)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _sides(rows: Sequence[Sequence[Element]], count: int) -> list[str]:
    given = [cell.get("align", "") for cell in rows[0]] if rows else []
    given += [""] * (count - len(given))
    return [side if side in ("left", "center", "right") else "" for side in given]


def column_widths(texts: Sequence[Sequence[str]], count: int, room: int) -> list[int]:
    """Return the width of each column in twips, all of them together at most `room`.

    A column gets what its longest word needs, and of what is left as much as its text asks for. Where there is too
    little for all words, the longest are broken first.
    """
    least, wanted = [3 * _LETTER + _PAD] * count, [3 * _LETTER + _PAD] * count
    for number, row in enumerate(texts):
        for at, text in enumerate(row):
            word = max(map(_letters, _WORD.findall(text)), default=0)
            word += 0 if number else (word + 5) // 6  # the letters of a header are bold
            word = 2 if is_square(text) else word  # such words may be broken anywhere
            least[at] = max(least[at], min(word, _LONGEST_WORD) * _LETTER + _PAD)
            wanted[at] = max(wanted[at], min(_letters(text), _LONGEST_TEXT) * _LETTER + _PAD)
    wanted = [max(pair) for pair in zip(least, wanted, strict=True)]
    if sum(wanted) <= room:
        return wanted
    if sum(least) >= room:
        return _capped(least, room)
    more, left = sum(wanted) - sum(least), room - sum(least)
    return [low + (high - low) * left // more for low, high in zip(least, wanted, strict=True)]


def _capped(least: Sequence[int], room: int) -> list[int]:
    """Return widths of which the largest are cut to one measure, so that all fit."""
    left, cap = room, 0
    for done, one in enumerate(sorted(least)):
        cap = left // (len(least) - done)
        if one > cap:
            break
        left -= one
    return [max(1, min(one, cap)) for one in least]


def _letters(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if is_square(char) else 1 for char in text)
