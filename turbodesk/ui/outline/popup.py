"""The list of what was asked in a chat, and of the headings of its replies; Enter or a press leads there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from turbodesk.chat.outline import OutlineEntry
from turbodesk.translation import _
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.widgets.chosen_row import PointerRest, paint_chosen
from turbodesk.ui.widgets.direction import write
from turbodesk.ui.widgets.forms import caption
from turbodesk.ui.widgets.popup import Popup

_WIDTH = 280
"""Device-independent pixels of text at its usual size."""
_AIR = 8
_ROW_AIR = 10
_INSIDE, _DEEPER = 10, 14
_MOST_ROWS = 14
_Index = QModelIndex | QPersistentModelIndex
_ENTRY = Qt.ItemDataRole.UserRole


class OutlinePopup(Popup):
    """Closes when a line is chosen, at Esc and at a press beside it."""

    chosen = Signal(object)
    """An `OutlineEntry`."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, name=_("Contents of this chat"))
        self._is_beside = False
        self._heading = caption(_("In this chat"), kind="muted")
        self._rows = _OutlineModel(self)
        self._delegate = _EntryPainter(theme)
        self._list = QListView()
        self._list.setModel(self._rows)
        self._list.setItemDelegate(self._delegate)
        self._list.setAccessibleName(_("Questions and headings"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setProperty("kind", "plain")
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setMouseTracking(True)
        self._rest = PointerRest()
        self._list.entered.connect(self._pointed)
        self._list.activated.connect(self._choose)
        self._list.clicked.connect(self._choose)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_AIR, _AIR, _AIR, _AIR)
        self._column.setSpacing(Space.XS)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._list)
        self._heading.setContentsMargins(_INSIDE, Space.XS, _INSIDE, 0)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._delegate.theme = theme
        self._heading.setFont(theme.font(TextRole.SECTION))
        self._list.viewport().update()

    def open(self, entries: Sequence[OutlineEntry], now: int, anchor: QWidget, *, is_beside: bool) -> None:
        """Show the contents, the line `now` in front; left of `anchor`, or beneath it."""
        self._rest.begin()
        self._is_beside = is_beside
        self._rows.show_entries(entries)
        self._delegate.now = now
        index = self._rows.index(max(0, now))
        self._list.setCurrentIndex(index)
        self.open_below(anchor, is_right=True)
        self._list.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def focus_first(self) -> None:
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def wished_size(self) -> QSize:
        rows = min(max(1, self._rows.rowCount()), _MOST_ROWS) * self._delegate.row_height()
        height = rows + self._heading.sizeHint().height() + Space.XS + 2 * _AIR
        return QSize(round(_WIDTH * self._delegate.theme.faces.scale), height)

    def place(self) -> None:
        super().place()
        anchor = self._anchor
        if not self._is_beside or anchor is None:
            return
        at = QRect(self._over.mapFromGlobal(anchor.mapToGlobal(QPoint())), anchor.size())
        rect = self.geometry()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            rect.moveLeft(at.right() + 1)
        else:
            rect.moveRight(at.left() - 1)
        rect.moveTop(at.center().y() - rect.height() // 2)
        area = self._over.rect().adjusted(Space.S, Space.S, -Space.S, -Space.S)
        rect.moveTop(max(area.top(), min(rect.top(), area.bottom() + 1 - rect.height())))
        self.setGeometry(rect)

    def _pointed(self, index: QModelIndex) -> None:
        if self._rest.is_over():
            self._list.setCurrentIndex(index)

    def _choose(self, index: QModelIndex) -> None:
        entry = index.data(_ENTRY)
        if isinstance(entry, OutlineEntry) and self.isVisible():  # a press is told twice
            self.dismiss()
            self.chosen.emit(entry)


class _OutlineModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: Sequence[OutlineEntry] = ()

    def show_entries(self, entries: Sequence[OutlineEntry]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[index.row()]
        if role == _ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.words if entry.heading is None else _("Heading: {words}").format(words=entry.words)
        return None


class _EntryPainter(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.now = -1
        """The line that is being read."""

    def row_height(self) -> int:
        """Return the height of a row in device-independent pixels."""
        return round(self.theme.line_height(TextRole.UI)) + _ROW_AIR

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entry, is_now = index.data(_ENTRY), index.row() == self.now
        if option.state & QStyle.StateFlag.State_Selected:
            paint_chosen(painter, option.rect, self.theme, Corner.BUTTON)
        font = self.theme.font(TextRole.UI)
        painter.setFont(font)
        is_heading = entry.heading is not None
        painter.setPen(self.theme.color("accent" if is_now else "text-muted" if is_heading else "text"))
        inside = option.rect.adjusted(_INSIDE + (_DEEPER if is_heading else 0), 0, -_INSIDE, 0)
        rect = QStyle.visualRect(option.direction, option.rect, inside)
        words = QFontMetricsF(font).elidedText(entry.words, Qt.TextElideMode.ElideRight, rect.width())
        write(painter, rect, words, option.direction)
        painter.restore()
