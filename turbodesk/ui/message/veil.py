"""Lies over what a message shows, so that it looks faint: it is left out of requests, and still can be read.

Why not fainter colours: a message may hold code, tables and pictures, each of which would have to know.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from turbodesk.ui.theme.theme import Theme

_FAINT = 120
"""How much of the page's colour lies over the message, of 255. Nothing does in high contrast, where words say it."""
_AROUND = 24
"""Pixels by which it reaches over the text, for slips and bullets that hang outside."""


class Veil(QWidget):
    """Lets the pointer through; `cover` places it."""

    def __init__(self, *, theme: Theme, percent: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.restyle(theme, percent)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme; `percent` is that of the text, which it does not have."""
        self._color = QColor(theme.color("window"))
        self._color.setAlpha(0 if theme.is_contrast else _FAINT)
        self.update()

    def cover(self, shown: Sequence[QWidget]) -> None:
        """Lie over these, children of the same parent."""
        rect = QRect()
        for widget in shown:
            if not widget.isHidden():
                rect = rect.united(widget.geometry())
        self.setVisible(not rect.isEmpty())
        self.setGeometry(rect.adjusted(-_AROUND, -_AROUND // 2, _AROUND, _AROUND // 2))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._color)
