"""The column in which a chat is read and written: how wide it is, where it stands, and how far apart messages are.

The list of messages, the composer and what stands between them take the same `Column` for the same width of the window,
so that their edges meet to the pixel, whatever the reading width and the size of the text.
"""

from __future__ import annotations

from dataclasses import dataclass

GAP = 24
"""Pixels between two messages."""
_SIDE, _SIDE_NARROW = 24, 16
"""Pixels left and right of the column; at least the width of a scroll bar, which may lie in them."""
_NARROW = 600
"""Pixels of width below which the sides become narrow."""


@dataclass(frozen=True, slots=True)
class Column:
    """One choice of reading width and text size."""

    width: int = 760
    """The widest it gets, in pixels at 100 % text: some 90 characters, as many as are read with ease. 0: no limit."""
    scale: float = 1.0
    """How large text is, as a share of its usual size; the column grows with it."""

    def within(self, room: int) -> tuple[int, int]:
        """Return the column's left edge and its width in `room` pixels; all are pixels."""
        side = _SIDE if room >= _NARROW else _SIDE_NARROW
        most = room - 2 * side
        width = max(1, min(round(self.width * self.scale), most) if self.width else most)
        return (room - width) // 2, width


def room_for(width: int) -> int:
    """Return the pixels it takes for a column of at least `width`, its sides as narrow as they get."""
    return width + 2 * _SIDE_NARROW
