"""Stars messages of the chat in front, and leads back to those that are starred, in any chat."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.chat.message import Role
from turbodesk.chat.one_line import beginning
from turbodesk.translation import _
from turbodesk.ui.palette import PaletteGroup, PaletteRow

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.starred import StarredMessage, StarredMessages
    from turbodesk.app.tasks import Scope
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.message_views import MessageViewFactory
    from turbodesk.ui.presenters.palette import Choice, PalettePresenter
    from turbodesk.ui.transcript.view import TranscriptView
    from turbodesk.ui.widgets.toast import Toast

_NONE = _("Nothing is starred yet: there is a star beneath each message")
_TEMPORARY = _("Stars of a temporary chat are listed once it is kept")
_SHOWN = 60
"""Letters of a message that are shown: the title of its chat stands behind them."""
_GONE = _("The message is no longer there")


class StarPresenter(QObject):
    """Serves one window, to which it belongs."""

    failed = Signal(FailureNote)
    """Messages could not be read."""

    def __init__(
        self,
        owner: QObject,
        *,
        front: Callable[[], LiveChat | None],
        starred: StarredMessages,
        chat_list: ChatListPresenter,
        message_views: MessageViewFactory,
        transcript: TranscriptView,
        palette: Callable[[], PalettePresenter],
        toast: Toast,
        scope: Scope,
    ) -> None:
        """`front` gives the chat in front."""
        super().__init__(owner)
        self._front, self._starred, self._chat_list = front, starred, chat_list
        self._message_views, self._transcript = message_views, transcript
        self._palette, self._toast, self._scope = palette, toast, scope

    def toggle(self, message_id: str = "") -> None:
        """Star a message of the chat in front, or no longer; "": the one the keyboard is in, or else the last."""
        chat = self._front()
        if chat is None or not chat.ids():
            return
        by_key = not message_id
        message_id = message_id or self._message_views.focused_id() or chat.ids()[-1]
        chat.marks.star(message_id, is_starred=not chat.marks.is_starred(message_id))
        self._message_views.marks_changed()
        if by_key:  # it may stand out of sight
            self._toast.tell(_("Starred") if chat.marks.is_starred(message_id) else _("No longer starred"))

    def open(self) -> None:
        """Show the starred messages of all chats, to choose one by typing."""
        self._start(self._open())

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self._scope.start("starred", self._told(work))

    async def _told(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except StoreFailure as failure:
            self.failed.emit(failure.note)

    async def _open(self) -> None:
        chat, found = self._front(), await self._starred.all()
        if found:
            self._palette().offer([self._choice(one) for one in found], _("Go to which message?"))
        else:
            is_aside = chat is not None and chat.context.is_temporary and bool(chat.conversation.starred)
            self._toast.inform(_TEMPORARY if is_aside else _NONE)

    def _choice(self, one: StarredMessage) -> Choice:
        no_words = _("A message without words") if one.role is Role.USER else _("A reply without words")
        row = PaletteRow(
            f"starred:{one.message_id}",
            _shortened(one.words) or no_words,
            one.title,
            PaletteGroup.STARRED,
            icon="user" if one.role is Role.USER else "spark",
            further=f"{one.words} {one.title}",
        )
        return row, partial(self._go_to, one)

    def _go_to(self, one: StarredMessage) -> None:
        self._start(self._show(one))

    async def _show(self, one: StarredMessage) -> None:
        if await self._chat_list.open_message(one.conversation_id, one.message_id):
            self._transcript.go_to(ReadingPlace.beginning_of(one.message_id))
        else:
            self._toast.inform(_GONE)


def _shortened(words: str) -> str:
    return words if len(words) <= _SHOWN else beginning(words, _SHOWN).rstrip() + "…"
