"""The palette itself: a field and the list of what fits, over the window.

The field keeps the focus and the keys move the choice in the list, so that typing never has to stop.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from turbodesk.ui.palette.item_model import PaletteItemModel, PaletteRow, RowDelegate
from turbodesk.ui.palette.match import Finder
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.sheet import Sheet

_WIDTH = 560
_MOST_ROWS_SHOWN = 9
_PAGE = 8


class CommandPalette(Sheet):
    """Offers rows by what is typed; `chosen` carries the id of the row that was taken, after it has closed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name="Find anything")
        self._finder: Finder[PaletteRow] = Finder(())
        self._delegate = RowDelegate(theme)
        self._model = PaletteItemModel()
        self._field = QLineEdit()
        self._field.setAccessibleName("Command or chat")
        self._field.setPlaceholderText("Find a command or a chat")
        self._list = QListView()
        self._nothing = note()
        self._lay_out()
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._take)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        self._delegate.theme = theme
        self._list.viewport().update()

    def open_with(self, rows: Sequence[PaletteRow]) -> None:
        """Open it over `rows`, in the order they stand in when nothing is typed."""
        # What can be done first; what cannot is still found, greyed.
        in_order = sorted(rows, key=lambda row: not row.enabled)
        self._finder = Finder((row, row.title) for row in in_order)
        self._field.clear()
        self._filter("")
        self.open()

    def panel_rect(self, area: QRect) -> QRect:
        width = min(_WIDTH, area.width() - 2 * Space.XL)
        shown = min(max(self._model.rowCount(), 1), _MOST_ROWS_SHOWN)
        row_height = max(self._list.sizeHintForRow(0), self._delegate_height())
        wished = self._field.sizeHint().height() + shown * row_height + 3 * Space.M + Space.XS
        top = max(Space.XL, area.height() // 8)
        height = min(wished, area.height() - top - Space.XL)
        return QRect((area.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)
        self._list.setProperty("kind", "plain")
        self._list.setAccessibleName("Results")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        layout.setSpacing(Space.M)
        layout.addWidget(self._field)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)

    def _filter(self, typed: str) -> None:
        found = self._finder.find(typed)
        self._model.show([(row, one.positions) for row, one in found])
        self._nothing.setText(f"Nothing is called “{typed.strip()}”.")
        self._list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._move_to(next(iter(self._takeable()[0]), -1))
        self.place()

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was ours and not the field's."""
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_PageDown:
                self._page(_PAGE)
            case Qt.Key.Key_PageUp:
                self._page(-_PAGE)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take(self._list.currentIndex())
            case _:
                return False
        return True

    def _takeable(self) -> tuple[list[int], int]:
        """The rows that can be taken, and which of them is current; -1: none."""
        rows = [at for at in range(self._model.rowCount()) if self._model.row(at).enabled]
        current = self._list.currentIndex().row()
        return rows, rows.index(current) if current in rows else -1

    def _step(self, by: int) -> None:
        rows, at = self._takeable()
        if rows:
            self._move_to(rows[(at + by) % len(rows)])

    def _page(self, by: int) -> None:
        rows, at = self._takeable()
        if rows:
            self._move_to(rows[min(max(at + by, 0), len(rows) - 1)])

    def _move_to(self, at: int) -> None:
        self._list.setCurrentIndex(self._model.index(at) if at >= 0 else QModelIndex())
        if at >= 0 and self.isVisible():
            row = self._model.row(at)
            announce(self._field, f"{row.title}, {row.note}" if row.note else row.title)

    def _take(self, index: QModelIndex) -> None:
        if index.isValid() and self._model.row(index.row()).enabled:
            taken = self._model.row(index.row()).id
            self.dismiss()
            self.chosen.emit(taken)

    def _delegate_height(self) -> int:
        return self.fontMetrics().height() + 2 * Space.S
