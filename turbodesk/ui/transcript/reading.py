"""Decides whether the view may move by itself while a reply grows: the reader comes first.

*Read*: a new question goes to the top of the view and the text grows beneath it; the view moves only while there is
room between the question and the top. *Follow*: the end stays in view. *Off*: nothing moves. In every mode a scroll by
hand wins at once and ends the following, until the reader comes back to the end or sends again.
"""

from __future__ import annotations

from turbodesk.settings import Scrolling
from turbodesk.ui.transcript.list_layout import ListLayout
from turbodesk.ui.transcript.message_list import MARGIN


class Reading:
    """The state of one view: whether it follows, which question it reads under, and whether text below is unseen."""

    def __init__(self) -> None:
        self.scrolling = Scrolling.READ
        self.is_following = False
        self.question_id: str | None = None
        self.has_unseen = False

    def opened(self, *, at_end: bool) -> None:
        """Begin with a conversation."""
        self.is_following = at_end
        self.question_id = None
        self.has_unseen = False

    def reply_began(self, question_id: str) -> None:
        """A reply to this question begins to grow."""
        self.question_id = question_id
        self.is_following = self.scrolling is not Scrolling.OFF

    def scrolled_by_hand(self, *, to_end: bool) -> None:
        """The reader moved the view. `to_end`: down to the end, not merely so that the end stays in view."""
        self.is_following = to_end and self.scrolling is not Scrolling.OFF

    def turned_back(self) -> None:
        """All is written, and the reader went elsewhere than down: what is further down is no news any more."""
        self.has_unseen = False

    def grew(self, *, at_end: bool) -> None:
        """Text was added; the view has moved as far as it may."""
        if not at_end:
            self.has_unseen = True

    def settled(self, *, at_end: bool) -> None:
        """The view stands; the end, when in view, is seen."""
        if at_end:
            self.has_unseen = False

    def wanted(self, *, scroll: int, end_scroll: int, question_scroll: int | None) -> int:
        """Return where the view may go by itself, in content pixels; never upwards."""
        if not self.is_following:
            return scroll
        match self.scrolling:
            case Scrolling.FOLLOW:
                return max(scroll, end_scroll)
            case Scrolling.READ if question_scroll is not None:
                return max(scroll, min(end_scroll, question_scroll))
            case _:
                return scroll


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

    def read_on_from(self) -> str | None:
        """Return the question under which a view reads on that was hidden before the reply filled it.

        It stood at the end then, as all of it could be seen, and that is not where the reader wants to be now.
        """
        reading, layout = self._reading, self._layout
        is_reading = reading.is_following and reading.scrolling is Scrolling.READ
        is_whole = layout.at_end and not layout.slack and layout.index_of(reading.question_id or "") is not None
        return reading.question_id if is_reading and is_whole else None

    def take(self, reply_id: str, row_id: str) -> None:
        """Note a reply that grows in a row, also one that began before this conversation was shown."""
        is_known = reply_id in self.rows
        self.rows[reply_id] = row_id
        index = self._layout.index_of(row_id)
        if not is_known and self._reading.question_id is None and index:
            self._reading.question_id = self._layout.ids[index - 1]
