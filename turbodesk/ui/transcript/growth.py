"""Keeps a growing reply and its question where the reader can follow, as far as `Reading` lets the view move."""

from __future__ import annotations

from turbodesk.ui.transcript.list_layout import ListLayout
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.transcript.reading import Reading


class Growth:
    """Moves one layout while replies grow in it."""

    def __init__(self, layout: ListLayout, reading: Reading) -> None:
        self._layout, self._reading = layout, reading
        self.rows: dict[str, str] = {}
        """The replies that grow, by their ids, and the rows they are shown in."""

    def follow(self) -> None:
        """Move the view as far as the reader's mode allows."""
        layout = self._layout
        question = layout.index_of(self._reading.question_id or "")
        top = None if question is None else layout.top(question) - self.question_y(question)
        wanted = self._reading.wanted(scroll=layout.scroll, end_scroll=layout.end_scroll, question_scroll=top)
        layout.shift(wanted - layout.scroll)

    def question_y(self, index: int) -> int:
        """Return where a question stands while its reply grows: at the top, or a tall one's end above the reply."""
        return min(MARGIN, self._layout.view_height * 2 // 5 - self._layout.height(index))

    def take(self, reply_id: str, row_id: str) -> None:
        """Note a reply that grows in a row, also one that began before this conversation was shown."""
        is_known = reply_id in self.rows
        self.rows[reply_id] = row_id
        index = self._layout.index_of(row_id)
        if not is_known and self._reading.question_id is None and index:
            self._reading.question_id = self._layout.ids[index - 1]
