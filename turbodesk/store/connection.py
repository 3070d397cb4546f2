"""Does the database's jobs one after the other on a thread of its own, in the file or, where that fails, in memory.

In memory nothing is final: every other second the file is tried again, and what was written meanwhile is done once more
there, job by job, so that a disk with little room takes what it can. A file that was removed or replaced while it is
open is written anew, whole, since the open connection still reads all of it.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import aiosqlite

from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreFailure, StoreUnwritable
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.damage import (
    SqlError,
    is_damage,
    is_damaged_row,
    is_index_damage,
    is_unwritable,
    rebuild_index,
    why_unwritable,
)
from turbodesk.store.examination import DOUBT
from turbodesk.store.migrations import Step, version_of
from turbodesk.store.opening import BUSY_TIMEOUT_MS, Ready, prepare_file, takes_files, write_anew
from turbodesk.translation import _

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]
"""What to do with the connection; runs on the database's thread, maybe several times, and must touch nothing else."""

LOOK_EVERY_S = 2.0
"""How often is looked whether the file is still there, while jobs come, or can be written again, while it cannot."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Unsaved:
    """A write that is in memory alone."""

    job: Job[object]
    durable: bool
    matters: bool


class StoreConnection(aiosqlite.Connection):
    """aiosqlite's thread and queue, taught to run a whole job as one item.

    WORKAROUND aiosqlite 0.22: it has no public way to queue a function, so `_tx` and `_connection` are used here,
    in the one place that would notice if they changed (tests/store/test_database.py).
    """

    def __init__(
        self,
        prepare: Callable[[], Ready],
        path: Path,
        steps: Sequence[Step],
        on_failure: Callable[[FailureNote], None],
        on_saved: Callable[[bool], None],
    ) -> None:
        super().__init__(self._prepared, iter_chunk_size=64)
        self._prepare = prepare
        self._stopped: asyncio.Future[object] | None = None
        self._thread.daemon = True  # a disk that hangs must not keep the program from ending
        self._wanted = path
        self._steps = steps
        self._on_failure = on_failure
        self._on_saved = on_saved
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._took_s = 0.0
        """How long the last look took: a long one is not to take the thread from everything else."""
        self._is_ending = False
        self._damaged = False
        # On the database's thread from here on
        self._ready: Ready
        self._readied: Ready | None = None
        """What was opened, until somebody takes it."""
        self._identity: tuple[int, int] | None = None
        self._file: sqlite3.Connection | None = None
        """While in memory: the file that could not be written; None: it is to be opened anew."""
        self._is_lost = False
        """While in memory: whether the file is no more, so that all of it is to be written."""
        self._was_lost = False
        """Whether it was so in this run: a network folder may number its files anew, which is to count once at most."""
        self._waiting: list[_Unsaved] | None = None
        """While in memory: what the file lacks, oldest first."""

    async def open(self) -> Ready:
        """Open the file, or what stands in for it, and take it over.

        Where that fails or is cancelled, the thread has ended before this does: it would answer to a loop that may be
        closed by then. What it opened meanwhile is closed.

        Raises:
            StoreInUse: another TurboDesk has it open.
        """
        try:
            await self
        except BaseException:  # cancelled, too
            if self._stopped is not None:
                await self._stopped
            raise
        assert self._readied is not None
        ready, self._readied = self._readied, None
        self._begin(ready)
        return ready

    def stop(self) -> asyncio.Future[object] | None:
        """End the thread, as aiosqlite does by itself where it could not open; see `open`."""
        self._tx.put_nowait((None, self._let_go))
        self._stopped = super().stop()
        return self._stopped

    def _prepared(self) -> sqlite3.Connection:
        self._readied = self._prepare()
        return self._readied.connection

    def _let_go(self) -> None:
        """Close what was opened for nobody: on the thread that opened it, as SQLite wants it."""
        if self._readied is not None:
            self._readied.connection.close()
            if self._readied.lock is not None:
                self._readied.lock.release()

    def _begin(self, ready: Ready) -> None:
        self._take(ready)
        self._waiting = None if ready.path else []
        if self._waiting is not None:
            self._look_later()

    @property
    def path(self) -> Path | None:
        """The file in use; None: in memory."""
        return self._ready.path if self._waiting is None else None

    @property
    def unsaved(self) -> int:
        """How many writes that matter are in memory alone; at least one where the file is lost."""
        return max(sum(one.matters for one in self._waiting or ()), self._is_lost)

    def write(self, job: Job[T], *, durable: bool, matters: bool) -> asyncio.Future[T]:
        """Queue a job that writes; see `Database.write`."""
        told: list[StoreFailure] = []

        def item() -> T:
            try:
                return self._written(job, durable=durable, matters=matters)
            except StoreFailure as failure:
                told.append(failure)
                raise

        def seen(done: asyncio.Future[T]) -> None:
            if told and not done.cancelled():
                done.exception()  # `on_failure` was told; an unawaited write need not be reported as a defect as well

        future = self._queue(item)
        future.add_done_callback(seen)
        self._look_later()
        return future

    def read(self, job: Job[T]) -> asyncio.Future[T]:
        """Queue a job that reads; see `Database.read`."""
        future = self._queue(lambda: self._answered(job))
        self._look_later()
        return future

    def replace(self, source: Path, keep: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Queue that the file holds what `source` does; see `Database.replace`."""
        return self._queue(lambda: self._replaced(source, keep))

    async def end(self) -> None:
        """Do what is queued, try once more to save what memory holds, and close everything."""
        self._is_ending = True
        if self._timer is not None:
            self._timer.cancel()
        await self._queue(self._last)
        await self.close()
        if self._ready.lock is not None:
            self._ready.lock.release()

    def _queue(self, item: Callable[[], T]) -> asyncio.Future[T]:
        if self._connection is None or not self._running:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[T] = self._loop.create_future()
        self._tx.put_nowait((future, item))
        return future

    # Jobs

    def _answered(self, job: Job[T]) -> T:
        try:
            return _tolerating_text(self._conn, lambda: job(self._conn))
        except SqlError as error:
            if not is_damage(error):
                raise
            self._doubt()
            raise StoreDamaged(str(error)) from error

    def _written(self, job: Job[T], *, durable: bool, matters: bool) -> T:
        if self._damaged:
            raise StoreDamaged
        before = self._conn.total_changes
        try:
            result = self._transacted(job, durable=durable)
        except SqlError as error:
            if not is_unwritable(error) or self._waiting is not None:
                raise
            self._move_to_memory(why := why_unwritable(error))
            self._tell(why.note)
            before = self._conn.total_changes
            result = self._transacted(job, durable=False)
        if self._waiting is not None and self._conn.total_changes != before:
            self._waiting.append(_Unsaved(job, durable, matters))
        return result

    def _transacted(self, job: Job[T], *, durable: bool) -> T:
        try:
            return _tolerating_text(self._conn, lambda: _transaction(self._conn, job, durable=durable))
        except SqlError as error:
            if is_index_damage(error):
                return self._transacted_with_new_index(job, durable=durable)
            if is_damage(error):
                raise self._end_writing(error) from error
            if is_damaged_row(error):
                raise self._row_refused(error) from error
            raise

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
            sentence=_("The file of chats is damaged, so nothing more is written to it."),
            advice=_("Close TurboDesk and start it again: what can be read comes into a new file; this one is kept."),
        )
        self._tell(failure.note)
        return failure

    def _row_refused(self, error: Exception) -> StoreDamaged:
        """A cell of another type than its column's: SQLite changes nothing of that row, and it stays as it is."""
        failure = StoreDamaged(
            str(error),
            sentence=_("This chat is damaged in the file of chats, so changes to it cannot be saved."),
            advice=_("Copy what you want to keep into a new chat."),
        )
        self._tell(failure.note)
        return failure

    def _replaced(self, source: Path, keep: Callable[[sqlite3.Connection], T]) -> T:
        if self._waiting is not None or self._damaged:
            raise StoreUnwritable
        from turbodesk.store.whole_copy import copy_pages

        kept = keep(self._conn)
        self._conn.execute("PRAGMA synchronous = FULL")
        try:
            address = (
                f"{source.absolute().as_uri()}?mode=ro"  # one that is not there is not to be taken for an empty one
            )
            with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
                if version_of(connection) != len(self._steps):
                    raise StoreUnwritable(f"{source} is of another version")  # not for people
                copy_pages(connection, self._conn)
        except SqlError as error:
            raise StoreUnwritable(str(error)) from error
        finally:
            self._conn.execute("PRAGMA synchronous = NORMAL")
        return kept

    def _doubt(self) -> None:
        """Have the whole file checked at the next start."""
        with suppress(OSError):
            Path(f"{self._wanted}{DOUBT}").touch(mode=0o600)

    def _tell(self, note: FailureNote) -> None:
        self._loop.call_soon_threadsafe(self._on_failure, note)

    # Into memory and back

    def _take(self, ready: Ready) -> None:
        self._ready = ready
        self._identity = None if ready.path is None else _identity(ready.path)

    def look(self) -> asyncio.Future[None]:
        """Queue a look whether the file is there, and can be written where it could not."""

        def timed() -> None:
            began = time.monotonic()
            self._look()
            self._took_s = time.monotonic() - began

        return self._queue(timed)

    def _look_later(self) -> None:
        """Have a look in a while: a file that nobody reads or writes is not looked at again and again."""
        if self._timer is None and not self._is_ending:
            self._timer = self._loop.call_later(max(LOOK_EVERY_S, 10 * self._took_s), self._look_in_time)

    def _look_in_time(self) -> None:
        self._timer = None
        self.look().add_done_callback(self._looked)

    def _looked(self, _: object) -> None:
        if self._waiting is not None:
            self._look_later()

    def _look(self) -> None:
        """See to it that everything is in a file that is there."""
        is_gone = self._is_gone()
        if is_gone and self._waiting is None:
            self._leave_file()
        elif is_gone:
            self._forget_file()
        if self._waiting is not None:
            self._return_to_file()
        if is_gone and self._waiting is not None:
            self._tell(_GONE.note)

    def _is_gone(self) -> bool:
        """Whether the open file is no longer the one that its name leads to."""
        if self._ready.path is None or self._identity is None or self._is_lost:
            return False
        try:
            return _identity(self._ready.path) != self._identity and not self._was_lost
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:  # it cannot be seen now, and may be there
            return False

    def _move_to_memory(self, why: StoreUnwritable) -> None:
        """Work on in memory, with a copy of all that the file holds.

        Raises:
            StoreUnwritable: it cannot be read either. That was told.
        """
        memory = sqlite3.connect(":memory:", isolation_level=None)  # not for people
        try:
            self._conn.backup(memory)
        except SqlError as error:
            memory.close()
            self._identity = None  # so much is known, and no second look needed
            self._tell(why.note)
            raise why from error
        memory.execute("PRAGMA foreign_keys = ON")
        self._conn.execute("PRAGMA busy_timeout = 0")  # who tries again need not wait
        self._file, self._connection = self._conn, memory
        self._waiting = []

    def _leave_file(self) -> None:
        """Go into memory with all that the open file, which nobody can find any more, still holds."""
        with suppress(StoreUnwritable):
            self._move_to_memory(_GONE)
            self._forget_file()

    def _forget_file(self) -> None:
        """Close a file that is of no use any more; all of it is in memory."""
        if self._file is not None:
            self._file.close()
        if self._ready.lock is not None:
            self._ready.lock.release()
        self._file, self._is_lost, self._ready = None, True, replace(self._ready, lock=None)

    def _return_to_file(self) -> None:
        """Bring what memory holds into the file, if that can be written again; else nothing changes."""
        was_lost = self._is_lost
        try:
            if self._file is None:
                self._open_again()
            else:
                self._catch_up(self._file)
        except (*SqlError, OSError, StoreFailure) as error:
            _log.info("chats are in memory still: %s", error)  # not for people
            if is_damage(error):
                self._forget_file()
            return
        memory = self._conn
        assert self._file is not None
        self._file.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        self._connection, self._file = self._file, None
        self._waiting, self._is_lost = None, False
        memory.close()
        self._loop.call_soon_threadsafe(self._on_saved, was_lost)

    def _open_again(self) -> None:
        """Open the file that could not be, or write one that is lost anew, and bring it up to what memory holds.

        Raises:
            SqlError, OSError, StoreFailure: it still cannot be done.
        """
        takes_files(self._wanted.parent)
        if self._is_lost:
            self._take(write_anew(self._wanted, self._conn))
            self._was_lost = True
            self._file = self._ready.connection
            self._waiting = []
            return
        ready = prepare_file(self._wanted, self._steps)
        self._take(ready)
        self._file = ready.connection
        self._file.execute("PRAGMA busy_timeout = 0")
        if ready.notice is not None:
            self._tell(ready.notice)
        self._catch_up(self._file)

    def _catch_up(self, file: sqlite3.Connection) -> None:
        """Do in the file what was done in memory alone.

        Raises:
            SqlError: it takes no more; what it took is not given again.
        """
        while self._waiting:
            one = self._waiting[0]
            try:
                self._do_again(file, one)
            except sqlite3.IntegrityError as error:  # of a file that another program changed meanwhile
                _log.warning("a change cannot be saved: %s", error)  # not for people
            del self._waiting[0]
        file.execute("BEGIN IMMEDIATE")
        file.execute("ROLLBACK")

    def _do_again(self, file: sqlite3.Connection, one: _Unsaved) -> None:
        _tolerating_text(file, lambda: _transaction(file, one.job, durable=one.durable))

    def _last(self) -> None:
        self._look()
        if self.unsaved:
            # not for people
            _log.warning("The conversations of this run could not be saved: %s changes", self.unsaved)
        if self._file is not None:
            self._file.close()


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


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


_GONE = StoreUnwritable(
    sentence=_("The folder with your chats was removed or replaced while TurboDesk is open."),
    advice=_("Everything is kept in memory and written into a new folder as soon as that can be."),
)
