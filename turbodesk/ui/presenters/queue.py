"""Ties the lines above the composer to what the chat in front sends next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from turbodesk.chat.conversation import Conversation
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.ui.composer import Composer
    from turbodesk.ui.composer.queue_list import QueueList
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.widgets.toast import Toast

_FULL = _("So many messages are in line that no more can be added")


class QueuePresenter(QObject):
    """Serves one window; made with the first message that waits in it."""

    def __init__(
        self,
        lines: QueueList,
        *,
        chat_presenter: ChatPresenter,
        composer: Composer,
        toast: Callable[[], Toast],
    ) -> None:
        """The presenter belongs to `lines`."""
        super().__init__(lines)
        self._lines, self._chat_presenter, self._composer, self._toast = lines, chat_presenter, composer, toast
        lines.edit_requested.connect(self._edit)
        lines.send_requested.connect(self._send_now)
        lines.removal_requested.connect(self._remove)
        lines.left.connect(self._leave)

    def show(self, conversation: Conversation) -> None:
        """Show what waits in the chat in front."""
        self._lines.show_waiting(conversation.queue)

    def add(self, chat: LiveChat, text: str) -> bool:
        """Put what is in the composer in line; False: there is no more room."""
        if chat.queue.is_full:
            self._toast().inform(_FULL)
            return False
        from turbodesk.ui.widgets.announcement import announce

        chat.queue.add(text, chat.conversation.draft_parts)
        chat.drafts.sent(())
        chat.tell()
        announce(self._composer, _("In line: it is sent after this reply"))
        return True

    def _edit(self, queued_id: str) -> None:
        """Bring a message back into the field; what stands there takes its place in line."""
        chat = self._chat_presenter.chat
        self._composer.commit()
        found = None if chat is None else chat.queue.take_out(queued_id, to_change=True)
        if chat is None or found is None:
            return
        text, parts = self._composer.text(), chat.conversation.draft_parts
        if text.strip() or parts:
            chat.queue.add(text, parts)
        _, queued = found
        chat.drafts.put_back(queued.text, queued.parts)
        self._composer.set_draft(queued.text)
        chat.tell()
        self._composer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send_now(self, queued_id: str) -> None:
        chat = self._chat_presenter.chat
        if chat is not None and self._chat_presenter.may_send(lambda: self._send_now(queued_id)):
            chat.queue.send_now(queued_id)
            self._leave()

    def _remove(self, queued_id: str) -> None:
        chat = self._chat_presenter.chat
        found = None if chat is None else chat.queue.take_out(queued_id)
        if chat is not None and found is not None:
            at, queued = found
            self._toast().tell(_("Removed"), _("Undo"), lambda: chat.queue.add(queued.text, queued.parts, at=at))

    def _leave(self) -> None:
        self._composer.setFocus(Qt.FocusReason.OtherFocusReason)
