"""Ties the field an earlier message becomes, where it stands, to what the chat keeps of it and to sending it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtWidgets import QWidget

from turbodesk.chat.message import Role
from turbodesk.chat.turns import is_results
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.ui.composer import Composer
    from turbodesk.ui.main_window.notice_bar import NoticeBar
    from turbodesk.ui.presenters.message_views import MessageViewFactory
    from turbodesk.ui.presenters.path_changes import PathChanges
    from turbodesk.ui.transcript.view import TranscriptView

_ONE_AT_A_TIME = _("You are editing another message of this chat. Send it or cancel that first.")


class EditPresenter(QObject):
    """One message of the chat in front at a time; what is written is kept with the chat until it is sent or left."""

    def __init__(
        self,
        owner: QObject,
        *,
        front: Callable[[], LiveChat | None],
        may_send: Callable[[Callable[[], None]], bool],
        path: PathChanges,
        transcript: TranscriptView,
        message_views: MessageViewFactory,
        composer: Composer,
        notice: NoticeBar,
    ) -> None:
        """`front` gives the chat in front; `may_send` is asked before sending, as the chat's presenter does."""
        super().__init__(owner)
        self._front, self._may_send, self._path = front, may_send, path
        self._transcript, self._message_views = transcript, message_views
        self._composer, self._notice = composer, notice
        self._is_from_composer = False
        """Whether the keyboard goes back to the composer when the message stays as it was."""

    def begin(self, message_id: str) -> None:
        """Let a person's message become a field; one that has been changed already is not given up for it."""
        chat = self._front()
        message = None if chat is None else chat.message(message_id)
        if message is None or chat is None or chat.is_busy:
            return
        drafts, edit = chat.drafts, chat.conversation.edit
        is_touched = edit is not None and drafts.edited is not None and edit.text != drafts.edited.text
        if edit is not None and (is_touched or edit.message_id == message_id):
            if edit.message_id != message_id:
                self._notice.show_notice(_ONE_AT_A_TIME, chat_id=chat.conversation.id)
                chat.show(edit.message_id)  # another version may stand in front by now
            self._bring(edit.message_id)
            return
        self._message_views.end_edit()
        drafts.begin_edit(message)
        self._message_views.begin_edit(message_id, message.text)
        self._bring(message_id)

    def begin_last(self) -> None:
        """Let the person's last message of the path become a field, as Up in an empty composer asks."""
        chat = self._front()
        for message_id in reversed(chat.ids() if chat is not None else ()):
            message = None if chat is None else chat.message(message_id)
            if message is None:
                return  # so far up that nobody means it
            if message.role is Role.USER and message.text.strip() and not is_results(message):
                self._is_from_composer = True
                self.begin(message_id)
                return

    def changed(self, _message_id: str, text: str) -> None:
        """Keep how the message reads by now."""
        if (chat := self._front()) is not None:
            chat.drafts.write_edit(text)

    def send(self, message_id: str, text: str) -> None:
        """Send it as another version."""
        chat = self._front()
        # The message itself and not its id: it may have left the memory while the person wrote.
        edited = None if chat is None else chat.drafts.edited
        if chat is None or edited is None or not self._may_send(lambda: self.send(message_id, text)):
            return
        with self._path.sending():
            is_sent = chat.edit(edited, text)
        if is_sent:
            self._message_views.end_edit()
            self._composer.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self, message_id: str, is_by_key: bool) -> None:
        """Let the message stay as it was; the focus goes back to where it came from."""
        if (chat := self._front()) is not None:
            chat.drafts.end_edit()
        self._message_views.end_edit()
        is_from_composer, self._is_from_composer = self._is_from_composer, False
        if is_by_key and not is_from_composer:
            self._message_views.focus_edit(message_id, is_field=False)
        else:
            self._composer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bring(self, message_id: str) -> None:
        """Bring the field into view, with the focus."""

        def whole(row: QWidget) -> QRect:
            return QRect(0, 0, row.width(), min(row.height(), self._transcript.viewport().height() // 2))

        self._transcript.show_in_row(message_id, whole)
        self._transcript.put_in_order()
        self._message_views.focus_edit(message_id, is_field=True)
