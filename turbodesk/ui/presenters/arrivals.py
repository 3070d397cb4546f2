"""Brings in what other programs hand over: files that were opened with TurboDesk, and links to chats.

Files are attached to the draft of a new chat, where the person sees them and sends them or not. A link opens the chat
whose id it is; where there is none that is said, and nothing else comes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from turbodesk.app.workspace import Workspace
from turbodesk.chat.chat_link import linked_chat
from turbodesk.translation import _
from turbodesk.ui.attachments.clipboard_content import ClipboardContent
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters.chat_list import ChatListPresenter

if TYPE_CHECKING:
    from turbodesk.app.handover import Handover
    from turbodesk.app.live import LiveChat

WRONG_LINK = _("This link leads to no chat. It is not one that TurboDesk has made.")
GONE = _("The chat that this link leads to is not here. It was deleted, or it is on another computer.")


class ArrivalPresenter(QObject):
    """Serves one window."""

    def __init__(
        self,
        window: Window,
        *,
        workspace: Workspace,
        chat_list: ChatListPresenter,
        notice: NoticeBar,
        front: Callable[[], LiveChat | None],
        attach: Callable[[ClipboardContent], object],
    ) -> None:
        """`front` gives the chat in front; `attach` takes files into its draft, as if they had been dropped there."""
        super().__init__(window)
        self._window, self._workspace, self._chat_list = window, workspace, chat_list
        self._notice, self._attach = notice, attach
        self._front = front
        self._waiting: tuple[str, ...] = ()
        """Files that came before there was a chat to attach them to."""

    def take(self, handover: Handover) -> None:
        """Open the link and attach the files, once there are chats."""
        if handover.link:
            self._open(handover.link)
        self._waiting += handover.files
        self.go_on()

    def go_on(self) -> None:
        """Attach what has waited for the end of the first screen."""
        if not self._waiting or self._window.is_onboarding:
            return
        files, self._waiting = self._waiting, ()
        if not self._is_new(self._front()):
            self._chat_list.new_chat()
        self._attach(ClipboardContent(tuple(map(Path, files))))

    def _is_new(self, chat: LiveChat | None) -> bool:
        """Whether nothing was said in a chat: of several files opened at once, Windows hands over each alone."""
        return chat is not None and not (chat.ids() or chat.project or chat.context.is_temporary)

    def _open(self, link: str) -> None:
        conversation_id = linked_chat(link)
        if not conversation_id:
            self._notice.show_notice(WRONG_LINK)
        elif self._workspace.conversation(conversation_id) is None:
            self._notice.show_notice(GONE)
        else:
            self._chat_list.choose(conversation_id)
