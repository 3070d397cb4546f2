"""Paints the ground of the row that Enter would take, in lists whose keys go on being typed into a field."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from turbodesk.ui.theme import Theme


def paint_chosen(painter: QPainter, rect: QRect, theme: Theme, corner: int) -> None:
    """Paint it over `rect`; in high contrast an edge says what a tint may not."""
    painter.setPen(QPen(theme.color("text"), 1) if theme.is_contrast else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("selected"))
    half = 0.5 if theme.is_contrast else 0.0
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), corner, corner)
