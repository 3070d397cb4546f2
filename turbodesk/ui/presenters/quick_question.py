"""Ties the small window for a quick question to a chat of its own, which is a chat like every other.

It is asked for by `turbodesk --ask`, by the key that works everywhere, or in the palette. What is written or answered
in it is in the list of chats from the first letter on, so nothing is lost with the window. A question that was answered
makes room for the next one when the window comes up again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app.signal import Subscription
from turbodesk.app.workspace import Workspace
from turbodesk.translation import _
from turbodesk.ui.attachments.clipboard_content import ClipboardContent
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters import quick_offers
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.chat_list import ChatListPresenter
from turbodesk.ui.quick import OfferRow, QuickFoot, QuickWindow
from turbodesk.ui.widgets.lifetime import single_shot, subscribe
from turbodesk.ui.widgets.raising import bring_to_front

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.ui.presenters.attachments import AttachmentPresenter

NO_KEY = _("TurboDesk is not set up yet. Open its window and enter a key there, or try it without one.")


class QuickQuestionPresenter(QObject):
    """Serves one small window."""

    put_away = Signal()
    """The small window is gone."""

    def __init__(
        self,
        small: QuickWindow,
        *,
        foot: QuickFoot,
        offers: OfferRow,
        chat_presenter: ChatPresenter,
        attach: Callable[[], AttachmentPresenter],
        main: ChatPresenter,
        chat_list: ChatListPresenter,
        workspace: Workspace,
        window: Window,
        new_chat: Callable[[], LiveChat],
        longest_text: Callable[[], int],
    ) -> None:
        """`chat_presenter` is the small window's, `main` the other one's. Texts above `longest_text` are attached."""
        super().__init__(small)
        self._small, self._foot, self._offers = small, foot, offers
        self._chat_presenter, self._attach = chat_presenter, attach
        self._main, self._chat_list, self._workspace, self._window = main, chat_list, workspace, window
        self._new_chat, self._longest_text = new_chat, longest_text
        self._subscription = Subscription(lambda: None)
        """The tie to the chat, which says when it can do nothing more."""
        small.put_away.connect(self.dismiss)
        small.open_requested.connect(lambda: self.open_in_window())
        foot.open_requested.connect(lambda: self.open_in_window())
        foot.copy_requested.connect(chat_presenter.copy_reply)
        offers.taken.connect(self._take)
        chat_presenter.changed.connect(self._changed)
        chat_presenter.remedy_requested.connect(self._remedy)
        main.changed.connect(self._main_changed)

    def open(self, token: str = "") -> None:
        """Bring the small window up, by the desktop’s `token`: with what is unsent or being answered, or anew."""
        is_ready = not self._window.is_onboarding
        self._foot.set_ready(is_ready=is_ready)
        self._small.say_instead("" if is_ready else NO_KEY)
        if is_ready:
            chat = self._chat_presenter.chat
            if chat is None or (self._small.isHidden() and chat.ids() and not chat.is_busy):
                self._begin()
            self._look_at()
        self._changed()
        self._small.come_up(token)
        # Wayland tells what is copied only to whoever has the focus.
        single_shot(self._small, 0, self._offer)

    def open_with(self, text: str) -> None:
        """Bring the small window up with a text of another program in the message, quoted or attached."""
        self.open()
        if not self._window.is_onboarding:
            self._take_in(*quick_offers.sorted_by_length(text, longest=self._longest_text()))

    @property
    def is_open(self) -> bool:
        """Whether the small window is there."""
        return not self._small.isHidden()

    def dismiss(self) -> None:
        """Put the small window away; a reply goes on growing, in the list of chats."""
        if self._small.isHidden():
            return
        if self._chat_presenter.chat is not None:
            self._chat_presenter.chat.drafts.flush()
            if self._chat_presenter.chat.ids():  # one that is only written stays open for the next time
                self._workspace.attention.beside = ""
        self._small.hide()
        if sys.platform == "darwin" and not self._window.isActiveWindow():
            from turbodesk.ui.application.objective_c import hide_program

            hide_program()  # else the main window would come to the front and not the program before
        self.put_away.emit()

    def open_in_window(self, then: Callable[[], object] = lambda: None) -> None:
        """Go on in the main window, with this chat; `then` is called when it is in front there."""
        chat = self._chat_presenter.chat
        bring_to_front(self._window)
        if chat is not None and chat.is_saved:
            self._let_go()
            self._chat_list.choose(chat.conversation.id, then)
        self.dismiss()

    def finish(self) -> None:
        """Let go of the chat: the main window is closing."""
        self._let_go()
        self._small.hide()
        self._small.deleteLater()

    def _begin(self) -> None:
        chat = self._new_chat()
        self._chat_presenter.show_chat(chat)
        self._subscription.close()
        self._subscription = subscribe(self, chat.closing, lambda _: self._closing())

    def _closing(self) -> None:
        """Let go of a chat that was deleted, or replaced by a backup: nothing more is written into it."""
        if self._small.isHidden():
            self._let_go()
        else:
            self._begin()
            self._look_at()

    def _let_go(self) -> None:
        self._workspace.attention.beside = ""
        self._subscription.close()
        self._chat_presenter.leave()

    def _look_at(self) -> None:
        chat = self._chat_presenter.chat
        self._workspace.attention.beside = "" if chat is None else chat.conversation.id

    def _changed(self) -> None:
        chat = self._chat_presenter.chat
        has_answer = chat is not None and bool(chat.ids())
        self._small.show_answer(is_shown=has_answer)
        self._foot.set_has_answer(has_answer=has_answer)

    def _main_changed(self) -> None:
        """Let go of a chat that was opened in the main window: two fields would write one draft."""
        chat = self._chat_presenter.chat
        if chat is not None and chat is self._main.chat:
            self._let_go()
            self.dismiss()

    def _offer(self) -> None:
        if not self._small.isHidden() and not self._window.is_onboarding:
            self._offers.show_offers(tuple(quick_offers.offers()))

    def _take(self, id_: str) -> None:
        self._take_in(*quick_offers.taken(id_, longest=self._longest_text()))

    def _take_in(self, content: ClipboardContent, text: str) -> None:
        if text:
            self._chat_presenter.quote(text)
        elif not content.is_empty:
            self._attach().take(content)
        else:
            self._offer()  # it is there no more, or another kind of thing in its place
        self._small.setFocus()

    def _remedy(self, remedy: object) -> None:
        """What leads to settings or keys is done in the main window."""
        self.open_in_window()
