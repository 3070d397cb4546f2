"""The way out of the demo: a chat that began there moves to the person's gateway, at the next send or by the badge.

Why it is asked at all: what was said in the demo was meant for nobody, and goes along.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from turbodesk.app.gateways import DEMO
from turbodesk.app.leaving_demo import LeavingDemo
from turbodesk.app.live import LiveChat
from turbodesk.app.profiles import Profiles
from turbodesk.app.tasks import Scope
from turbodesk.ui.composer import Composer
from turbodesk.ui.composer.demo_question import DemoQuestion
from turbodesk.ui.presenters.api_key import ApiKeyPresenter
from turbodesk.ui.presenters.chat import ChatPresenter


class DemoPresenter(QObject):
    """Asks where a chat of the demo goes on, and moves it."""

    key_wanted = Signal()
    """There is no key yet; the place for one shall be shown."""
    left = Signal()
    """A chat has left the demo, and new ones shall not begin there."""

    def __init__(
        self,
        question: DemoQuestion,
        *,
        chat_presenter: ChatPresenter,
        key_setup: ApiKeyPresenter,
        composer: Composer,
        leaving: LeavingDemo,
        profiles: Profiles,
        scope: Scope,
    ) -> None:
        """The presenter belongs to `question`."""
        super().__init__(question)
        self._composer = composer
        self._profiles = profiles
        self._scope = scope
        self._chat_presenter = chat_presenter
        self._key_setup = key_setup
        self._leaving = leaving
        self._asked: LiveChat | None = None
        self._again: Callable[[], None] | None = None
        self._let_through: LiveChat | None = None
        self._question = question
        self._question.moved.connect(self._move)
        self._question.stayed.connect(self._stay)
        self._question.left.connect(self._put_off)
        chat_presenter.changed.connect(self._look)

    def may_send(self, again: Callable[[], None]) -> bool:
        """Whether the chat in front may ask for a reply now; else `again` is called when it may."""
        chat = self._chat_presenter.chat
        if chat is None or chat is self._let_through or not self._leaving.is_open(chat.conversation):
            return True
        self._scope.start("leave-demo", self._decide(chat, again))
        return False

    def offer(self) -> None:
        """Show the way out of the demo: a place for a key, or the question, where there is a key already."""
        chat = self._chat_presenter.chat
        if chat is not None:
            self._scope.start("leave-demo", self._decide(chat, None))

    async def _decide(self, chat: LiveChat, again: Callable[[], None] | None) -> None:
        can_move = await self._key_setup.can_ask_for_replies()
        if chat is not self._chat_presenter.chat or chat.conversation.gateway_id != DEMO:
            return
        if can_move:
            self._asked, self._again = chat, again
            self._question.ask(self._profiles.default.name, sends=again is not None)
        elif again is None:
            self.key_wanted.emit()
        else:
            self._pass(chat, again)  # there is no gateway to move to, so there is no question

    def _move(self) -> None:
        chat, again = self._close()
        if chat is not None:
            chat.choose_gateway(self._profiles.default_id)
            self.left.emit()
            if again is not None:
                again()

    def _stay(self) -> None:
        chat, again = self._close()
        if chat is not None:
            self._leaving.stay(chat.conversation)
            if again is not None:
                self._pass(chat, again)

    def _put_off(self) -> None:
        self._close()

    def _pass(self, chat: LiveChat, again: Callable[[], None]) -> None:
        self._let_through = chat
        try:
            again()
        finally:
            self._let_through = None

    def _close(self) -> tuple[LiveChat | None, Callable[[], None] | None]:
        asked = self._asked, self._again
        self._asked = self._again = None
        self._composer.setFocus()
        self._question.hide()
        return asked

    def _look(self) -> None:
        """Take the question back where it is no longer about the chat in front."""
        asked = self._asked
        if asked is not None and (asked is not self._chat_presenter.chat or asked.conversation.gateway_id != DEMO):
            self._asked = self._again = None
            self._question.hide()
