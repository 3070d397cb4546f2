"""The list of prompts that opens over the message at a slash; the caret stays in the message, whose words narrow it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.chat.prompt import Prompt
from turbodesk.translation import _
from turbodesk.ui.prompts.rows import PromptItemModel, PromptPainter, prompt_list
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.chosen_row import PointerRest
from turbodesk.ui.widgets.forms import caption
from turbodesk.ui.widgets.popup import Popup

_WIDTH = 420
"""Device-independent pixels of text at its usual size."""
_AIR = 8
_INSIDE = 10
_MOST_ROWS = 8
_PAGE = 7
"""Rows that Page Down goes on by."""
_STEPS: dict[int, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class PromptPopup(Popup):
    """Never has the focus; whoever has hands it the keys."""

    chosen = Signal(object)
    """A `Prompt`."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, name=_("Prompts"))
        self._heading = caption(_("Prompts"), kind="muted")
        self._rows = PromptItemModel(self)
        self._painter = PromptPainter(theme, self)
        self._list = prompt_list(self._rows, self._painter)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._rest = PointerRest()
        self._list.entered.connect(self._pointed)
        self._list.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(_AIR, _AIR, _AIR, _AIR)
        column.setSpacing(Space.XS)
        column.addWidget(self._heading)
        column.addWidget(self._list)
        self._heading.setContentsMargins(_INSIDE, Space.XS, _INSIDE, 0)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._painter.theme = theme
        self._heading.setFont(theme.font(TextRole.SECTION))
        self._list.viewport().update()

    def open(self, prompts: Sequence[Prompt], anchor: QWidget) -> None:
        """Show these prompts over `anchor`, the first in front; or these instead, where it is open."""
        self._rest.begin()
        self._rows.show_prompts(prompts)
        self._go_to(0)
        if self.isHidden():
            self.open_below(anchor)
        else:
            self.place()

    def take_key(self, key: int) -> bool:
        """Do what a key says here; whether it was one of those."""
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in _CHOOSING:
            self._choose(self._list.currentIndex())
        elif key in _STEPS:
            count, row = self._rows.rowCount(), self._list.currentIndex().row()
            step = _STEPS[key]
            self._go_to((row + step) % count if abs(step) == 1 else max(0, min(row + step, count - 1)))
        else:
            return key == Qt.Key.Key_Backtab
        return True

    def focus_first(self) -> None:
        """Leave the focus where somebody writes."""

    def wished_size(self) -> QSize:
        rows = min(max(1, self._rows.rowCount()), _MOST_ROWS) * self._painter.row_height()
        height = rows + self._heading.sizeHint().height() + Space.XS + 2 * _AIR
        return QSize(round(_WIDTH * self._painter.theme.faces.scale), height)

    def place(self) -> None:
        super().place()
        if self._anchor is None:
            return
        at = QRect(self._over.mapFromGlobal(self._anchor.mapToGlobal(QPoint())), self._anchor.size())
        size = self.wished_size().boundedTo(QSize(at.width(), at.top() - Space.XS - Space.S))
        if size.height() >= self._painter.row_height() * 2:  # above what is written, where there is room
            self.setGeometry(QRect(QPoint(at.left(), at.top() - Space.XS - size.height()), size))

    def _pressed(self, at: QPoint) -> bool:
        super()._pressed(at)
        return False  # a press on the message it belongs to does there what it does

    def _go_to(self, row: int) -> None:
        index = self._rows.index(row)
        self._list.setCurrentIndex(index)
        self._list.scrollTo(index)
        prompt = self._rows.prompt_at(row)
        if prompt is not None:  # the focus, which a screen reader follows, is elsewhere
            words = _("{name}, {number} of {count}")
            announce(self, words.format(name=prompt.name, number=number(row + 1), count=number(self._rows.rowCount())))

    def _pointed(self, index: QModelIndex) -> None:
        if self._rest.is_over():
            self._list.setCurrentIndex(index)

    def _choose(self, index: QModelIndex) -> None:
        prompt = self._rows.prompt_at(index.row())
        if prompt is not None and self.isVisible():
            self.dismiss()
            self.chosen.emit(prompt)
