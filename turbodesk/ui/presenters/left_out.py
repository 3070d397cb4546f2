"""Leaves messages of the chat in front out of its requests, and sends them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.tasks import Scope
    from turbodesk.ui.presenters.message_views import MessageViewFactory

Tell = Callable[[str, str, Callable[[], object]], object]


class LeftOutPresenter(QObject):
    """Serves one window, to which it belongs."""

    failed = Signal(FailureNote)
    """What belongs to a message could not be read."""

    def __init__(
        self,
        owner: QObject,
        *,
        front: Callable[[], LiveChat | None],
        message_views: MessageViewFactory,
        tell: Tell,
        scope: Scope,
    ) -> None:
        """`front` gives the chat in front, `tell` says what was done, with how to undo it."""
        super().__init__(owner)
        self._front, self._message_views = front, message_views
        self._tell, self._scope = tell, scope

    def toggle(self, message_id: str = "") -> None:
        """Leave a message of the chat in front out, or send it again; "": the one the keyboard is in, or the last."""
        chat = self._front()
        if chat is not None and chat.ids():
            message_id = message_id or self._message_views.focused_id() or chat.ids()[-1]
            self._start(chat, message_id, is_unsent=not chat.marks.is_unsent(message_id))

    def _start(self, chat: LiveChat, message_id: str, *, is_unsent: bool) -> None:
        self._scope.start(f"leave-out.{message_id}", self._leave_out(chat, message_id, is_unsent=is_unsent))

    async def _leave_out(self, chat: LiveChat, message_id: str, *, is_unsent: bool) -> None:
        try:
            await chat.marks.leave_out(message_id, is_unsent=is_unsent)
        except StoreFailure as failure:
            self.failed.emit(failure.note)
            return
        self._message_views.marks_changed()
        words = _("No longer sent with what follows") if is_unsent else _("Sent again with what follows")
        self._tell(words, _("Undo"), lambda: self._start(chat, message_id, is_unsent=not is_unsent))
