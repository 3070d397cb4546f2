"""Asks a portal for something that the person may be asked about, by org.freedesktop.portal.Request.

An answer to such a call comes as a signal of a request, whose place is known before, so none is missed.

The portal is told first who asks, which it cannot find out of a program that lives in no sandbox: a nameless one gets
no global key from 1.21 on. It believes that only before all else a connection asks for, and forgets it when it starts
anew; so each request begins with it, and most are answered that this is known. Portals before 1.20 lack the question.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QGuiApplication

from turbodesk.ui.desktop.session_bus import SessionBus

PORTAL, PORTAL_PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_REQUEST = "org.freedesktop.portal.Request"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_ASKED_S = 300.0
"""How long the person may think over what the desktop asks."""


async def request(
    bus: SessionBus, interface: str, method: str, signature: str, values: Callable[[dict[str, Any]], tuple[object, ...]]
) -> dict[str, Any] | None:
    """Return what a call of a portal brings in the end; None where there is none, or the person refuses.

    Where it is cancelled, or nobody answers, the desktop is told to ask no longer. A portal that ends answers nothing
    any more, nor does a bus. `values` makes the arguments of the call, handed the options that name the request.
    """
    from jeepney import DBusAddress, MatchRule  # type: ignore[import-untyped]
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]

    name, token = await bus.unique_name(), new_token()
    if not name:
        return None
    place = f"{PORTAL_PATH}/request/{name.removeprefix(':').replace('.', '_')}/{token}"
    is_open = False
    answered: asyncio.Future[dict[str, Any] | None] = asyncio.get_running_loop().create_future()

    def heard(body: tuple[Any, ...]) -> None:
        nonlocal is_open
        is_open = False
        if not answered.done():
            answered.set_result(body[1] if body[0] == 0 else None)

    def gone(_values: object) -> None:
        nonlocal is_open
        is_open = False
        if not answered.done():
            answered.set_result(None)

    owner = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
    owner.add_arg_condition(0, PORTAL)
    rule = MatchRule(type="signal", interface=_REQUEST, member="Response", path=place)
    portal, arguments = DBusAddress(PORTAL_PATH, PORTAL, interface), values({"handle_token": ("s", token)})
    registry = DBusAddress(PORTAL_PATH, PORTAL, _REGISTRY)
    await bus.call(registry, "Register", "sa{sv}", QGuiApplication.desktopFileName(), {}, gives="")
    lost = bus.lost.connect(gone)
    try:
        await bus.listen(rule, "ua{sv}", heard, sender=PORTAL)
        is_open = True  # from the call on: its own answer may not have come yet
        if await bus.call(portal, method, signature, *arguments, gives="o") is None:
            return None
        await bus.listen(owner, "sss", gone)  # only now: the call may have started it
        if await bus.call(message_bus, "NameHasOwner", "s", PORTAL, gives="b") != (True,):
            return None  # it has ended meanwhile
        async with asyncio.timeout(_ASKED_S):
            return await answered
    except TimeoutError:
        return None
    finally:
        lost.close()
        for one in (heard, gone):
            bus.forget(one)
        if is_open:
            bus.send(DBusAddress(place, PORTAL, _REQUEST), "Close", "")


async def has_portal(bus: SessionBus, interface: str) -> bool:
    """Whether the desktop's portal has this interface."""
    from jeepney import DBusAddress

    properties = DBusAddress(PORTAL_PATH, PORTAL, "org.freedesktop.DBus.Properties")
    return await bus.call(properties, "Get", "ss", interface, "version", gives="v") is not None


def new_token() -> str:
    """Return a name that nobody guesses, of letters a path of the bus may have."""
    return f"turbodesk_{secrets.token_hex(8)}"
