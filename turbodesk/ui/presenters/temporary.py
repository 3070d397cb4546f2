"""Begins the temporary chat, leads back to it, and keeps or closes it.

Like a private window of a browser it stays open while something else is in front, which is said when it is left, and is
closed without a question by whoever asks for that. Only where the program ends is it asked about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from turbodesk.app import commands
from turbodesk.translation import _
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.lifetime import owned
from turbodesk.ui.widgets.raising import bring_to_front

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.temporary_chats import TemporaryChats
    from turbodesk.ui.main_window.header import Header
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.widgets.toast import Toast

_STAYS = _("The temporary chat stays open until you close it")
_LOSE = _("Quit and lose it")


class TemporaryPresenter(QObject):
    """Serves one window, to which it belongs."""

    def __init__(
        self,
        window: QWidget,
        *,
        chats: TemporaryChats,
        chat_list: ChatListPresenter,
        front: Callable[[], LiveChat | None],
        header: Header,
        actions: Actions,
        toast: Toast,
    ) -> None:
        """`front` gives the chat in front."""
        super().__init__(window)
        self._window, self._chats, self._chat_list, self._front = window, chats, chat_list, front
        self._header, self._actions, self._toast = header, actions, toast

    def begin(self) -> None:
        """Put the temporary chat in front, a new one if there is none."""
        self._chat_list.bring(self._chats.begin(demo=self._chat_list.demo))
        announce(self._window, _("Temporary chat. Nothing of it is kept."))
        self._chat_list.brought.emit()

    def keep(self) -> None:
        """Make it a chat like every other."""
        chat, write = self._chats.chat, self._chats.keep()
        if chat is not None and write is not None:
            if self._front() is chat:
                self._chat_list.bring(chat)  # remembered as the one in front from now on
            write.add_done_callback(owned(self, self._kept))

    def close(self) -> None:
        """Forget the temporary chat, wherever it is."""
        chat = self._chats.chat
        if chat is None:
            return
        is_in_front = self._front() is chat
        self._chats.close()
        if is_in_front:
            self._chat_list.new_chat()
        self._toast.tell(_("The temporary chat is closed"))

    def left(self, chat: LiveChat) -> None:
        """Say that the chat is still there, now that another is in front; one without a word is not."""
        if chat is not self._chats.chat:
            return
        if self._chats.has_words:
            self._toast.tell(_STAYS, _("Close it"), self.close)
        else:
            self._chats.close()

    def offer(self) -> None:
        """Show what can be done with it, beneath its mark."""
        from turbodesk.ui.widgets.menu import Menu

        menu = Menu(self._header)
        for command in (commands.KEEP_TEMPORARY, commands.CLOSE_TEMPORARY):
            entry = menu.addAction(command.title)
            entry.setEnabled(self._actions[command].isEnabled())
            entry.triggered.connect(self._actions[command].trigger)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup_below(self._header.temporary_mark)

    async def may_close(self) -> bool:
        """Ask whether it may be lost with the window, if there is anything in it."""
        if not self._chats.has_words:
            return True
        from turbodesk.ui.widgets.question import Question

        question = Question(
            self._window,
            _("A temporary chat is still open."),
            _("It is kept nowhere, so it is lost when TurboDesk quits. Copy or keep what you still need."),
        )
        question.answer(_("Keep open"), is_safe=True)
        question.answer(_LOSE, kind="danger")
        answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        question.answered.connect(answered.set_result)
        bring_to_front(self._window.window())  # it may be in the tray
        question.open()
        if await answered == _LOSE:
            return True
        self.begin()  # to see what it is that would be lost
        return False

    def _kept(self, write: asyncio.Future[None]) -> None:
        if not write.cancelled() and write.exception() is None:  # what went wrong the database tells itself
            self._toast.tell(_("The chat is kept from now on"))
