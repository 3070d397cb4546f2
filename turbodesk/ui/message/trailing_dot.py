"""The dot behind the last word of a reply that is being written: there will be more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from turbodesk.ui.message.body import Body
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.breathing_dot import BreathingDot

_TO_WORD = 3
"""Pixels between the word and the dot's widget, which has 4 more around the dot."""


class TrailingDot:
    """The dot of one message, a child of `row`; made with the first word."""

    def __init__(self, row: QWidget, *, theme: Theme, percent: int) -> None:
        self._row, self._theme, self._percent = row, theme, percent
        self.dot: BreathingDot | None = None

    def follow(self, parts: Sequence[QWidget], *, is_growing: bool) -> None:
        """Stand behind the last word of the last of these widgets while the reply grows; nowhere where that is none."""
        last = parts[-1] if parts else None
        if not is_growing or not isinstance(last, Body):
            if self.dot is not None:
                self.dot.hide()
            return
        if self.dot is None:
            self.dot = BreathingDot(
                theme=self._theme,
                moves=current_motion_ms() > 0,
                has_halo=False,
                percent=self._percent,
                parent=self._row,
            )
        end = QTextCursor(last.page)
        end.movePosition(QTextCursor.MoveOperation.End)
        rect = last.cursorRect(end)
        at = last.pos() + QPoint(rect.left() + _TO_WORD, rect.center().y() + 1 - self.dot.height() // 2)
        x = min(at.x(), last.geometry().right() + 1)
        if end.block().textDirection() is Qt.LayoutDirection.RightToLeft:
            x = max(last.x() + rect.left() - _TO_WORD - self.dot.width(), last.x() - self.dot.width())
        self.dot.move(x, at.y())
        if self.dot.isHidden():
            self.dot.show()
        self.dot.raise_()
        self.dot.go_along()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        if self.dot is not None:
            self.dot.restyle(theme, percent)
