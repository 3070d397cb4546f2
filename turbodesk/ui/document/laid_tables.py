"""The tables of one page: lays and grows them, and keeps the parts of a long one in the same columns.

A part (`table_elements`) is a piece, and a table of Qt's. What is said of the whole, how its columns stand and whether
it is wider than the page, is known by its first part.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from PySide6.QtGui import QTextCursor, QTextTable

from turbodesk.ui.document.columns import MEASURED, Columns, Measure
from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import TablePiece, goes_on
from turbodesk.ui.document.tables import align_cells, grow_table, lay_table, set_widths, table_rect
from turbodesk.ui.theme.metrics import MEASURE


class LaidTables:
    """The tables of one document; each part is known by its piece's index."""

    def __init__(self, document: PieceDocument) -> None:
        self._document = document
        self.measures: dict[int, Measure] = {}
        self._columns: dict[int, Columns] = {}
        self.rows_laid = 0
        """Rows that were given to Qt so far, with all that Qt lays again for them; tests count them."""

    # Parts

    def first(self, index: int) -> int:
        """Return the first part of the table that the piece `index` is a part of, or would be; of no table itself."""
        pieces = self._document.pieces
        while 0 < index < len(pieces) and goes_on(pieces[index - 1], pieces[index]):
            index -= 1
        return index

    def last(self, index: int) -> int:
        """Return the last part of the table that the piece `index` is a part of; of no table itself."""
        pieces = self._document.pieces
        while index + 1 < len(pieces) and goes_on(pieces[index], pieces[index + 1]):
            index += 1
        return index

    # Width

    def overflow(self, index: int) -> int:
        """Return by how many pixels a table is wider than it may be; 0 where it fits, or is no table."""
        document, piece = self._document, self._document.pieces[index] if self._document.pieces else None
        if not isinstance(piece, TablePiece):
            return 0
        left, right = document.edges(piece)
        tables = (document.table(index), document.table(self.first(index)))
        widest = max((table_rect(table).width() for table in tables if table is not None), default=0.0)
        return max(0, round(widest - (right + document.bleed - left)))

    def fit(self) -> None:
        """Fit the columns of all tables to another width of the page."""
        for index, piece in enumerate(self._document.pieces):
            if isinstance(piece, TablePiece) and self.first(index) == index:
                self._fit(index, anew=True)

    # Laying

    def lay(self, cursor: QTextCursor, index: int, piece: TablePiece, *, above: int) -> QTextTable:
        """Set a piece, which will be the last one, where the cursor stands."""
        pieces = self._document.pieces
        first = self.first(index - 1) if index and goes_on(pieces[index - 1], piece) else index
        columns = self._fit(first, piece, at=index)
        self.rows_laid += len(piece.rows)
        return lay_table(cursor, piece, self._document.typography, columns, above=above)

    def grow(self, index: int, new: TablePiece) -> None:
        """Turn the last piece into `new`."""
        table, old = self._document.table(index), self._document.pieces[index]
        if table is not None and isinstance(old, TablePiece):
            columns = self._fit(self.first(index), new, at=index)
            self.rows_laid += len(new.rows)
            grow_table(table, old, new, self._document.typography, columns)

    def ended(self, index: int) -> None:
        """What followed a part was removed."""
        if index >= 0 and isinstance(self._document.pieces[index], TablePiece):
            self._fit(self.first(index))

    def forget_from(self, at: int) -> None:
        """There are no pieces from `at` on any more."""
        self.measures = {first: measure for first, measure in self.measures.items() if first < at}
        self._columns = {first: columns for first, columns in self._columns.items() if first < at}

    def _fit(self, first: int, new: TablePiece | None = None, *, at: int = -1, anew: bool = False) -> Columns:
        """Return how the columns of a table stand, once `new` stands at `at`; the parts that are laid stand so too."""
        parts = range(first, self.last(first) + 1 if new is None else at)
        found = [*self._pieces_of(parts), *([] if new is None else [new])]
        known, rows = self._columns.get(first), sum(len(piece.rows) for piece in found[:-1])
        if known is not None and not anew and rows >= MEASURED:
            return known
        whole = found[0]._replace(rows=tuple(islice((row for piece in found for row in piece.rows), MEASURED)))
        left, right = self._document.edges(whole)
        type_ = self._document.typography
        room = right - left if self._document.textWidth() > 0 else type_.px(MEASURE)
        columns = self.measures.setdefault(first, Measure()).columns(whole, type_, room, self._document.bleed)
        if columns != known:
            self._columns[first] = columns
            laid = range(first, min(first + len(found), len(self._document.pieces)))
            self._set(laid, columns, moves=known is not None and columns[:2] != known[:2])
        return columns

    def _set(self, parts: Iterable[int], columns: Columns, *, moves: bool) -> None:
        for index in parts:
            table, piece = self._document.table(index), self._document.pieces[index]
            if table is not None and isinstance(piece, TablePiece):
                set_widths(table, piece, columns)
                if moves:
                    align_cells(table, piece, self._document.typography, columns)

    def _pieces_of(self, parts: Iterable[int]) -> list[TablePiece]:
        pieces = (self._document.pieces[index] for index in parts)
        return [piece for piece in pieces if isinstance(piece, TablePiece)]
