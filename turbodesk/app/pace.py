"""Sets the pace at which something that changes quickly is written: the first change at once, the next ones together.

Why not after a pause: somebody who writes without one for five seconds would have nothing on disk for five seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from turbodesk.app.tasks import Scope


class Pace:
    """Calls `write` for what is due, no two times within `every_s` seconds, and never later than that."""

    def __init__(self, scope: Scope, name: str, write: Callable[[], object], every_s: float) -> None:
        """`name` is that of the task that waits in `scope`; a scope that is closed writes at once."""
        self._scope = scope
        self._name = name
        self._write = write
        self._every_s = every_s
        self._next = 0.0
        """When it may be written again, by the loop's clock."""
        self._is_waiting = False
        """Not the scope's `is_running`: a task is known there for a moment after it has written."""

    def due(self) -> None:
        """Something has changed: it is written within `every_s` seconds, however quickly more changes follow."""
        wait_s = self._next - asyncio.get_running_loop().time()
        if self._scope.is_closed or (wait_s <= 0 and not self._is_waiting):
            self._do()
        elif not self._is_waiting:
            self._is_waiting = True
            self._scope.start(self._name, self._later(wait_s))

    def now(self) -> None:
        """Write what waits, if anything does, without waiting any longer."""
        if self.forget():
            self._do()

    def forget(self) -> bool:
        """Write nothing of what waits; returns whether anything did."""
        was_waiting, self._is_waiting = self._is_waiting, False
        self._scope.cancel(self._name)
        return was_waiting

    async def _later(self, wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        self._do()

    def _do(self) -> None:
        self._is_waiting = False
        self._next = asyncio.get_running_loop().time() + self._every_s
        self._write()
