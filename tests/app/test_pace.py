"""What changes quickly is written often enough, and not more often: on a clock that only turns when all is done."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from turbodesk.app.pace import Pace
from turbodesk.app.tasks import Scope

EVERY_S = 0.25


class _Leaping(selectors.SelectSelector):
    """Waits no real time: the clock leaps over what would be waited."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


class _LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now


def leap(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `work` on a clock of its own."""
    with asyncio.Runner(loop_factory=_LeapingLoop) as runner:
        runner.run(work())


def unexpected(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@given(pauses_ms=st.lists(st.integers(0, 700), max_size=40))
@example(pauses_ms=[25] * 200)
def test_each_change_is_written_within_the_time_and_no_two_writes_are_closer(pauses_ms: list[int]) -> None:
    async def work() -> None:
        clock, changed, written = asyncio.get_running_loop().time, list[float](), list[float]()
        saved = list[int]()

        def write() -> None:
            written.append(clock())
            saved.append(len(changed))

        scope = Scope("root", unexpected)
        pace = Pace(scope, "one", write, EVERY_S)
        for pause_ms in pauses_ms:
            await asyncio.sleep(pause_ms / 1000)
            changed.append(clock())
            pace.due()
        await asyncio.sleep(EVERY_S)
        await asyncio.sleep(0.001)
        for number, moment in enumerate(changed, start=1):
            at = next(when for when, upto in zip(written, saved, strict=True) if upto >= number)
            assert at - moment <= EVERY_S + 1e-6
        assert all(later - earlier >= EVERY_S - 1e-6 for earlier, later in pairwise(written))
        assert len(written) <= len(changed)
        await scope.close()

    leap(work)


def test_what_waits_can_be_written_now_and_is_then_not_written_twice() -> None:
    async def work() -> None:
        written = list[str]()
        scope = Scope("root", unexpected)
        pace = Pace(scope, "one", lambda: written.append("x"), EVERY_S)
        pace.now()
        assert written == [], "nothing was due"
        pace.due()
        pace.due()
        assert len(written) == 1
        pace.now()
        pace.now()
        assert len(written) == 2
        await asyncio.sleep(1.0)
        assert len(written) == 2
        pace.due()
        pace.due()
        assert pace.forget()
        await asyncio.sleep(1.0)
        assert len(written) == 3
        await scope.close()

    leap(work)


def test_a_scope_that_is_closed_loses_nothing() -> None:
    async def work() -> None:
        written = list[str]()
        scope = Scope("root", unexpected)
        pace = Pace(scope, "one", lambda: written.append("x"), EVERY_S)
        pace.due()
        await scope.close()
        pace.due()
        pace.due()
        assert len(written) == 3

    leap(work)
