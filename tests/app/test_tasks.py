"""What a scope promises: names, replacement, reports, and an end for everything."""

from __future__ import annotations

import asyncio

import pytest

from turbodesk.app.tasks import Scope


class Reports:
    def __init__(self) -> None:
        self.heard: list[tuple[str, BaseException]] = []

    def __call__(self, name: str, error: BaseException) -> None:
        self.heard.append((name, error))


async def forever(log: list[str], name: str) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        log.append(name)


async def test_a_task_started_again_replaces_the_running_one() -> None:
    log: list[str] = []
    scope = Scope("root", Reports())
    first = scope.start("reply", forever(log, "first"))
    await asyncio.sleep(0)
    scope.start("reply", forever(log, "second"))
    await asyncio.wait([first])
    assert log == ["first"]
    assert scope.is_running("reply")
    await scope.close()
    assert log == ["first", "second"]
    assert not scope.is_running("reply")


async def test_a_failure_is_reported_with_its_full_name_and_spares_the_others() -> None:
    reports, log = Reports(), list[str]()
    scope = Scope("root", reports)
    chat = scope.child("chat")
    chat.start("reply", forever(log, "reply"))

    async def fail() -> None:
        raise ValueError("broken")

    task = chat.start("title", fail())
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert [(name, str(error)) for name, error in reports.heard] == [("root.chat.title", "broken")]
    assert chat.is_running("reply")
    await scope.close()
    assert log == ["reply"]


async def test_a_closed_scope_takes_no_more_work() -> None:
    scope = Scope("root", Reports())
    child = scope.child("chat")
    await scope.close()
    with pytest.raises(RuntimeError, match=r"root\.chat is closed"):
        child.start("late", forever([], "late"))


async def test_closing_waits_no_longer_than_its_limit_for_a_task_that_will_not_end() -> None:
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    scope = Scope("root", Reports())
    task = scope.start("stubborn", stubborn())
    await asyncio.sleep(0)
    await scope.close(limit_s=0.01)
    assert not task.done()
    release.set()
    await task


async def test_a_task_that_is_cancelled_before_it_began_still_ends() -> None:
    scope = Scope("root", Reports())
    ended: list[bool] = []
    task = scope.start("early", forever([], "early"))
    task.add_done_callback(lambda done: ended.append(done.cancelled()))
    scope.cancel("early")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert ended == [True]
    await scope.close()


async def test_a_task_that_returned_does_not_run_though_the_loop_has_not_told_it_yet() -> None:
    scope = Scope("root", Reports())
    loop = asyncio.get_running_loop()
    seen: asyncio.Future[bool] = loop.create_future()

    async def short() -> None:
        loop.call_soon(lambda: seen.set_result(scope.is_running("short")))

    scope.start("short", short())
    assert scope.is_running("short")
    assert not await seen
    await scope.close()
