"""Puts the widgets of one message beneath each other, and the ground of a slip or a focus ring behind its text.

All that is read begins at one edge: the left edge of the column. What is no text, such as a chevron, a card's frame or
a button's ground, hangs outside it by as much as the widget's `outset` says; a person's slip ends at the right edge
with its words, and its ground hangs outside. In a window read from the right it is the other way round. The row is
wider than the column by the room in the margins.

Why no layout object: a row must know its exact height at a width before it is shown, and a QBoxLayout asks its widgets
several times and rounds; a column of a few widgets is a sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.message.attached import Attached
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.message.slip_fold import SlipFold
from turbodesk.ui.widgets.plain import PlainLabel

HANG = 16
"""Pixels by which the ground of a slip, a panel or a card is wider than the text on it, on either side."""
_SLIP = 520
"""The widest a slip gets, at 100 % text; in a column wider than the usual, so much of it:"""
_SLIP_SHARE = 0.68
_SLIP_MOST = 0.86
"""In a narrow column it may take this share."""
PAD_Y = 10
"""Pixels between a slip's upper or lower edge and its text."""
_GAP = 12
_TO_NAMED = 9
"""Pixels between the line that says the model and what it says."""
_TO_SLIP = 6
"""Pixels between what is attached and the slip."""
_PART = 1 << 32
"""Places in the text of different widgets are this far apart."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The room beside the column, in pixels of the row."""

    left: int = 0
    right: int = 0


def text_width(width: int, *, is_user: bool, percent: float) -> int:
    """Return the widest a text gets in a column of `width` pixels, at `percent` of the usual text size."""
    if not is_user:
        return max(40, width)
    whole = width + 2 * HANG  # as wide as the composer
    slip = min(max(_SLIP * percent / 100, _SLIP_SHARE * width), _SLIP_MOST * whole)
    return max(40, round(slip) - 2 * HANG)


class Stack:
    """The widgets of one message, top to bottom, and the bar beneath a person's words."""

    def __init__(
        self,
        widgets: Sequence[QWidget],
        *,
        bar: PersonBar | None,
        is_user: bool,
        margins: Margins,
        percent: float,
        fold: SlipFold | None = None,
    ) -> None:
        self._widgets = widgets
        self._bar = bar
        self._is_user = is_user
        self._margins = margins
        self._percent = percent
        self._fold = fold

    def height(self, width: int) -> int:
        """Return the exact height at a width of the column, in pixels."""
        return self._stack(width, place=False)

    def place(self, width: int) -> int:
        """Put every widget where it belongs at a width of the column; return the height, as `height` does."""
        return self._stack(width, place=True)

    def _stack(self, width: int, *, place: bool) -> int:
        y = 0
        before: QWidget | None = None
        for widget in self._widgets:
            if before is not None:
                y += _TO_SLIP if isinstance(before, Attached) else _TO_NAMED if isinstance(before, PlainLabel) else _GAP
            x, wide, pad = self._across(widget, width)
            if isinstance(widget, Body):
                widget.set_room(self._margins.left + x, width - x - wide + self._margins.right)
            height = widget.heightForWidth(wide) if widget.hasHeightForWidth() else widget.sizeHint().height()
            height = max(height, widget.minimumHeight())
            fold = self._fold if isinstance(widget, Body) else None
            foot = 0
            if fold is not None and (shown := fold.shown_height(height)) < height:
                height, foot = shown, fold.foot
            if place:
                place_at = widget.place if isinstance(widget, Body) else widget.setGeometry
                place_at(QRect(self._margins.left + x, y + pad, wide, height))
            if place and fold is not None and isinstance(widget, Body):
                fold.place(widget, is_folded=foot > 0)
            y += height + foot + 2 * pad
            before = widget
        if self._bar is not None:
            height = self._bar.sizeHint().height()
            if place:
                outset = outset_of(self._bar)
                self._bar.setGeometry(QRect(self._margins.left - outset, y, width + 2 * outset, height))
            y += height
        return max(1, y)  # a row of no height at all would be nowhere

    def _across(self, widget: QWidget, width: int) -> tuple[int, int, int]:
        """Return where a widget begins, how wide it is, and how much ground it has above and below."""
        if self._is_user and isinstance(widget, Body):
            wide = widget.natural_width(text_width(width, is_user=True, percent=self._percent))
            return 0 if QGuiApplication.isRightToLeft() else width - wide, wide, PAD_Y
        outset = HANG if self._is_user and isinstance(widget, Attached) else outset_of(widget)
        return -outset, width + 2 * outset, 0

    def position_at(self, y: int) -> int:
        """Return a place in the text: `y_of` gives where it is, also after the text was set anew."""
        for number, widget in enumerate(self._widgets):
            if y < widget.geometry().bottom() and isinstance(widget, Body):
                return number * _PART + widget.position_at(max(0, y - widget.y()))
            if y < widget.geometry().bottom():
                return number * _PART
        return 0

    def is_seen(self, position: int) -> bool:
        """Return whether a place of `position_at` is shown, and not folded away."""
        number, offset = divmod(position, _PART)
        widget = self._widgets[number] if number < len(self._widgets) else None
        return not isinstance(widget, Body) or widget.page.findBlock(offset).isVisible()

    def y_of(self, position: int) -> int:
        """Return where a place of `position_at` is now, in pixels from the top."""
        number, offset = divmod(position, _PART)
        if number >= len(self._widgets):
            return 0
        widget = self._widgets[number]
        return widget.y() + (widget.y_of(offset) if isinstance(widget, Body) else 0)


def outset_of(widget: QWidget) -> int:
    """Return by how many pixels a widget reaches over the column's edges, so that its words stand at them."""
    return int(getattr(widget, "outset", 0))
