"""Shows what other computers have sent while a round still runs, one thing after the other, in a task of its own.

A round that is cancelled, or fails halfway, has brought something all the same; that is shown too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import StoreFailure


class Arrivals:
    """The chats that are other than before and not shown yet."""

    def __init__(self, scope: Scope, brought: Callable[[Iterable[str]], Awaitable[None]]) -> None:
        """`brought` shows chats as they are in the database by now, and the list of projects, too."""
        self._scope = scope
        self._brought = brought
        self._waiting: set[str] = set()
        self._is_due = False
        self._task: asyncio.Task[None] | None = None

    def show(self, chat_ids: Iterable[str]) -> None:
        """Have these chats shown, and the list of chats and projects with them."""
        self._waiting.update(chat_ids)
        self._is_due = True
        if (self._task is None or self._task.done()) and not self._scope.is_closed:
            self._task = self._scope.start("arrivals", self._show())

    async def shown(self) -> None:
        """Wait until all is shown. Cancelling ends the waiting alone."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _show(self) -> None:
        while self._is_due:
            some, self._waiting, self._is_due = self._waiting, set(), False
            with suppress(StoreFailure):  # the database tells it itself
                await self._brought(sorted(some))
