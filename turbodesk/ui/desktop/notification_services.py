"""Knows who shows notifications on this system."""

from __future__ import annotations

import sys

from turbodesk.ui.desktop.notifications import NotificationService
from turbodesk.ui.desktop.session_bus import SessionBus, has_session_bus


def notification_service(bus: SessionBus) -> NotificationService | None:
    """Return what shows notifications on this system; None where nothing does."""
    if sys.platform in ("win32", "darwin"):
        from turbodesk.ui.desktop.icon_notifications import IconNotifications

        return IconNotifications()
    if not has_session_bus():
        return None
    from turbodesk.ui.desktop.freedesktop_notifications import FreedesktopNotifications

    return FreedesktopNotifications(bus)
