"""Ties the sidebar's search field to the search in all messages, and leads from a message found to where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from turbodesk.app.search import MessageSearch
from turbodesk.app.tasks import Scope
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.found import FoundMessage
from turbodesk.ui.presenters.chat_list import ChatListPresenter
from turbodesk.ui.presenters.find import FindPresenter
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.lifetime import subscribe


class SearchPresenter(QObject):
    """Searches while the person types, and opens what they choose."""

    def __init__(
        self,
        sidebar: Sidebar,
        *,
        transcript: TranscriptView,
        chat_list: ChatListPresenter,
        search: MessageSearch,
        scope: Scope,
        find: Callable[[], FindPresenter],
    ) -> None:
        """The presenter belongs to `sidebar`; `find` gives what marks words in the chat in front."""
        super().__init__(sidebar)
        self._transcript = transcript
        self._scope = scope
        self._chat_list = chat_list
        self._find = find
        self._sidebar = sidebar
        self._words = ""
        self._search = search
        subscribe(
            self, search.answered, lambda answer: sidebar.set_found(answer.words, answer.found, is_cut=answer.is_cut)
        )

    def look_for(self, words: str) -> None:
        """Search for these words, soon; in the project alone to which the sidebar has narrowed the search."""
        self._words = words
        self._search.look_for(words, self._sidebar.searched_project)

    def open(self, found: FoundMessage, words: str = "") -> None:
        """Show the message that was found, with the words in it marked; "": those that were looked for last."""
        self._scope.start("open-chat", self._open(found, words or self._words))

    async def _open(self, found: FoundMessage, words: str) -> None:
        if await self._chat_list.open_message(found.conversation_id, found.message_id):
            self._transcript.go_to(ReadingPlace.beginning_of(found.message_id))
            self._find().open_at(to_mark(words, found), found.message_id)


def to_mark(words: str, found: FoundMessage) -> str:
    """Return what to mark: the words as typed where they stand so in the message, else the longest thing found."""
    typed = words.strip().strip('"').strip()
    if typed.casefold() in found.snippet.casefold():
        return typed
    return max(found.matched, key=len, default="")
