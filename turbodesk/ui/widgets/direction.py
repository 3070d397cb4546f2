"""What stands at the start of a line, and what at its end, in windows read from the left and from the right.

Qt's layouts turn round by themselves, but for their margins. What we place and paint by hand is worked out from the
left, and goes through here.
"""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle, QWidget

Direction = Qt.LayoutDirection
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_START, _END = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_OWN_ORDER = ("\u2068", "\u2069")
"""FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE of Unicode: what is between is ordered by itself."""


def mirrored(direction: Direction, whole: QRectF, part: QRectF) -> QRectF:
    """Return where a part goes that was placed from the left: as `QStyle.visualRect`, to parts of a pixel."""
    if direction is not Direction.RightToLeft:
        return QRectF(part)
    return part.translated(whole.left() + whole.right() - part.left() - part.right(), 0)


def start(direction: Direction, *, at_end: bool = False) -> Qt.AlignmentFlag:
    """Return how one line stands at the start of its room, or at its end, whichever way its own words are read."""
    return QStyle.visualAlignment(direction, (_END if at_end else _START) | _MIDDLE)


def write(painter: QPainter, room: QRect, words: str, direction: Direction, *, at_end: bool = False) -> None:
    """Write one line, cut to its room already, at the start of the room or at its end."""
    painter.drawText(room, start(direction, at_end=at_end), in_own_order(words))


def in_own_order(words: str) -> str:
    """Return words such as a title so that their dots and brackets stand where their own language has them.

    In a window read from the left they are left as they are.
    """
    return words if not words or not QGuiApplication.isRightToLeft() else words.join(_OWN_ORDER)


def margins(at_start: int, top: int, at_end: int, bottom: int) -> QMargins:
    """Return the margins of a layout or a field, which Qt does not turn round."""
    if QGuiApplication.isRightToLeft():
        return QMargins(at_end, top, at_start, bottom)
    return QMargins(at_start, top, at_end, bottom)


def start_corner(widget: QWidget) -> QPoint:
    """Return the lower corner of a widget at the side it is read from, in its own pixels: where a menu of it opens."""
    return QPoint(widget.width() if widget.layoutDirection() is Direction.RightToLeft else 0, widget.height())


def opposite() -> Direction:
    """Return the direction of a button whose icon stands behind its words."""
    return Direction.LeftToRight if QGuiApplication.isRightToLeft() else Direction.RightToLeft
