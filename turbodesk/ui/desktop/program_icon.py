"""What the program's icon in a dock or a taskbar shows: how many chats wait, and how far a long work has come."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QGuiApplication

from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop.session_bus import SessionBus, has_session_bus


class ProgramIcon(Protocol):
    """The icon; what a desktop does not show is left out, and never raises."""

    def set_count(self, count: int) -> None:
        """Show how many chats wait, 0: nothing."""

    def set_progress(self, share: float | None) -> None:
        """Show how far a work has come, from 0 to 1; None: there is none."""


def program_icon(bus: SessionBus, scope: Scope, window_id: Callable[[], int]) -> ProgramIcon | None:
    """Return the icon as this system has it; None where nothing would show it.

    `window_id` is what the system calls the window.
    """
    if sys.platform == "win32":
        from turbodesk.ui.desktop.taskbar_button import TaskbarButton

        return TaskbarButton(window_id)
    if sys.platform == "darwin":
        return _DockIcon()
    if not has_session_bus():
        return None
    from turbodesk.ui.desktop.launcher_entry import LauncherEntry

    return LauncherEntry(bus, scope)


class _DockIcon:
    """The icon in the dock of macOS, as Qt reaches it; a line of progress would have to be drawn over it."""

    def set_count(self, count: int) -> None:
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(count)

    def set_progress(self, share: float | None) -> None:
        del share
