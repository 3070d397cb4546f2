"""The settings in force: read from their file once, changed one at a time, saved soon after."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.settings import Setting
from turbodesk.store import settings_file

T = TypeVar("T")

SAVE_DELAY_S = 0.3
"""A slider being dragged writes the file once, not at every step."""


class Preferences:
    """Every setting's value; what the file holds and this version does not know is kept as it is."""

    def __init__(self, path: Path, scope: Scope) -> None:
        self.changed: Signal[Setting[Any]] = Signal()
        self._path = path
        self._scope = scope
        self._values: dict[str, object] = dict(settings_file.load(path))
        self._dirty = False

    def get(self, setting: Setting[T]) -> T:
        """Return the value in force: the saved one where it is valid, else the default."""
        return setting.parse(self._values.get(setting.key))

    def set(self, setting: Setting[T], value: T) -> None:
        """Change a setting, tell, and save it soon."""
        if self.get(setting) == value and setting.key in self._values:
            return
        self._values[setting.key] = value
        self._dirty = True
        self._scope.start("save-settings", self._save_soon())
        self.changed.emit(setting)

    async def _save_soon(self) -> None:
        await asyncio.sleep(SAVE_DELAY_S)
        values = dict(self._values)
        self._dirty = False
        await asyncio.to_thread(settings_file.save, self._path, values)

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run."""
        if self._dirty:
            self._dirty = False
            settings_file.save(self._path, self._snapshot())

    def _snapshot(self) -> Mapping[str, object]:
        return dict(self._values)
