"""Does what may never return, such as reading from a network share, on threads that nobody has to wait for.

A share whose server has gone keeps a thread inside the system for minutes or for ever. So each call has a thread of its
own, a daemon: Python waits at its end for the threads of a pool, and for those of `asyncio.to_thread`. A call that
makes no progress for a while is given up. Where several hang no other is begun until one has come back, or there would
be more of them with each try.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from turbodesk.chat.storage_errors import Damaged, StorageError, StorageUnreachable

T = TypeVar("T")

TIME_LIMIT_S = 30.0
"""How long a call may go without progress: a disk that has to start turning needs ten seconds."""

MOST_HANGING = 4
"""Threads that may hang: a single file that never comes does not keep the others away."""


class GivenUp(Exception):
    """Nobody waits for this call any more; it tidies up and ends."""


class Progress:
    """How far a call on a thread is, seen from both sides."""

    def __init__(self) -> None:
        self.is_given_up = False
        self.at = time.monotonic()
        """When it was last heard of, in seconds of the monotonic clock."""
        self.if_late: type[StorageUnreachable] = StorageUnreachable
        """What it means if there is no progress from here on."""

    def note(self) -> None:
        """Say, on the call's thread, that it goes on.

        Raises:
            GivenUp: nobody waits for it any more.
        """
        self.at = time.monotonic()
        if self.is_given_up:
            raise GivenUp


class PatientThreads:
    """The threads of one storage. Belongs to the event loop's thread."""

    def __init__(self, name: str, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        """`name` is what the threads are called; `time_limit_s` is how long one may go without progress."""
        self._name = name
        self._time_limit_s = time_limit_s
        self._hanging: set[threading.Thread] = set()
        """Those that were given up for want of progress."""
        self._cancelled: set[threading.Thread] = set()
        """Those that nobody waits for any more, and that may still write."""

    async def do(self, work: Callable[[Progress], T]) -> T:
        """Return what `work` returns. It may raise OSError, StorageError and Damaged, and calls `note` as it goes on.

        Cancelling gives it up; what is begun afterwards waits until it has ended.

        Raises:
            StorageUnreachable: it made no progress in time, or earlier ones did not and have not come back.
        """
        for threads in (self._hanging, self._cancelled):
            threads -= {thread for thread in threads if not thread.is_alive()}
        if len(self._hanging) >= MOST_HANGING:
            raise StorageUnreachable("earlier calls have not come back")  # not for people: details
        before, progress = tuple(self._cancelled), Progress()
        loop = asyncio.get_running_loop()
        call = _Call(work, progress, loop, loop.create_future())
        thread = threading.Thread(target=call.run, args=(before,), name=self._name, daemon=True)
        thread.start()
        try:
            return await self._answer(call, thread)
        except asyncio.CancelledError:
            self._cancelled.add(thread)
            raise
        finally:
            progress.is_given_up = True

    async def _answer(self, call: _Call[T], thread: threading.Thread) -> T:
        while not call.answer.done():
            left_s = call.progress.at + self._time_limit_s - time.monotonic()
            if left_s <= 0:
                self._hanging.add(thread)
                raise call.progress.if_late(f"no progress for {self._time_limit_s:g} s")  # not for people: details
            await asyncio.wait({call.answer}, timeout=left_s)
        return call.answer.result()


class _Call(Generic[T]):
    """One piece of work on its way to a thread, and its answer on the way back."""

    def __init__(
        self,
        work: Callable[[Progress], T],
        progress: Progress,
        loop: asyncio.AbstractEventLoop,
        answer: asyncio.Future[T],
    ) -> None:
        self.work = work
        self.progress = progress
        self.loop = loop
        self.answer = answer

    def run(self, before: tuple[threading.Thread, ...]) -> None:
        """Do the work on this thread, after others have ended, and hand back what came of it."""
        outcome: list[T] = []
        error: Exception = StorageUnreachable("broke off")  # not for people: details
        try:
            for thread in before:
                thread.join()
            self.progress.note()
            outcome.append(self.work(self.progress))
        except (OSError, StorageError, Damaged) as raised:
            error = raised
        except GivenUp:
            pass
        finally:  # a defect as well: it goes on to the log, and whoever waits is told
            with suppress(RuntimeError):  # the event loop has ended
                self.loop.call_soon_threadsafe(self._settle, outcome, error)

    def _settle(self, outcome: list[T], error: Exception) -> None:
        if outcome:
            self.answer.set_result(outcome[0])
        else:
            self.answer.set_exception(error)
            self.answer.exception()  # else the log would tell of it where nobody waits any more
