"""Finds from where on a page looks another after a change, so that no more of it is painted than that.

Qt would paint a paragraph from its first line when a letter comes at its end, and all that lies below. Text only ever
changes at the end of a page, so what matters is the upper edge: the line before the one the change begins in, for a
word may have gone from there to the next line or come back, and letters reach out of their lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QTextBlock

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import CodePiece


class ChangeTracker:
    """Knows where one page has to be painted anew. Its text tells it; it has to be asked after every change."""

    def __init__(self, page: MessageDocument) -> None:
        self._page = page
        self._position: int | None = None
        self._panel: tuple[int, float] = (-1, 0.0)
        """The panel that grew last, and its right edge: one that becomes wider is painted anew."""
        page.contentsChange.connect(self._note)

    def _note(self, position: int, _removed: int, _added: int) -> None:
        self._position = position if self._position is None else min(position, self._position)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Change the text meanwhile, and have Qt paint nothing by itself for it."""
        was_blocked = self._page.documentLayout().blockSignals(True)
        try:
            yield
        finally:
            self._page.documentLayout().blockSignals(was_blocked)  # not kept: PySide lets it go with a table

    def take_top(self) -> float | None:
        """Return from where on the page looks another than when this was last asked, in pixels; None: nowhere."""
        position, self._position = self._position, None
        if position is None:
            return None
        page = self._page
        if not page.pieces:
            return 0.0
        index = page.index_at(position)
        top = self._line_before(position, index)
        piece = page.pieces[index]
        panel = (index, page.rect(index).right()) if isinstance(piece, CodePiece) else (-1, 0.0)
        if panel != self._panel and isinstance(piece, CodePiece):
            top = min(top, page.rect(index).top())
        self._panel = panel
        return top

    def _line_before(self, position: int, index: int) -> float:
        page, block = self._page, self._page.findBlock(position)
        if not block.isValid():
            return 0.0
        table = page.table(index)
        if table is not None:
            is_in_it = table.firstPosition() <= position <= table.lastPosition()
            row = table.cellAt(position).row() if is_in_it else 0  # Qt looks for no other position
            return page.row_top(table, row - 1) if row > 1 else self._last_line_above(page.block(index))
        if not block.isVisible():
            return page.rect(index).top()
        line = block.layout().lineForTextPosition(position - block.position())
        if line.isValid() and line.lineNumber():
            return (
                page.documentLayout().blockBoundingRect(block).top() + block.layout().lineAt(line.lineNumber() - 1).y()
            )
        return self._last_line_above(block)

    def _last_line_above(self, block: QTextBlock) -> float:
        block = block.previous()
        while block.isValid() and not block.isVisible():
            block = block.previous()
        if not block.isValid() or not block.layout().lineCount():
            return 0.0
        last = block.layout().lineAt(block.layout().lineCount() - 1)
        top = self._page.documentLayout().blockBoundingRect(block).top()
        return top + (last.y() if last.lineNumber() else 0.0)
