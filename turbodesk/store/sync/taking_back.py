"""Tells what is taken back from what is removed: an import that comes to no end leaves nothing for others to remove."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def taking_back(connection: sqlite3.Connection) -> Iterator[None]:
    """Say that rows deleted in here are an import's that comes to no end; so nobody is told, if nobody knows of them.

    Else whoever has imported the same would have it removed for good. Does nothing while syncing is off.
    """
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sync_state'").fetchone() is None:
        yield
        return
    connection.execute("UPDATE sync_state SET value = 1 WHERE key = 'taking_back'")
    try:
        yield
    finally:
        connection.execute("UPDATE sync_state SET value = 0 WHERE key = 'taking_back'")
