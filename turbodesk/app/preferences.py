"""The settings in force: read from their file once, changed one at a time, saved soon after."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.settings import Setting, Value
from turbodesk.store import settings_file

T = TypeVar("T", bound=Value)

SAVE_DELAY_S = 0.3
"""A slider being dragged writes the file once, not at every step."""


class Preferences:
    """Every setting's value."""

    def __init__(self, path: Path, scope: Scope, overrides: Mapping[str, object] | None = None) -> None:
        """Read the file at `path`. `overrides`, by key, hold for this run until changed, and are not saved."""
        loaded = settings_file.load(path)
        self.changed: Signal[Setting[Any]] = Signal()
        self.failed: Signal[FailureNote] = Signal()
        """The settings could not be saved."""
        self.notice = loaded.notice
        """What the person must be told about the file, if anything."""
        self._path = path
        self._scope = scope
        self._values: dict[str, object] = dict(loaded.values)
        self._overrides = dict(overrides or {})
        self._unsaved: dict[str, object] = {}

    def get(self, setting: Setting[T]) -> T:
        """Return the value in force: the saved one where it is valid, else the default."""
        return setting.read(self._overrides if setting.key in self._overrides else self._values)

    def set(self, setting: Setting[T], value: T) -> None:
        """Change a setting, tell, and save it soon."""
        if self.get(setting) == value:
            return
        self._overrides.pop(setting.key, None)
        self._values[setting.key] = self._unsaved[setting.key] = value
        self._scope.start("save-settings", self._save_soon())
        self.changed.emit(setting)

    async def _save_soon(self) -> None:
        await asyncio.sleep(SAVE_DELAY_S)
        changes, self._unsaved = self._unsaved, {}
        try:
            await asyncio.to_thread(settings_file.save, self._path, changes)
        except StoreFailure as failure:
            self.failed.emit(failure.note)

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._scope.cancel("save-settings")
        changes, self._unsaved = self._unsaved, {}
        if changes:
            settings_file.save(self._path, changes)
