"""Ties the page of costs in the settings to what replies have cost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from turbodesk.app.ledger import Ledger
from turbodesk.app.live import LiveChat
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.message import Message
from turbodesk.ui.settings.usage import UsagePage
from turbodesk.ui.widgets.lifetime import is_alive, subscribe


class UsageSettingsPresenter(QObject):
    """Counts when the settings open, and after each reply while it is open."""

    def __init__(
        self,
        page: UsagePage,
        *,
        ledger: Ledger,
        reply_ended: Signal[tuple[str, Message]],
        scope: Scope,
        front: Callable[[], LiveChat | None],
    ) -> None:
        """`front` gives the chat in front."""
        super().__init__(page)
        self._page = page
        self._ledger = ledger
        self._scope = scope
        self._front = front
        subscribe(page, reply_ended, lambda _: self._refresh_open())
        subscribe(page, ledger.recounted, lambda _: self._refresh_open())

    def refresh(self) -> None:
        """Count anew."""
        self._scope.start("account", self._count())

    def _refresh_open(self) -> None:
        if self._page.is_open:
            self.refresh()

    async def _count(self) -> None:
        chat = self._front()
        if chat is None:
            account = await self._ledger.account(None)
        else:
            account = await self._ledger.account(chat.conversation.id, chat.context.memory)
        if is_alive(self._page):
            self._page.set_account(account)
