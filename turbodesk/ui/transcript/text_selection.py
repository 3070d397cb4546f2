"""One selection over the texts of several messages: dragging across messages selects across, and a copy is one text.

Each row selects in its own text widgets. This object knows where the selection begins and ends, and gives every row
that lives its stretch of it, also a row that comes into being in between. Of a row that no longer lives, the message
itself is copied: it lies between the two ends, which are kept alive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from turbodesk.chat.message import Message
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.transcript.list_layout import ListLayout
from turbodesk.ui.transcript.source import HasSelection, SelectsText
from turbodesk.ui.transcript.window_of_rows import WindowOfRows


@dataclass(frozen=True, slots=True)
class _End:
    message_id: str
    place: Any
    """What the row calls a place in its text."""


class TextSelection:
    """The selection of one transcript; `viewport` is where its rows stand."""

    def __init__(
        self,
        layout: ListLayout,
        rows: WindowOfRows,
        *,
        viewport: QWidget,
        message: Callable[[str], Message | None],
        copy_rows: Callable[[Sequence[Any]], object] | None,
    ) -> None:
        """`message` gives a message by its id if it is read; see `MessageList` for `copy_rows`."""
        self._layout, self._rows = layout, rows
        self._viewport = viewport
        self._message = message
        self._copy_rows = copy_rows
        self._ends: tuple[_End, _End] | None = None
        """Where a selection over several texts was begun, and where the pointer was last."""
        self._is_applying = False
        rows.on_measured(self._apply_to)

    def watch(self, message_id: str, row: Any) -> None:
        """Hear what is selected in a new row."""
        if isinstance(row, HasSelection):
            row.selection_started.connect(partial(self._started, message_id))
        if isinstance(row, SelectsText):
            row.selecting_began.connect(partial(self._drop_others, message_id))
            row.dragged.connect(partial(self._dragged, message_id))
            row.copies_beyond = self.copy

    def _started(self, message_id: str) -> None:
        """Text in a row was selected, perhaps by the program: there is one selection at a time."""
        if not self._is_applying and (self._ends is None or self._index_of(message_id) not in self._span()):
            self._drop_others(message_id)

    def _drop_others(self, message_id: str) -> None:
        self._ends = None
        self._rows.held = frozenset()
        for other in self._selected_rows():
            if other != message_id:
                self._rows.get(other).clear_selection()

    def _dragged(self, message_id: str, anchor: Any, at: QPoint) -> None:
        target = self._row_at(self._viewport.mapFromGlobal(at).y())
        if target is None:
            return
        row = self._rows.get(target)
        end = row.place_at(row.mapFromGlobal(at))
        if self._ends is None and target == message_id and getattr(end, "body", 0) == getattr(anchor, "body", 0):
            return  # within one text, which selects by itself
        self._ends = (_End(message_id, anchor), _End(target, end))
        self._rows.held = frozenset((message_id, target))
        for living in list(self._rows):
            self._apply_to(living)

    def _row_at(self, y: int) -> str | None:
        """Return the message at a height of the viewport whose text can be selected, if its row is alive."""
        if not self._layout.ids:
            return None
        message_id = self._layout.ids[self._layout.index_at(max(0, min(y, self._layout.view_height - 1)))]
        return message_id if isinstance(self._rows.get(message_id), SelectsText) else None

    def _index_of(self, message_id: str) -> int:
        index = self._layout.index_of(message_id)
        return -1 if index is None else index

    def _span(self) -> range:
        """Return the rows the selection reaches over; none where one of its ends is no longer on the path."""
        if self._ends is None:
            return range(0)
        begin, end = sorted(self._index_of(one.message_id) for one in self._ends)
        return range(begin, end + 1) if begin >= 0 else range(0)

    def _apply_to(self, message_id: str) -> None:
        """Select in a living row what belongs to the selection."""
        row, index, span = self._rows.get(message_id), self._index_of(message_id), self._span()
        if self._ends is None or not isinstance(row, SelectsText):
            return
        self._is_applying = True
        try:
            if index not in span:
                row.clear_selection()
                return
            first, last = self._ends
            begin, end = self._index_of(first.message_id), self._index_of(last.message_id)
            is_upwards = end < begin or (begin == end and last.place < first.place)
            row.select(
                first.place if index == begin else None, last.place if index == end else None, is_upwards=is_upwards
            )
        finally:
            self._is_applying = False

    def _selected_rows(self) -> Iterator[str]:
        for message_id in list(self._rows):
            row = self._rows.get(message_id)
            if isinstance(row, SelectsText) and row.has_selection():
                yield message_id

    def copy(self) -> bool:
        """Copy what is selected over several texts as one; False where it is not several."""
        found = []
        for message_id in (self._layout.ids[index] for index in self._span()):
            row = self._rows.get(message_id)
            found.append(row if row is not None else self._message(message_id))
        if self._copy_rows is None or not found:
            return False
        self._copy_rows([one for one in found if one is not None])
        return True
