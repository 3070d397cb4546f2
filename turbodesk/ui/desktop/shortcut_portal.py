"""Has one key of the whole desktop open a quick question, through the portal for global shortcuts.

As org.freedesktop.portal.GlobalShortcuts has it: a session is made, the shortcut is bound in it, for which the desktop
may ask the person and may take another key, and each press comes as a signal. Desktops without that portal tell so at
the first call. A portal that starts anew knows of no session, and may end one: the key is asked for again then.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.translation import _
from turbodesk.ui.desktop.portal_request import PORTAL, PORTAL_PATH, new_token, request
from turbodesk.ui.desktop.session_bus import SessionBus, value_of

_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_ASK = "ask"
_PATH = re.compile(r"(/[A-Za-z0-9_]+)+")
"""What may stand where the bus wants a path; it ends the connection of whoever sends another."""
_SESSION = "org.freedesktop.portal.Session"
_AGAIN_S = 1.0
"""How long after its loss the key is asked for again, and twice as long each time: what ends may be starting anew."""
_MOST_AGAIN = 5
"""So often in a row, for a portal that always ends it; a key that was there for `_LASTS_S` begins another row."""
_LASTS_S = 60.0
_MODIFIERS = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "meta": "LOGO"}


class ShortcutPortal:
    """One key, while it is bound."""

    def __init__(self, bus: SessionBus, scope: Scope) -> None:
        self.pressed: Signal[str] = Signal()
        """The key was pressed; with what the desktop gives so that a window may come to the front, or ""."""
        self._bus, self._scope = bus, scope
        self._session = ""
        self._keys = ""
        """What was granted, and is wanted since."""
        self._granted_at, self._again = 0.0, 0
        self._is_listening = False
        self._lost = bus.lost.connect(lambda _: self._taken(()))

    async def bind(self, keys: str) -> bool:
        """Ask for a key, such as "Ctrl+Alt+Space"; returns whether the desktop grants one, this or another."""
        self.unbind()
        self._again = 0
        is_granted = await self._bind(keys)
        self._keys = keys if is_granted else ""
        return is_granted

    def unbind(self) -> None:
        """Let go of the key."""
        self._keys = ""
        self._scope.cancel("global-shortcut.again")
        self._end_session()

    def close(self) -> None:
        """Let go of the key and of the bus."""
        self.unbind()
        self._lost.close()

    async def _bind(self, keys: str) -> bool:
        self._end_session()
        made = await request(
            self._bus,
            _SHORTCUTS,
            "CreateSession",
            "a{sv}",
            lambda token: ({**token, "session_handle_token": ("s", new_token())},),
        )
        # Its interface says that this is a text, and that it was meant to be a path.
        named = made.get("session_handle") if made is not None else None
        session = value_of(named, "s") or value_of(named, "o") or ""
        if not _PATH.fullmatch(session):
            return False
        self._session = session
        await self._listen(session)
        wanted = {"description": ("s", _("Quick question")), "preferred_trigger": ("s", trigger(keys))}
        bound = await request(
            self._bus,
            _SHORTCUTS,
            "BindShortcuts",
            "oa(sa{sv})sa{sv}",
            lambda token: (session, [(_ASK, wanted)], "", token),
        )
        if bound is None or not value_of(bound.get("shortcuts"), "a(sa{sv})"):
            self._end_session()
            return False
        self._granted_at = asyncio.get_running_loop().time()
        return self._session == session  # which may have been closed meanwhile

    def _end_session(self) -> None:
        if self._session:
            from jeepney import DBusAddress  # type: ignore[import-untyped]

            session = self._session
            self._forget()
            self._bus.send(DBusAddress(session, PORTAL, _SESSION), "Close", "")

    async def _listen(self, session: str) -> None:
        from jeepney import MatchRule

        closed = MatchRule(type="signal", interface=_SESSION, member="Closed", path=session)
        await self._bus.listen(closed, None, self._closed, sender=PORTAL)
        if not self._is_listening:
            self._is_listening = True
            owner = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
            owner.add_arg_condition(0, PORTAL)
            await self._bus.listen(owner, "sss", self._taken)
            rule = MatchRule(type="signal", interface=_SHORTCUTS, member="Activated", path=PORTAL_PATH)
            await self._bus.listen(rule, "osta{sv}", self._activated, sender=PORTAL)

    def _activated(self, values: tuple[Any, ...]) -> None:
        session, shortcut, _moment, options = values
        if session == self._session and shortcut == _ASK:
            token = value_of(options.get("activation_token"), "s") or ""
            self.pressed.emit(token if token.isprintable() else "")

    def _forget(self) -> None:
        self._session = ""
        self._bus.forget(self._closed)

    def _closed(self, values: tuple[Any, ...]) -> None:
        """Is heard of one session, and forgotten with it."""
        self._taken(values)

    def _taken(self, _values: tuple[Any, ...]) -> None:
        """Ask for the key again: the portal has closed the session, or is another one, or the bus is gone."""
        self._forget()
        if self._keys and not self._scope.is_closed:
            self._scope.start("global-shortcut.again", self._bind_again(self._keys))

    async def _bind_again(self, keys: str) -> None:
        if asyncio.get_running_loop().time() - self._granted_at > _LASTS_S:
            self._again = 0
        while self._again < _MOST_AGAIN:
            await asyncio.sleep(_AGAIN_S * 2**self._again)
            self._again += 1
            if await self._bus.unique_name():  # else the bus itself starts anew
                await self._bind(keys)
                return


def trigger(keys: str) -> str:
    """Return keys as the portal writes them (Shortcuts Specification): "Ctrl+Alt+Space" is "CTRL+ALT+space"."""
    *modifiers, key = keys.replace(" ", "").split("+")
    written = key.lower() if len(key) == 1 or key.lower() == "space" else key
    return "+".join((*(_MODIFIERS.get(one.lower(), one.upper()) for one in modifiers), written))
