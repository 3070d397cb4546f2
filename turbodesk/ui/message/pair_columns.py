"""Where two replies stand side by side in a page: two columns of equal width, or none where there is no room for two.

They stand in the middle of the page, wider together than one column, and the question over both ends at the right edge
of the right one. Each column is at most as wide as the usual one, so that lines stay as long as they are to be read.
"""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme.metrics import MEASURE

BETWEEN = 64
"""Pixels between the two; the line between them stands in the middle."""
MARKS = 30
"""Pixels left of a column for numbers and boxes, which its row takes; the other side of the line between them."""
_SIDE = 64
"""Pixels left of the left one and right of the right one."""
_NARROWEST = 320
"""Pixels of a column at 100 % text: some 45 letters a line. In less, one is shown at a time."""


@dataclass(frozen=True, slots=True)
class PairColumns:
    """The two columns, in pixels from the left edge of the page."""

    left: int
    right: int
    width: int
    """Of each."""

    @property
    def end(self) -> int:
        """Where the right one ends."""
        return self.right + self.width

    @property
    def line(self) -> int:
        """Where the line between them stands."""
        return self.right - BETWEEN // 2


def pair_columns(page: int, column: int, scale: float) -> PairColumns | None:
    """Return the columns in a page of so many pixels, whose own `column` is as wide as that, or None.

    `scale` is how large text is, as a share of its usual size.
    """
    most = max(column, round(MEASURE * scale))
    width = min(most, (page - 2 * _SIDE - BETWEEN) // 2)
    if width < round(_NARROWEST * scale):
        return None
    left = (page - 2 * width - BETWEEN) // 2
    return PairColumns(left, left + width + BETWEEN, width)
