"""Has chats refer to another gateway or preset, where one turns out to be known here under another id."""

from __future__ import annotations

import sqlite3

from turbodesk.store.sync.stamps import applying

MOVED = 200
"""Chats that one job changes."""


def move_gateway(connection: sqlite3.Connection, old: str, new: str) -> list[str]:
    """Have chats that talk to the gateway `old` talk to `new`; return which, `MOVED` of them at most.

    In the storage the two are the same, so there is nothing to send.
    """
    with applying(connection):
        return _moved(connection, "gateway_id", old, new)


def move_preset(connection: sqlite3.Connection, old: str, new: str) -> list[str]:
    """Have chats that were set up by the preset `old` refer to `new`; return which, `MOVED` of them at most."""
    connection.execute("UPDATE project SET preset_id = ? WHERE preset_id = ?", (new, old))
    return _moved(connection, "preset_id", old, new)


def gateways_in_use(connection: sqlite3.Connection) -> set[str]:
    """Return the ids here of the gateways that chats talk to."""
    return {id_ for (id_,) in connection.execute("SELECT DISTINCT gateway_id FROM conversation")}


def _moved(connection: sqlite3.Connection, column: str, old: str, new: str) -> list[str]:
    query = f"SELECT id FROM conversation WHERE {column} = ? LIMIT ?"
    ids = [id_ for (id_,) in connection.execute(query, (old, MOVED))]
    connection.executemany(f"UPDATE conversation SET {column} = ? WHERE id = ?", [(new, id_) for id_ in ids])
    return ids
