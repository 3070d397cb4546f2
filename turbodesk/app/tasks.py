"""Owns asyncio tasks, so that each has a name, an owner and an end.

A bare `asyncio.create_task` may be collected while it runs, and nobody hears of its failure. A `Scope` keeps its tasks,
replaces one started again under the same name, reports what fails, and closes with its owner.

Why not a TaskGroup: there, one failed title would cancel a reply.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Report = Callable[[str, BaseException], None]
"""Told of a task that failed: its full name and the exception. Must not raise."""


class Scope:
    """Named tasks that live and die together."""

    def __init__(self, name: str, report: Report) -> None:
        self.name = name
        self._report = report
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._leaving: set[asyncio.Task[Any]] = set()
        self._children: set[Scope] = set()
        self._on_closed: Callable[[], None] | None = None
        self._closed = False

    def child(self, name: str) -> Scope:
        """Make a scope that closes with this one, or earlier."""
        scope = Scope(f"{self.name}.{name}", self._report)
        scope._on_closed = lambda: self._children.discard(scope)
        self._children.add(scope)
        return scope

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run `work` as the task `name`; one that runs under that name is cancelled first.

        Raises:
            RuntimeError: the scope is closed; `work` is closed unrun.
        """
        if self._closed:
            work.close()
            raise RuntimeError(f"the scope {self.name} is closed")
        self.cancel(name)
        task = asyncio.get_running_loop().create_task(work, name=f"{self.name}.{name}")
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._done(name, done))
        return task

    def cancel(self, name: str) -> bool:
        """Cancel the task `name`; returns whether there was one. It may still be ending when this returns."""
        task = self._tasks.pop(name, None)
        if task is None:
            return False
        self._leaving.add(task)
        task.cancel()
        return True

    def is_running(self, name: str) -> bool:
        """Whether the task `name` has not ended; one that returned has, though the loop has not told it yet.

        Or what is begun only while nothing runs would be lost where it is wished for between the two.
        """
        task = self._tasks.get(name)
        return task is not None and not task.done()

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be started here any more."""
        return self._closed

    async def close(self, limit_s: float = 2.0) -> None:
        """Cancel everything here and below and wait for it to end, at most `limit_s` seconds."""
        waiting = self.cancel_all()
        if waiting:
            await asyncio.wait(waiting, timeout=limit_s)
        if self._on_closed is not None:
            self._on_closed()

    def cancel_all(self) -> set[asyncio.Task[Any]]:
        """Cancel everything here and below, for good; returns the tasks that are still ending."""
        self._closed = True
        for name in tuple(self._tasks):
            self.cancel(name)
        waiting = set(self._leaving)
        for child in self._children:
            waiting |= child.cancel_all()
        return waiting

    def _done(self, name: str, task: asyncio.Task[Any]) -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]
        self._leaving.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(task.get_name(), error)
