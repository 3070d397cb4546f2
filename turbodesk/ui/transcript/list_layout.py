"""Knows where every message of a conversation stands, seen or not, without Qt.

Three coordinates: a row's *top* counts pixels from the start of the content, *scroll* is the content pixel at the upper
edge of the view, and *y* counts from that edge. The truth is the anchor: one row and the y of one of its edges. Scroll
is derived from it, so that a height that becomes known above the anchor moves nothing that can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum

from turbodesk.chat.conversation import Node
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.transcript.estimates import Estimates
from turbodesk.ui.transcript.heights import HeightIndex

_SAMPLE = 64
"""Messages looked at when a conversation is opened: 10,000 take milliseconds the first picture need not wait for."""
END_TOLERANCE = 2
"""Pixels from the end that still count as being there; fractional scaling loses one."""
FOOT = 64
"""Pixels below the last line of text, at most: the buttons of a finished reply and the margin under them."""


class Edge(Enum):
    """Which edge of a row is held."""

    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The row that stays where it is: its `edge` stands `y` pixels below the upper edge of the view."""

    index: int = 0
    y: int = 0
    edge: Edge = Edge.TOP


class ListLayout:
    """The rows of one conversation, their heights, and what the view looks at. Heights include the gap below a row.

    `gap` is what is below a row of which nothing else was said: so much of its lower end may be in view and shows
    nothing.
    """

    def __init__(self, *, margin_top: int, gap: int) -> None:
        self.margin_top = margin_top
        self.gap = gap
        self.view_height = 0
        self.estimates = Estimates()
        self.anchor = Anchor(y=margin_top)
        self.ids: list[str] = []
        self._heights = HeightIndex()
        self._indexes: dict[str, int] = {}
        self._measured = bytearray()
        self._gaps: dict[str, int] = {}
        """The gap below each row that has another than the usual."""
        self._next_fit = 0
        self.moves = 0
        """How often a row became another height: whoever places rows need not where none did."""

    def open(self, ids: Sequence[str], node: Callable[[str], Node]) -> None:
        """Show these rows from the start, all as tall as a few of them are guessed to be; `fit` soon guesses each."""
        self.ids = list(ids)
        self._indexes = dict(zip(self.ids, range(len(self.ids)), strict=True))
        self._measured = bytearray(len(self.ids))
        self._gaps.clear()
        sample = self.estimates.heights(map(node, self.ids[:: max(1, len(self.ids) // _SAMPLE)]))
        self._heights = HeightIndex([sum(sample) // max(1, len(sample))] * len(self.ids))
        self._next_fit = 0
        self.anchor = Anchor(y=self.margin_top)

    def splice(self, first: int, ids: Sequence[str], node: Callable[[str], Node]) -> None:
        """Put `ids` in the place of all rows from `first` on; the caller sees to the anchor."""
        for gone in self.ids[first:]:
            del self._indexes[gone]
        del self.ids[first:]
        del self._measured[first:]
        self._heights.truncate(first)
        for message_id in ids:
            self._indexes[message_id] = len(self.ids)
            self.ids.append(message_id)
        self._measured += bytes(len(ids))
        self._heights.extend(self.estimates.heights(map(node, ids)))

    def __len__(self) -> int:
        return len(self.ids)

    def index_of(self, message_id: str) -> int | None:
        """Return the row of a message, or None when it is not in this conversation."""
        return self._indexes.get(message_id)

    def height(self, index: int) -> int:
        """Return a row's height with its gap, measured or estimated."""
        return self._heights.height(index)

    def measured(self, index: int, height: int, node: Node, *, gap: int | None = None) -> None:
        """Note a row's exact height, and the `gap` below it where something is known of it."""
        if gap is not None:
            self._gaps[self.ids[index]] = gap
        if not self._measured[index]:
            self._measured[index] = 1
            self.estimates.learn(node, height)
        self._set_height(index, height)

    def guessed(self, index: int, height: int) -> None:
        """Note a better guess, for a row that grows out of sight."""
        self._measured[index] = 0
        self._set_height(index, height)

    def _set_height(self, index: int, height: int) -> None:
        if height != self._heights.height(index):
            self._heights.set_height(index, height)
            self.moves += 1

    def void_heights(self, node: Callable[[str], Node], *, width: int, scale: float) -> None:
        """Forget every measured height: the column or the text has another size now."""
        self.estimates.restart(width=width, scale=scale)
        self._measured = bytearray(len(self.ids))
        self._estimate(node)
        self._next_fit = 8

    def fit(self, node: Callable[[str], Node]) -> bool:
        """Guess anew once twice as many messages are measured as at the last time; return whether it was done."""
        # Doubling: a conversation of any length is guessed anew a few times in all, each time in a few milliseconds.
        if self.estimates.learned < self._next_fit:
            return False
        self._next_fit = 2 * max(4, self.estimates.learned)
        self._estimate(node, keep=self.visible())
        return True

    def _estimate(self, node: Callable[[str], Node], *, keep: range = range(0)) -> None:
        """Guess every height that was not measured, but for the rows `keep`: a blank one in view stays as it is."""
        known, old = self._measured, self._heights.heights()
        anchor_y = self.y(self.anchor.index) if self.ids else 0
        guessed = self.estimates.heights(map(node, self.ids))
        guessed[keep.start : keep.stop] = old[keep.start : keep.stop]
        self._heights = HeightIndex(
            was if is_known else guess for was, is_known, guess in zip(old, known, guessed, strict=True)
        )
        if self.ids:
            self.anchor = Anchor(self.anchor.index, anchor_y)

    # Where things are.

    @property
    def content_end(self) -> int:
        """The content's whole height in pixels, the margin above and the last gap included."""
        return self.margin_top + self._heights.total

    @property
    def scroll(self) -> int:
        """The content pixel at the upper edge of the view."""
        if not self.ids:
            return 0
        held = self.top(self.anchor.index)
        if self.anchor.edge is Edge.BOTTOM:
            held += self.height(self.anchor.index)
        return held - self.anchor.y

    @property
    def end_scroll(self) -> int:
        """The scroll at which the content's end stands at the lower edge of the view."""
        return max(0, self.content_end - self.view_height)

    @property
    def slack(self) -> int:
        """The blank room below the content's end that is in view though scrolling could avoid it, in pixels."""
        return max(0, self.scroll - self.end_scroll)

    @property
    def at_end(self) -> bool:
        """Whether the end of the content is in view."""
        return self.scroll >= self.end_scroll - END_TOLERANCE

    @property
    def at_text_end(self) -> bool:
        """Whether all text is in view; what a row has below its text, and the margin, need not be."""
        return self.scroll >= self.end_scroll - FOOT

    def top(self, index: int) -> int:
        """Return a row's top in the content."""
        return self.margin_top + self._heights.top(index)

    def y(self, index: int) -> int:
        """Return a row's top in the view."""
        return self.top(index) - self.scroll

    def share_of(self, message_id: str, within: float = 0.0) -> float | None:
        """Return where a share of a row's height stands in the whole content, from 0 to 1; None: it is not there."""
        index = self._indexes.get(message_id)
        if index is None:
            return None
        return (self.top(index) + within * max(0, self.height(index) - self.gap)) / max(1, self.content_end)

    def index_at(self, y: int) -> int:
        """Return the row at a height of the view; the first or last where there is none."""
        return self._heights.index_at(self.scroll + y - self.margin_top)

    @property
    def first_in_view(self) -> int:
        """The first row of which more than the gap below it is in view."""
        index = self.index_at(0)
        while index + 1 < len(self.ids):
            if self.y(index) + self.height(index) > self._gaps.get(self.ids[index], self.gap):
                break
            index += 1
        return index

    def visible(self) -> range:
        """Return the rows in view."""
        if not self.ids or self.view_height <= 0:
            return range(0)
        return range(self.first_in_view, max(self.first_in_view, self.index_at(self.view_height - 1)) + 1)

    # Moving.

    def hold(self, index: int, y: int, edge: Edge = Edge.TOP) -> None:
        """Make a row the anchor with its edge at `y`, wherever that leads."""
        self.anchor = Anchor(index, y, edge)

    def hold_still(self, index: int) -> None:
        """Make a row the anchor where it is."""
        self.hold(index, self.y(index))

    def hold_end(self) -> None:
        """Put the end of the content at the lower edge of the view, or its start at the upper if it is short."""
        if not self.ids:
            return
        if self.content_end <= self.view_height:
            self.hold(0, self.margin_top)
        else:
            self.hold(len(self.ids) - 1, self.view_height, Edge.BOTTOM)

    def shift(self, pixels: int) -> None:
        """Move the view down the content, without limit."""
        self.anchor = replace(self.anchor, y=self.anchor.y - pixels)

    def scroll_to(self, scroll: int) -> None:
        """Move the view to a content pixel and hold the row there."""
        if not self.ids:
            return
        self.shift(scroll - self.scroll)
        self.hold_still(self.first_in_view)

    def clamp(self, slack: int = 0) -> None:
        """Bring the view back between the start and `slack` pixels beyond the end."""
        scroll = self.scroll
        self.shift(max(0, min(scroll, self.end_scroll + slack)) - scroll)
