"""Is the desktop's notification service or its tray, as a process of its own on the bus of a test.

    python service.py NAME CAPABILITIES

Prints a line of JSON for each call it gets, `[member, values]`, and does what each line of JSON on its input says:
`["emit", member, signature, values]`, `["set", property, value]`, a property of the tray's watcher, or
`["answer", member, signature, values]`, what a method gives from now on.
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

PATHS = {
    "org.freedesktop.Notifications": "/org/freedesktop/Notifications",
    "org.kde.StatusNotifierWatcher": "/StatusNotifierWatcher",
}


def tell(member: str, values: list[Any]) -> None:
    """Say what was asked."""
    sys.stdout.write(json.dumps([member, values]) + "\n")
    sys.stdout.flush()


def main(name: str, capabilities: list[str]) -> None:
    """Serve until the input ends."""
    bus = open_dbus_connection("SESSION")
    address = DBusAddress(PATHS[name], interface=name)
    properties: dict[str, Any] = {"IsStatusNotifierHostRegistered": True, "ProtocolVersion": 0}
    answers: dict[str, tuple[str, tuple[Any, ...]]] = {}
    count, words = 0, open(0, "rb", buffering=0)  # noqa: SIM115 - what is buffered, `select` does not see
    bus.send_and_get_reply(message_bus.RequestName(name))
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
            if do == "set":
                properties[rest[0]] = rest[1]
            elif do == "answer":
                answers[rest[0]] = rest[1], tuple(rest[2])
            else:
                bus.send(new_signal(address, rest[0], rest[1], tuple(rest[2])))
        if message is None or message.header.message_type is not MessageType.method_call:
            continue
        member = message.header.fields[HeaderFields.member]
        tell(member, list(message.body))
        match member:
            case _ if member in answers:
                reply = new_method_return(message, *answers[member])
            case "GetCapabilities":
                reply = new_method_return(message, "as", (capabilities,))
            case "Notify":
                count += 1
                reply = new_method_return(message, "u", (message.body[1] or count,))
            case "Get":
                value = properties.get(message.body[1], False)
                reply = new_method_return(message, "v", (("b" if isinstance(value, bool) else "i", value),))
            case _:
                reply = new_method_return(message)
        bus.send(reply)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(",") if sys.argv[2] else [])
