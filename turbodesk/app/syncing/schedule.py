"""Says when a round of syncing is due: soon after something was said, now and then in use, rarely otherwise.

There is one timer at most, set for the next round, and none while a round runs or nothing is wanted: between two rounds
the program does not wake up. What went wrong decides how long the next one waits.

    no answer          1, 2, 4 ... 30 minutes; sooner when the window comes to the front
    asked to wait      as long as it asks, and at least as long as above; the window does not shorten that
    nothing will help  no round by itself, until a person does something

A person who asks for a round gets it, whatever went wrong before.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

AFTER_MESSAGE_S = 5.0
"""From the end of a message to the round that sends it; what follows within goes with it."""
IN_USE_S = 60.0
"""Between two rounds while the window is in front."""
OUT_OF_USE_S = 300.0
"""Between two rounds otherwise."""
METERED_S = 1_800.0
"""Between two rounds on a network that is paid for by the byte."""
FRONT_S = 30.0
"""Going to and fro between windows begins no two rounds within this time."""
FIRST_WAIT_S = 60.0
"""After the first failure; twice as long after each further one."""
LONGEST_WAIT_S = 1_800.0


def wait_after(failures: int) -> float:
    """Return how many seconds to wait after so many failures in a row, at least one."""
    return min(FIRST_WAIT_S * 2.0 ** min(failures - 1, 10), LONGEST_WAIT_S)


class Schedule:
    """Calls `begin` for each round that is due; whoever runs rounds tells how each of them ended."""

    def __init__(self, begin: Callable[[], object]) -> None:
        """`begin` starts a round and returns at once. Nothing happens before `start`."""
        self._begin = begin
        self._timer: asyncio.TimerHandle | None = None
        self._is_on = False
        self._is_running = False
        self._is_halted = False
        self._is_in_front = False
        self._is_metered = False
        self._is_wished = False
        """A person asked for a round while one ran."""
        self._said_at = math.inf
        """When a message ended that no round has taken along; this and all that follow by the loop's clock."""
        self._ended_at = -math.inf
        """When the last round ended."""
        self._not_before = -math.inf
        """Until when nothing but a person begins one."""
        self._later_than = -math.inf
        """Until when one is of little use; a window that comes to the front begins one all the same."""
        self._failures = 0

    @property
    def failures(self) -> int:
        """How many rounds in a row have failed."""
        return self._failures

    @property
    def is_metered(self) -> bool:
        """Whether the network is paid for by the byte."""
        return self._is_metered

    def start(self) -> None:
        """Begin the first round at once, and go on until `stop`."""
        self._is_on = True
        self._begin_now()

    def stop(self) -> None:
        """Begin no more rounds, and forget how the last ones ended."""
        self._clear()
        self._is_on = self._is_running = self._is_halted = self._is_wished = False
        self._said_at, self._ended_at, self._failures = math.inf, -math.inf, 0
        self._not_before = self._later_than = -math.inf

    def now(self) -> None:
        """A person wants a round: now, or once more when the one that runs has ended."""
        if self._is_running:
            self._is_wished = True
        elif self._is_on:
            self._begin_now()

    def message_ended(self) -> None:
        """Something was said that other computers want."""
        self._said_at = min(self._said_at, self._now())
        self._plan()

    def in_front(self, is_in_front: bool) -> None:
        """The window came to the front, or went behind others."""
        came, self._is_in_front = is_in_front and not self._is_in_front, is_in_front
        if came and not self._is_metered:
            self._later_than = -math.inf
            self._plan(at_latest=self._ended_at + FRONT_S)
        else:
            self._plan()

    def metered(self, is_metered: bool) -> None:
        """Note whether the network is paid for by the byte."""
        self._is_metered = is_metered
        self._plan()

    def went_well(self) -> None:
        """The round has ended and everything is as it should be."""
        self._failures = 0
        self._is_halted = False
        self._ended()

    def went_wrong(self, *, wait_s: float = 0.0, is_told: bool = False) -> float:
        """The round has ended too early. Returns after how many seconds the next one begins by itself.

        `wait_s`: at least so long. `is_told`: the storage asks for that, and the window's coming to the front is no
        reason to ask it again.
        """
        self._failures += 1
        wait_s = max(wait_s, wait_after(self._failures))
        self._is_halted = False
        self._ended()
        if is_told:
            self._not_before = self._now() + wait_s
        else:
            self._later_than = self._now() + wait_s
        self._plan()
        return wait_s

    def halt(self) -> None:
        """The round has ended in such a way that only a person can help."""
        self._failures += 1
        self._is_halted = True
        self._ended()

    def put_off(self) -> None:
        """The round was cancelled by a person: the next one comes as after any other."""
        self._is_wished = False
        self._ended()

    def _ended(self) -> None:
        self._is_running = False
        self._ended_at = self._now()
        self._not_before = self._later_than = -math.inf
        was_wished, self._is_wished = self._is_wished, False
        if self._is_on and was_wished:
            self._begin_now()
        else:
            self._plan()

    def _plan(self, *, at_latest: float = math.inf) -> None:
        """Set the timer for the next round, if there is to be one."""
        self._clear()
        if not self._is_on or self._is_running or self._is_halted:
            return
        at = min(self._ended_at + self._interval_s(), at_latest)
        if not self._is_metered:
            at = min(at, self._said_at + AFTER_MESSAGE_S)
        at = max(at, self._not_before, self._later_than)
        self._timer = asyncio.get_running_loop().call_later(max(0.0, at - self._now()), self._begin_now)

    def _interval_s(self) -> float:
        if self._is_metered:
            return METERED_S
        return IN_USE_S if self._is_in_front else OUT_OF_USE_S

    def _begin_now(self) -> None:
        self._clear()
        self._is_running = True
        self._said_at = math.inf
        self._begin()

    def _clear(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
