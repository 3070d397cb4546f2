"""When each thing that is sent got its value, and at which computer: the greater of two stamps wins.

A register that is set anew gets a time beyond its last one, whatever the clock says. So a change that was made knowing
the last value always wins, and a wrong clock only decides between changes that knew nothing of each other.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from turbodesk.chat.sync_names import LogName

Stamp = tuple[int, str]
"""A time in milliseconds since 1970, or beyond, and the id of the writer."""
NEVER: Stamp = (-1, "")
MOST = 2**62
"""No time is greater, here or in what is taken in, so that the next one always fits into SQLite's 63 bits."""
_WRITER = re.compile(r"[a-z2-7]{16}")


def is_writer(value: object) -> bool:
    """Whether a value can be the id of a computer."""
    return isinstance(value, str) and _WRITER.fullmatch(value) is not None


def stamp_of(at: object, by: object) -> Stamp:
    """Return the two as a stamp.

    Raises:
        ValueError: they are none.
    """
    if type(at) is int and 0 <= at <= MOST and isinstance(by, str) and is_writer(by):
        return at, by
    raise ValueError("no stamp")


def writer_of(connection: sqlite3.Connection) -> str:
    """Return the id this computer writes under."""
    return str(connection.execute("SELECT value FROM sync_state WHERE key = 'writer'").fetchone()[0])


def stamps_of(connection: sqlite3.Connection, kind: str, id_: str) -> dict[str, Stamp]:
    """Return the stamps of one thing, by field."""
    rows = connection.execute("SELECT field, at, by FROM sync_stamp WHERE kind = ? AND id = ?", (kind, id_))
    return {field: (at, by) for field, at, by in rows}


def put_stamp(
    connection: sqlite3.Connection, kind: str, id_: str, field: str, stamp: Stamp, src: LogName | None
) -> None:
    """Note that a register has a value that came from the file `src`; None: that follows from what came."""
    where = (None, None, None) if src is None else (src.writer, src.first, src.last)
    connection.execute(_PUT, (kind, id_, field, *stamp, *where))


def put_stamps(connection: sqlite3.Connection, kind: str, stamps: Mapping[str, Stamp], src: LogName) -> None:
    """Do so with things of a kind that have no fields, by their ids."""
    rows = [(kind, id_, "", at, by, src.writer, src.first, src.last) for id_, (at, by) in stamps.items()]
    connection.executemany(_PUT, rows)


def note_again(connection: sqlite3.Connection, kind: str, id_: str, field: str, src: LogName) -> None:
    """Note that what is here already stands in another file, too: should the first one be lost, nobody need act."""
    connection.execute(_AGAIN, (src.writer, src.first, src.last, kind, id_, field))


@contextmanager
def applying(connection: sqlite3.Connection) -> Iterator[None]:
    """Have the triggers pass over what is written in here: it came from others, or follows from that."""
    before = connection.execute("SELECT value FROM sync_state WHERE key = 'applying'").fetchone()[0]
    connection.execute("UPDATE sync_state SET value = 1 WHERE key = 'applying'")
    try:
        yield
    finally:
        connection.execute("UPDATE sync_state SET value = ? WHERE key = 'applying'", (before,))


_PUT = """INSERT INTO sync_stamp (kind, id, field, at, by, src, src_first, src_last) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, id, field) DO UPDATE SET at = excluded.at, by = excluded.by, dirty = 0,
    src = excluded.src, src_first = excluded.src_first, src_last = excluded.src_last"""
_AGAIN = "UPDATE sync_stamp SET src = ?, src_first = ?, src_last = ? WHERE kind = ? AND id = ? AND field = ?"
