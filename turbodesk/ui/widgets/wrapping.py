"""Text that wraps between words, and within a word only where that alone is longer than the line, as addresses are.

Qt's labels and flags know only one or the other: an address is cut off at the edge, or every word is broken.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QTextLayout, QTextOption


def wrapped_size(text: str, font: QFont, width: int, *, line_height: float = 0.0, is_between: bool = False) -> QSize:
    """Return how much room `text` takes in lines of at most `width` pixels, `line_height` apart (0: the font's).

    The room that this adds is shared out above and below each line; with `is_between` it is between lines alone.
    """
    layout, height = _laid_out(text, font, width, line_height, is_between=is_between)
    lines = (layout.lineAt(number) for number in range(layout.lineCount()))
    return QSize(math.ceil(max((line.naturalTextWidth() for line in lines), default=0)), math.ceil(height))


def draw_wrapped(
    painter: QPainter, rect: QRect, text: str, *, line_height: float = 0.0, is_between: bool = False
) -> None:
    """Draw `text` into `rect` in the painter's font and pen, as `wrapped_size` has measured it."""
    layout, _ = _laid_out(text, painter.font(), rect.width(), line_height, is_between=is_between)
    layout.draw(painter, QPointF(rect.topLeft()))


def _laid_out(text: str, font: QFont, width: int, line_height: float, *, is_between: bool) -> tuple[QTextLayout, float]:
    """Return the lines in their places, and how tall all are."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if QGuiApplication.isRightToLeft():
        option.setAlignment(Qt.AlignmentFlag.AlignRight)
    layout.setTextOption(option)
    layout.beginLayout()
    height = extra = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        extra = max(0.0, line_height - line.height())
        line.setPosition(QPointF(0, height + (0 if is_between else extra / 2)))
        height += line.height() + extra
    layout.endLayout()
    return layout, height - (extra if is_between else 0)
