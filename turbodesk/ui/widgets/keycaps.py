"""Draws the keys of a shortcut as keys: small caps with an edge, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.roles import TextRole

_PAD, _EDGE, _GAP = 5, 1, 3


def caps_of(shortcut: str) -> tuple[str, ...]:
    """Return the keys of a shortcut as the system writes it: "Ctrl+Shift+F" has three, "Ctrl++" two, "" none."""
    if shortcut.endswith("+") and len(shortcut) > 1:
        return (*caps_of(shortcut[:-2]), "+")
    return tuple(shortcut.split("+")) if shortcut else ()


def caps_width(caps: Sequence[str], theme: Theme) -> float:
    """Return how wide these keys are side by side, in device-independent pixels."""
    metrics = QFontMetricsF(theme.font(TextRole.KEYCAP))
    return sum(_width(cap, metrics, theme) for cap in caps) + _GAP * max(0, len(caps) - 1)


def paint_caps(painter: QPainter, caps: Sequence[str], at: QPointF, theme: Theme) -> None:
    """Draw these keys from `at` on, the left edge and the middle of the line they stand in."""
    font = theme.font(TextRole.KEYCAP)
    metrics, height = QFontMetricsF(font), _height(theme)
    painter.setFont(font)
    left = at.x()
    for cap in caps:
        box = QRectF(left, round(at.y() - height / 2), _width(cap, metrics, theme), height)
        painter.setPen(QPen(theme.color("button-border"), _EDGE))
        painter.setBrush(theme.color("code"))
        half = _EDGE / 2
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), Corner.KEYCAP, Corner.KEYCAP)
        painter.setPen(theme.color("text-muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
        left += box.width() + _GAP


def _height(theme: Theme) -> int:
    return round(theme.line_height(TextRole.KEYCAP)) + 2 * _EDGE


def _width(cap: str, metrics: QFontMetricsF, theme: Theme) -> float:
    return max(float(_height(theme)), round(metrics.horizontalAdvance(cap)) + 2 * (_PAD + _EDGE))
