"""Writes down a sheet: each value at its address, under the letter of its column and beside the number of its row."""

from __future__ import annotations

from collections.abc import Iterable

from turbodesk.app.documents import bounds
from turbodesk.app.documents.writing import DocumentText, cell, heading

Row = tuple[int, dict[int, str]]
"""The number of a row, from 1, and what its cells show by their columns, from 0; empty cells are not in it."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CELLS = 1_000_000
"""Cells of one sheet that are kept; a model reads far fewer."""
_SPARSE = 12
"""Places for each cell with something in it, from which a list of addresses is shorter than a table."""


def letters(column: int) -> str:
    """Return the name of a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(reference: str) -> tuple[int, int] | None:
    """Return the row, from 1, and the column, from 0, of an address such as "B7"; None where it is none."""
    column = row = at = 0
    while at < len(reference) and "A" <= (letter := reference[at].upper()) <= "Z":
        column = column * 26 + ord(letter) - 64
        at += 1
    if reference[at:].isdecimal() and len(reference) - at <= 7 and at <= 3:
        row = int(reference[at:])
    return (row, column - 1) if 0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS else None


def write(name: str, rows: Iterable[Row], text: DocumentText) -> None:
    """Write a sheet with its name above. Rows and columns without anything are left out: the others have names.

    Raises:
        Full: not all of it fits.
    """
    text.block(heading(f"Sheet: {name}", 2))
    kept: list[Row] = []
    columns: set[int] = set()
    cells = length = 0
    for number, row in rows:
        filled = {column: words for column, words in row.items() if words.strip()}
        if filled:
            kept.append((number, filled))
            columns.update(filled)
            cells += len(filled)
            length += sum(map(len, filled.values()))
        if cells > MOST_CELLS or length + 3 * cells > bounds.MOST_TEXT:
            break  # it would not fit
    if not kept:
        text.block("(empty)")
    elif len(kept) * len(columns) > _SPARSE * cells + 200:
        text.add("\n")
        for number, row in kept:
            for column in sorted(row):
                text.add(f"\n- {letters(column)}{number}: {cell(row[column])}")
    else:
        _write_table(kept, sorted(columns), text)


def _write_table(rows: list[Row], columns: list[int], text: DocumentText) -> None:
    text.add(f"\n\n|  | {' | '.join(map(letters, columns))} |\n|{'---|' * (len(columns) + 1)}")
    for number, row in rows:
        text.add(f"\n| {number} | {' | '.join(cell(row[one]) if one in row else '' for one in columns)} |")
