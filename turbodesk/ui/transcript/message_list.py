"""Brings the layout and its living rows together: makes the rows in view, measures them, and puts each in its place.

Rows in view come first and at once; the ones around the view are made one at a time when nothing else is to do, so that
a scroll finds them ready. A row that is not read from disk yet is blank room of the expected height.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from turbodesk.chat.conversation import Node
from turbodesk.chat.message import Message
from turbodesk.chat.parts import Text
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme.column import GAP
from turbodesk.ui.transcript.list_layout import Edge, ListLayout
from turbodesk.ui.transcript.source import KeepsLine, MessageSource
from turbodesk.ui.transcript.window_of_rows import MOST_ALIVE, WindowOfRows

if TYPE_CHECKING:
    from turbodesk.ui.transcript.text_selection import TextSelection

MARGIN = 16
"""Pixels above the first message, and above a question that went to the top."""
_TRIM_TO = MOST_ALIVE - 8
_WANTED = 44
"""Rows in view and around it that are made at most. With those kept for focus, selections and a reply: <= _TRIM_TO."""
_FAR = 20_000
"""Pixels beyond which a row kept alive is parked beside the view: Qt's coordinates are not made for millions."""


@dataclass(frozen=True, slots=True)
class _TopLine:
    """What stood at the upper edge of the view, inside the row that reaches over it."""

    message_id: str
    depth: int
    """Pixels of the row above the edge."""
    share: float
    """The same as a share of the row's height."""
    position: int | None
    """The row's own word for it, where it has one (`KeepsLine`)."""
    rest: int
    """Pixels between that place and the edge."""


