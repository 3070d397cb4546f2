"""One connection to the database, on one thread of its own, which does jobs in the order they were given.

A job is a plain function of a `sqlite3.Connection` and one transaction: it happens whole or not at all, and a job sees
all jobs given before it. Giving one never waits, so the interface never waits for the disk.

Why jobs and not statements: aiosqlite's own methods cross the thread once per statement, and a task cancelled between
two of them would leave a transaction open for the next to fall into.

Why `synchronous` is raised for some jobs: in WAL mode NORMAL does not sync the log when a transaction ends, so a loss
of power (never the end of a process) may take back the last ones; FULL syncs it once more at the end of each
(sqlite.org/pragma.html#pragma_synchronous). A finished message is written with FULL, which also secures all that was
written before it, since the log is one file. Deltas of a running reply are not worth four syncs a second.
A checkpoint would give the same promise for more: it syncs the log, then writes and syncs the database too.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiosqlite

from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreFailure, StoreUnwritable
from turbodesk.store.damage import (
    SqlError,
    is_damage,
    is_damaged_row,
    is_held,
    is_index_damage,
    is_unwritable,
    rebuild_index,
)
from turbodesk.store.examination import DOUBT
from turbodesk.store.migrations import STEPS, Step
from turbodesk.store.opening import Ready, prepare

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]
"""What to do with the connection; runs on the database's thread and must touch nothing else."""

_log = logging.getLogger(__name__)


def _log_failure(note: FailureNote) -> None:
    _log.warning("%s %s", note.sentence, note.detail)


@dataclass(frozen=True, slots=True)
class Opened:
    """A database to work with, and what happened on the way to it."""

    database: Database
    notice: FailureNote | None = None
    """What the person must be told: newer, damaged, unwritable. Names the files."""
    set_aside: Path | None = None
    """The file that was left alone (newer) or renamed (damaged)."""


class Database:
    """The open database. Every method belongs to the thread of the event loop it was opened on."""

    def __init__(self, ready: Ready, connection: _Connection) -> None:
        self._ready = ready
        self._connection = connection

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        on_failure: Callable[[FailureNote], None] = _log_failure,
        steps: Sequence[Step] = STEPS,
    ) -> Opened:
        """Open `path`, or what can stand in for it; see `opening`. Close the database when done.

        `on_failure` is told, on the loop's thread and once, when the disk stops taking writes later on.

        Raises:
            StoreInUse: another TurboDesk has it open.
        """
        readied: list[Ready] = []

        def connector() -> sqlite3.Connection:
            readied.append(prepare(path, steps))
            return readied[0].connection

        connection = _Connection(connector, path, on_failure, asyncio.get_running_loop())
        await connection
        ready = readied[0]
        return Opened(cls(ready, connection), ready.notice, ready.set_aside)

    @property
    def path(self) -> Path | None:
        """The file in use; None: in memory."""
        return self._ready.path

    def write(self, job: Job[T], *, durable: bool = False) -> asyncio.Future[T]:
        """Queue a job that writes. It runs even if nobody awaits it or the waiting is cancelled.

        `durable`: when the future is done, the job and all before it survive a loss of power.
        When the disk takes no more, the database moves into memory, says so once, and the job succeeds there.

        Raises (from the future):
            StoreDamaged: the file turned out to be damaged; nothing is written to it any more.
        """
        return self._connection.submit(job, writes=True, durable=durable)

    def read(self, job: Job[T]) -> asyncio.Future[T]:
        """Queue a job that reads; it sees every write queued before it.

        Raises (from the future):
            StoreDamaged: what was asked for cannot be read.
        """
        return self._connection.submit(job, writes=False, durable=False)

    async def drain(self) -> None:
        """Wait until every job given so far is done."""
        await self.read(lambda _: None)

    async def close(self) -> None:
        """Do what is queued, close the file and let another TurboDesk have it."""
        await self._connection.submit(lambda _: None, writes=False, durable=False, last=True)
        await self._connection.close()
        if self._ready.lock is not None:
            self._ready.lock.release()


def when_written(write: asyncio.Future[T], then: Callable[[], object]) -> asyncio.Future[T]:
    """Call `then` once `write` is done, in the order in which writes end; never if it failed. Returns `write`.

    So what is told as done is done: on disk, not in a queue that a crash empties. Nobody waits: it is told a moment
    later. What cannot be written the database tells itself.
    """

    def seen(done: asyncio.Future[T]) -> None:
        if done.cancelled():
            return
        error = done.exception()
        if error is None:
            then()
        elif not isinstance(error, StoreFailure):
            raise error  # a defect, and nobody else may ask

    write.add_done_callback(seen)
    return write


