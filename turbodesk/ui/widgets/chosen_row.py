"""The row that Enter would take, in lists in which keys and the pointer move one and the same choice."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QCursor, QPainter, QPen

from turbodesk.ui.theme import Theme


def paint_chosen(painter: QPainter, rect: QRect, theme: Theme, corner: int) -> None:
    """Paint it over `rect`; in high contrast an edge says what a tint may not."""
    painter.setPen(QPen(theme.color("text"), 1) if theme.is_contrast else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("selected"))
    half = 0.5 if theme.is_contrast else 0.0
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), corner, corner)


class PointerRest:
    """Tells whether the pointer was moved by hand: rows also come under one that rests, as a list opens or scrolls."""

    def __init__(self) -> None:
        self._at = QCursor.pos()

    def begin(self) -> None:
        """Take the pointer for resting where it is now."""
        self._at = QCursor.pos()

    def is_over(self) -> bool:
        """Return whether it is elsewhere than when this was asked last."""
        before, self._at = self._at, QCursor.pos()
        return self._at != before
