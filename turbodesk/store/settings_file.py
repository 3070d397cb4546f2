"""Reads and writes the settings file: a flat JSON object a person may open, which nothing may lose.

Keys this version does not know are kept. A file that cannot be read is renamed and never overwritten. What JSON allows
and nothing here can use, such as half a character or a number without end, is left out where it is read and told in the
log; it stays in the file, and a copy of the file is made before it is written over. Both functions block for some
milliseconds: call them from a thread, except before the first window.
"""

from __future__ import annotations

import json
import logging
import math
import shutil
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreUnwritable
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.migrations import free_name
from turbodesk.store.paths import make_private_folder
from turbodesk.store.whole_file import write_whole
from turbodesk.translation import _

log = logging.getLogger(__name__)

_DEEPEST = 60
"""Levels of lists and objects; nothing of ours has more than ten."""
_LARGEST = 2**63
"""Numbers that are not smaller fit into no field, no database and no widget."""
_NOTHING = object()


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
    read = _read(path)
    left_out: list[str] = []
    values = _sound(read.values, left_out)
    if left_out:
        log.warning("%s holds what cannot be used, and defaults hold for it: %s", path.name, ", ".join(left_out[:20]))
    return replace(read, values=values)


def _read(path: Path) -> LoadedSettings:
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
    if not isinstance(values, dict):
        return _set_aside(path, "not a JSON object")  # not for people
    # not for people
    return LoadedSettings(values) if _depth_fits(values) else _set_aside(path, "lists within lists without end")


def _depth_fits(value: object, left: int = _DEEPEST) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_depth_fits(one, left - 1) for one in inner)


def _sound(values: dict[str, object], left_out: list[str], at: str = "") -> dict[str, object]:
    """Return what of an object can be used; the names of the rest are added to `left_out`."""
    found: dict[str, object] = {}
    for key, value in values.items():
        name = f"{at}{ascii(key)[1:-1]}"
        one = _sound_value(value, left_out, f"{name}.") if _can_be_text(key) else _NOTHING
        if one is _NOTHING:
            left_out.append(name)
        else:
            found[key] = one
    return found


def _sound_value(value: object, left_out: list[str], at: str) -> object:
    match value:
        case str():
            return value if _can_be_text(value) else _NOTHING
        case int():
            return value if -_LARGEST < value < _LARGEST else _NOTHING
        case float():
            return value if math.isfinite(value) else _NOTHING
        case dict():
            return _sound(value, left_out, at)
        case list():
            items = [_sound_value(one, left_out, at) for one in value]
            left_out += [at] * items.count(_NOTHING)
            return [item for item in items if item is not _NOTHING]
    return value


def _can_be_text(text: str) -> bool:
    """Whether text has no half of a surrogate pair, which no file, key store or address takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def save(path: Path, changes: Mapping[str, object]) -> None:
    """Write `changes` over what the file holds; keys not among them stay. Safe against a crash at any moment.

    Raises:
        StoreUnwritable: it cannot be written, or cannot be read and so not be kept.
    """
    path = path.resolve()  # a file kept elsewhere through a link stays there
    try:
        make_private_folder(path.parent)
        loaded = _read(path)
        if loaded.notice is not None and loaded.set_aside is None:
            raise StoreUnwritable(loaded.notice.detail, sentence=_("The settings could not be saved."))
        unsound: list[str] = []
        _sound({key: loaded.values[key] for key in changes.keys() & loaded.values.keys()}, unsound)
        if unsound:
            shutil.copy2(path, free_name(path, "damaged"))
        text = json.dumps({**loaded.values, **changes}, indent=2, sort_keys=True) + "\n"
        write_whole(path, lambda file: file.write(text.encode()), private=True)
    except OSError as error:
        raise StoreUnwritable(f"{path}\n{error}", sentence=_("The settings could not be saved.")) from error


def _set_aside(path: Path, detail: str) -> LoadedSettings:
    aside = free_name(path, "damaged")
    try:
        path.rename(aside)
    except OSError as error:
        return LoadedSettings(notice=_unreadable(path, str(error)))
    note = StoreDamaged(
        f"Set aside: {aside}\n{detail}",  # not for people
        sentence=_("The settings in {file} could not be read and are as on the first day.").format(file=path.name),
        advice=_("The damaged file is kept as {other}.").format(other=aside.name),
    ).note
    return LoadedSettings(notice=note, set_aside=aside)


def _unreadable(path: Path, detail: str) -> FailureNote:
    return StoreDamaged(
        f"{path}\n{detail}",
        sentence=_(
            "The settings in {file} could not be read, so they are as on the first day and are not saved."
        ).format(file=path.name),
        advice=_("Check who may read and write the file."),
    ).note
