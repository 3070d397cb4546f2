"""Text that wraps between words, and within a word only where that alone is longer than the line, as addresses are.

Qt's labels and flags know only one or the other: an address is cut off at the edge, or every word is broken.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption


def wrapped_size(text: str, font: QFont, width: int) -> QSize:
    """Return how much room `text` takes in lines of at most `width` pixels."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(_option())
    layout.beginLayout()
    widest = height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        widest = max(widest, line.naturalTextWidth())
        height += line.height()
    layout.endLayout()
    return QSize(math.ceil(widest), math.ceil(height))


def draw_wrapped(painter: QPainter, rect: QRect, text: str) -> None:
    """Draw `text` into `rect` in the painter's font and pen."""
    painter.drawText(QRectF(rect), text, _option())


def _option() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
