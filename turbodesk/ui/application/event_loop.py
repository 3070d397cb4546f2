"""Runs asyncio on the event loop of Qt, as qasync does, with calls that cost less and wake nobody once cancelled.

qasync makes a Qt timer of each call and lets that of a cancelled one run. Each read of a socket sets a limit of five
minutes and takes it back, so each minute of a reply left thousands of timers, which woke the program one by one five
minutes later. Here what is to be called at once stands in a queue that one timer empties, and what is to be called
later in a heap that another serves, as asyncio itself does it.

qasync is imported here and nowhere else, for its event loop alone: its `asyncSlot` keeps no reference to the task it
starts and its `asyncClose` spins.

Who reads a socket waits for it anew each time; for that qasync makes a notifier and a closure that hold each other, and
takes one more turn. Here each socket keeps its own notifier.

On Windows qasync asks the system a hundred times a second whether something has happened; here it is told.
"""

from __future__ import annotations

import asyncio
import heapq
import math
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, Any

import qasync
from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimerEvent
from shiboken6 import delete

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

_FEW = 64
"""So many cancelled calls may stay in the heap; of more, half of it at most."""

_LONGEST_MS = 2**31 - 1
"""Of a timer of Qt; what is due later is looked at once in between."""


class _Calls(QObject):
    """What a loop is to call, soon or later, on this thread. Stands where qasync has its own timers."""

    def __init__(self) -> None:
        super().__init__()
        self._soon: deque[asyncio.Handle] = deque()
        self._later: list[asyncio.TimerHandle] = []
        self._cancelled = 0
        self._soon_timer = self._later_timer = 0
        """Qt's numbers of the two timers; 0: it does not run."""
        self._due = math.inf
        """When the second one fires, by `time.monotonic`."""
        self._is_stopped = False

    def add_callback(self, handle: asyncio.Handle, _delay: float = 0) -> asyncio.Handle:
        """Call `handle` in the next turn."""
        self._soon.append(handle)
        if not self._soon_timer:
            self._soon_timer = self.startTimer(0)
        return handle

    def add_timer(self, handle: asyncio.TimerHandle) -> None:
        """Call `handle` when its time has come."""
        heapq.heappush(self._later, handle)
        if handle.when() < self._due:
            self._arm()

    def cancelled(self) -> None:
        """Forget cancelled calls, at once where they are the next, else when there are many."""
        self._cancelled += 1
        later = self._later
        if self._cancelled > _FEW and self._cancelled * 2 > len(later):
            self._later = [handle for handle in later if not handle.cancelled()]
            heapq.heapify(self._later)
            self._cancelled = 0
        self._drop_cancelled()
        if not self._later:
            self._arm()

    @property
    def pending(self) -> int:
        """How many calls wait."""
        return len(self._soon) + sum(not handle.cancelled() for handle in self._later)

    def timerEvent(self, event: QTimerEvent) -> None:
        if self._is_stopped:
            self.killTimer(event.timerId())
        elif event.timerId() == self._soon_timer:
            self._call_soon()
        else:
            self._call_later()

    def stop(self) -> None:
        """Call nothing any more."""
        self._is_stopped = True

    def set_debug(self, enabled: bool) -> None:
        """As qasync's timers have it."""

    def _call_soon(self) -> None:
        # Killed first: Qt fires no timer within itself, and a call may run a loop of its own, as dragging does.
        if self._soon_timer:
            self.killTimer(self._soon_timer)
            self._soon_timer = 0
        soon = self._soon
        try:
            for _ in range(len(soon)):
                if not soon:  # a loop within has called them
                    break
                handle = soon.popleft()
                if not handle.cancelled():
                    handle._run()  # noqa: SLF001  # as every loop of asyncio does
        finally:  # also where one of them ends the program
            if soon and not self._soon_timer and not self._is_stopped:
                self._soon_timer = self.startTimer(0)

    def _call_later(self) -> None:
        self.killTimer(self._later_timer)
        self._later_timer, self._due = 0, math.inf
        now = time.monotonic() + time.get_clock_info("monotonic").resolution
        while self._later and (self._later[0].when() <= now or self._later[0].cancelled()):
            handle = heapq.heappop(self._later)
            handle._scheduled = False  # type: ignore[attr-defined]  # noqa: SLF001
            if handle.cancelled():
                self._cancelled -= 1
            else:
                self._soon.append(handle)
        self._arm()
        self._call_soon()

    def _drop_cancelled(self) -> None:
        while self._later and self._later[0].cancelled():
            heapq.heappop(self._later)
            self._cancelled -= 1

    def _arm(self) -> None:
        """Have the second timer fire for what comes first; it may fire too early, where that was cancelled."""
        if not self._later:
            if self._later_timer:
                self.killTimer(self._later_timer)
            self._later_timer, self._due = 0, math.inf
            return
        due = self._later[0].when()
        if due < self._due:
            if self._later_timer:
                self.killTimer(self._later_timer)
            wait_ms = math.ceil(min(max(0.0, (due - time.monotonic()) * 1000), _LONGEST_MS))
            self._later_timer, self._due = self.startTimer(wait_ms, Qt.TimerType.PreciseTimer), due


