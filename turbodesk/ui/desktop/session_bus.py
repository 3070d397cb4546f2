"""Speaks to services of the desktop over the session bus, on the program's own event loop.

Why jeepney and not Qt's own D-Bus: these services want types to the letter, such as an unsigned number or an empty list
of texts, and PySide has no way to say those. It is shipped already, for the key store and the portal.

Nothing is connected before the first call. Where the bus goes, the next call connects anew. Whatever cannot be had,
such as a service that nobody runs, is told as None: the program depends on none of them. So is what has other types
than its interface says: whoever reads it finds what it expects.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from jeepney import DBusAddress, MatchRule, Message  # type: ignore[import-untyped]
    from jeepney.io.asyncio import DBusConnection  # type: ignore[import-untyped]

LIMIT_S = 10.0
"""How long an answer is waited for; a service that has to be started first takes some seconds."""
Heard = Callable[[tuple[Any, ...]], object]
_OWNERS = "org.freedesktop.DBus"
"""Who says which program has a name, under this name itself."""


def value_of(variant: tuple[str, Any] | None, signature: str) -> Any:
    """Return what a variant holds, which can be anything; None where there is none or it is of another type."""
    return variant[1] if variant is not None and variant[0] == signature else None


def has_session_bus() -> bool:
    """Whether there is a bus to ask."""
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))


class SessionBus:
    """One connection, made when it is first needed."""

    def __init__(self, scope: Scope) -> None:
        self.lost: Signal[None] = Signal()
        """The bus is gone, and with it all that was known of those on it."""
        self._scope = scope
        self._connection: DBusConnection | None = None
        self._turn = asyncio.Lock()
        self._replies: dict[int, asyncio.Future[Message]] = {}
        self._listeners: list[_Listener] = []
        self._owners: dict[str, str] = {}
        """What the bus calls the program that has a name, of those that are listened to; "" where none has it."""

    async def call(
        self, to: DBusAddress, method: str, signature: str = "", *values: object, gives: str, limit_s: float = LIMIT_S
    ) -> tuple[Any, ...] | None:
        """Return what a method gave, of the types `gives`.

        None where there is no bus or no service, or it refuses, takes too long or gives something else.
        """
        from jeepney import new_method_call

        connection = await self._connected()
        if connection is None:
            return None
        return await self._answer(connection, new_method_call(to, method, signature or None, values), gives, limit_s)

    async def listen(self, rule: MatchRule, signature: str | None, heard: Heard, *, sender: str = "") -> None:
        """Have `heard` called with the values of every signal that a rule matches, on this bus and the next.

        `signature` says their types, and a signal of others is not heard; None for one whose values nobody reads.
        `sender` is the name of the service that has to say it: a rule knows only what the bus calls a program.
        """
        listener = _Listener(rule, signature, heard, sender)
        self._listeners.append(listener)
        connection = self._connection
        if connection is None:
            await self._connected()
        else:
            await self._watch(connection, listener)

    def forget(self, heard: Heard) -> None:
        """Call this one no more, and have the bus send nothing for its sake."""
        gone = [one for one in self._listeners if one.heard == heard]
        self._listeners = [one for one in self._listeners if one.heard != heard]
        from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]

        for one in gone:
            if one.connection is not None and one.connection is self._connection:
                self.send(message_bus, "RemoveMatch", "s", one.rule.serialise())

    async def unique_name(self) -> str:
        """Return what the bus calls this program, such as ":1.42"; "" where there is no bus."""
        connection = await self._connected()
        return "" if connection is None else str(connection.unique_name)

    def send(self, to: DBusAddress, method: str, signature: str, *values: object) -> None:
        """Call a method of a service that runs, at once, whose answer nobody wants; nothing where no bus is open."""
        from jeepney import new_method_call
        from jeepney.low_level import MessageFlag  # type: ignore[import-untyped]

        if self._connection is not None:
            message = new_method_call(to, method, signature, values)
            message.header.flags = MessageFlag.no_reply_expected | MessageFlag.no_auto_start
            self._write(self._connection, message)

    def signal(self, path: str, interface: str, member: str, signature: str, *values: object) -> bool:
        """Tell something to whoever listens, at once; False where no bus is open."""
        from jeepney import DBusAddress, new_signal

        if self._connection is None:
            return False
        self._write(self._connection, new_signal(DBusAddress(path, interface=interface), member, signature, values))
        return True

    def close(self) -> None:
        """Say what is still to be said, and close the connection."""
        self._scope.cancel("session-bus")
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.writer.close()

    async def _connected(self) -> DBusConnection | None:
        async with self._turn:
            if self._connection is not None or not has_session_bus() or self._scope.is_closed:
                return self._connection
            from jeepney.io.asyncio import open_dbus_connection

            try:
                connection = await asyncio.wait_for(open_dbus_connection("SESSION"), LIMIT_S)
            except (OSError, EOFError, LookupError, ValueError, TimeoutError):
                return None
            self._connection = connection
            self._owners.clear()
            self._scope.start("session-bus", self._receive(connection))
        for listener in tuple(self._listeners):
            await self._watch(connection, listener)
        return connection

    async def _watch(self, connection: DBusConnection, listener: _Listener) -> None:
        from jeepney.bus_messages import message_bus

        if listener.sender:
            await self._follow(connection, listener.sender)
        if listener.connection is connection or listener not in self._listeners:  # forgotten meanwhile
            return
        listener.connection = connection
        await self._answer(connection, message_bus.AddMatch(listener.rule), "", LIMIT_S)

    async def _follow(self, connection: DBusConnection, name: str) -> None:
        """Know from now on which program has a name."""
        from jeepney import MatchRule
        from jeepney.bus_messages import message_bus

        if name in self._owners:
            return
        changed = MatchRule(type="signal", sender=_OWNERS, member="NameOwnerChanged")
        changed.add_arg_condition(0, name)
        await self._answer(connection, message_bus.AddMatch(changed), "", LIMIT_S)
        given = await self._answer(connection, message_bus.GetNameOwner(name), "s", LIMIT_S)
        self._owners.setdefault(name, given[0] if given is not None else "")  # it may have changed hands meanwhile

    async def _answer(
        self, connection: DBusConnection, message: Message, gives: str, limit_s: float
    ) -> tuple[Any, ...] | None:
        from jeepney import HeaderFields, MessageType

        if connection is not self._connection:
            return None
        serial = self._write(connection, message)
        answered: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._replies[serial] = answered
        try:
            async with asyncio.timeout(limit_s):  # `wait_for` of Python 3.11 loses a cancel that comes with the answer
                reply = await answered
        except (TimeoutError, EOFError):
            return None
        finally:
            self._replies.pop(serial, None)
        is_given = reply.header.message_type is MessageType.method_return
        return tuple(reply.body) if is_given and reply.header.fields.get(HeaderFields.signature, "") == gives else None

    def _write(self, connection: DBusConnection, message: Message) -> int:
        serial = next(connection.outgoing_serial)
        connection.writer.write(message.serialise(serial))
        return serial

    async def _receive(self, connection: DBusConnection) -> None:
        try:
            with suppress(OSError, EOFError):
                while True:
                    self._take(await connection.receive())
        finally:
            connection.writer.close()
            if self._connection is connection:
                self._connection = None
                for answered in self._replies.values():
                    if not answered.done():
                        answered.set_exception(EOFError())
                self.lost.emit(None)

    def _take(self, message: Message) -> None:
        from jeepney import HeaderFields, MessageType

        fields = message.header.fields
        if message.header.message_type is MessageType.signal:
            signature, sender = fields.get(HeaderFields.signature, ""), fields.get(HeaderFields.sender)
            if (sender, fields.get(HeaderFields.member), signature) == (_OWNERS, "NameOwnerChanged", "sss"):
                name, _before, owner = message.body
                self._owners[name] = owner
            for one in tuple(self._listeners):
                is_theirs = not one.sender or self._owners.get(one.sender) == sender
                if is_theirs and one.signature in (None, signature) and one.rule.matches(message):
                    one.heard(tuple(message.body))
        elif (answered := self._replies.get(fields.get(HeaderFields.reply_serial, 0))) and not answered.done():
            answered.set_result(message)


@dataclass(slots=True)
class _Listener:
    """One who wants to hear a signal, as `listen` has it."""

    rule: MatchRule
    signature: str | None
    heard: Heard
    sender: str
    connection: DBusConnection | None = None
    """Where the bus was last told the rule."""
