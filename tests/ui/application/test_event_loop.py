"""The event loop: calls in their order, none before its time, and nothing left to wake it once they are cancelled."""

from __future__ import annotations

import asyncio
import math
import queue
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QEventLoop, QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from turbodesk.ui.application import event_loop
from turbodesk.ui.application.event_loop import EventLoop, ProactorWait


class TimerEvents(QObject):
    """Counts the timers that fire in the whole program."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Timer
        return False


@pytest.fixture
def timer_events(qapp: QApplication) -> Iterator[TimerEvents]:
    made = TimerEvents()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_calls_of_one_turn_share_a_timer(qt_loop: EventLoop, timer_events: TimerEvents) -> None:
    async def main() -> None:
        called: list[int] = []
        loop = asyncio.get_running_loop()
        before = timer_events.count
        for number in range(100):
            loop.call_soon(called.append, number)
        await asyncio.sleep(0)
        assert called == list(range(100))
        assert timer_events.count - before == 1

    qt_loop.run_until_complete(main())


def test_what_is_called_in_a_turn_calls_in_the_next(qt_loop: EventLoop) -> None:
    async def main() -> None:
        called: list[str] = []
        loop = asyncio.get_running_loop()

        def first() -> None:
            called.append("one")
            loop.call_soon(called.append, "three")

        loop.call_soon(first)
        loop.call_soon(called.append, "two")
        for _ in range(3):
            await asyncio.sleep(0)
        assert called == ["one", "two", "three"]

    qt_loop.run_until_complete(main())


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(delays=st.lists(st.integers(0, 8), min_size=1, max_size=12), data=st.data())
def test_later_calls_come_in_the_order_of_their_times(qt_loop: EventLoop, delays: list[int], data: Any) -> None:
    cancelled = data.draw(st.sets(st.sampled_from(range(len(delays)))))

    async def main() -> None:
        loop = asyncio.get_running_loop()
        begun, called = loop.time(), list[tuple[float, int]]()

        def call(number: int) -> None:
            called.append((loop.time(), number))

        handles = [loop.call_at(begun + delay / 1000, call, number) for number, delay in enumerate(delays)]
        for number in cancelled:
            handles[number].cancel()
        await asyncio.sleep(0.012)
        kept = [number for number in range(len(delays)) if number not in cancelled]
        assert sorted(number for _, number in called) == kept
        assert [delays[number] for _, number in called] == sorted(delays[number] for number in kept)
        assert all(at - begun >= delays[number] / 1000 - 1e-6 for at, number in called)

    qt_loop.run_until_complete(main())


def test_time_limits_taken_back_leave_no_timer(qt_loop: EventLoop, timer_events: TimerEvents) -> None:
    async def main() -> None:
        for _ in range(500):  # as each read of a socket does
            async with asyncio.timeout(0.03):
                await asyncio.sleep(0)
        assert qt_loop.pending_calls == 0
        timer_events.count = 0
        await asyncio.sleep(0.1)
        assert timer_events.count <= 4  # the sleep's own

    qt_loop.run_until_complete(main())


def test_many_cancelled_calls_before_others_are_forgotten(qt_loop: EventLoop) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        nearest = loop.call_later(60, print)
        for handle in [loop.call_later(3_600, print) for _ in range(1_000)]:
            handle.cancel()
        assert len(qt_loop._timer._later) < 200  # noqa: SLF001
        assert qt_loop.pending_calls == 1
        nearest.cancel()
        assert qt_loop.pending_calls == 0

    qt_loop.run_until_complete(main())


def test_what_never_comes_is_no_matter(qt_loop: EventLoop) -> None:
    async def main() -> None:
        loop, called = asyncio.get_running_loop(), list[str]()
        for delay in (math.inf, 1e12):
            loop.call_later(delay, called.append, "never").cancel()
            loop.call_later(delay, called.append, "never")
        loop.call_later(0.001, called.append, "soon")
        loop.call_later(-1, called.append, "at once")
        await asyncio.sleep(0.02)
        assert called == ["at once", "soon"]
        assert qt_loop.pending_calls == 2

    qt_loop.run_until_complete(main())


def test_a_call_that_ends_the_program_keeps_no_other_from_being_called(
    qt_loop: EventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        loop, called, ended = asyncio.get_running_loop(), list[str](), list[object]()
        monkeypatch.setattr(sys, "excepthook", lambda kind, *_: ended.append(kind))

        def interrupted() -> None:
            raise KeyboardInterrupt

        loop.call_soon(interrupted)
        loop.call_soon(called.append, "the next")
        await asyncio.sleep(0.01)
        assert (called, ended) == (["the next"], [KeyboardInterrupt])

    qt_loop.run_until_complete(main())


def test_a_loop_within_a_call_goes_on_with_what_it_calls(qt_loop: EventLoop) -> None:
    async def main() -> None:
        loop, called = asyncio.get_running_loop(), list[str]()
        inner = QEventLoop()

        def drag() -> None:
            loop.call_soon(inner.quit)
            inner.exec()  # as dragging does
            called.append("dragged")

        loop.call_soon(drag)
        loop.call_soon(called.append, "meanwhile")
        await asyncio.sleep(0.01)
        assert sorted(called) == ["dragged", "meanwhile"]

    qt_loop.run_until_complete(main())


def test_a_socket_that_is_read_again_and_again_has_one_notifier(
    qt_loop: EventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class Counted(QSocketNotifier):
        def __init__(self, descriptor: int, kind: QSocketNotifier.Type) -> None:
            made.append(descriptor)
            super().__init__(descriptor, kind)

    monkeypatch.setattr(event_loop, "QSocketNotifier", Counted)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for _ in range(2):  # the second pair has the numbers of the first
            ours, theirs = socket.socketpair()
            ours.setblocking(False)
            with ours, theirs:
                for number in range(20):
                    reading = loop.create_task(loop.sock_recv(ours, 9))
                    await asyncio.sleep(0)
                    theirs.send(b"%d" % number)
                    assert await reading == b"%d" % number
                assert loop.remove_reader(ours) is False

    qt_loop.run_until_complete(main())
    assert len(made) == len(set(made)) <= 2


def test_a_reader_is_replaced_removed_and_heard_of_when_it_fails(qt_loop: EventLoop) -> None:
    failed: list[object] = []
    before = qt_loop.get_exception_handler()
    qt_loop.set_exception_handler(lambda _, context: failed.append(context["exception"]))
    error = ValueError("a reader")

    async def main() -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        heard = asyncio.Event()

        def read() -> None:
            heard.set()
            ours.recv(9)
            raise error

        with ours, theirs:
            loop.add_reader(ours, failed.append, "the first")
            loop.add_reader(ours, read)
            theirs.send(b"x")
            await heard.wait()
            assert loop.remove_reader(ours) is True
            theirs.send(b"y")
            await asyncio.sleep(0.01)

    qt_loop.run_until_complete(main())
    qt_loop.set_exception_handler(before)
    assert failed == [error]


def test_a_thread_is_heard_and_a_closed_loop_calls_nothing(qapp: QApplication) -> None:
    loop = EventLoop(qapp)
    called: list[str] = []

    async def main() -> None:
        heard = asyncio.Event()
        thread = threading.Thread(target=lambda: loop.call_soon_threadsafe(heard.set))
        thread.start()
        await heard.wait()
        thread.join()
        loop.call_later(0.001, called.append, "too late")

    loop.run_until_complete(main())
    loop.close()
    assert loop.call_soon(called.append, "closed").cancelled()
    assert loop.call_later(0, called.append, "closed").cancelled()
    qapp.processEvents()
    assert called == []


class Port:
    """A completion port: `select` waits for what is posted, as long as it is told to."""

    _iocp = 7

    def __init__(self) -> None:
        self.posted: queue.Queue[object] = queue.Queue()
        self.timeouts: list[float | None] = []

    def select(self, timeout: float | None = None) -> list[object]:
        self.timeouts.append(timeout)
        try:
            got = self.posted.get(timeout=timeout)
        except queue.Empty:
            return []
        return [] if got == (self._iocp, 0, 0, 0) else [got]


def test_the_thread_for_windows_is_told_instead_of_asking() -> None:
    port, stop, got = Port(), threading.Event(), queue.Queue[object]()
    wait = ProactorWait(port, lambda *given: port.posted.put(given))

    def work() -> None:  # as qasync's does
        while not stop.is_set():
            for event in port.select(0.01):
                got.put(event)

    thread = threading.Thread(target=work)
    thread.start()
    port.posted.put("event")
    assert got.get(timeout=10) == "event"
    wait.end()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert port.timeouts[:2] == [None, None]
