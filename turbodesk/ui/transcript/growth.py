"""Keeps a growing reply and its question where the reader can follow, as far as `Reading` lets the view move."""

from __future__ import annotations

from turbodesk.ui.transcript.list_layout import ListLayout
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.transcript.reading import Reading


class Growth:
    """Moves one layout while replies grow in it."""

    def __init__(self, layout: ListLayout, reading: Reading) -> None:
        self._layout, self._reading = layout, reading

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

    def find_question(self, reply_id: str) -> None:
        """Note the question of a reply that was growing before this conversation was shown."""
        index = self._layout.index_of(reply_id)
        if self._reading.question_id is None and index:
            self._reading.question_id = self._layout.ids[index - 1]
