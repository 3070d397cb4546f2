"""Sets boxes of known sizes side by side in rows, as words are set in lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize


def flowed(sizes: Sequence[QSize], *, width: int, gap: int, to_the_right: bool = False) -> list[QRect]:
    """Return where boxes stand in `width` pixels, `gap` apart; a box wider than all of it has a row of its own.

    Boxes of one row hang from a line; `to_the_right` sets the rows against the right edge.
    """
    placed: list[QRect] = []
    row: list[QSize] = []
    y = 0

    def end_row() -> None:
        nonlocal y
        tall = max(size.height() for size in row)
        x = width - sum(size.width() for size in row) - gap * (len(row) - 1) if to_the_right else 0
        for size in row:
            placed.append(QRect(QPoint(max(0, x), y), size))
            x += size.width() + gap
        y += tall + gap
        row.clear()

    for size in sizes:
        if row and sum(one.width() + gap for one in row) + size.width() > width:
            end_row()
        row.append(size)
    if row:
        end_row()
    return placed
