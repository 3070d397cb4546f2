"""A database that is in memory alone, for a chat of which nothing shall be on disk; it may move into a file once.

Jobs are done at once, on the thread of the event loop: there is no disk to wait for, and one chat is little. Whatever
works with it, such as `History` or `Journal`, goes on with the file from the moment it has moved.
"""

from __future__ import annotations

import asyncio
import sqlite3
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from turbodesk.store import own_requests
from turbodesk.store.connection import Job
from turbodesk.store.database import Database
from turbodesk.store.migrations import STEPS, migrate

T = TypeVar("T")
Rows = tuple[str, Sequence[tuple[object, ...]]]
"""A statement, and what to do it with, again and again."""

_MOVED = (
    ("attachment", ""),
    ("conversation", ""),
    ("message", "rowid"),
    ("journal", "sequence"),
    ("removed_message", ""),
)
"""Tables, each after those its rows refer to, and the column that the other database numbers by itself."""


class MemoryDatabase(Database):
    """An empty database of the usual make; what is in it is gone with it."""

    def __init__(self) -> None:
        # Whoever ends last closes it, in whatever thread that is; jobs are done on the loop's alone.
        self._sqlite = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._sqlite.close)
        self._sqlite.execute("PRAGMA temp_store = MEMORY")  # what a statement sorts would be a file otherwise
        self._sqlite.execute("PRAGMA foreign_keys = ON")
        migrate(self._sqlite, None, STEPS)
        self._file: Database | None = None

    @property
    def is_in_memory(self) -> bool:
        """Whether it has not moved."""
        return self._file is None

    @property
    def path(self) -> Path | None:
        """The file in use; None: in memory."""
        return None if self._file is None else self._file.path

    @property
    def unsaved(self) -> int:
        """What is here is meant to be in memory; of what has moved the file itself tells."""
        return 0

    def write(self, job: Job[T], *, durable: bool = False, matters: bool = True) -> asyncio.Future[T]:
        """Do a job whole or not at all; as `Database.write` once it has moved."""
        if self._file is not None:
            return self._file.write(job, durable=durable, matters=matters)
        return _done(lambda: _transaction(self._sqlite, job))

    def read(self, job: Job[T]) -> asyncio.Future[T]:
        """Do a job that reads; as `Database.read` once it has moved."""
        if self._file is not None:
            return self._file.read(job)
        return _done(lambda: job(self._sqlite))

    async def try_again(self) -> int:
        """There is nothing to save."""
        return 0

    async def close(self) -> None:
        """Let go of what is in memory."""
        self._sqlite.close()

    def move(self, database: Database) -> asyncio.Future[None]:
        """Queue all that is here for `database`, and do every later job there."""
        moved = [_rows(self._sqlite, name, numbered) for name, numbered in _MOVED]
        chats = [id_ for (id_,) in self._sqlite.execute("SELECT id FROM conversation")]
        counted = [(id_, one) for id_ in chats for one in own_requests.since(self._sqlite, chat=id_)]

        def job(connection: sqlite3.Connection) -> None:
            for statement, rows in moved:
                connection.executemany(statement, rows)
            for id_, one in counted:  # what messages have cost that were removed
                own_requests.add(connection, one.day, one.model, one.usage, chat=id_)

        self._file = database
        self._sqlite.close()
        return database.write(job, durable=True)


def _done(work: Callable[[], T]) -> asyncio.Future[T]:
    """Do it, and return a future that is done, for those who cannot know that there is nothing to wait for."""
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    try:
        future.set_result(work())
    except (sqlite3.Error, LookupError, ValueError) as error:
        future.set_exception(error)
    return future


def _transaction(connection: sqlite3.Connection, job: Job[T]) -> T:
    connection.execute("BEGIN")
    try:
        result = job(connection)
        connection.execute("COMMIT")
        return result
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _rows(connection: sqlite3.Connection, table: str, numbered: str) -> Rows:
    cursor = connection.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    kept = [at for at, name in enumerate(names) if name != numbered]
    rows = [tuple(row[at] for at in kept) for row in cursor.fetchall()]
    columns, places = ", ".join(names[at] for at in kept), ", ".join("?" for _ in kept)
    # A file may be attached elsewhere too, and stays as it is there.
    verb = "INSERT OR IGNORE" if table == "attachment" else "INSERT"
    return f"{verb} INTO {table} ({columns}) VALUES ({places})", rows
