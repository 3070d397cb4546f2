"""Lets a chat go on in a chat of its own from any reply, and leads back to where it came from."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.translation import _, pgettext

if TYPE_CHECKING:
    from turbodesk.app.branching import Branching
    from turbodesk.app.live import LiveChat
    from turbodesk.app.tasks import Scope
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.widgets.toast import Toast

_NOT_KEPT = _("Keep this chat to branch it")
_GONE = _("The chat it came from is no longer there")


class BranchPresenter(QObject):
    """Serves one window, to which it belongs."""

    failed = Signal(FailureNote)
    """A chat could not be read or written."""

    def __init__(
        self,
        owner: QObject,
        *,
        front: Callable[[], LiveChat | None],
        chat_list: ChatListPresenter,
        branching: Branching,
        toast: Toast,
        scope: Scope,
    ) -> None:
        """`front` gives the chat in front."""
        super().__init__(owner)
        self._front, self._chat_list, self._branching = front, chat_list, branching
        self._toast, self._scope = toast, scope

    def branch(self, message_id: str = "") -> None:
        """Put a chat in front that begins with all that leads to a reply of the one in front; "" is the last one."""
        chat = self._front()
        if chat is not None and chat.context.is_temporary:
            self._toast.inform(_NOT_KEPT)
        elif chat is not None and chat.ids():
            self._start(self._branch(chat, message_id or chat.ids()[-1]))

    def keep_apart(self, message_id: str, *, model_id: str | None, done: Callable[[], object]) -> None:
        """Begin a chat with all that leads to a reply of the one in front, which stays there, for this model.

        `done` is called once it is there.
        """
        chat = self._front()
        if chat is not None and chat.context.is_temporary:
            self._toast.inform(_NOT_KEPT)
        elif chat is not None:
            self._start(self._keep_apart(chat, message_id, model_id, done))

    def open_origin(self, message_id: str) -> None:
        """Put the chat in front from which all above a message of the one in front was copied."""
        chat = self._front()
        if chat is not None and (last_copy := chat.node(message_id).parent_id) is not None:
            self._start(self._open_origin(last_copy))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self._scope.start("branch", self._told(work))

    async def _told(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except StoreFailure as failure:
            self.failed.emit(failure.note)

    async def _branch(self, chat: LiveChat, message_id: str) -> None:
        made = await self._branching.branch(chat.conversation.id, message_id)
        if made is None:
            return
        is_awaited = self._front() is chat  # not where the person has gone elsewhere meanwhile
        if is_awaited:
            self._chat_list.bring(made)
            self._chat_list.brought.emit()
        other = chat if is_awaited else made
        words = _("Branched from “{title}”").format(title=chat.conversation.title)
        choice = _("Go back") if is_awaited else pgettext("verb", "Open")
        self._toast.tell(words, choice, lambda: self._chat_list.choose(other.conversation.id))

    async def _keep_apart(
        self, chat: LiveChat, message_id: str, model_id: str | None, done: Callable[[], object]
    ) -> None:
        made = await self._branching.branch(chat.conversation.id, message_id)
        if made is not None:
            made.choose_model(model_id)
            done()
            words = _("The other reply is in “{title}”").format(title=made.conversation.title)
            self._toast.tell(words, pgettext("verb", "Open"), lambda: self._chat_list.choose(made.conversation.id))

    async def _open_origin(self, message_id: str) -> None:
        found = await self._branching.origin(message_id)
        if found is None or not await self._chat_list.open_message(*found):
            self._toast.tell(_GONE)
