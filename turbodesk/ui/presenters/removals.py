"""Deletes messages of the chat in front for good, and offers for a while to bring the last one back.

Nothing is asked: the notice says that it cannot be brought back later, and has Undo while it is there. When it goes,
or the window, or when another is deleted, what was deleted goes.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.chat.message import Role
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.services import Services
    from turbodesk.chat.removal import MessageRemoval
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.widgets.toast import Toast

_DELETED = {
    Role.USER: _("Message deleted. Once this notice is gone, nothing brings it back"),
    Role.ASSISTANT: _("Reply deleted. Once this notice is gone, nothing brings it back"),
}
_TOO_LATE = _("It can no longer be brought back")


class RemovalPresenter(QObject):
    """Serves one window, to which it belongs."""

    failed = Signal(FailureNote)
    """What belongs to a message could not be read."""

    def __init__(
        self,
        views: MainWindowViews,
        services: Services,
        *,
        front: Callable[[], LiveChat | None],
        chat_list: ChatListPresenter,
        toast: Toast,
    ) -> None:
        """`front` gives the chat in front."""
        super().__init__(views.window)
        self._front, self._chat_list, self._toast = front, chat_list, toast
        self._message_views, self._composer = views.message_views, views.composer
        self._workspace, self._scope = services.workspace, services.scope
        self._pending: tuple[LiveChat, MessageRemoval] | None = None

    def remove(self, message_id: str = "") -> None:
        """Delete a message of the chat in front; "": the one the keyboard is in, or else the last."""
        chat = self._front()
        if chat is None or not chat.ids():
            return
        if why_not := chat.removals.why_not:
            self._toast.inform(why_not)
            return
        message_id = message_id or self._message_views.focused_id() or chat.ids()[-1]
        self._start(message_id, self._remove(chat, message_id))

    def finish(self) -> None:
        """Let what was deleted last be gone for good."""
        pending, self._pending = self._pending, None
        if pending is not None:
            chat, removal = pending
            chat.removals.finish(removal)

    def _end(self, removal: MessageRemoval) -> None:
        """Its notice is gone; another may have been deleted since."""
        if self._pending is not None and self._pending[1] is removal:
            self.finish()

    def _start(self, message_id: str, work: Coroutine[object, object, None]) -> None:
        self._scope.start(f"delete.{message_id}", self._told(work))

    async def _told(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except StoreFailure as failure:
            self.failed.emit(failure.note)

    async def _remove(self, chat: LiveChat, message_id: str) -> None:
        focused_id, edit = self._message_views.focused_id(), chat.conversation.edit
        removal = await chat.removals.remove(message_id)
        if removal is None:
            return
        self.finish()
        self._pending = chat, removal
        if chat is self._front():
            if edit is not None and edit.message_id in removal.ids:
                self._composer.set_draft(chat.conversation.draft)
            if focused_id in removal.ids:  # its row is gone
                self._composer.setFocus(Qt.FocusReason.OtherFocusReason)
        self._toast.tell(_DELETED[removal.nodes[0].role], _("Undo"), self._undo, lambda: self._end(removal))

    def _undo(self) -> None:
        if (pending := self._pending) is not None:
            self._pending = None
            self._start(pending[1].moved_from, self._bring_back(*pending))

    async def _bring_back(self, chat: LiveChat, removal: MessageRemoval) -> None:
        if not chat.context.is_temporary:  # it may have been closed and opened again meanwhile
            found = await self._workspace.open(removal.before.id)
            chat = found if found is not None else chat
        if not chat.removals.restore(removal):
            chat.removals.finish(removal)
            self._toast.inform(_TOO_LATE)
        elif chat is not self._front():
            self._chat_list.bring(chat)
