"""Lets text melt into the page at an edge, above what floats over it or beneath what stands over it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from turbodesk.ui.theme.apply import current_theme

_STOPS = 8


class Fade(QWidget):
    """Covers the text's edge with the page's colour, more and more; the pointer goes through it.

    Whoever has it places it: over a ramp of `ramp` pixels comes what is solid, if it is higher than that.
    """

    def __init__(self, parent: QWidget, *, ramp: int, is_upwards: bool = False, token: str = "window") -> None:
        """`is_upwards`: the solid part is above, as beneath a header. `token` is the colour of the page."""
        super().__init__(parent)
        self._ramp, self._is_upwards, self._token = ramp, is_upwards, token
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        page, height = current_theme().color(self._token), self.height()
        painter = QPainter(self)
        ramp = min(self._ramp, height)
        start, end = (height, height - ramp) if self._is_upwards else (0, ramp)
        gradient = QLinearGradient(0, start, 0, end)
        for stop in range(_STOPS + 1):
            shade = QColor(page)
            at = stop / _STOPS
            shade.setAlphaF(at * at * (3 - 2 * at))  # eased: a straight ramp shows where it begins
            gradient.setColorAt(at, shade)
        painter.fillRect(self.rect(), gradient)  # beyond its end a gradient goes on as it ended
