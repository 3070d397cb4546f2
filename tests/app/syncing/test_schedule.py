"""Rounds come when they are of use and never otherwise, on a clock that only turns when all is done."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.app.test_pace import leap
from turbodesk.app.syncing.schedule import (
    AFTER_MESSAGE_S,
    FRONT_S,
    IN_USE_S,
    LONGEST_WAIT_S,
    METERED_S,
    OUT_OF_USE_S,
    Schedule,
    wait_after,
)

HOUR = 3_600.0


class Rounds:
    """Counts when rounds begin, and ends each as it is told."""

    def __init__(self, *, ends: bool = True) -> None:
        self.loop = asyncio.get_running_loop()
        self.begun: list[float] = []
        self.ends = ends
        self.zero = self.loop.time()
        self.schedule = Schedule(self._begin)

    def _begin(self) -> None:
        self.begun.append(round(self.loop.time() - self.zero, 3))
        if self.ends:
            self.loop.call_soon(self.schedule.went_well)

    def at(self) -> float:
        return self.loop.time() - self.zero

    def timers(self) -> int:
        """Count what would wake the program up."""
        return sum(not one.cancelled() for one in vars(self.loop)["_scheduled"])


async def until(rounds: Rounds, at: float) -> None:
    await asyncio.sleep(rounds.zero + at - rounds.loop.time())


def test_nothing_happens_before_the_start_and_after_the_end() -> None:
    async def work() -> None:
        rounds = Rounds()
        schedule = rounds.schedule
        schedule.in_front(True)
        schedule.message_ended()
        schedule.metered(False)
        schedule.now()
        assert rounds.timers() == 0
        await until(rounds, HOUR)
        assert rounds.begun == []
        schedule.start()
        await until(rounds, HOUR + 1)
        assert rounds.begun == [HOUR]
        assert rounds.timers() == 1
        schedule.stop()
        assert rounds.timers() == 0
        schedule.now()
        schedule.in_front(False)
        await until(rounds, 2 * HOUR)
        assert rounds.begun == [HOUR]
        schedule.start()
        await until(rounds, 2 * HOUR + 1)
        assert rounds.begun == [HOUR, 2 * HOUR]
        schedule.stop()

    leap(work)


def test_rounds_are_rarer_out_of_use_and_rare_where_the_network_is_paid_for() -> None:
    async def work() -> None:
        rounds = Rounds()
        rounds.schedule.start()
        await until(rounds, OUT_OF_USE_S + 1)
        assert rounds.begun == [0, OUT_OF_USE_S]
        rounds.schedule.in_front(True)
        await until(rounds, OUT_OF_USE_S + FRONT_S + 1)
        assert rounds.begun[2:] == [OUT_OF_USE_S + FRONT_S], "it came to the front right after a round"
        began = rounds.begun[-1]
        await until(rounds, began + 2 * IN_USE_S + 1)
        assert rounds.begun[3:] == [began + IN_USE_S, began + 2 * IN_USE_S]
        rounds.schedule.metered(True)
        assert rounds.schedule.is_metered
        rounds.schedule.message_ended()
        rounds.schedule.in_front(False)
        rounds.schedule.in_front(True)
        began = rounds.begun[-1]
        await until(rounds, began + METERED_S + 1)
        assert rounds.begun[5:] == [began + METERED_S]
        began = rounds.begun[-1]
        rounds.schedule.metered(False)
        rounds.schedule.in_front(False)
        await until(rounds, began + OUT_OF_USE_S + 1)
        assert rounds.begun[6:] == [began + OUT_OF_USE_S]
        assert rounds.timers() == 1
        rounds.schedule.stop()

    leap(work)


def test_what_is_said_goes_out_soon_and_together() -> None:
    async def work() -> None:
        rounds = Rounds()
        rounds.schedule.start()
        await until(rounds, 20)
        rounds.schedule.message_ended()
        await until(rounds, 23)
        rounds.schedule.message_ended()
        await until(rounds, 40)
        assert rounds.begun == [0, 20 + AFTER_MESSAGE_S]
        await until(rounds, 20 + AFTER_MESSAGE_S + OUT_OF_USE_S + 1)
        assert rounds.begun[2:] == [20 + AFTER_MESSAGE_S + OUT_OF_USE_S], "it was taken along"
        rounds.schedule.stop()

    leap(work)


def test_what_is_said_while_a_round_runs_goes_with_the_next() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.start()
        await until(rounds, 10)
        rounds.schedule.message_ended()
        assert rounds.timers() == 0, "one round at a time"
        await until(rounds, 12)
        rounds.schedule.went_well()
        await until(rounds, 20)
        assert rounds.begun == [0, 10 + AFTER_MESSAGE_S]
        rounds.schedule.stop()

    leap(work)


def test_a_person_gets_a_round_and_never_two_at_once() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.start()
        rounds.schedule.now()
        rounds.schedule.now()
        await until(rounds, 5)
        assert rounds.begun == [0]
        rounds.schedule.went_well()
        assert rounds.begun == [0, 5], "it was asked for while one ran"
        await until(rounds, 6)
        rounds.schedule.went_well()
        assert rounds.begun == [0, 5], "once is enough"
        rounds.schedule.now()
        assert rounds.begun == [0, 5, 6]
        rounds.schedule.now()
        rounds.schedule.put_off()
        assert rounds.begun == [0, 5, 6], "cancelled is cancelled"
        await until(rounds, 6 + OUT_OF_USE_S + 1)
        assert rounds.begun == [0, 5, 6, 6 + OUT_OF_USE_S]
        rounds.schedule.stop()

    leap(work)


def test_without_an_answer_it_asks_more_and_more_rarely() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.start()
        for _ in range(9):
            rounds.schedule.went_wrong()
            assert rounds.timers() == 1
            count = len(rounds.begun)
            while len(rounds.begun) == count:  # noqa: ASYNC110 - it is the clock that is tested
                await asyncio.sleep(1)
        waits = [later - earlier for earlier, later in pairwise(rounds.begun)]
        assert [wait // 60 for wait in waits] == [5, 5, 5, 8, 16, 30, 30, 30, 30]
        rounds.schedule.stop()

    leap(work)


def test_in_use_the_first_waits_are_short() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.in_front(True)
        rounds.schedule.start()
        for number, minutes in enumerate((1, 2, 4, 8), start=1):
            assert rounds.schedule.went_wrong() == wait_after(number)
            assert rounds.schedule.failures == number
            ended = rounds.at()
            await until(rounds, ended + 60 * minutes + 0.5)
            assert rounds.begun[-1] == ended + 60 * minutes
        rounds.schedule.went_well()
        assert rounds.schedule.failures == 0
        await until(rounds, rounds.at() + IN_USE_S + 1)
        rounds.schedule.went_wrong()
        assert rounds.schedule.failures == 1
        rounds.schedule.stop()

    leap(work)


@given(failures=st.integers(1, 10_000))
def test_no_wait_is_longer_than_half_an_hour(failures: int) -> None:
    assert wait_after(failures) == min(60.0 * 2 ** min(failures - 1, 20), LONGEST_WAIT_S)


def test_the_window_shortens_a_wait_for_the_connection_but_none_that_was_asked_for() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.start()
        for _ in range(6):
            rounds.schedule.went_wrong()
            rounds.schedule.now()
        rounds.schedule.went_wrong()
        await until(rounds, 100)
        count = len(rounds.begun)
        rounds.schedule.in_front(True)
        await until(rounds, 101)
        assert rounds.begun[count:] == [100.0]

        assert rounds.schedule.went_wrong(wait_s=4_000, is_told=True) == 4_000
        await until(rounds, 200)
        rounds.schedule.in_front(False)
        rounds.schedule.in_front(True)
        rounds.schedule.message_ended()
        await until(rounds, 101 + 3_990)
        assert rounds.begun[count:] == [100.0]
        await until(rounds, 101 + 4_010)
        assert rounds.begun[count:] == [100.0, 4_101.0]

        assert rounds.schedule.went_wrong(wait_s=1, is_told=True) == LONGEST_WAIT_S, "storage that asks for too little"
        rounds.schedule.now()
        assert len(rounds.begun) == count + 3, "a person gets one all the same"
        rounds.schedule.stop()

    leap(work)


def test_a_message_does_not_shorten_a_wait() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.start()
        rounds.schedule.went_wrong()
        rounds.schedule.message_ended()
        await until(rounds, 59)
        assert rounds.begun == [0]
        await until(rounds, 61)
        assert rounds.begun == [0, 60.0]
        rounds.schedule.stop()

    leap(work)


def test_where_only_a_person_can_help_nothing_begins_by_itself() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.start()
        rounds.schedule.halt()
        assert rounds.schedule.failures == 1
        assert rounds.timers() == 0
        rounds.schedule.message_ended()
        rounds.schedule.in_front(True)
        rounds.schedule.metered(True)
        rounds.schedule.metered(False)
        await until(rounds, 9 * HOUR)
        assert rounds.begun == [0]
        rounds.schedule.now()
        assert rounds.begun == [0, 9 * HOUR]
        rounds.schedule.went_wrong()
        await until(rounds, 9 * HOUR + OUT_OF_USE_S)
        assert len(rounds.begun) == 3, "it goes on once it is no longer halted"
        rounds.schedule.halt()
        rounds.schedule.now()
        rounds.schedule.went_well()
        assert rounds.timers() == 1
        rounds.schedule.stop()

    leap(work)


def test_stopping_forgets_what_was() -> None:
    async def work() -> None:
        rounds = Rounds(ends=False)
        rounds.schedule.start()
        rounds.schedule.now()
        rounds.schedule.message_ended()
        rounds.schedule.stop()
        assert rounds.schedule.failures == 0
        rounds.schedule.start()
        rounds.schedule.went_well()
        assert rounds.begun == [0, 0], "the wish was forgotten"
        await until(rounds, OUT_OF_USE_S - 1)
        assert rounds.begun == [0, 0], "and the message"
        rounds.schedule.stop()

    leap(work)
