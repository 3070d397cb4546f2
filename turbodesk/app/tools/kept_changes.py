"""Keeps what was before a tool changed a file or a note, so that the person can have it back.

One file in the data folder for each change: what lay where, and what the tool made of it. A change is undone only where
all is still as the tool left it; what somebody has written since is never lost for it.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
from contextlib import suppress
from pathlib import Path

from turbodesk.app.folders.change_result import ChangeKind, ChangeResult
from turbodesk.app.folders.confined import ConfinedFolder, FolderRefused
from turbodesk.app.signal import Signal
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.paths import make_private_folder
from turbodesk.store.whole_file import write_whole
from turbodesk.translation import _

MOST_KEPT = 200
"""Changes; the oldest goes for each that is more."""
MOST_BYTES = 5_000_000
"""Of a file that a tool may change: what was in it is kept whole."""

MOST_ALL = 100_000_000
"""Bytes of all that is kept."""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a change."""

    parts: tuple[str, ...]
    """From the folder's root on."""
    before: bytes | None
    """None: there was none."""
    after: bytes | None
    """None: it is gone."""


@dataclass(frozen=True, slots=True)
class KeptChange:
    """What one call of a tool changed."""

    id: str
    at: int
    """Milliseconds since 1970, UTC."""
    title: str
    """What was done, such as "“plan.md” was changed", in the language of today where that is known."""
    root: str
    """The folder it was done in."""
    files: tuple[tuple[tuple[str, ...], bytes | None, str], ...]
    """Of each file its names from the root on, what was in it, and the hash of what it was made, "" for none."""
    result: ChangeResult | None = None
    """The same as `title` in data; None for what an older TurboDesk kept."""


class KeptChanges:
    """The changes that can be undone. All but `made` blocks: call it on a thread."""

    def __init__(self, folder: Path, made: Signal[KeptChange] | None = None) -> None:
        """`folder` is where they are kept."""
        self.made: Signal[KeptChange] = made or Signal()
        """A tool has changed something; told on the event loop's thread by whoever ran it."""
        self._folder = folder

    def keep(self, result: ChangeResult, root: Path, *files: ChangedFile) -> KeptChange:
        """Write down what is about to be changed; before it is.

        Raises:
            FolderRefused: it cannot be kept, so nothing may be changed.
        """
        told = tuple((one.parts, one.before, _hash(one.after)) for one in files)
        change = KeptChange(new_id(), now_ms(), result.words, str(root), told, result)
        try:
            make_private_folder(self._folder)
            write_whole(self._folder / f"{change.id}.json", lambda file: file.write(_written(change)), private=True)
            self._make_room()
        except OSError as error:
            raise FolderRefused(
                # not for people: for the model
                f"What was before could not be kept, so nothing was changed: {error.strerror}."
            ) from None
        return change

    def _make_room(self) -> None:
        """Let the oldest go; the newest stays in any case."""
        kept = sorted(self._folder.glob("*.json"), reverse=True)
        sizes = itertools.accumulate(path.stat().st_size for path in kept)
        for number, (path, size) in enumerate(zip(kept, sizes, strict=True)):
            if number and (number >= MOST_KEPT or size > MOST_ALL):
                path.unlink(missing_ok=True)

    def all(self) -> list[KeptChange]:
        """Return the changes, the newest first; what cannot be read is left out."""
        found = [_read(path) for path in sorted(self._folder.glob("*.json"), reverse=True)[:MOST_KEPT]]
        return [one for one in found if one is not None]

    def undo(self, change_id: str) -> str:
        """Put back what was before a change, and say in a sentence what came of it.

        Raises:
            FolderRefused: it cannot be undone; nothing was.
        """
        path = self._folder / f"{change_id}.json"
        change = _read(path) if change_id.replace("-", "").isalnum() else None
        if change is None:
            raise FolderRefused(_("What was before is no longer kept."))
        folder = ConfinedFolder(Path(change.root))
        for parts, _before, after in change.files:
            if _hash(_content(folder, parts)) != after:
                raise FolderRefused(_("“{name}” has been changed since, so nothing was undone.").format(name=parts[-1]))
        for parts, before, after in change.files:
            try:
                if before is not None:
                    folder.write(parts, before)
                elif after:
                    folder.remove(parts)
            except FolderRefused as refused:  # which says so in the model's words
                sentence = _("“{name}” could not be put back as it was.").format(name=parts[-1])
                raise FolderRefused(sentence) from refused
        path.unlink(missing_ok=True)
        return _("It is as it was before.")

    def forget(self, change: KeptChange) -> None:
        """Keep a change no longer that did not come about."""
        with suppress(OSError):
            (self._folder / f"{change.id}.json").unlink(missing_ok=True)


def _content(folder: ConfinedFolder, parts: tuple[str, ...]) -> bytes | None:
    try:
        return folder.read(parts, 2 * MOST_BYTES)
    except FolderRefused:
        return None


def _hash(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _written(change: KeptChange) -> bytes:
    files = [
        {"parts": parts, "before": None if before is None else base64.b64encode(before).decode(), "after": after}
        for parts, before, after in change.files
    ]
    kept: dict[str, object] = {"at": change.at, "title": change.title, "root": change.root, "files": files}
    if (result := change.result) is not None:
        kept["result"] = [result.kind, result.name, result.count]
    return json.dumps(kept).encode()


def _result(raw: object) -> ChangeResult | None:
    """Return what was done, None where it was kept in words alone, or by a newer TurboDesk."""
    match raw:
        case [str(kind), str(name), int(count)] if kind in set(ChangeKind):
            return ChangeResult(ChangeKind(kind), name, count)
    return None


def _read(path: Path) -> KeptChange | None:
    try:
        raw = json.loads(path.read_bytes())
        files = tuple(
            (
                tuple(map(str, one["parts"])),
                None if one["before"] is None else base64.b64decode(one["before"]),
                str(one["after"]),
            )
            for one in raw["files"]
        )
        root = str(raw["root"])
        result = _result(raw.get("result"))
        title = str(raw["title"]) if result is None else result.words
        return KeptChange(path.stem, int(raw["at"]), title, root, files, result) if os.path.isabs(root) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
