"""Does transfers a few at a time: gentle on a small server, and enough to hide a slow line's delay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 4
MOST_BYTES = 24 * 1024 * 1024
"""Of attachments in memory at once; a larger one goes alone. Each is there twice while it is sealed."""


async def each(things: Iterable[T], do: Callable[[T], Awaitable[None]]) -> None:
    """Do all of them, `AT_ONCE` at a time and begun in their order.

    After a failure nothing more is begun, and it is raised when all that was begun has ended. Cancelling ends them.
    """
    left = iter(things)
    is_stopped = False

    async def lane() -> None:
        nonlocal is_stopped
        for thing in left:
            is_done = False
            try:
                await do(thing)
                is_done = True
            finally:
                is_stopped |= not is_done
            if is_stopped:
                return

    for outcome in await asyncio.gather(*(lane() for _ in range(AT_ONCE)), return_exceptions=True):
        if outcome is not None:
            raise outcome


class Room:
    """Bytes of memory that several share."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = self._free = most
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def of(self, size: int) -> AsyncIterator[None]:
        """Wait until there is room for so many bytes, and have it; what is larger than all of it gets all of it."""
        size = min(size, self._most)
        async with self._changed:
            await self._changed.wait_for(lambda: self._free >= size)
            self._free -= size
        try:
            yield
        finally:
            self._free += size
            async with self._changed:
                self._changed.notify_all()