class MessageList:
    """The layout of one transcript with its widgets.

    `x` and `width` are the column's, in pixels of the viewport, and `margins` the room left and right of it: a row that
    asks for that (`takes_margins`) is as wide as all three.
    """

    def __init__(
        self, rows: WindowOfRows, viewport: QWidget, copy_rows: Callable[[Sequence[Any]], object] | None = None
    ) -> None:
        """`copy_rows` copies what is selected in rows, and messages without a row, as one text in the order given."""
        self._viewport = viewport
        self._copy_rows = copy_rows
        self.layout = ListLayout(margin_top=MARGIN, gap=GAP)
        self.rows = rows
        self.source: MessageSource | None = None
        self.x = 0
        self.width = 0
        self.margins = (0, 0)
        self._fresh: dict[str, Message] = {}
        self._asked: set[str] = set()
        self._line: _TopLine | None = None
        """What stood at the upper edge when the rows were last placed."""
        self._kept: _TopLine | None = None
        """The line to bring back when its row is measured at the new width."""

        rows.on_made(lambda *made: self.text_selection.watch(*made))

    @cached_property
    def text_selection(self) -> TextSelection:
        """What is selected over several rows; made with the first row."""
        from turbodesk.ui.transcript.text_selection import TextSelection

        return TextSelection(
            self.layout,
            self.rows,
            viewport=self._viewport,
            message=self._message,
            copy_rows=self._copy_rows,
        )

    def living_rows(self) -> list[QWidget]:
        """Return the rows that exist now, top to bottom."""
        return [
            self.rows.get(message_id)
            for message_id in sorted(self.rows, key=lambda message_id: self.layout.index_of(message_id) or 0)
        ]

    def is_read(self, message_id: str) -> bool:
        """Whether the message can be shown at once."""
        return self._message(message_id) is not None

    # What is shown.

    def open(self, source: MessageSource | None) -> None:
        """Show another conversation from its start; all rows of the last one go."""
        self.rows.clear()
        self._fresh.clear()
        self._asked.clear()
        self._line = self._kept = None
        self.source = source
        if source is None:
            self.layout.open([], _no_node)
        else:
            self.layout.open(source.ids(), source.node)

    def set_size(self, *, width: int, margins: tuple[int, int], scale: float, again: bool = False) -> None:
        """Make the column `width` pixels wide, with so much room left and right of it, and text `scale` of its size.

        `again`: even if nothing changed. The line at the top of the view stays there; `hold_end` after it means the
        end instead.
        """
        is_other = width != self.width or again
        if not is_other and margins == self.margins:
            return
        self._kept = self._line
        self.width, self.margins = width, margins
        if is_other and self.source is not None:
            self.layout.void_heights(self.source.node, width=width, scale=scale)
        self.rows.mark_all_stale()

    def forget_size(self) -> None:
        """Let the next `set_size` void all heights, whatever the width."""
        self.width = 0

    def hold_end(self) -> None:
        """Put the end of the content at the lower edge of the view."""
        self._kept = None
        self.layout.hold_end()

    def change_path(self, first: int) -> None:
        """Take the source's path anew from index `first` on; what is in view keeps its place as well as it can."""
        if self.source is None:
            return
        layout, ids = self.layout, self.source.ids()
        first = _first_difference(layout.ids, ids, first)
        heights = {
            message_id: layout.height(index)
            for message_id in self.rows
            if (index := layout.index_of(message_id)) is not None
        }
        exact = {message_id for message_id in self.rows if self.rows.is_exact(message_id)}
        was_empty, held = not layout.ids, self._hold_before(first)
        layout.splice(first, ids[first:], self.source.node)
        for message_id in list(self.rows):
            index = layout.index_of(message_id)
            if index is None:
                self.rows.drop(message_id)
                self._fresh.pop(message_id, None)
            elif index >= first and message_id in exact:
                layout.measured(index, heights[message_id], self.source.node(message_id))
        if was_empty:
            layout.hold_end()
        else:
            self._hold_after(first, held)

    def _hold_before(self, first: int) -> _Held | None:
        """Hold a row that surely stays, or return what is to be found again after the change."""
        layout = self.layout
        visible = [index for index in layout.visible() if self.rows.is_exact(layout.ids[index])]
        for index in visible:
            if index < first:
                layout.hold_still(index)
                return None
        if not layout.ids or layout.anchor.index < first:
            return None
        later = {layout.ids[index]: layout.y(index) for index in visible}
        index = min(first, len(layout.ids) - 1)
        return _Held(later, layout.y(index), layout.y(index) + layout.height(index))

    def _hold_after(self, first: int, held: _Held | None) -> None:
        layout = self.layout
        if held is None or not layout.ids:
            return
        for message_id, y in held.later.items():
            if (index := layout.index_of(message_id)) is not None:
                layout.hold(index, y)
                return
        if first >= len(layout.ids):
            layout.hold_end()
        elif held.top >= 0:
            layout.hold(first, held.top)
        elif held.bottom <= layout.view_height:
            # Its foot was in view, with the buttons that lead to the other replies: they stay under the pointer.
            layout.hold(first, held.bottom, Edge.BOTTOM)
        else:
            layout.hold(first, MARGIN)

    # One message.

    def show_message(self, message: Message, row_id: str) -> None:
        """Show a later state of a message in the row `row_id`; one far from the view waits until it comes near.

        Not where the row shows another message as well: it would have to keep both.
        """
        index = self.layout.index_of(row_id)
        if index is None or self.source is None:
            return
        row = self.rows.get(row_id)
        if row is not None and (row_id != message.id or self._distance(row_id) <= self.layout.view_height):
            self._set_message(index, message)
            return
        if row is not None:
            self._fresh[message.id] = message
        chars = sum(len(part.text) for part in message.parts if isinstance(part, Text))
        (guess,) = self.layout.estimates.heights([self.source.node(message.id)._replace(chars=chars)])
        self.layout.guessed(index, max(guess, self.layout.height(index)))

    def make_again(self, message_ids: Sequence[str]) -> None:
        """Delete the rows of these messages, to be made anew in the same places."""
        for message_id in message_ids:
            if self.rows.get(message_id) is not None:
                self.rows.drop(message_id)
                self._fresh.pop(message_id, None)

    def remeasure(self, message_id: str) -> None:
        """Ask a living row for its height again."""
        index = self.layout.index_of(message_id)
        if index is not None and self.rows.is_exact(message_id):
            self._measure(index, self._line)

    def loaded(self, message_ids: Sequence[str]) -> None:
        """These messages can be had from the source now."""
        self._asked.difference_update(message_ids)

    def _set_message(self, index: int, message: Message) -> None:
        self.rows.get(self.layout.ids[index]).set_message(message)
        self._measure(index, self._line)

    # Making and measuring.

    def settle(self, *, slack: int | None, budget_ms: float = float("inf")) -> bool:
        """Make and measure all that is in view, and bring the view back within `slack` pixels of the end.

        `slack` None leaves it beyond the end. Returns False when the time ran out before everything was made; at
        least one row is made at each call.
        """
        deadline = time.perf_counter() * 1000 + budget_ms
        layout, blank, is_late = self.layout, set[str](), False
        if not layout.ids or layout.view_height <= 0:
            return True
        if self._kept is not None and self._is_wanting(self._kept.message_id, set()):
            # First of all: a guess may be so far from its height that by it the row is out of view, and lost.
            kept = layout.index_of(self._kept.message_id)
            if kept is not None:
                self._bring(kept)
        while True:
            visible = layout.visible()
            if layout.anchor.index not in visible:
                layout.hold_still(visible.start)
            missing = [] if is_late else [index for index in visible if self._is_wanting(layout.ids[index], blank)]
            if missing:
                if not self._bring(min(missing, key=lambda index: abs(index - layout.anchor.index))):
                    blank.update(layout.ids[index] for index in missing if self._message(layout.ids[index]) is None)
                is_late = time.perf_counter() * 1000 > deadline
                continue
            # Only now: a limit that rests on a guess would move what is seen and then turn out wrong.
            before = layout.scroll
            layout.clamp(layout.slack if slack is None else slack)
            if layout.scroll == before:
                self._kept = None  # measured, or not there to be: a later surprise would be a jump
                self._hold_seen(visible)
                return not is_late

    def fill(self) -> bool:
        """Make one row near the view; return whether there may be more to do."""
        layout = self.layout
        if not layout.ids or layout.view_height <= 0:
            return False
        for index in self._around():
            message_id = layout.ids[index]
            if self._is_wanting(message_id, set()) and self._message(message_id) is not None:
                self._bring(index)
                return True
        return False

    def request(self) -> None:
        """Ask the source for what is in view or near and not read yet, each once while it stays near."""
        if self.source is None or not self.layout.ids or self.layout.view_height <= 0:
            return
        near = [self.layout.ids[index] for index in self._around()]
        wanted = [
            message_id
            for message_id in near
            if self.rows.get(message_id) is None and self.source.message(message_id) is None
        ]
        self._asked.intersection_update(near)
        new = [message_id for message_id in wanted if message_id not in self._asked]
        if new:
            self._asked.update(new)
            self.source.request(new)

    def place(self) -> None:
        """Put every living row where it belongs."""
        layout = self.layout
        scroll = layout.scroll
        for message_id in self.rows:
            index, row = layout.index_of(message_id), self.rows.get(message_id)
            if index is None or row is None:
                continue
            height = layout.height(index) - gap_below(row)
            y = layout.top(index) - scroll
            if y + height < -_FAR or y > layout.view_height + _FAR:
                y = -height - GAP if y < 0 else layout.view_height + GAP
            left, right = self._margins_of(row)
            row.setGeometry(self.x - left, y, left + self.width + right, height)
            row.show()
        self._line = self._line_at_top()

    def _is_wanting(self, message_id: str, blank: set[str]) -> bool:
        return message_id not in blank and not (self.rows.is_exact(message_id) and message_id not in self._fresh)

    def _message(self, message_id: str) -> Message | None:
        fresh = self._fresh.get(message_id)
        return fresh if fresh is not None or self.source is None else self.source.message(message_id)

    def _bring(self, index: int) -> bool:
        """Have this row made, up to date and measured; return False when its message is not read yet."""
        message_id = self.layout.ids[index]
        if self.rows.get(message_id) is None:
            message = self._message(message_id)
            if message is None:
                return False
            self._fresh.pop(message_id, None)
            self.rows.make(message)
            self._put_in_order(index)
            self.rows.trim(self._distance, _TRIM_TO)
        elif message_id in self._fresh:
            self._set_message(index, self._fresh.pop(message_id))
            return True
        self._measure(index, self._kept, keep_share=True)
        return True

    def _put_in_order(self, index: int) -> None:
        """Let the row of a message, just made, follow that of the nearest living one before it."""
        living = [at for message_id in self.rows if (at := self.layout.index_of(message_id)) is not None and at < index]
        self.rows.put_behind(self.layout.ids[index], self.layout.ids[max(living)] if living else None)

    def _measure(self, index: int, line: _TopLine | None, *, keep_share: bool = False) -> None:
        """Measure a living row. If it reaches over the upper edge, `line` says what shall stand there afterwards.

        `keep_share`: a row that does not know its lines keeps the share above the edge, not the pixels.
        """
        layout, message_id, row = self.layout, self.layout.ids[index], self.rows.get(self.layout.ids[index])
        assert self.source is not None
        left, right = self._margins_of(row)
        takes_margins = getattr(row, "takes_margins", False)
        if takes_margins:
            row.set_margins(left, right)
        height = self.rows.measure(message_id, self.width)
        gap = gap_below(row)
        layout.measured(index, height + gap, self.source.node(message_id), gap=gap)
        row.resize(left + self.width + right, height)
        if takes_margins:
            row.settle()
        if line is None or line.message_id != message_id:
            return
        self._kept = None
        if line.position is not None:
            layout.hold(index, -(row.y_of(line.position) + line.rest))
        else:
            layout.hold(index, -round(line.share * (height + gap_below(row))) if keep_share else -line.depth)

    def _margins_of(self, row: QWidget) -> tuple[int, int]:
        return self.margins if getattr(row, "takes_margins", False) else (0, 0)

    def _line_at_top(self) -> _TopLine | None:
        """Return what stands at the upper edge, when the anchor row reaches over it."""
        layout = self.layout
        if not layout.ids or layout.y(layout.anchor.index) >= 0:
            return None
        index = layout.anchor.index
        message_id, depth, height = layout.ids[index], -layout.y(index), layout.height(index)
        row = self.rows.get(message_id)
        if row is None:
            return None
        if not isinstance(row, KeepsLine):
            return _TopLine(message_id, depth, depth / max(1, height), None, 0)
        position, was = row.position_at(depth), self._line
        top = row.y_of(position)
        if was is not None and was.message_id == message_id and was.position is not None:
            # The same letter of the same line: another one may stand in the line above at the next width.
            is_there = row.is_seen(was.position) and row.y_of(was.position) == top
            position = was.position if is_there else position
        return _TopLine(message_id, depth, depth / max(1, height), position, depth - top)

    def _hold_seen(self, visible: range) -> None:
        """Hold the first row in view that is really there: blank ones above it may still change."""
        for index in visible:
            if self.rows.is_exact(self.layout.ids[index]):
                self.layout.hold_still(index)
                return

    def _around(self) -> list[int]:
        """Return the rows in view and up to a view's height around it, nearest first."""
        layout = self.layout
        reach = layout.view_height
        near = range(layout.index_at(-reach), layout.index_at(layout.view_height + reach) + 1)
        return sorted(near, key=lambda index: self._distance(layout.ids[index]))[:_WANTED]

    def _distance(self, message_id: str) -> int:
        """Return how far a row is from the view, in pixels; 0: in view."""
        layout = self.layout
        index = layout.index_of(message_id)
        if index is None:
            return _FAR * _FAR
        y = layout.y(index)
        return max(0, y - layout.view_height + 1, -(y + layout.height(index)) + 1)


@dataclass(frozen=True, slots=True)
class _Held:
    """Where things stood before the path changed above or at everything in view."""

    later: dict[str, int]
    """The y of each row in view."""
    top: int
    """The y of the first changed row's top; likewise of its bottom."""
    bottom: int


def gap_below(row: QWidget) -> int:
    """Return the pixels between a row and the next; rows that belong together stand closer."""
    return int(getattr(row, "gap_below", GAP))


def _first_difference(old: Sequence[str], new: Sequence[str], reported: int) -> int:
    """Return the first index at which the paths differ: `reported` if it is true, else found by looking."""
    if list(old[:reported]) == list(new[:reported]):
        return min(reported, len(old), len(new))
    return next((index for index, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _no_node(_message_id: str) -> Node:
    raise LookupError("an empty layout asks for no message")
