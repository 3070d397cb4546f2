"""Reads the rows of a `table`, and cuts a long one into parts that are laid one beneath the other.

Why parts: Qt lays all cells of a table for every change in one of them, 25 µs a cell, so that a table of 500 rows would
cost a flush 40 ms while it grows. A part is finished when the next one begins, and is never laid again. All parts of a
table stand in the same columns (`columns`), without a gap; to who selects, copies or prints it is one table.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from turbodesk.ui.document.inline_content import InlineContent
from turbodesk.ui.document.pieces import Nesting, Runs, TablePiece, after

_CELLS = 128
"""Cells in a part, some 4 ms of Qt's work."""
_LEAST_ROWS, _MOST_ROWS = 2, 40


class OpenTable(NamedTuple):
    """What is known of a table that goes on."""

    aligns: tuple[str, ...]
    """One for each column."""
    is_rtl: bool
    row: int
    """Which of the rows that were read begins the last part."""


def rows_together(columns: int) -> int:
    """Return how many rows of a table, without its header, are laid as one part."""
    return min(_MOST_ROWS, max(_LEAST_ROWS, _CELLS // columns))


def table_parts(
    element: Element, place: Nesting, *, is_rtl: bool, known: OpenTable | None
) -> tuple[list[TablePiece], OpenTable | None]:
    """Return the parts of a table, or of the rows that were read; None beside them where `known` does not hold."""
    rows: list[tuple[Runs, ...]] = []
    aligns = () if known is None else known.aligns
    heads = 0
    for row in element.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("th", "td")]
        if known is None and not rows:
            aligns = tuple(map(_align, cells))
            heads = int(bool(cells) and cells[0].tag == "th")
        rows.append(tuple(map(_cell, cells)))
    width = max(map(len, rows), default=0)
    if not width or (known is not None and (width > len(aligns) or is_rtl != known.is_rtl)):
        return [], None
    aligns += ("",) * (width - len(aligns))
    even = [row + ((),) * (len(aligns) - len(row)) for row in rows]
    size = rows_together(len(aligns))
    starts = [0, *range(heads + size, len(even), size)]
    parts = [
        TablePiece(
            tuple(even[start : start + size + (0 if start else heads)]),
            aligns,
            0 if start else heads,
            after(place) if start or known is not None else place,
            is_rtl,
        )
        for start in starts
    ]
    return parts, OpenTable(aligns, is_rtl, starts[-1])


def _cell(cell: Element) -> Runs:
    line = InlineContent()
    line.inside(cell)
    return line.take()


def _align(cell: Element) -> str:
    align = cell.get("align", "")
    if not align and (found := re.search(r"text-align:\s*(\w+)", cell.get("style", ""))):
        align = found[1]
    return align if align in ("left", "right", "center") else ""
