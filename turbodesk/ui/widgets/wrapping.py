"""Text that wraps between words, and within a word only where that alone is longer than the line, as addresses are.

Qt's labels and flags know only one or the other: an address is cut off at the edge, or every word is broken.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption


def wrapped_size(text: str, font: QFont, width: int, *, line_height: float = 0.0) -> QSize:
    """Return how much room `text` takes in lines of at most `width` pixels, `line_height` apart (0: the font's)."""
    layout, height = _laid_out(text, font, width, line_height)
    lines = (layout.lineAt(number) for number in range(layout.lineCount()))
    return QSize(math.ceil(max((line.naturalTextWidth() for line in lines), default=0)), math.ceil(height))


def draw_wrapped(painter: QPainter, rect: QRect, text: str, *, line_height: float = 0.0) -> None:
    """Draw `text` into `rect` in the painter's font and pen, as `wrapped_size` has measured it."""
    layout, _ = _laid_out(text, painter.font(), rect.width(), line_height)
    layout.draw(painter, QPointF(rect.topLeft()))


def _laid_out(text: str, font: QFont, width: int, line_height: float) -> tuple[QTextLayout, float]:
    """Return the lines in their places, the extra room of each above and below it alike, and how tall all are."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        tall = max(line_height, line.height())
        line.setPosition(QPointF(0, height + (tall - line.height()) / 2))
        height += tall
    layout.endLayout()
    return layout, height
