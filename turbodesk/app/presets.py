"""The person's presets: kept, renamed, deleted and brought back; one of them may begin every new chat.

Read when they are first asked for; most people have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from turbodesk.app.kept_file import KeptFile
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.preset import Preset, clean_name
from turbodesk.translation import _


class Presets:
    """Every preset, by name."""

    def __init__(self, path: Path, scope: Scope) -> None:
        self.changed: Signal[None] = Signal()
        """There are others than before, and they are on disk."""
        self._file = KeptFile(path, scope, self._to_json)
        self.failed: Signal[FailureNote] = self._file.failed
        """The file could not be read or written."""
        self._presets: dict[str, Preset] | None = None
        self._default = ""

    def all(self) -> tuple[Preset, ...]:
        """Return every preset, by name."""
        return tuple(sorted(self._read().values(), key=lambda one: (one.name.casefold(), one.id)))

    def get(self, preset_id: str) -> Preset | None:
        """Return a preset, or None for one that was deleted."""
        return self._read().get(preset_id)

    def default(self) -> Preset | None:
        """Return the preset new chats begin with, if there is one."""
        return self._read().get(self._default)

    def choose_default(self, preset_id: str) -> None:
        """Begin new chats with this preset; "" for none."""
        self._read()
        if preset_id != self._default:
            self._default = preset_id
            self._tell()

    def keep(self, name: str, model: str, parameters: Parameters) -> Preset:
        """Keep a set under a name; one of that name, in capitals or not, holds the new set instead.

        Raises:
            ValueError: the name is blank.
        """
        name = clean_name(name)
        if not name:
            raise ValueError(_("A preset needs a name."))
        same = next((one for one in self._read().values() if one.name.casefold() == name.casefold()), None)
        preset = replace(same, model=model, parameters=parameters) if same else Preset(name, model, parameters)
        self._put(preset)
        return preset

    def update(self, preset_id: str, model: str, parameters: Parameters) -> Preset | None:
        """Give a preset another set; returns the old one, for `put_back`."""
        before = self.get(preset_id)
        if before is not None:
            self._put(replace(before, model=model, parameters=parameters))
        return before

    def rename(self, preset_id: str, name: str) -> str:
        """Give a preset another name; returns why that is not possible, or ""."""
        preset, name = self.get(preset_id), clean_name(name)
        if preset is None:
            return ""
        if not name:
            return _("A preset needs a name.")
        if any(one.id != preset_id and one.name.casefold() == name.casefold() for one in self._read().values()):
            return _("There is a preset “{name}” already.").format(name=name)
        if name != preset.name:
            self._put(replace(preset, name=name))
        return ""

    def delete(self, preset_id: str) -> Preset | None:
        """Delete a preset; returns it, for `put_back`. It stays the one for new chats should it come back."""
        gone = self._read().pop(preset_id, None)
        if gone is not None:
            self._tell()
        return gone

    def put_back(self, preset: Preset) -> None:
        """Bring back a preset as it was before it was deleted or changed."""
        self._put(preset)

    def exchange(self, presets: Iterable[Preset], gone: Iterable[str] = ()) -> None:
        """Keep presets as they are, each instead of the one with its id, and delete those with the ids `gone`."""
        before = dict(self._read())
        for preset_id in gone:
            self._read().pop(preset_id, None)
        self._read().update({preset.id: preset for preset in presets})
        if self._read() != before:
            self._tell()

    def when_kept(self, then: Callable[[], object]) -> None:
        """Call `then` when everything done here so far is on disk; at once, if it is."""
        self._file.when_written(then)

    def save_again(self) -> None:
        """Write everything, whatever was written before."""
        self._file.save_soon()

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._file.save_now()

    def _read(self) -> dict[str, Preset]:
        if self._presets is None:
            loaded = self._file.load()
            raw, default = loaded.values.get("presets"), loaded.values.get("new_chats")
            found = [Preset.from_json(one) for one in raw] if isinstance(raw, list) else []
            self._presets = {one.id: one for one in found if one is not None}
            self._default = default if isinstance(default, str) else ""
            if loaded.notice is not None:
                self.failed.emit(loaded.notice)
        return self._presets

    def _put(self, preset: Preset) -> None:
        self._read()[preset.id] = preset
        self._tell()

    def _tell(self) -> None:
        self._file.save_soon()
        self._file.when_written(lambda: self.changed.emit(None))

    def _to_json(self) -> dict[str, object]:
        presets = self._read()
        default = self._default if self._default in presets else ""
        return {"presets": [preset.to_json() for preset in presets.values()], "new_chats": default}
