"""The rows of prompts, in the list over the message and in the sheet: a name, and behind it the first words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from turbodesk.chat.prompt import Prompt
from turbodesk.translation import _
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.widgets.chosen_row import paint_chosen
from turbodesk.ui.widgets.direction import write

_AIR = 10
"""Pixels a row is higher than its line."""
_INSIDE = 10
_LEAST_WORDS = 60
"""Pixels that words behind a name need to say anything."""
_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole


class PromptItemModel(QAbstractListModel):
    """A row a prompt."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: Sequence[Prompt] = ()

    def show_prompts(self, prompts: Sequence[Prompt]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = prompts
        self.endResetModel()

    def prompt_at(self, row: int) -> Prompt | None:
        """Return the prompt of a row; None where there is none."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, prompt_id: str) -> int:
        """Return the row of a prompt, -1 for none."""
        return next((row for row, one in enumerate(self._rows) if one.id == prompt_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        prompt = self._rows[index.row()]
        if role == _ROW:
            return prompt
        if role == Qt.ItemDataRole.DisplayRole:
            return prompt.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("{name}: {words}").format(name=prompt.name, words=prompt.first_words)
        return None


class PromptPainter(QStyledItemDelegate):
    """Draws a row."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def row_height(self) -> int:
        """Return the height of a row in device-independent pixels."""
        return round(self.theme.line_height(TextRole.UI)) + _AIR

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        prompt = index.data(_ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            paint_chosen(painter, option.rect, self.theme, Corner.BUTTON)
        font = self.theme.font(TextRole.UI)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        rect = option.rect.adjusted(_INSIDE, 0, -_INSIDE, 0)
        name = metrics.elidedText(prompt.name, Qt.TextElideMode.ElideRight, rect.width())
        painter.setPen(self.theme.color("text"))
        write(painter, rect, name, option.direction)
        rest = rect.adjusted(round(metrics.horizontalAdvance(name)) + Space.M, 0, 0, 0)
        if rest.width() >= _LEAST_WORDS:
            words = metrics.elidedText(prompt.first_words, Qt.TextElideMode.ElideRight, rest.width())
            painter.setPen(self.theme.color("text-muted"))
            write(painter, QStyle.visualRect(option.direction, rect, rest), words, option.direction)
        painter.restore()


def prompt_list(model: PromptItemModel, painter: PromptPainter) -> QListView:
    """Return a list of the rows of `model`."""
    view = QListView()
    view.setModel(model)
    view.setItemDelegate(painter)
    view.setAccessibleName(_("Prompts"))
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setProperty("kind", "plain")
    view.setUniformItemSizes(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return view
