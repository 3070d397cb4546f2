"""Shows notifications through the desktop's own service, as the Desktop Notifications Specification 1.2 has it.

Quiet times are the service's business: these are of normal urgency, which it holds back then, and stay in its list.
A press of one opens what it is about, as desktops have it; buttons are for what can be done without that, and only
where the service says that it shows any. Its body may hold markup, so what stands in ours is escaped where the service
says that it reads any.
"""

from __future__ import annotations

import asyncio
from html import escape
from typing import Any

from PySide6.QtGui import QGuiApplication

from turbodesk import resources
from turbodesk.app.signal import Signal
from turbodesk.ui.desktop.notifications import Notification, NotificationAction, NotificationPress
from turbodesk.ui.desktop.session_bus import SessionBus

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_NORMAL = 1
_AS_SET = -1
"""How long it stays on the screen: as the person has set it."""


class FreedesktopNotifications:
    """The notifications of one program."""

    def __init__(self, bus: SessionBus) -> None:
        from jeepney import DBusAddress  # type: ignore[import-untyped]

        self.pressed: Signal[NotificationPress] = Signal()
        self._bus, self._service = bus, DBusAddress(_PATH, _NAME, _NAME)
        self._turn = asyncio.Lock()
        self._can: frozenset[str] | None = None
        """What the service can do; None: it was not asked yet."""
        self._ids: dict[str, int] = {}
        """The service's number of each that stands, by key."""
        self._offered: dict[str, frozenset[str]] = {}
        """What each of these has buttons for."""
        self._wanted: set[str] = set()
        """The keys that are shown or on their way, and not withdrawn since."""
        self._tokens: dict[int, str] = {}
        self._is_listening = False
        self._lost = bus.lost.connect(lambda _: self._forget())

    async def show(self, notification: Notification) -> bool:
        """Show one, or put it in the place of an earlier one; returns whether anybody does."""
        key = notification.key
        self._wanted.add(key)
        async with self._turn:  # what replaces another has to know its number
            if key not in self._wanted:
                return False
            await self._listen()
            if (
                self._can is None
                and (told := await self._bus.call(self._service, "GetCapabilities", gives="as")) is not None
            ):
                self._can = frozenset(told[0])
            values = self._values(notification)
            given = await self._bus.call(self._service, "Notify", "susssasa{sv}i", *values, gives="u")
            if given is None:
                self._wanted.discard(key)
                return False
            self._ids[key] = int(given[0])
            self._offered[key] = frozenset(action for action, _words in notification.buttons)
            if key not in self._wanted:  # withdrawn meanwhile
                self._end(key)
        return True

    def withdraw(self, key: str) -> None:
        """Take one back, if it is still there or on its way."""
        self._wanted.discard(key)
        self._end(key)

    def close(self) -> None:
        """Take all back."""
        self._lost.close()
        self._wanted.clear()
        for key in tuple(self._ids):
            self._end(key)

    def _end(self, key: str) -> None:
        if (number := self._ids.pop(key, None)) is not None:
            del self._offered[key]
            self._bus.send(self._service, "CloseNotification", "u", number)

    def _values(self, notification: Notification) -> tuple[object, ...]:
        can = self._can or frozenset()
        text = escape(notification.text, quote=False) if "body-markup" in can else notification.text
        hints: dict[str, tuple[str, object]] = {
            "desktop-entry": ("s", QGuiApplication.desktopFileName()),  # what the person has set for the program holds
            "urgency": ("y", _NORMAL),
        }
        if notification.category:
            hints["category"] = ("s", notification.category)
        offered = ((NotificationAction.OPEN, notification.open_words), *notification.buttons)
        actions = [str(one) for action in offered for one in action] if "actions" in can else []
        icon = resources.path("icons", "turbodesk.svg").as_uri()
        before = self._ids.get(notification.key, 0)
        return "TurboDesk", before, icon, notification.title, text, actions, hints, _AS_SET

    async def _listen(self) -> None:
        if self._is_listening:
            return
        self._is_listening = True
        from jeepney import MatchRule

        for member, signature, heard in (
            ("ActivationToken", "us", self._take_token),
            ("ActionInvoked", "us", self._take_action),
            ("NotificationClosed", "uu", self._closed),
        ):
            rule = MatchRule(type="signal", sender=None, interface=_NAME, member=member, path=_PATH)
            await self._bus.listen(rule, signature, heard, sender=_NAME)
        owner = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
        owner.add_arg_condition(0, _NAME)
        await self._bus.listen(owner, "sss", lambda values: self._forget() if values[1] else None)

    def _forget(self) -> None:
        """Another service has other numbers, and what this one showed is gone."""
        self._can = None
        self._ids.clear()
        self._offered.clear()
        self._tokens.clear()

    def _key(self, number: Any) -> str | None:
        return next((key for key, one in self._ids.items() if one == number), None)

    def _take_token(self, values: tuple[Any, ...]) -> None:
        number, token = values
        if self._key(number) is not None:
            self._tokens[number] = token

    def _take_action(self, values: tuple[Any, ...]) -> None:
        number, action = values
        key, token = self._key(number), self._tokens.pop(number, "")
        if key is not None and (action == NotificationAction.OPEN or action in self._offered[key]):
            given = token if token.isprintable() else ""
            self.pressed.emit(NotificationPress(key, NotificationAction(action), given))

    def _closed(self, values: tuple[Any, ...]) -> None:
        number, _ = values
        self._tokens.pop(number, None)
        if (key := self._key(number)) is not None:
            del self._ids[key], self._offered[key]
            self._wanted.discard(key)
