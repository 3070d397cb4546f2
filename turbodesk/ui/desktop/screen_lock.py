"""Hears when the desktop locks its screen.

Desktops tell it on the session bus, each as a screen saver of its own name, by `ActiveChanged` with whether it is
there. It is not asked who says so: whoever else does has locked a window, and no more.

Windows has a way of its own (`windows_screen_lock`). macOS tells it by a distributed notification that is documented
nowhere; there the time without use has to do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop.session_bus import SessionBus, has_session_bus

# Of KDE and others; GNOME, Cinnamon, MATE and Xfce have their own.
_INTERFACES = tuple(f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))


class ScreenLock(Protocol):
    """The lock of the screen."""

    locked: Signal[None]
    """The screen was locked."""

    def follow(self, *, is_wanted: bool) -> None:
        """Listen from now on, or no more."""


def knows_screen_lock() -> bool:
    """Whether this desktop tells when it locks its screen, in a way that is understood here."""
    return sys.platform == "win32" or (sys.platform == "linux" and has_session_bus())


def screen_lock(bus: Callable[[], SessionBus], scope: Scope) -> ScreenLock | None:
    """Return the lock of this desktop's screen; None where it does not tell of it."""
    if not knows_screen_lock():
        return None
    if sys.platform == "win32":
        from turbodesk.ui.desktop.windows_screen_lock import WindowsScreenLock

        return WindowsScreenLock()
    return BusScreenLock(bus(), scope)


class BusScreenLock:
    """The lock of a desktop that tells on the session bus."""

    def __init__(self, bus: SessionBus, scope: Scope) -> None:
        self.locked: Signal[None] = Signal()
        """The screen was locked."""
        self._bus, self._scope = bus, scope
        self._is_following = False

    def follow(self, *, is_wanted: bool) -> None:
        """Listen from now on, or no more."""
        if is_wanted is self._is_following or self._scope.is_closed:
            return
        self._is_following = is_wanted
        if is_wanted:
            self._scope.start("screen-lock", self._listen())
        else:
            self._scope.cancel("screen-lock")
            self._bus.forget(self._heard)

    async def _listen(self) -> None:
        from jeepney import MatchRule  # type: ignore[import-untyped]

        for interface in _INTERFACES:
            rule = MatchRule(type="signal", interface=interface, member="ActiveChanged")
            await self._bus.listen(rule, "b", self._heard)

    def _heard(self, values: tuple[Any, ...]) -> None:
        if values[0]:
            self.locked.emit(None)
