"""Says on the settings' page of the desktop whether there is a tray, and what the system opens at login."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop.tray_host import TrayHost
from turbodesk.ui.presenters.at_login import follow_system
from turbodesk.ui.settings.desktop import DesktopPage


class DesktopSettingsPresenter(QObject):
    """Serves one page."""

    def __init__(self, page: DesktopPage, *, host: TrayHost, preferences: Preferences, scope: Scope) -> None:
        super().__init__(page)
        self._page, self._host, self._preferences, self._scope = page, host, preferences, scope

    def refresh(self) -> None:
        """Look for a tray, which may have come since, or gone, and for what was changed elsewhere."""
        follow_system(self._preferences)
        self._scope.start("settings.tray", self._look())

    async def _look(self) -> None:
        self._page.show_tray(is_there=await self._host.look())
