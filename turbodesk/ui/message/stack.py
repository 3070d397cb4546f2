"""Puts the widgets of one message beneath each other, and the ground of a bubble or a focus ring behind its text.

Why no layout object: a row must know its exact height at a width before it is shown, and a QBoxLayout asks its widgets
several times and rounds; a column of a few widgets is a sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from turbodesk.ui.message.body import Body
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.message.source_list import SourceList
from turbodesk.ui.message.thought import ThinkingView
from turbodesk.ui.theme.theme import RADIUS_PANEL, Theme

_BUBBLE_SHARE = 0.8
"""The widest a bubble gets, of the column."""
_PAD_X, _PAD_Y = 16, 10
"""Pixels between a bubble's edge and its text."""
_INSET = 8
"""Pixels left and right of a reply's text."""
_GAP = 8
_PART = 1 << 32
"""Places in the text of different widgets are this far apart."""


def text_width(width: int, *, is_user: bool) -> int:
    """Return the widest a body gets at a width of the column, in pixels."""
    if is_user:
        return max(40, int(width * _BUBBLE_SHARE) - 2 * _PAD_X)
    return max(40, width - 2 * _INSET)


class Stack:
    """The widgets of one message, top to bottom, and the bar beside a person's words."""

    def __init__(self, widgets: Sequence[QWidget], *, bar: PersonBar | None, is_user: bool) -> None:
        self._widgets = widgets
        self._bar = bar
        self._is_user = is_user

    def height(self, width: int) -> int:
        """Return the exact height at a width, in pixels."""
        return self._stack(width, place=False)

    def place(self, width: int) -> None:
        """Put every widget where it belongs at a width."""
        self._stack(width, place=True)

    def _stack(self, width: int, *, place: bool) -> int:
        y = 0
        for widget in self._widgets:
            if y:
                y += _GAP
            # Buttons without a frame carry their own margin; all else is set in by as much, in line with their icons.
            inset = 0 if isinstance(widget, Footer | Fold | ThinkingView | SourceList) else _INSET
            x, wide, pad = inset, width - 2 * inset, 0
            if self._is_user and isinstance(widget, Body):
                wide = widget.natural_width(text_width(width, is_user=True))
                x, pad = width - wide - _PAD_X - _INSET, _PAD_Y
            height = widget.heightForWidth(wide) if widget.hasHeightForWidth() else widget.sizeHint().height()
            height = max(height, widget.minimumHeight())
            if place:
                widget.setGeometry(QRect(x, y + pad, wide, height))
            y += height + 2 * pad
        if self._bar is not None:
            y = self._stack_bar(self._bar, width, y, place=place)
        return max(1, y)  # a row of no height at all would be nowhere

    def _stack_bar(self, bar: PersonBar, width: int, height: int, *, place: bool) -> int:
        """Return the height with the bar: beside the bubble's last line where there is room, else below it."""
        size = bar.sizeHint()
        bodies = [widget for widget in self._widgets if isinstance(widget, Body)]
        wide = _INSET
        if bodies:
            wide += bodies[-1].natural_width(text_width(width, is_user=self._is_user)) + 2 * _PAD_X
        is_beside = bool(bodies) and wide + size.width() + _INSET <= width
        x = width - wide - size.width() - 4 if is_beside else width - size.width() - _INSET
        y = max(0, height - size.height() - 2) if is_beside else height + 4
        if place:
            bar.setGeometry(QRect(QPoint(max(0, x), y), size))
        return height if is_beside else y + size.height()

    def position_at(self, y: int) -> int:
        """Return a place in the text: `y_of` gives where it is, also after the text was set anew."""
        for number, widget in enumerate(self._widgets):
            if y < widget.geometry().bottom() and isinstance(widget, Body):
                return number * _PART + widget.position_at(max(0, y - widget.y()))
            if y < widget.geometry().bottom():
                return number * _PART
        return 0

    def y_of(self, position: int) -> int:
        """Return where a place of `position_at` is now, in pixels from the top."""
        number, offset = divmod(position, _PART)
        if number >= len(self._widgets):
            return 0
        widget = self._widgets[number]
        return widget.y() + (widget.y_of(offset) if isinstance(widget, Body) else 0)


def paint_grounds(painter: QPainter, bodies: Sequence[Body], theme: Theme, *, is_user: bool) -> None:
    """Paint the bubbles behind a person's words, and a ring around the text that the keyboard is in."""
    for body in bodies:
        rect = QRectF(body.geometry()).adjusted(-_INSET + 1, -4, _INSET - 1, 4)
        if is_user:
            rect = QRectF(body.geometry()).adjusted(-_PAD_X, -_PAD_Y, _PAD_X, _PAD_Y)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bubble"))
            painter.drawRoundedRect(rect, RADIUS_PANEL, RADIUS_PANEL)
        if body.shows_focus:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), RADIUS_PANEL, RADIUS_PANEL)
