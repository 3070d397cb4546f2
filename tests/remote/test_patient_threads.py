"""What never returns is given up, and what nobody waits for any more ends."""

from __future__ import annotations

import asyncio
import threading
from typing import NoReturn

import pytest

from turbodesk.chat.storage_errors import Damaged, Missing, OnlineOnly, StorageUnreachable
from turbodesk.remote.patient_threads import MOST_HANGING, PatientThreads, Progress


@pytest.fixture
def threads() -> PatientThreads:
    return PatientThreads("test")


async def test_work_is_done_on_a_daemon_of_its_own(threads: PatientThreads) -> None:
    def work(_: Progress) -> threading.Thread:
        return threading.current_thread()

    found = await threads.do(work)
    assert found is not threading.current_thread()
    assert found.daemon
    assert found.name == "test"


@pytest.mark.parametrize("error", [OSError("words"), Missing("words"), Damaged("words")])
async def test_what_work_raises_is_raised(threads: PatientThreads, error: Exception) -> None:
    def work(_: Progress) -> NoReturn:
        raise error

    with pytest.raises(type(error), match="words"):
        await threads.do(work)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_defect_is_told_to_whoever_waits(threads: PatientThreads) -> None:
    def work(_: Progress) -> NoReturn:
        raise ZeroDivisionError

    with pytest.raises(StorageUnreachable, match="broke off"):
        await threads.do(work)


async def test_work_that_goes_on_is_waited_for() -> None:
    """Longer than the limit, in steps that are shorter than it."""
    threads = PatientThreads("test", time_limit_s=1.0)
    pause = threading.Event()

    def work(progress: Progress) -> int:
        for _ in range(12):
            pause.wait(0.1)
            progress.note()
        return 7

    assert await threads.do(work) == 7


async def test_work_that_does_not_go_on_is_given_up() -> None:
    threads, is_back = PatientThreads("test", time_limit_s=0.01), threading.Event()
    done: list[bool] = []

    def work(progress: Progress) -> None:
        progress.if_late = OnlineOnly
        is_back.wait()
        progress.note()
        done.append(True)

    with pytest.raises(StorageUnreachable, match="no progress"):
        await threads.do(work)
    is_back.set()
    with pytest.raises(Missing):
        await PatientThreads("test").do(missing)
    assert not done


def missing(_: Progress) -> NoReturn:
    raise Missing


async def test_what_it_needs_is_told() -> None:
    """The limit counts from when it was last heard of."""
    threads, is_back = PatientThreads("test", time_limit_s=1.5), threading.Event()

    def work(progress: Progress) -> None:
        progress.if_late = OnlineOnly
        is_back.wait()

    with pytest.raises(OnlineOnly):
        await threads.do(work)
    is_back.set()


async def test_no_more_threads_are_begun_where_several_hang() -> None:
    threads, is_back = PatientThreads("test", time_limit_s=0.01), threading.Event()
    began: list[threading.Thread] = []

    def work(_: Progress) -> None:
        began.append(threading.current_thread())
        is_back.wait()

    for _ in range(MOST_HANGING):
        with pytest.raises(StorageUnreachable, match="no progress"):
            await threads.do(work)
    with pytest.raises(StorageUnreachable, match="not come back"):
        await threads.do(work)
    is_back.set()
    for thread in began:
        thread.join()
    assert len(began) == MOST_HANGING


async def test_what_is_begun_later_waits_for_what_was_cancelled(threads: PatientThreads) -> None:
    loop, has_begun, may_end = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    order: list[str] = []

    def slow(progress: Progress) -> None:
        loop.call_soon_threadsafe(has_begun.set)
        may_end.wait()
        order.append("slow")
        progress.note()
        order.append("never")

    first = asyncio.create_task(threads.do(slow))
    await has_begun.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    second = asyncio.create_task(threads.do(lambda _: order.append("second")))
    await asyncio.sleep(0)
    may_end.set()
    await second
    assert order == ["slow", "second"]
    await threads.do(lambda _: order.append("third"))
    assert order == ["slow", "second", "third"]


async def test_an_answer_in_the_moment_of_cancelling_is_let_go(threads: PatientThreads) -> None:
    may_end = threading.Event()

    def work(_: Progress) -> NoReturn:
        may_end.wait()
        raise Missing

    task = asyncio.create_task(threads.do(work))
    await asyncio.sleep(0)
    task.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await threads.do(lambda _: None)


def test_an_answer_after_the_event_loop_has_ended_is_let_go() -> None:
    threads, may_end, found = PatientThreads("test", time_limit_s=0.01), threading.Event(), []

    def work(_: Progress) -> None:
        found.append(threading.current_thread())
        may_end.wait()

    with pytest.raises(StorageUnreachable):
        asyncio.run(threads.do(work))
    may_end.set()
    for thread in found:
        thread.join()
