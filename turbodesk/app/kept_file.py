"""Keeps one small JSON file in step with what is in memory: written at once after a change, but not at every one.

One write at a time, each on a thread: a second one that read the file while the first put its own in place would lose
what that one brought.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.store import settings_file

SAVE_EVERY_S = 0.3
"""How often the file is written at most: a slider being dragged does not write it at every step."""


class KeptFile:
    """One file; what is in it belongs to whoever made this."""

    def __init__(self, path: Path, scope: Scope, content: Callable[[], Mapping[str, object]]) -> None:
        """`content` gives what the file shall hold, whenever it is written."""
        self.failed: Signal[FailureNote] = Signal()
        """The file could not be written."""
        self._path = path
        self._scope = scope
        self._content = content
        self._changes = 0
        """How many there were in this run; a write knows by it what it holds."""
        self._written = 0
        """The last of them that is in the file."""
        self._tried = 0
        """The last of them that was to be written, successfully or not."""
        self._one_at_a_time = threading.Lock()
        self._saving: asyncio.Task[None] | None = None
        self._somebody_waits = asyncio.Event()
        self._waiting: list[tuple[int, Callable[[], object]]] = []

    def load(self) -> settings_file.LoadedSettings:
        """Read the file. Never raises: a missing one is empty, a damaged one is set aside."""
        return settings_file.load(self._path)

    def save_soon(self) -> None:
        """Write the file, now or when the last write is `SAVE_EVERY_S` seconds ago, however many changes follow."""
        self._changes += 1
        if self._saving is None or self._saving.done():
            self._saving = self._scope.start(f"save.{self._path.name}", self._save())

    def when_written(self, then: Callable[[], object]) -> None:
        """Call `then` when all there is now is in the file, or could not be written and `failed` has told that.

        As somebody waits, it is written without regard to when it was written last.
        """
        if self._saving is None or self._tried == self._changes:
            then()
        else:
            self._waiting.append((self._changes, then))
            self._somebody_waits.set()

    def save_now(self) -> None:
        """Write what is not written yet, and tell whoever waits for it. Waits for a write that is under way.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._scope.cancel(f"save.{self._path.name}")
        self._saving = None
        self._write(self._changes, dict(self._content()))
        self._tell(self._changes)

    async def _save(self) -> None:
        while self._tried < self._changes:
            changes = self._changes
            self._somebody_waits.clear()
            try:
                await asyncio.to_thread(self._write, changes, dict(self._content()))
            except StoreFailure as failure:
                self.failed.emit(failure.note)
            self._tell(changes)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._somebody_waits.wait(), SAVE_EVERY_S)

    def _tell(self, changes: int) -> None:
        """Tell those who wait for these changes, or for fewer, that they are written or could not be."""
        self._tried = changes
        done = [then for upto, then in self._waiting if upto <= changes]
        self._waiting = [(upto, then) for upto, then in self._waiting if upto > changes]
        for then in done:
            then()

    def _write(self, changes: int, content: Mapping[str, object]) -> None:
        with self._one_at_a_time:
            if self._written < changes:  # else a later one was quicker
                settings_file.save(self._path, content)
                self._written = changes
