"""Says where on a page a character stands, as the sentences that are read aloud say it."""

from __future__ import annotations

from typing import NamedTuple

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import CodePiece, ParagraphPiece, Runs, TablePiece, units, words


class PagePlace(NamedTuple):
    """A place on a page: of a piece, of a line of it, in UTF-16 units. The order is that of reading."""

    piece: int
    line: int
    at: int


def place_at(page: MessageDocument, position: int) -> PagePlace:
    """Return the place of a character on its page, as sentences tell theirs."""
    index = page.index_at(position)
    if not 0 <= index < len(page.pieces):
        return PagePlace(len(page.pieces), 0, 0)
    piece, block = page.pieces[index], page.findBlock(position)
    at = position - block.position()
    match piece:
        case ParagraphPiece():
            return PagePlace(index, 0, _as_written(piece.runs, at))
        case TablePiece():
            table = page.table(index)
            cell = None if table is None else table.cellAt(position)
            if cell is None or not cell.isValid():
                return PagePlace(index, 0, 0)
            columns = len(piece.aligns)
            column = columns - 1 - cell.column() if piece.is_rtl else cell.column()
            return PagePlace(index, cell.row() * columns + column, at)
        case CodePiece():
            return PagePlace(index, block.blockNumber() - page.block(index).blockNumber(), at)
        case _:
            return PagePlace(index, 0, 0)


def _as_written(runs: Runs, at: int) -> int:
    read = drawn = 0
    for run in runs:
        if drawn >= at:
            break
        read += units(words(run))
        drawn += units(run.text)
    return max(0, at + read - drawn)
