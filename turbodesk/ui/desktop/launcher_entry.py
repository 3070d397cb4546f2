"""Shows a number and a line of progress at the program's icon in docks and taskbars of Linux.

By the signal `com.canonical.Unity.LauncherEntry.Update`, which Plasma, Ubuntu's dock, Dash to Dock and Plank listen to;
where nobody does, it is a word into the air. Why not `QGuiApplication.setBadgeNumber`: it sends the same signal with
the number alone, and docks keep what each connection tells apart from the others, so that the last one to speak would
hide what the other said.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop.session_bus import SessionBus

_INTERFACE = "com.canonical.Unity.LauncherEntry"
_PATH = "/com/canonical/unity/launcherentry/1"
"""Of this connection; nobody asks there."""
_MOST = 9_999
"""As Qt bounds it: docks have room for four figures."""
_TASK = "launcher-entry"


class LauncherEntry:
    """The icon of one program."""

    def __init__(self, bus: SessionBus, scope: Scope) -> None:
        self._bus, self._scope = bus, scope
        self._count = 0
        self._share: float | None = None

    def set_count(self, count: int) -> None:
        self._count = min(count, _MOST)
        self._tell()

    def set_progress(self, share: float | None) -> None:
        self._share = None if share is None else min(max(share, 0.0), 1.0)
        self._tell()

    def _tell(self) -> None:
        if not (self._told() or self._scope.is_closed or self._scope.is_running(_TASK)):
            self._scope.start(_TASK, self._tell_when_connected())

    async def _tell_when_connected(self) -> None:
        if await self._bus.unique_name():
            self._told()

    def _told(self) -> bool:
        """Tell all of it, as it is now; False where no bus is open."""
        shown = {
            "count": ("x", self._count),
            "count-visible": ("b", self._count > 0),
            "progress": ("d", self._share or 0.0),
            "progress-visible": ("b", self._share is not None),
        }
        entry = f"application://{QGuiApplication.desktopFileName()}.desktop"
        return self._bus.signal(_PATH, _INTERFACE, "Update", "sa{sv}", entry, shown)
