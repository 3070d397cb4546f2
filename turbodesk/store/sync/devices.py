"""Says which of a person's computers take part: each tells of itself, and that it takes part no more."""

from __future__ import annotations

import sqlite3

from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.sync_status import Device
from turbodesk.store.sync import items
from turbodesk.store.sync.stamps import writer_of

MOST_LETTERS = 60
"""Of a computer's name, its system's or a version."""
_FIELDS = ("name", "system", "version")


def note_device(connection: sqlite3.Connection, *, name: str, system: str, version: str, now: int) -> bool:
    """Have the others told what this computer is; returns whether they did not know. `now`: milliseconds since 1970.

    To be called in every round: a computer that became another one tells of itself anew.
    """
    me = writer_of(connection)
    value = {"name": _clean(name), "system": _clean(system), "version": _clean(version)}
    there = items.some(connection, "device", [me])
    if there and there[0].value == value:
        return False
    return items.put(connection, "device", me, value, now=now)


def note_left(connection: sqlite3.Connection, writer: str, *, now: int) -> None:
    """Have the others told that a computer takes part no more. It is for ever: who comes back is another one."""
    items.put(connection, "left", writer, {}, now=now)


def devices_in(connection: sqlite3.Connection, *, now: int) -> tuple[Device, ...]:
    """Return the computers that take part, this one first and then the one that was seen last.

    A computer was seen when the newest of what is here of it was written, in milliseconds since 1970; a time that is
    later than `now` is its clock's mistake.
    """
    me = writer_of(connection)
    left = {item.id for item in items.all_of(connection, "left") if item.value is not None}
    newest = dict(connection.execute("SELECT by, max(at) FROM sync_stamp WHERE at <= ? GROUP BY by", (now,)))
    found = [
        device
        for item in items.all_of(connection, "device")
        if item.id not in left
        and (device := device_of(item.id, item.value, newest.get(item.id), is_this=item.id == me))
    ]
    return in_order(found)


def device_of(writer: str, value: object, seen_at: int | None, *, is_this: bool = False) -> Device | None:
    """Return a computer as it told of itself; None where it told nothing that can be shown."""
    if not isinstance(value, dict):
        return None
    name, system, version = (_clean(one) if isinstance(one := value.get(key), str) else "" for key in _FIELDS)
    return Device(writer, name or writer[:4].upper(), system, version, seen_at, is_this)


def in_order(devices: list[Device]) -> tuple[Device, ...]:
    """Return them as they are shown."""
    return tuple(sorted(devices, key=lambda one: (not one.is_this, -(one.seen_at or 0), one.id)))


def _clean(text: str) -> str:
    return beginning(one_line(text), MOST_LETTERS).strip()
