"""Says how wide the column of messages is in a view, and where it stands."""

from __future__ import annotations

COLUMN = 760
"""The widest a column of text gets, in pixels at 100 % text: some 90 characters, as many as are read with ease."""
_SIDE, _SIDE_NARROW = 24, 16
"""Pixels left and right of the column; at least the width of a scroll bar, which may lie in them."""
_NARROW = 600
"""Pixels of width below which the sides become narrow."""


def column_in(room: int, *, column: int, scale: float) -> tuple[int, int]:
    """Return the left edge and the width of a column in `room` pixels; all are pixels.

    It is `column` wide at most where text has `scale` 1.0, and as wide as there is room where `column` is 0.
    """
    side = _SIDE if room >= _NARROW else _SIDE_NARROW
    most = room - 2 * side
    width = max(1, min(round(column * scale), most) if column else most)
    return (room - width) // 2, width
