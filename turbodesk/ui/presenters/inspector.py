"""Opens the panel of requests on the chat in front, and fills it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.gateways import Gateways
from turbodesk.app.inspect import Inspector
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.ui.inspector.panel import InspectorPanel


class InspectorPresenter(QObject):
    """Serves one panel, to which it belongs."""

    def __init__(self, panel: InspectorPanel, *, gateways: Gateways, scope: Scope) -> None:
        super().__init__(panel)
        self._scope = scope
        self._inspector = Inspector(gateways)
        self._panel = panel

    def open(self, chat: LiveChat) -> None:
        """Show the traffic of a chat's gateway, as it is now."""
        chat.drafts.flush()
        self._scope.start("inspect", self._fill(chat))

    async def _fill(self, chat: LiveChat) -> None:
        coming: Outgoing | FailureNote
        exchanges: tuple[Exchanged, ...] = ()
        try:
            exchanges = await self._inspector.exchanges(chat)
            coming = await self._inspector.next_request(chat)
        except Failure as failure:
            coming = failure.note
        self._panel.set_traffic(coming, exchanges)
        self._panel.open()
