"""The column in which a chat is read and written: how wide it is, where it stands, and how far apart messages are.

The list of messages, the composer and what stands between them take the same `Column` for the same width of the page,
so that all that is read begins at one edge, to the pixel, whatever the reading width and the size of the text. The page
is all that is right of the sidebar, the scroll bar included: a bar that comes or goes moves nothing.
"""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme.metrics import HANG, MEASURE

GAP = 36
"""Pixels between a reply and the next question."""
TO_REPLY = 8
"""Pixels between the row beneath a question and its reply."""
_AIR = 16
"""Pixels left and right of what hangs over the text; at least the width of a scroll bar, which may lie in them."""
_MARKS = 30
"""Pixels that numbers and boxes take left of the text, at 100 %."""
_SIDE_SHARE = 8
"""In a narrow page the sides take at most one part in so many of it, each."""


@dataclass(frozen=True, slots=True)
class Column:
    """One choice of reading width and text size."""

    width: int = MEASURE
    """The widest the text gets, in pixels at 100 %. 0: no limit."""
    scale: float = 1.0
    """How large text is, as a share of its usual size; the column grows with it."""

    def within(self, page: int) -> tuple[int, int]:
        """Return the text's left edge and its width in a page of so many pixels; all are pixels."""
        side = max(_AIR, min(self._side, page // _SIDE_SHARE))
        most = page - 2 * side
        width = max(1, min(round(self.width * self.scale), most) if self.width else most)
        return (page - width) // 2, width

    @property
    def hang(self) -> int:
        """By how many pixels panels, cards and the composer are wider than the text, on either side."""
        return round(HANG * self.scale)

    @property
    def _side(self) -> int:
        return max(self.hang + _AIR, round(_MARKS * self.scale))
