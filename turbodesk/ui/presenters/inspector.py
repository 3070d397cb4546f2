"""Opens the panel of requests on the chat in front, and fills it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.inspect import Inspector
from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.ui.inspector.panel import InspectorPanel
from turbodesk.ui.presenters.views import MainWindowViews


class InspectorPresenter(QObject):
    """Serves one window."""

    def __init__(self, services: Services, views: MainWindowViews) -> None:
        super().__init__(views.window)
        self._scope = services.scope
        self._inspector = Inspector(services.gateways)
        self._panel = views.dressed(InspectorPanel(views.window, theme=views.theme))

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
