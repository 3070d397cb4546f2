"""Ties the contents of the chat in front to the transcript: where the reader is, and where a line leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.message import Role
from turbodesk.chat.outline import OutlineEntry
from turbodesk.ui.outline.ticks import OutlineTicks

if TYPE_CHECKING:
    from turbodesk.app.branching import Branching
    from turbodesk.app.live import LiveChat
    from turbodesk.app.tasks import Scope
    from turbodesk.ui.main_window.header import Header
    from turbodesk.ui.message.message import MessageView
    from turbodesk.ui.outline.popup import OutlinePopup
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.transcript.view import TranscriptView


class OutlinePresenter(QObject):
    """Serves one window; it belongs to the ticks."""

    def __init__(
        self,
        ticks: OutlineTicks,
        *,
        chat_presenter: ChatPresenter,
        transcript: TranscriptView,
        header: Header,
        branching: Branching,
        scope: Scope,
        new_popup: Callable[[], OutlinePopup],
    ) -> None:
        super().__init__(ticks)
        self._ticks, self._transcript, self._header = ticks, transcript, header
        self._chat_presenter, self._branching, self._scope = chat_presenter, branching, scope
        self._new_popup = new_popup
        self._popup: OutlinePopup | None = None
        self._questions: list[int] = []
        """The positions of the questions on the path."""
        self._known: object = None
        ticks.clicked.connect(self.open)
        header.contents_pressed.connect(self.open)
        chat_presenter.changed.connect(self.refresh)
        transcript.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.refresh()

    def refresh(self) -> None:
        """Learn where the questions of the chat in front are, if its path is another now."""
        chat = self._chat_presenter.chat
        known = None if chat is None else (chat.conversation.id, len(chat.ids()), chat.ids()[-1:])
        if known == self._known:
            return
        self._known = known
        self._questions = [] if chat is None else _questions(chat)
        self._header.set_has_contents(has_contents=bool(self._questions))
        self._show_place()

    def open(self) -> None:
        """Show the list of the contents, or close it."""
        if self._popup is not None and self._popup.isVisible():
            self._popup.dismiss()
            return
        chat = self._chat_presenter.chat
        if chat is not None and chat.ids():
            self._scope.start("outline", self._open(chat))

    def step(self, by: int) -> None:
        """Bring the question before the reader's place to the top, or the next one; past the last, the end."""
        chat = self._chat_presenter.chat
        if chat is None or not self._questions:
            return
        ids, place = chat.ids(), self._transcript.place()
        at = len(ids) if place is None else ids.index(place.message_id) if place.message_id in ids else 0
        if by < 0:
            is_inside = place is not None and place.offset > _NEAR
            before = [one for one in self._questions if one < at or (one == at and is_inside)]
            if before:
                self._transcript.go_to(ReadingPlace.beginning_of(ids[before[-1]]))
        elif place is not None:
            later = [one for one in self._questions if one > at or (one == at and place.offset < -_NEAR)]
            self._transcript.go_to(ReadingPlace.beginning_of(ids[later[0]]) if later else None)

    async def _open(self, chat: LiveChat) -> None:
        try:
            entries = await self._branching.outline(chat)
        except StoreFailure:
            return  # told by the database
        if chat is not self._chat_presenter.chat or not entries:
            return
        if self._popup is None:
            self._popup = self._new_popup()
            self._popup.chosen.connect(self._go_to)
        is_beside = self._ticks.isVisible()
        anchor = self._ticks if is_beside else self._header.contents_anchor
        self._popup.open(entries, self._entry_now(chat, entries), anchor, is_beside=is_beside)

    def _entry_now(self, chat: LiveChat, entries: Sequence[OutlineEntry]) -> int:
        if not self._questions:
            return 0
        now = chat.ids()[self._questions[self._question_now(chat)]]
        return next((at for at, entry in enumerate(entries) if entry.message_id == now), 0)

    def _go_to(self, entry: OutlineEntry) -> None:
        if entry.heading is None or not self._transcript.show_in_row(entry.message_id, _rect_of(entry.heading)):
            self._transcript.go_to(ReadingPlace.beginning_of(entry.message_id))

    def _scrolled(self) -> None:
        if self._ticks.isVisible():
            self._show_place()

    def _show_place(self) -> None:
        chat = self._chat_presenter.chat
        self._ticks.show_place(len(self._questions), 0 if chat is None else self._question_now(chat))

    def _question_now(self, chat: LiveChat) -> int:
        """Return which question, from 0, the reader is at: the last that begins above the middle of the page."""
        place, ids = self._transcript.place(), chat.ids()
        at = len(ids) if place is None or place.message_id not in ids else ids.index(place.message_id)
        return max(0, sum(one <= at for one in self._questions) - 1)


_NEAR = 24
"""Pixels within which a question counts as being at the top."""


def _rect_of(heading: int) -> Callable[[QWidget], QRect | None]:
    return lambda row: cast("MessageView", row).heading_rect(heading)


def _questions(chat: LiveChat) -> list[int]:
    return [at for at, id_ in enumerate(chat.ids()) if chat.node(id_).role is Role.USER and chat.node(id_).chars]
