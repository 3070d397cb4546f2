"""Says what is selected where Qt cannot: from one row to another of a table in parts, or from a text into a table.

Qt selects tables that are not its anchor's own only as a whole, and moves the end of the selection behind them. So the
ends that were asked for are remembered beside the cursor, for as long as it stands as it did then. What is painted and
copied goes by them: text to the letter, tables by rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import TablePiece

_KEYS = {
    QKeySequence.StandardKey.SelectNextLine: QTextCursor.MoveOperation.Down,
    QKeySequence.StandardKey.SelectPreviousLine: QTextCursor.MoveOperation.Up,
    QKeySequence.StandardKey.SelectNextChar: QTextCursor.MoveOperation.Right,
    QKeySequence.StandardKey.SelectPreviousChar: QTextCursor.MoveOperation.Left,
    QKeySequence.StandardKey.SelectNextWord: QTextCursor.MoveOperation.WordRight,
    QKeySequence.StandardKey.SelectPreviousWord: QTextCursor.MoveOperation.WordLeft,
    QKeySequence.StandardKey.SelectStartOfLine: QTextCursor.MoveOperation.StartOfLine,
    QKeySequence.StandardKey.SelectEndOfLine: QTextCursor.MoveOperation.EndOfLine,
}


class RowSelection:
    """The ends of the selection on one page."""

    def __init__(self, page: MessageDocument) -> None:
        self._page = page
        self._asked = self._made = (0, 0)

    def asked(self, cursor: QTextCursor, anchor: int, position: int) -> None:
        """Remember that `cursor` was asked to select from `anchor` to `position`."""
        self._asked, self._made = (anchor, position), (cursor.anchor(), cursor.position())

    def is_other(self, cursor: QTextCursor) -> bool:
        """Whether more or less is selected than `cursor` says."""
        made = (cursor.anchor(), cursor.position())
        return cursor.hasSelection() and made == self._made and self._asked != made

    def ends(self, cursor: QTextCursor) -> tuple[int, int]:
        """Return the anchor and the caret."""
        return self._asked if self.is_other(cursor) else (cursor.anchor(), cursor.position())

    def range(self, cursor: QTextCursor) -> tuple[int, int]:
        """Return where what is selected begins and ends."""
        if self.is_other(cursor):
            return min(self._asked), max(self._asked)
        return cursor.selectionStart(), cursor.selectionEnd()

    def needs_rows(self, anchor: int, position: int) -> bool:
        """Whether Qt would select more than what lies between: one end is in a table, and the other is not in it."""
        first, last = self._page.index_at(anchor), self._page.index_at(position)
        return first != last and any(isinstance(self._page.pieces[at], TablePiece) for at in (first, last))

    def moved_by(self, event: QKeyEvent, cursor: QTextCursor) -> int | None:
        """Return where a key moves the end of a selection that Qt would not select as it is; None for any other."""
        anchor, position = self.ends(cursor)
        operation = next((move for key, move in _KEYS.items() if event.matches(key)), None)
        if operation is None or not self._page.pieces:
            return None
        caret = QTextCursor(self._page)
        caret.setPosition(position)
        caret.movePosition(operation)
        needs_rows = self.is_other(cursor) or self.needs_rows(anchor, caret.position())
        return caret.position() if needs_rows else None

    def cursors(self, cursor: QTextCursor) -> list[QTextCursor]:
        """Return what is painted as selected."""
        return list(self._cursors(*self.range(cursor))) if self.is_other(cursor) else [cursor]

    def _cursors(self, start: int, end: int) -> Iterator[QTextCursor]:
        begin = start
        for index in range(self._page.index_at(start), self._page.index_at(end) + 1):
            first, last = self._page.span(index)
            table = self._page.table(index)
            if table is None or first >= end:
                continue
            if begin < first:
                yield self._between(begin, first - 1)
            from_row = table.cellAt(max(start, first)).row()
            to_row = table.cellAt(end).row() if end < last else table.rows() - 1
            cells = table.cellAt(from_row, 0), table.cellAt(to_row, table.columns() - 1)
            yield self._between(cells[0].firstPosition(), cells[1].lastPosition())
            begin = last
        if begin < end:
            yield self._between(begin, end)

    def _between(self, start: int, end: int) -> QTextCursor:
        made = QTextCursor(self._page)
        made.setPosition(start)
        made.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return made
