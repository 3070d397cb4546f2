"""The settings in force: read from their file once, changed one at a time, saved soon after."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from turbodesk.app.kept_file import KeptFile
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.settings import ALL, Setting, Value

T = TypeVar("T", bound=Value)
log = logging.getLogger(__name__)


class Preferences:
    """Every setting's value."""

    def __init__(self, path: Path, scope: Scope, overrides: Mapping[str, object] | None = None) -> None:
        """Read the file at `path`. `overrides`, by key, hold for this run until changed, and are not saved."""
        self.changed: Signal[Setting[Any]] = Signal()
        self._file = KeptFile(path, scope, lambda: self._changed)
        self.failed = self._file.failed
        """The settings could not be saved."""
        loaded = self._file.load()
        self.notice = loaded.notice
        """What the person must be told about the file, if anything."""
        self.is_new = not loaded.values and loaded.notice is None
        """Whether nothing was ever saved."""
        self._values: dict[str, object] = dict(loaded.values)
        for setting in ALL:
            if setting.key in self._values and setting.read(self._values) != self._values[setting.key]:
                log.warning("the setting %s has a value it cannot have; its default holds", setting.key)
        self._overrides = dict(overrides or {})
        self._changed: dict[str, object] = {}
        """What was changed in this run; the rest of the file stays as it is, unknown keys too."""

    def get(self, setting: Setting[T]) -> T:
        """Return the value in force: the saved one where it is valid, else the default."""
        return setting.read(self._overrides if setting.key in self._overrides else self._values)

    def saved(self, setting: Setting[T]) -> T:
        """Return the saved value, whatever holds for this run."""
        return setting.read(self._values)

    def set(self, setting: Setting[T], value: T) -> None:
        """Change a setting, tell, and save it soon."""
        if self.get(setting) == value:
            return
        self._overrides.pop(setting.key, None)
        self._values[setting.key] = self._changed[setting.key] = value
        self._file.save_soon()
        self.changed.emit(setting)

    def save_again(self) -> None:
        """Write everything, whatever was written before."""
        self._changed = dict(self._values)
        self._file.save_soon()

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._file.save_now()
