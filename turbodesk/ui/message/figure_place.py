"""Keeps what is read beneath a diagram where it is when the diagram becomes a picture, which is taller or lower.

A row keeps the first line in sight in its place by itself. Where that line is one of the diagram's source, what stands
beneath the diagram would be pushed down or pulled up, and that is what is being read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint

from turbodesk.ui.message.hanging_page import HangingPage


class FigurePlace:
    """Serves one page in its widget."""

    def __init__(self, widget: HangingPage, moved: Callable[[int], object]) -> None:
        """`moved` is told by how many pixels what shall stay has moved down."""
        self._widget, self._moved = widget, moved
        self._kept: tuple[int, int] | None = None
        """A diagram, and where on the screen it ended."""

    def before(self, indexes: Sequence[int]) -> None:
        """Some panels are about to become pictures, or lines again."""
        top = self._widget.visibleRegion().boundingRect().top()
        rects = ((index, self._widget.page.rect(index)) for index in indexes)
        cut = [index for index, rect in rects if rect.top() < top < rect.bottom()]
        self._kept = (cut[-1], self._end(cut[-1])) if cut and not self._widget.visibleRegion().isEmpty() else None

    def after(self) -> None:
        """They are, and everything has been laid anew."""
        kept, self._kept = self._kept, None
        if kept is not None and (by := self._end(kept[0]) - kept[1]):
            self._moved(by)

    def _end(self, index: int) -> int:
        return self._widget.mapToGlobal(QPoint(0, round(self._widget.page.rect(index).bottom()))).y()
