"""Keeps one small JSON file in step with what is in memory: written soon after a change, and at the end of the run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.store import settings_file

SAVE_DELAY_S = 0.3
"""Several changes in a row are written once."""


class KeptFile:
    """One file; what is in it belongs to whoever made this."""

    def __init__(self, path: Path, scope: Scope, content: Callable[[], Mapping[str, object]]) -> None:
        """`content` gives what the file shall hold, whenever it is written."""
        self.failed: Signal[FailureNote] = Signal()
        """The file could not be written."""
        self._path = path
        self._scope = scope
        self._content = content
        self._unsaved = False

    def load(self) -> settings_file.LoadedSettings:
        """Read the file. Never raises: a missing one is empty, a damaged one is set aside."""
        return settings_file.load(self._path)

    def save_soon(self) -> None:
        """Write the file after a moment."""
        self._unsaved = True
        self._scope.start(f"save.{self._path.name}", self._save())

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._scope.cancel(f"save.{self._path.name}")
        if self._unsaved:
            self._unsaved = False
            settings_file.save(self._path, self._content())

    async def _save(self) -> None:
        await asyncio.sleep(SAVE_DELAY_S)
        self._unsaved = False
        try:
            await asyncio.to_thread(settings_file.save, self._path, dict(self._content()))
        except StoreFailure as failure:
            self.failed.emit(failure.note)
