"""Shows at the foot of the sidebar what this month's replies have cost so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from turbodesk.app.ledger import Ledger
from turbodesk.app.tasks import Scope
from turbodesk.chat.cost import dollars
from turbodesk.chat.errors import StoreFailure
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.app.signal import Signal
    from turbodesk.chat.message import Message


class MonthPresenter(QObject):
    """Serves one sidebar, to which it belongs. As long as nothing has cost anything, nothing is shown."""

    def __init__(
        self, sidebar: Sidebar, *, ledger: Ledger, reply_ended: Signal[tuple[str, Message]], scope: Scope
    ) -> None:
        super().__init__(sidebar)
        self._sidebar = sidebar
        self._ledger = ledger
        self._scope = scope
        self._subscriptions = [
            subscribe(self, reply_ended, lambda _: self.refresh()),
            subscribe(self, ledger.recounted, lambda _: self.refresh()),
        ]

    def refresh(self) -> None:
        """Show the sum as it is now."""
        self._scope.start("month", self._show())

    def finish(self) -> None:
        """Hear no more."""
        for subscription in self._subscriptions:
            subscription.close()
        self._scope.cancel("month")  # which would show its sum in a window that is gone

    async def _show(self) -> None:
        try:
            spent = await self._ledger.spent_this_month()
        except StoreFailure:  # a damaged part of the file: who opens Usage is told
            return
        # As Usage says it: in whole cents, and what is less than one not as nothing.
        self._sidebar.set_month(dollars(spent) if spent > 0 else "")
