"""Keeps the few message widgets that are needed alive: those in view, some around them, and any the person works in.

A row is made when it comes near the view and deleted when it is the farthest of too many. Rows are not reused for
another message: deleting is cheaper than making a row forget its document, its buttons and its selection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from turbodesk.chat.message import Message
from turbodesk.ui.transcript.source import AsksToBeSeen, HasSelection, MovesParts, RowFactory

MOST_ALIVE = 60
"""Rows; a full row with its document, layouts and buttons takes some 200 KB."""
_MOST_KEPT = 6
"""Of them out of sight because of a selection; more than that nobody remembers having made."""


class WindowOfRows:
    """The living rows of one transcript, by message id; children of `parent`, which owns them."""

    def __init__(
        self,
        parent: QWidget,
        make_row: RowFactory,
        *,
        height_changed: Callable[[str], None],
        selection_changed: Callable[[], None],
        reveal: Callable[[QWidget, QRect], None],
        follow: Callable[[int], None],
    ) -> None:
        self.made = 0
        """Rows made so far: what tests and benchmarks count."""
        self._parent = parent
        self._make_row = make_row
        self._height_changed = height_changed
        self._selection_changed = selection_changed
        self._reveal = reveal
        self._follow = follow
        self.held: frozenset[str] = frozenset()
        """Rows that stay alive wherever the view is: a selection begins and ends in them."""
        self._made_callbacks: list[Callable[[str, Any], None]] = []
        self._measured_callbacks: list[Callable[[str], None]] = []
        self._rows: dict[str, Any] = {}
        self._stale: set[str] = set()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def get(self, message_id: str) -> Any:
        """Return the row of a message, or None when it is not alive."""
        return self._rows.get(message_id)

    def on_made(self, callback: Callable[[str, Any], None]) -> None:
        """Call this with each row that is made, and its message's id."""
        self._made_callbacks.append(callback)

    def on_measured(self, callback: Callable[[str], None]) -> None:
        """Call this with the message of each row that was measured: its text may be another."""
        self._measured_callbacks.append(callback)

    def is_exact(self, message_id: str) -> bool:
        """Whether the row is alive and measured at the present width."""
        return message_id in self._rows and message_id not in self._stale

    def mark_all_stale(self) -> None:
        """Every living row has to be measured again."""
        self._stale = set(self._rows)

    def measure(self, message_id: str, width: int) -> int:
        """Return a living row's exact height at `width`."""
        self._stale.discard(message_id)
        height = max(1, int(self._rows[message_id].heightForWidth(width)))
        for callback in self._measured_callbacks:
            callback(message_id)
        return height

    def make(self, message: Message) -> Any:
        """Make the row of a message, hidden."""
        row = self._make_row(message)
        row.hide()
        row.setParent(self._parent)
        row.lower()  # beneath what floats over all rows
        row.height_changed.connect(lambda: self._height_changed(message.id))
        if isinstance(row, HasSelection):
            row.selection_started.connect(self._selection_changed)
        widget = row  # the checks below narrow `row` to what they check for
        if isinstance(row, AsksToBeSeen):
            row.reveal_requested.connect(partial(self._reveal, widget))
        row = widget
        if isinstance(row, MovesParts):
            row.moved.connect(self._follow)
        self._rows[message.id] = row
        self.made += 1
        for callback in self._made_callbacks:
            callback(message.id, row)
        return row

    def put_behind(self, message_id: str, before: str | None) -> None:
        """Let a row just made, hidden still, follow the row `before` it: a screen reader takes them in this order."""
        if before is None:
            return  # it is the first already
        row, siblings = self._rows[message_id], self._parent.children()
        after = siblings[siblings.index(self._rows[before]) + 1 :]
        following = next((one for one in after if isinstance(one, QWidget)), None)
        if following is None:
            row.raise_()
        elif following is not row:
            row.stackUnder(following)

    def drop(self, message_id: str) -> None:
        """Delete a row; the focus, if it has it, goes to the view."""
        row = self._rows.pop(message_id)
        self._stale.discard(message_id)
        focused = QApplication.focusWidget()
        if focused is not None and (focused is row or row.isAncestorOf(focused)):
            self._parent.setFocus()  # Qt would pass it on to whatever comes next
        row.hide()
        row.deleteLater()

    def clear(self) -> None:
        """Delete all rows."""
        for message_id in list(self._rows):
            self.drop(message_id)

    def owner_of(self, widget: QWidget | None) -> str | None:
        """Return the message whose row is or contains `widget`."""
        while widget is not None and widget is not self._parent:
            if widget.parentWidget() is self._parent:
                return next((message_id for message_id, row in self._rows.items() if row is widget), None)
            widget = widget.parentWidget()
        return None

    def trim(self, distance: Callable[[str], int], most: int) -> None:
        """Delete the rows farthest from the view until `most` are left; kept ones and those in view stay.

        `distance` gives pixels from the view; 0 is in view.
        """
        if len(self._rows) <= most:
            return
        kept = self._kept(distance)
        far = sorted((message_id for message_id in self._rows if message_id not in kept), key=distance)
        while len(self._rows) > most and far and distance(far[-1]) > 0:
            self.drop(far.pop())

    def _kept(self, distance: Callable[[str], int]) -> set[str]:
        selected = [
            message_id
            for message_id, row in self._rows.items()
            if isinstance(row, HasSelection) and row.has_selection()
        ]
        kept = set(sorted(selected, key=distance)[:_MOST_KEPT]) | self.held
        kept |= {message_id for message_id, row in self._rows.items() if getattr(row, "editor", None) is not None}
        focused = self.owner_of(QApplication.focusWidget())
        if focused is not None:
            kept.add(focused)
        return kept
