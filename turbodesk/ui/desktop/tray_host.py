"""Knows whether the desktop has a tray that shows icons, and hears when it comes and goes.

On Linux it is a panel that hosts status notifiers, found on the session bus, or an older one that takes in windows of
X11, which Qt finds. The bus is asked first, by ourselves: Qt keeps the first answer it gets, and a panel may be late.
On Windows and macOS there is always one.
"""

from __future__ import annotations

import sys
from typing import Any

from turbodesk.app.signal import Signal
from turbodesk.ui.desktop.session_bus import SessionBus, has_session_bus, value_of
from turbodesk.ui.desktop.tray_icon import PlainTrayIcon

_WATCHER = "org.kde.StatusNotifierWatcher"
_PATH = "/StatusNotifierWatcher"


class TrayHost:
    """The tray of one desktop."""

    def __init__(self, bus: SessionBus) -> None:
        self.changed: Signal[None] = Signal()
        """It may have come or gone: `look` tells."""
        self._bus = bus
        self._is_listening = False

    async def look(self, *, may_ask_qt: bool = True) -> bool:
        """Return whether there is one now; without `may_ask_qt`, whether there is one on the session bus."""
        if sys.platform in ("win32", "darwin"):
            return PlainTrayIcon.is_available()
        return (has_session_bus() and await self._has_notifier_host()) or (may_ask_qt and PlainTrayIcon.is_available())

    async def listen(self) -> None:
        """Tell from now on when it may have come or gone."""
        if self._is_listening or sys.platform in ("win32", "darwin") or not has_session_bus():
            return
        self._is_listening = True
        from jeepney import MatchRule  # type: ignore[import-untyped]

        owner = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
        owner.add_arg_condition(0, _WATCHER)
        await self._bus.listen(owner, None, self._tell)
        for member in ("StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"):
            rule = MatchRule(type="signal", interface=_WATCHER, member=member)
            await self._bus.listen(rule, None, self._tell, sender=_WATCHER)

    def _tell(self, _values: tuple[Any, ...]) -> None:
        self.changed.emit(None)

    async def _has_notifier_host(self) -> bool:
        from jeepney import DBusAddress
        from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]

        bus = DBusAddress(message_bus.object_path, message_bus.bus_name, message_bus.interface)
        owned = await self._bus.call(bus, "NameHasOwner", "s", _WATCHER, gives="b")
        if owned is None or not owned[0]:
            return False
        properties = DBusAddress(_PATH, _WATCHER, "org.freedesktop.DBus.Properties")
        told = await self._bus.call(properties, "Get", "ss", _WATCHER, "IsStatusNotifierHostRegistered", gives="v")
        return told is not None and value_of(told[0], "b") is True
