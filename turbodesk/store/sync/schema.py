"""The tables that syncing keeps beside the others in the same file, and the triggers by which no change goes unnoticed.

They are made when syncing begins and dropped when it ends; no step of `migrations` knows them. While they are not there
nothing costs anything. `sync_stamp` has one row for each register, which is what has a stamp of its own (`stamps`):

    kind, id    "chat" and its id, "message", "gone" (a message removed for good), "project", "draft", "star" and
                "unsent" (each a chat's), "file" (a hash), "origin" (a program and its chat), or one of `ITEMS`
    field       of a chat and a project `registers`; of a message "" for all of its content, "parent" and "hidden"; of a
                draft and a file the writer; of a star the id of the message; "gone" and "back" where something was
                removed for good and was brought back; else ""
    at, by      its stamp
    dirty       it has to be sent
    seq         the number under which this computer sent it last; NULL: it did not
    src, ...    the writer and the numbers of the file where it was read last; NULL: nowhere yet

A message, or an empty chat, is there unless it has "gone", and no later "back". Whoever removes it for good touches the
first. Whoever brings it here again knowing that, by an archive for one, touches the second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from turbodesk.store.connection import Job
from turbodesk.store.sync.marking import marking
from turbodesk.store.sync.registers import CHAT, IS_MARK, ITEMS, MARKS, MESSAGE, PROJECT
from turbodesk.store.sync.triggers import all_triggers

_NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
_TABLES = {
    "sync_state": "(key TEXT PRIMARY KEY NOT NULL, value ANY) STRICT",
    "sync_stamp": """(
        kind TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL,
        dirty INTEGER NOT NULL DEFAULT 0, seq INTEGER, src TEXT, src_first INTEGER, src_last INTEGER,
        PRIMARY KEY (kind, id, field)
    ) STRICT, WITHOUT ROWID""",
    # Of what something arrived for, until `settling` has looked at it; "chat" or "project".
    "sync_look": "(kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID",
    # What is no row of the database: JSON, NULL once it was deleted. `changed_at` is the time of its stamp.
    "sync_item": f"""(kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT, changed_at INTEGER NOT NULL DEFAULT ({_NOW}),
        PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID""",
    # Drafts of other computers.
    "sync_draft": """(conversation_id TEXT NOT NULL, writer TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (conversation_id, writer)) STRICT, WITHOUT ROWID""",
    # The states are listed in `own_files`.
    "sync_file": """(
        name TEXT PRIMARY KEY NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, size INTEGER NOT NULL,
        unsealed INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL,
        stale INTEGER NOT NULL DEFAULT 0, missed INTEGER NOT NULL DEFAULT 0, content BLOB
    ) STRICT, WITHOUT ROWID""",
    "sync_seen": """(writer TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (writer, first)) STRICT, WITHOUT ROWID""",
    # What was taken in and is no longer there, and for how many rounds.
    "sync_vanished": """(writer TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        rounds INTEGER NOT NULL, PRIMARY KEY (writer, first, last)) STRICT, WITHOUT ROWID""",
    # The states are listed in `blobs`.
    "sync_blob": """(sha256 TEXT NOT NULL, writer TEXT NOT NULL, state TEXT NOT NULL,
        media_type TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', PRIMARY KEY (sha256, writer)
    ) STRICT, WITHOUT ROWID""",
}
_INDEXES = (
    "CREATE INDEX sync_lying ON sync_file(first, last) WHERE state NOT IN ('replaced', 'gone')",
    "CREATE INDEX sync_dirty ON sync_stamp(kind, id) WHERE dirty",
    "CREATE INDEX sync_seq ON sync_stamp(seq) WHERE seq IS NOT NULL",
    f"CREATE INDEX sync_marks ON sync_stamp(field) WHERE {IS_MARK}",
    "CREATE INDEX sync_src ON sync_stamp(src, src_first, src_last) WHERE src IS NOT NULL",
)


def is_on(connection: sqlite3.Connection) -> bool:
    """Whether changes are noticed here. A new file, one that was salvaged and an older backup say no: begin again."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sync_state'").fetchone() is not None


def is_marked(connection: sqlite3.Connection) -> bool:
    """Whether `begin` came to its end; else it is to be done again, which changes nothing of what it did."""
    return connection.execute("SELECT 1 FROM sync_state WHERE key = 'marked'").fetchone() is not None


def begin(writer: str) -> Iterator[Job[object]]:
    """Yield jobs, for `Database.write_each`, by which all there is will be sent, and every change from the first on.

    `writer` is the id this computer is to write under; where syncing has begun before, it keeps the one it has. What
    the program's end leaves undone is told by `is_marked`.
    """
    plan: list[Job[object]] = []

    def make(connection: sqlite3.Connection) -> None:
        if not is_on(connection):
            for name, columns in _TABLES.items():
                connection.execute(f"CREATE TABLE {name} {columns}")
            for statement in _INDEXES:
                connection.execute(statement)
            state = (("writer", writer), ("next", 1), ("applying", 0), ("taking_back", 0))
            connection.executemany("INSERT INTO sync_state VALUES (?, ?)", state)
        refresh(connection)
        plan[:] = marking(connection)

    yield make
    yield from iter(lambda: plan.pop(0) if plan else None, None)


def end(connection: sqlite3.Connection) -> None:
    """Notice no change any more, and forget all that was known of other computers; what came from them stays."""
    drop_triggers(connection)
    for name in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def drop_triggers(connection: sqlite3.Connection) -> None:
    """Remove the triggers; `refresh` makes them anew."""
    names = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'sync_*'"
    for (name,) in connection.execute(names).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')


def refresh(connection: sqlite3.Connection) -> None:
    """Make the triggers what this version of the program wants; to be called at each start while syncing is on.

    Where it knows other fields than the one before, what was taken in is read again: that one had passed over them.
    """
    wanted = all_triggers()
    query = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'sync_*'"
    if {sql for (sql,) in connection.execute(query)} != set(wanted):
        drop_triggers(connection)
        for statement in wanted:
            connection.execute(statement)
    fields = repr([sorted(CHAT.fields), sorted(PROJECT.fields), sorted(MESSAGE), sorted(MARKS), ITEMS])
    before = connection.execute("SELECT value FROM sync_state WHERE key = 'fields'").fetchone()
    if before != (fields,):
        connection.execute("INSERT OR REPLACE INTO sync_state VALUES ('fields', ?)", (fields,))
        connection.execute("DELETE FROM sync_seen")