class _Connection(aiosqlite.Connection):
    """aiosqlite's thread and queue, taught to run a whole job as one item.

    WORKAROUND aiosqlite 0.22: it has no public way to queue a function, so `_tx` and `_connection` are used here,
    in the one place that would notice if they changed (tests/store/test_database.py).
    """

    def __init__(
        self,
        connector: Callable[[], sqlite3.Connection],
        path: Path,
        on_failure: Callable[[FailureNote], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # a disk that hangs must not keep the program from ending
        self._path = path
        self._on_failure = on_failure
        self._loop = loop
        self._lost_file: sqlite3.Connection | None = None
        self._damaged = False

    def submit(self, job: Job[T], *, writes: bool, durable: bool, last: bool = False) -> asyncio.Future[T]:
        if self._connection is None or not self._running:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[T] = self._loop.create_future()
        told: list[StoreFailure] = []

        def item() -> T:
            if last:
                self._return_to_file()
            try:
                return self._transacted(job, durable=durable) if writes else self._answered(job)
            except StoreFailure as failure:
                told.append(failure)
                raise

        def seen(done: asyncio.Future[T]) -> None:
            if told and not done.cancelled():
                done.exception()  # `on_failure` was told; an unawaited write need not be reported as a defect as well

        if writes:
            future.add_done_callback(seen)
        self._tx.put_nowait((future, item))
        return future

    def _answered(self, job: Job[T]) -> T:
        try:
            return _tolerating_text(self._conn, lambda: job(self._conn))
        except SqlError as error:
            if not is_damage(error):
                raise
            self._doubt()
            raise StoreDamaged(str(error)) from error

    def _transacted(self, job: Job[T], *, durable: bool) -> T:
        if self._damaged:
            raise StoreDamaged
        try:
            return _tolerating_text(self._conn, lambda: _transaction(self._conn, job, durable=durable))
        except SqlError as error:
            if is_index_damage(error):
                return self._transacted_with_new_index(job, durable=durable)
            if is_damage(error):
                raise self._end_writing(error) from error
            if is_damaged_row(error):
                raise self._row_refused(error) from error
            if not is_unwritable(error) or self._lost_file is not None:
                raise
            self._move_to_memory(error)
        return _transaction(self._conn, job, durable=durable)

    def _transacted_with_new_index(self, job: Job[T], *, durable: bool) -> T:
        try:
            _transaction(self._conn, rebuild_index, durable=False)
            return _transaction(self._conn, job, durable=durable)
        except SqlError as error:  # then the index was not all
            raise self._end_writing(error) from error

    def _end_writing(self, error: Exception) -> StoreDamaged:
        self._damaged = True
        self._doubt()
        failure = StoreDamaged(
            str(error),
            sentence="The file of chats is damaged, so nothing more is written to it.",
            advice="Close TurboDesk and start it again: what can be read comes into a new file; this one is kept.",
        )
        self._tell(failure.note)
        return failure

    def _row_refused(self, error: Exception) -> StoreDamaged:
        """A cell of another type than its column's: SQLite changes nothing of that row, and it stays as it is."""
        failure = StoreDamaged(
            str(error),
            sentence="This chat is damaged in the file of chats, so changes to it cannot be saved.",
            advice="Copy what you want to keep into a new chat.",
        )
        self._tell(failure.note)
        return failure

    def _move_to_memory(self, error: Exception) -> None:
        memory = sqlite3.connect(":memory:", isolation_level=None)
        self._conn.backup(memory)
        memory.execute("PRAGMA foreign_keys = ON")
        self._lost_file, self._connection = self._conn, memory
        self._tell(_why_unwritable(error).note)

    def _return_to_file(self) -> None:
        """Before closing, try once more to save what memory holds; the backup is a transaction of its own."""
        if self._lost_file is None:
            return
        file, self._lost_file = self._lost_file, None
        try:
            file.execute("BEGIN IMMEDIATE")  # where another program holds the file, `backup` would wait without end
            file.execute("ROLLBACK")
            self._conn.backup(file)
        except sqlite3.Error as error:
            _log.warning("The conversations of this run could not be saved: %s", error)
        finally:
            file.close()

    def _doubt(self) -> None:
        """Have the whole file checked at the next start."""
        with suppress(OSError):
            Path(f"{self._path}{DOUBT}").touch(mode=0o600)

    def _tell(self, note: FailureNote) -> None:
        self._loop.call_soon_threadsafe(self._on_failure, note)


def _transaction(connection: sqlite3.Connection, job: Job[T], *, durable: bool) -> T:
    if durable:
        connection.execute("PRAGMA synchronous = FULL")  # has no effect inside a transaction, so before it
    try:
        connection.execute("BEGIN IMMEDIATE")
        result = job(connection)
        connection.execute("COMMIT")
        return result
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if durable:
            connection.execute("PRAGMA synchronous = NORMAL")


def _tolerating_text(connection: sqlite3.Connection, work: Callable[[], T]) -> T:
    """Do `work`; where a stored text turns out to be no UTF-8, do it again with the broken bytes replaced.

    Not from the start: a Python function called for every text makes reading many rows three times slower.
    """
    try:
        return work()
    except sqlite3.OperationalError as error:
        if hasattr(error, "sqlite_errorcode"):  # SQLite's own errors have one, Python's decoding has not
            raise
        connection.text_factory = _replacing
        return work()


def _replacing(text: bytes) -> str:
    return text.decode(errors="replace")


def _why_unwritable(error: Exception) -> StoreUnwritable:
    if not is_held(error):
        return StoreUnwritable(str(error))
    return StoreUnwritable(
        str(error),
        sentence="Chats cannot be saved: another program is using their file.",
        advice="Close that program; TurboDesk keeps everything in memory and saves it when it closes.",
    )
