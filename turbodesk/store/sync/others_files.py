"""The files of other computers: what was read of them, and which of them cannot be read.

Every function here is a job for `Database.write` or `Database.read`. A file is taken in a few records at a time, so
that nobody waits for the database's thread; that it was read is noted with the last of them. Taking in twice changes
nothing, so a program that ends in between begins the file again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from turbodesk.chat.sync_names import LogName, Ranges
from turbodesk.store.sync.incoming import Change, apply_all
from turbodesk.store.sync.own_files import READ, TWIN, adopt

AT_ONCE = 100
"""Records a job takes in: about 20 ms of the database's thread."""
DAY_MS = 24 * 60 * 60 * 1000
"""For how long a file that cannot be read may still be on its way."""


def seen(connection: sqlite3.Connection) -> dict[str, Ranges]:
    """Return which numbers of each writer have been taken in."""
    found: dict[str, list[tuple[int, int]]] = {}
    for writer, first, last in connection.execute("SELECT writer, first, last FROM sync_seen"):
        found.setdefault(writer, []).append((first, last))
    return {writer: Ranges(ranges) for writer, ranges in found.items()}


def take_some(
    connection: sqlite3.Connection, name: LogName, records: list[dict[str, object]], *, is_last: bool
) -> list[Change]:
    """Make one of some of a file's records and what is here; return what changed.

    `is_last`: nothing follows, and the file has been read.
    """
    changes = apply_all(connection, records, name)
    if is_last:
        _note_seen(connection, name)
    if name.writer in twins(connection):
        adopt(connection, name.writer)
        if is_last:
            connection.execute("INSERT OR REPLACE INTO sync_state (key, value) VALUES (?, 1)", (f"{READ}{name}",))
    return changes


def twins(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the ids under which two computers have written, one of them this one, and the names of what was read.

    What others read by its numbers alone may be half of what stands under these. So this computer reads all of it, and
    sends what it had not.
    """
    notes = "SELECT key FROM sync_state WHERE key GLOB ?"
    found: dict[str, set[str]] = {key[len(TWIN) :]: set() for (key,) in connection.execute(notes, (f"{TWIN}*",))}
    if found:
        for (key,) in connection.execute(notes, (f"{READ}*",)):
            name = LogName.read(key[len(READ) :])
            if name is not None and name.writer in found:
                found[name.writer].add(str(name))
    return found


def _note_seen(connection: sqlite3.Connection, name: LogName) -> None:
    near = "FROM sync_seen WHERE writer = ? AND first <= ? AND last >= ?"
    ends = (name.writer, name.last + 1, name.first - 1)
    rows = connection.execute(f"SELECT first, last {near}", ends).fetchall()
    connection.execute(f"DELETE {near}", ends)
    kept = [(name.writer, first, last) for first, last in Ranges([*rows, (name.first, name.last)])]
    connection.executemany("INSERT INTO sync_seen (writer, first, last) VALUES (?, ?, ?)", kept)


def read_again(connection: sqlite3.Connection) -> None:
    """Have files read again, once, that told what a chat is before it was here for good.

    A chat that came back goes where no message of it has arrived yet, and with it its title. Its message comes later,
    and nobody tells the title again.
    """
    for chat, writer in connection.execute(_SHELLS).fetchall():
        note = "INSERT OR IGNORE INTO sync_state (key, value) VALUES (?, 1)"
        if connection.execute(note, (f"again {chat} {writer}",)).rowcount:
            connection.execute("DELETE FROM sync_seen WHERE writer = ?", (writer,))


def note_unreadable(connection: sqlite3.Connection, names: Sequence[LogName], now: int) -> Mapping[str, int]:
    """Note which files could not be read in this round; return how many of each writer's could not for a day.

    `now`: the time in milliseconds since 1970. A file that has not wholly arrived, or was cut off on its way, is
    nothing to tell of before. What has been read meanwhile, or is no longer there, is forgotten.
    """
    since = {key: at for key, at in connection.execute("SELECT key, value FROM sync_state WHERE key GLOB ?", (_ALL,))}
    found = {f"{_UNREADABLE}{name}": name.writer for name in names}
    for key in since.keys() - found.keys():
        connection.execute("DELETE FROM sync_state WHERE key = ?", (key,))
    told: dict[str, int] = {}
    for key, writer in found.items():
        at = since.get(key)
        if not isinstance(at, int) or at > now:  # the clock was set back
            connection.execute("INSERT OR REPLACE INTO sync_state (key, value) VALUES (?, ?)", (key, now))
        elif now - at >= DAY_MS:
            told[writer] = told.get(writer, 0) + 1
    return told


_SHELLS = """SELECT back.id, back.src FROM sync_stamp AS back
    WHERE back.kind = 'chat' AND back.field = 'back' AND back.src IS NOT NULL
    AND EXISTS (SELECT 1 FROM conversation WHERE conversation.id = back.id)
    AND NOT EXISTS (SELECT 1 FROM sync_stamp AS made
        WHERE made.kind = 'chat' AND made.id = back.id AND made.field = 'made')"""
_UNREADABLE = "unreadable "
_ALL = f"{_UNREADABLE}*"
