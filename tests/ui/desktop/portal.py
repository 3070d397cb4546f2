"""Is a desktop's portal, as a process of its own on the bus of a test, to the letter of its interfaces.

It has global shortcuts and screenshots. Prints a line of JSON for each call; each line on its input is a signal to
send, `["Activated", token]` or `["Closed"]`, or `["refuse"]`, after which what the person is asked is refused, or
`["picture", address]`, which is what a screenshot gives, or `["results", {name: [signature, value]}]`, what every
request brings, or `["think"]`, after which the person thinks over what they are asked.
"""

from __future__ import annotations

import json
import select
import sys
from contextlib import suppress
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = DBusAddress(_PATH, interface="org.freedesktop.portal.GlobalShortcuts")


def tell(member: str, values: Any) -> None:
    """Say what was asked."""
    sys.stdout.write(json.dumps([member, values]) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until the input ends."""
    bus = open_dbus_connection("SESSION")
    bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
    words, session, picture, refuses, thinks = open(0, "rb", buffering=0), "", "", False, False  # noqa: SIM115 - `select` sees no buffer
    strange: dict[str, tuple[str, Any]] | None = None
    tell("ready", [])
    while True:
        message: Message | None = None
        with suppress(TimeoutError):
            message = bus.receive(timeout=0.02)
        while select.select([words], [], [], 0)[0]:  # what was said before a call holds for it
            line = words.readline()
            if not line:
                return
            do, *rest = json.loads(line)
            refuses, thinks = refuses or do == "refuse", thinks or do == "think"
            picture = rest[0] if do == "picture" else picture
            if do == "results":
                strange = {name: tuple(value) for name, value in rest[0].items()}
            if do == "Closed":
                ended = DBusAddress(session, interface="org.freedesktop.portal.Session")
                bus.send(new_signal(ended, "Closed", "a{sv}", ({},)))
            if do == "Activated":
                values = (session, "ask", 7, {"activation_token": ("s", rest[0])})
                bus.send(new_signal(_SHORTCUTS, "Activated", "osta{sv}", values))
        if message is None or message.header.message_type is not MessageType.method_call:
            continue
        fields = message.header.fields
        member, sender = fields[HeaderFields.member], fields[HeaderFields.sender]
        tell(member, [*message.body, fields[HeaderFields.path]] if member == "Close" else list(message.body))
        if member == "Get":
            bus.send(new_method_return(message, "v", (("u", 2),)))
            continue
        if member not in ("CreateSession", "BindShortcuts", "Screenshot"):
            bus.send(new_method_return(message))
            continue
        options = message.body[-1]
        name = sender.removeprefix(":").replace(".", "_")
        request = f"{_PATH}/request/{name}/{options['handle_token'][1]}"
        bus.send(new_method_return(message, "o", (request,)))
        if thinks:
            continue
        if member == "CreateSession":
            session = f"{_PATH}/session/{name}/{options['session_handle_token'][1]}"
            results: dict[str, Any] = {"session_handle": ("s", session)}
        elif member == "Screenshot":
            results = {"uri": ("s", picture)}
        else:
            given = [(id_, {"trigger_description": ("s", "given")}) for id_, _ in message.body[1]]
            results = {"shortcuts": ("a(sa{sv})", given)}
        results = results if strange is None else strange
        answer = (1, {}) if refuses and member != "CreateSession" else (0, results)
        asked = DBusAddress(request, interface="org.freedesktop.portal.Request")
        bus.send(new_signal(asked, "Response", "ua{sv}", answer))


if __name__ == "__main__":
    main()
