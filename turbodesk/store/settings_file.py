"""Reads and writes the settings file: a flat JSON object a person may open, which nothing may lose.

Keys this version does not know are kept. A file that cannot be read is renamed and never overwritten. Both functions
block for some milliseconds: call them from a thread, except before the first window.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreUnwritable
from turbodesk.store.migrations import free_name
from turbodesk.store.paths import make_private_folder
from turbodesk.store.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """What the settings file held; read single values with `Setting.read`."""

    values: dict[str, object] = field(default_factory=dict)
    notice: FailureNote | None = None
    """What the person must be told, if anything."""
    set_aside: Path | None = None
    """The new name of a damaged file."""


def load(path: Path) -> LoadedSettings:
    """Read the settings file. Never raises: a missing one is empty, a damaged one is set aside."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return LoadedSettings()
    except OSError as error:
        return LoadedSettings(notice=_unreadable(path, str(error)))
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        return _set_aside(path, str(error))
    return LoadedSettings(values) if isinstance(values, dict) else _set_aside(path, "not a JSON object")


def save(path: Path, changes: Mapping[str, object]) -> None:
    """Write `changes` over what the file holds; keys not among them stay. Safe against a crash at any moment.

    Raises:
        StoreUnwritable: it cannot be written, or cannot be read and so not be kept.
    """
    path = path.resolve()  # a file kept elsewhere through a link stays there
    try:
        make_private_folder(path.parent)
        loaded = load(path)
        if loaded.notice is not None and loaded.set_aside is None:
            raise StoreUnwritable(loaded.notice.detail, sentence="The settings could not be saved.")
        text = json.dumps({**loaded.values, **changes}, indent=2, sort_keys=True) + "\n"
        write_whole(path, lambda file: file.write(text.encode()))
    except OSError as error:
        raise StoreUnwritable(f"{path}\n{error}", sentence="The settings could not be saved.") from error


def _set_aside(path: Path, detail: str) -> LoadedSettings:
    aside = free_name(path, "damaged")
    try:
        path.rename(aside)
    except OSError as error:
        return LoadedSettings(notice=_unreadable(path, str(error)))
    note = StoreDamaged(
        f"Set aside: {aside}\n{detail}",
        sentence=f"The settings in {path.name} could not be read and are as on the first day.",
        advice=f"The damaged file is kept as {aside.name}.",
    ).note
    return LoadedSettings(notice=note, set_aside=aside)


def _unreadable(path: Path, detail: str) -> FailureNote:
    return StoreDamaged(
        f"{path}\n{detail}",
        sentence=f"The settings in {path.name} could not be read, so they are as on the first day and are not saved.",
        advice="Check who may read and write the file.",
    ).note