class _ReadWatch:
    """Calls its handle while there is something to read of one file descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._handle: asyncio.Handle | None = None
        self._notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read)
        self._notifier.setEnabled(False)
        self._notifier.activated.connect(self._activated)

    def begin(self, handle: asyncio.Handle) -> None:
        """Call this one from now on."""
        self.end()
        self._handle = handle
        self._notifier.setEnabled(True)

    def end(self) -> bool:
        """Call nothing; returns whether anything would have been called. The number may be another's by the next."""
        handle, self._handle = self._handle, None
        if handle is None:
            return False
        handle.cancel()  # whoever waits for this one sees by it that nobody else does
        self._notifier.setEnabled(False)
        return True

    def delete(self) -> None:
        """End for good."""
        delete(self._notifier)

    def _activated(self) -> None:
        if self._handle is not None:
            self._handle._run()  # noqa: SLF001  # as every loop of asyncio does


class ProactorWait:
    """Lets qasync's thread wait for Windows as long as nothing happens, instead of a hundredth of a second."""

    def __init__(self, proactor: Any, post: Callable[[int, int, int, int], object] | None = None) -> None:
        """`post` puts an event of nobody's into the port; None: the system's."""
        if post is None:
            import _overlapped  # type: ignore[import-not-found]  # Windows alone has it

            post = _overlapped.PostQueuedCompletionStatus
        self._select, self._proactor, self._post = type(proactor).select, proactor, post
        self._is_ending = False
        proactor.select = self._selected

    def end(self) -> None:
        """Have the thread see that it is to end: awake now, and as often as qasync has it from here on."""
        self._is_ending = True
        self._post(self._proactor._iocp, 0, 0, 0)  # noqa: SLF001

    def _selected(self, timeout: float | None = None) -> object:
        return self._select(self._proactor, timeout if self._is_ending else None)


class EventLoop(qasync.QEventLoop):
    """The loop; everything in it ends when it is closed.

    qasync only marks its timers: those still running would go on inside a QObject that is cyclic garbage, until a
    collector destroys it, on another thread if it runs there.
    """

    _timer: _Calls

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._watches: dict[int, _ReadWatch] = {}
        super().__init__(*arguments, **keywords)
        delete(self._timer)
        self._timer = _Calls()

    @property
    def pending_calls(self) -> int:
        """How many calls wait for their turn or their time."""
        return self._timer.pending

    def close(self) -> None:
        """Release everything, on this thread."""
        was_closed = self.is_closed()
        super().close()
        if not was_closed:
            delete(self._timer)
            for watch in self._watches.values():
                watch.delete()
            self._watches.clear()

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        """Call in the next turn."""
        handle = asyncio.Handle(callback, args, self, context)
        if self.is_closed():  # a thread's last word, underway when the loop closed
            handle.cancel()
            return handle
        return self._timer.add_callback(handle)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call after so many seconds."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call at this moment of `time`."""
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        if self.is_closed():
            handle.cancel()
            return handle
        self._timer.add_timer(handle)
        handle._scheduled = True  # type: ignore[attr-defined]  # noqa: SLF001  # `cancel` tells us then
        return handle

    def _before_run_forever(self) -> None:
        proactor = getattr(self, "_proactor", None)
        self._wait = None if proactor is None else ProactorWait(proactor)
        super()._before_run_forever()

    def _after_run_forever(self) -> None:
        if self._wait is not None:
            self._wait.end()
        super()._after_run_forever()

    def _add_reader(self, fd: FileDescriptorLike, callback: Callable[..., object], *args: Any) -> asyncio.Handle:
        self._check_closed()
        handle, number = asyncio.Handle(callback, args, self), _number(fd)
        if (watch := self._watches.get(number)) is None:
            watch = self._watches[number] = _ReadWatch(number)
        watch.begin(handle)
        return handle

    def _remove_reader(self, fd: FileDescriptorLike) -> bool:
        watch = self._watches.get(_number(fd))
        return watch is not None and watch.end()

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        if handle._scheduled and not self.is_closed():  # type: ignore[attr-defined]  # noqa: SLF001
            self._timer.cancelled()


def _number(fd: FileDescriptorLike) -> int:
    return fd if isinstance(fd, int) else fd.fileno()
