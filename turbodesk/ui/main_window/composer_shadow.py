"""The shadow the composer casts on the page."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from turbodesk.ui.theme import Corner, Theme
from turbodesk.ui.theme.shadow import Elevation, paint_shadow

_IN_THE_ARC = 1 - math.sqrt(0.5)
"""So much of its radius a corner leaves of the box: beneath what lies further in no shadow is seen."""


class ComposerShadow(QWidget):
    """The composer's shadow: a widget of its own, since one that is pressed may not reach beyond what is seen of it."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme, self._corner = theme, int(Corner.COMPOSER)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def lie_under(self, box: QRect, corner: int) -> None:
        """Lie around and beneath a box with corners of this radius."""
        air = Elevation.FLOATING.air
        self._corner = corner
        self.setGeometry(box.adjusted(-air, -air, air, air))

    def paintEvent(self, event: QPaintEvent) -> None:
        air = Elevation.FLOATING.air
        box = self.rect().adjusted(air, air, -air, -air)
        inset = math.ceil(self._corner * _IN_THE_ARC)
        hidden = box.adjusted(inset, inset, -inset, -inset)
        if not self._theme.is_contrast and not hidden.contains(event.rect()):  # as when a caret blinks in it
            shade = self._theme.color("shadow")
            paint_shadow(QPainter(self), box, self._corner, Elevation.FLOATING, shade)
