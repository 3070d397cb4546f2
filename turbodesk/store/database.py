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

How a job is done, and what happens where the file takes it no more, is `connection`'s.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.connection import Job, StoreConnection
from turbodesk.store.migrations import STEPS, Step
from turbodesk.store.opening import prepare

T = TypeVar("T")

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

    def __init__(self, connection: StoreConnection) -> None:
        self._connection = connection
        self._rests: list[Iterator[Job[object]]] = []
        """What is left of those given to `write_each`."""
        self.whole = asyncio.Lock()
        """Held by whoever reads the whole file with a connection of its own, or has it written anew: a log that is
        read cannot be emptied, and the database's thread would wait for it."""

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        on_failure: Callable[[FailureNote], None] = _log_failure,
        on_saved: Callable[[bool], None] = lambda _: None,
        steps: Sequence[Step] = STEPS,
    ) -> Opened:
        """Open `path`, or what can stand in for it; see `opening`. Close the database when done.

        `on_failure` is told, on the loop's thread and once, when the disk stops taking writes later on; `on_saved`,
        when everything is on disk again; True: in a new file, since the old one was removed.

        Raises:
            StoreInUse: another TurboDesk has it open.
        """
        connection = StoreConnection(lambda: prepare(path, steps), path, steps, on_failure, on_saved)
        ready = await connection.open()
        return Opened(cls(connection), ready.notice, ready.set_aside)

    @property
    def path(self) -> Path | None:
        """The file in use; None: in memory."""
        return self._connection.path

    @property
    def unsaved(self) -> int:
        """How many writes that matter are in memory alone; of those given so far, once `drain` is done."""
        return self._connection.unsaved

    def write(self, job: Job[T], *, durable: bool = False, matters: bool = True) -> asyncio.Future[T]:
        """Queue a job that writes. It runs even if nobody awaits it or the waiting is cancelled.

        `durable`: when the future is done, the job and all before it survive a loss of power. `matters`: whether
        somebody would miss it.
        When the disk takes no more, the database moves into memory, says so once, and the job succeeds there; it is
        done again in the file when that can be written. So a job may be done several times.

        Raises (from the future):
            StoreDamaged: the file turned out to be damaged; nothing is written to it any more.
        """
        return self._connection.write(job, durable=durable, matters=matters)

    def write_each(self, jobs: Iterable[Job[object]]) -> asyncio.Future[None]:
        """Do jobs that write, each queued once the one before is done, so that nobody else waits for more than one.

        They are done even if nobody awaits it or the waiting is cancelled; what is left at the end of the program is
        queued then. One that fails stops none.
        """
        done = asyncio.get_running_loop().create_future()
        rest = iter(jobs)
        self._rests.append(rest)

        def go_on(before: asyncio.Future[object] | None = None) -> None:
            if before is not None and not before.cancelled():
                before.exception()  # the next one is done all the same
            if (job := next(rest, None)) is not None:
                self.write(job).add_done_callback(go_on)
            else:
                if rest in self._rests:
                    self._rests.remove(rest)
                if not done.done():
                    done.set_result(None)

        go_on()
        return done

    def read(self, job: Job[T]) -> asyncio.Future[T]:
        """Queue a job that reads; it sees every write queued before it.

        Raises (from the future):
            StoreDamaged: what was asked for cannot be read.
        """
        return self._connection.read(job)

    def replace(self, source: Path, keep: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Queue that the file holds all that the database at `source` does, and nothing else; durable.

        `keep` is called right before, and no job comes between; the result is what it returns. Where it raises, where
        the disk takes no more or the program is killed, the file holds what it did. Whoever has read the database
        before reads it anew.

        Raises (from the future):
            StoreUnwritable: the file cannot be written; so it is as long as chats are in memory alone.
        """
        return self._connection.replace(source, keep)

    async def drain(self) -> None:
        """Wait until every job given so far is done."""
        await self.read(lambda _: None)

    async def try_again(self) -> int:
        """Do what is queued, try to save what is in memory alone, and return how many writes that matter still are."""
        await self._connection.look()
        return self.unsaved

    async def close(self) -> None:
        """Do what is queued, close the file and let another TurboDesk have it."""
        for job in (job for rest in self._rests for job in rest):
            self.write(job)
        await self._connection.end()


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
