"""Is a desktop's back end of the real xdg-desktop-portal, on the bus of a test: what the front end asks of a desktop.

It has global shortcuts, screenshots, files and settings, by their org.freedesktop.impl.portal interfaces. Prints a
line of JSON for each call; each line on its input is a signal to send, `["Activated", token]`, `["Closed"]` or
`["SettingChanged", namespace, key, [signature, value]]`, or what is to be answered from now on: `["refuse"]`,
`["think"]` for not before `["thought"]`, `["results", {name: [signature, value]}]`, or
`["settings", {namespace: {key: [signature, value]}}]`.
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
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

NAME = "org.freedesktop.impl.portal.desktop.test"
_PATH = "/org/freedesktop/portal/desktop"
_IMPL = "org.freedesktop.impl.portal"
_ASKED = ("BindShortcuts", "Screenshot", "OpenFile", "SaveFile")
"""What a person is asked."""


class Backend:
    """A desktop, and what it answers."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus
        self._session = ""
        self._answers: dict[str, Any] = {}
        self._asked: Message | None = None
        """What is still thought over."""

    def do(self, what: str, *values: Any) -> None:
        """Send a signal, or answer like this from now on."""
        if what == "Closed":
            self._emit(self._session, "Session", "Closed", "")
        elif what == "Activated":
            token = {"activation_token": ("s", values[0])}
            self._emit(_PATH, "GlobalShortcuts", "Activated", "osta{sv}", self._session, "ask", 7, token)
        elif what == "SettingChanged":
            namespace, key, value = values
            self._emit(_PATH, "Settings", "SettingChanged", "ssv", namespace, key, tuple(value))
        elif what == "thought":
            assert self._asked is not None
            self._give(self._asked)
        else:
            self._answers[what] = values[0] if values else True

    def answer(self, call: Message) -> None:
        """Say what is asked, and answer it."""
        fields = call.header.fields
        member, body = fields[HeaderFields.member], call.body
        interface = fields.get(HeaderFields.interface, "")
        if interface == "org.freedesktop.DBus.Properties":
            self._tell_properties(call, member)
            return
        tell(member, [fields[HeaderFields.path], *body])
        match member:
            case "ReadAll":
                self._bus.send(new_method_return(call, "a{sa{sv}}", (self._settings(),)))
            case "Read":
                value = self._settings().get(body[0], {}).get(body[1])
                absent = new_error(call, "org.freedesktop.portal.Error.NotFound")
                self._bus.send(absent if value is None else new_method_return(call, "v", (value,)))
            case "Close":
                self._bus.send(new_method_return(call))
            case "CreateSession":
                self._session = body[1]
                self._bus.send(new_method_return(call, "ua{sv}", (0, {})))
            case _ if member not in _ASKED:
                self._bus.send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))
            case _ if self._answers.get("refuse"):
                self._bus.send(new_method_return(call, "ua{sv}", (1, {})))
            case _ if self._answers.get("think"):
                self._asked = call
            case _:
                self._give(call)

    def _give(self, call: Message) -> None:
        results = self._results(call.header.fields[HeaderFields.member], call.body)
        self._bus.send(new_method_return(call, "ua{sv}", (0, results)))

    def _results(self, member: str, body: tuple[Any, ...]) -> dict[str, Any]:
        results = {name: tuple(value) for name, value in self._answers.get("results", {}).items()}
        if member == "BindShortcuts" and "shortcuts" not in results:
            given = [(one, {"trigger_description": ("s", "given")}) for one, _ in body[2]]
            results["shortcuts"] = ("a(sa{sv})", given)
        return results

    def _settings(self) -> dict[str, dict[str, tuple[str, Any]]]:
        told = self._answers.get("settings", {})
        return {name: {key: tuple(value) for key, value in keys.items()} for name, keys in told.items()}

    def _tell_properties(self, call: Message, member: str) -> None:
        version = ("u", 2)
        known = {"version": version}
        if member == "GetAll":
            self._bus.send(new_method_return(call, "a{sv}", (known,)))
        else:
            self._bus.send(new_method_return(call, "v", (version,)))

    def _emit(self, path: str, interface: str, member: str, signature: str, *values: Any) -> None:
        from_ = DBusAddress(path, interface=f"{_IMPL}.{interface}")
        self._bus.send(new_signal(from_, member, signature or None, values))


def tell(member: str, values: Any) -> None:
    """Say what was asked."""
    sys.stdout.write(json.dumps([member, values]) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until the input ends."""
    bus = open_dbus_connection("SESSION")
    bus.send_and_get_reply(message_bus.RequestName(NAME))
    backend = Backend(bus)
    words = open(0, "rb", buffering=0)  # noqa: SIM115 - `select` sees no buffer
    tell("ready", [])
    while True:
        message: Message | None = None
        with suppress(TimeoutError):
            message = bus.receive(timeout=0.02)
        while select.select([words], [], [], 0)[0]:  # what was said before a call holds for it
            line = words.readline()
            if not line:
                return
            backend.do(*json.loads(line))
        if message is not None and message.header.message_type is MessageType.method_call:
            backend.answer(message)


if __name__ == "__main__":
    main()
