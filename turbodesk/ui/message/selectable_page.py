"""The page of one text in a widget, and what is selected on it: by the mouse, by keys and by whoever owns the text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QWidget

from turbodesk.ui.document import copying
from turbodesk.ui.document.mathematics import why_source
from turbodesk.ui.document.pieces import Piece, TablePiece
from turbodesk.ui.document.typography import Typography
from turbodesk.ui.message.hanging_page import HangingPage
from turbodesk.ui.message.row_selection import RowSelection


class SelectablePage(HangingPage):
    """Shows a `MessageDocument` and selects in it; `Body` adds the rest."""

    def __init__(self, typography: Typography, parent: QWidget | None = None) -> None:
        super().__init__(typography, parent)
        self.rows = RowSelection(self.page)
        """What is selected where that goes by the rows of tables."""
        self.source_markdown = ""
        """The text as it came; what copying all of it gives as Markdown."""
        self.is_partial = False
        """Whether the page has only the beginning of that."""
        self.copies: Callable[[], bool] = self.copy_selection
        """What Copy does here; returns whether there was anything to copy."""
        self.quotes: Callable[[], object] | None = None
        """What Quote does here; None: nothing can be said about it."""
        self.saves_table: Callable[[str], object] | None = None
        """What saving the Markdown of a table does here; None: none can be saved."""
        self.passage = 0
        """Which of the message's texts it is, by its `Passage.index`."""
        self.reads: Callable[[int], object] | None = None
        """What reading aloud does here, from a character on, or -1 for what is selected; None: nothing is read."""
        self.saves: Callable[[], object] | None = None
        """What saving the selection does here; None: nothing can be saved."""

    def selected_text(self) -> str:
        """Return the selection as plain text, or ""."""
        return copying.to_plain(self._selected()) if self.textCursor().hasSelection() else ""

    def has_selection(self) -> bool:
        """Whether any text is selected."""
        return self.textCursor().hasSelection()

    def _is_selected(self, position: int) -> bool:
        start, end = self.rows.range(self.textCursor())
        return start != end and start <= position <= end

    def clear_selection(self) -> None:
        """Select nothing."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def copy_selection(self) -> bool:
        """Put the selection on the clipboard as HTML, Markdown and plain text; False where nothing is selected."""
        if self.has_selection():
            QGuiApplication.clipboard().setMimeData(self.createMimeDataFromSelection())
        return self.has_selection()

    def createMimeDataFromSelection(self) -> QMimeData:
        return copying.mime_of([self.copied()])

    def copied(self) -> copying.Copied:
        """Return what a copy of the selection takes."""
        if not self._has_all():
            return copying.Copied(self._selected())
        return copying.Copied([] if self.is_partial else self._selected(), self.source_markdown)

    def _has_all(self) -> bool:
        start, end = self.rows.range(self.textCursor())
        return start == 0 and end >= self.page.characterCount() - 1

    def _selected(self) -> list[Piece]:
        return self.page.fragment(*self.rows.range(self.textCursor()))

    @property
    def last_character(self) -> int:
        """Where the text ends."""
        return self.page.characterCount() - 1

    def select_between(self, anchor: int, position: int) -> None:
        """Select the characters between two, the caret at `position`; what is selected so already stays as it is."""
        cursor = self.textCursor()
        last = self.last_character
        anchor, position = min(anchor, last), min(position, last)
        if self.rows.ends(cursor) != (anchor, position):
            cursor.setPosition(anchor)
            cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.rows.asked(cursor, anchor, position)
            self.setTextCursor(cursor)

    def copy_as_markdown(self) -> None:
        """Put the selection, or without one all, on the clipboard as Markdown."""
        chosen = self.has_selection() and not self._has_all()
        whole = copying.as_markdown(self.page.pieces, self.source_markdown)
        text = copying.to_markdown(self._selected()) if chosen else whole
        QGuiApplication.clipboard().setText(text)

    @property
    def has_tables(self) -> bool:
        """Whether there is a table on the page."""
        return any(isinstance(piece, TablePiece) for piece in self.page.pieces)

    def table_at(self, point: QPoint) -> str:
        """Return the Markdown of the table at a point of the page; "" where there is none."""
        position = self.page.documentLayout().hitTest(QPointF(point), Qt.HitTestAccuracy.FuzzyHit)
        at = self.page.index_at(position) if position >= 0 else -1
        is_table = 0 <= at < len(self.page.pieces) and isinstance(self.page.pieces[at], TablePiece)
        is_in_it = is_table and self.page.rect(at).contains(QPointF(point))
        tables = self.page.tables
        whole = self.page.pieces[tables.first(at) : tables.last(at) + 1]
        return copying.to_markdown(whole) if is_in_it else ""

    def table_saver(self, point: QPoint) -> Callable[[], object] | None:
        """Return what saves the table at a point of the page; None where there is none."""
        save, markdown = self.saves_table, self.table_at(point)
        return None if save is None or not markdown else lambda: save(markdown)

    def tip_at(self, point: QPoint) -> str:
        """Return the source of the formula at a point, or why it stands as its source, or ""."""
        layout, at = self.page.documentLayout(), QPointF(point)
        position = layout.hitTest(at, Qt.HitTestAccuracy.ExactHit)
        return layout.formatAt(at).toCharFormat().toolTip() or (
            why_source(self.page, position) if position >= 0 else ""
        )
