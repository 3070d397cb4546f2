"""The files of the Markdown folder: their names, and writing and removing them so that nothing of a person's is lost.

Each file that was written is remembered with its size and its time. One that is another by then was changed by
somebody: it is kept under a name of its own before it is written over, and never removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from turbodesk.app.file_names import fit, fitting_name
from turbodesk.app.new_file import write_new_file
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.settings_file import load
from turbodesk.store.whole_file import write_whole
from turbodesk.translation import _

ENDING = ".md"
_CHANGED = _(" (changed by hand)")
_OTHERWISE = _("Chat")


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file that was written, or is about to be."""

    name: str
    """Its path in the folder, with "/"."""
    stamp: str = ""
    """What it shows of a chat, as `stamp_of` names it; "" while it is not written."""
    size: int = -1
    time_ns: int = -1
    """When it was written, as the file system says it."""


class FolderFiles:
    """The files in one folder, by the id of their chat. Everything here blocks, and is for one thread at a time."""

    def __init__(self, folder: Path, index: Path) -> None:
        """`index` is the file that remembers what was written; what it says of another folder is forgotten."""
        self.folder, self._index = folder, index
        self._files: dict[str, WrittenFile] = {}
        values = load(index).values
        if values.get("folder") == str(folder):
            self._files = dict(_read(values.get("files")))
        self._taken = {one.name.casefold() for one in self._files.values()}

    def __len__(self) -> int:
        return len(self._files)

    def ids(self) -> frozenset[str]:
        """Return the ids of the chats that have a file."""
        return frozenset(self._files)

    def stamp(self, chat_id: str) -> str:
        """Return what a chat's file shows of it; "" where there is none."""
        found = self._files.get(chat_id)
        return found.stamp if found is not None else ""

    def claim(self, wanted: Mapping[str, tuple[str, str]]) -> None:
        """Remember where chats are about to be written: by id, the title and the name of the project ("" for none).

        Whatever ends the program before they are written, the next run knows these files for its own.
        """
        for chat_id, (title, project) in wanted.items():
            old = self._files.get(chat_id)
            if old is not None:
                if _is_for(old.name, title, project):
                    continue
                self.remove(chat_id)
            name = self._free(title, project)
            self._taken.add(name.casefold())
            self._files[chat_id] = WrittenFile(name)
        self.save()

    def write(self, chat_id: str, text: str, stamp: str) -> None:
        """Write a chat into the file that was claimed for it.

        Raises:
            StoreFailure: it cannot be written.
        """
        known = self._files[chat_id]
        path = self._path(known)
        content = text.encode("utf-8", "replace")
        if known.stamp and _is_changed(path, known):
            path.rename(_free(path.with_name(f"{path.stem}{_CHANGED}{ENDING}")))
        with suppress(OSError):  # where it is none, the writing says so
            path.parent.mkdir(exist_ok=True)
        write_new_file(path, lambda file: file.write(content))
        now = path.stat()
        self._files[chat_id] = WrittenFile(known.name, stamp, now.st_size, now.st_mtime_ns)

    def remove(self, chat_id: str) -> None:
        """Remove a chat's file, unless somebody changed it; and the folder of a project that is empty then."""
        known = self._files.pop(chat_id)
        self._taken.discard(known.name.casefold())
        path = self._path(known)
        with suppress(OSError):
            if known.stamp and not _is_changed(path, known):
                path.unlink()
                if path.parent != self.folder:
                    path.parent.rmdir()  # which fails where something is in it

    def save(self) -> None:
        """Write down what was written."""
        files = {id_: [one.name, one.stamp, one.size, one.time_ns] for id_, one in self._files.items()}
        text = json.dumps({"folder": str(self.folder), "files": files}, ensure_ascii=False).encode("utf-8", "replace")
        write_whole(self._index, lambda file: file.write(text), private=True)

    def _path(self, one: WrittenFile) -> Path:
        return self.folder / PurePosixPath(one.name)

    def _free(self, title: str, project: str) -> str:
        """Return a name that no other chat's file and nothing in the folder has, whatever letters are large in it."""
        number = 1
        while True:
            name = _name(title if number == 1 else f"{title} {number}", project)
            if name.casefold() not in self._taken and not (self.folder / name).exists():
                return name
            number += 1


def _name(title: str, project: str) -> str:
    name = fitting_name(title, ENDING, otherwise=_OTHERWISE)
    folder = fitting_name(project, "", otherwise=_("Project")) if project else ""
    return f"{folder}/{name}" if folder else name


def _is_for(name: str, title: str, project: str) -> bool:
    """Whether a file's name is one that a title in a project gets, whatever number it ends in."""
    stem, wanted = name.removesuffix(ENDING), _name(title, project).removesuffix(ENDING)
    return stem == wanted or (stem.startswith(f"{wanted} ") and stem[len(wanted) + 1 :].isdecimal())


def _is_changed(path: Path, known: WrittenFile) -> bool:
    """Whether somebody changed a file after it was written; one that is not there was not changed."""
    try:
        now = path.stat()
    except OSError:
        return False
    return (now.st_size, now.st_mtime_ns) != (known.size, known.time_ns)


def _free(path: Path) -> Path:
    free, number = path, 2
    while free.exists():
        free, number = path.with_name(f"{path.stem} {number}{path.suffix}"), number + 1
    return free


def _read(raw: Any) -> Iterable[tuple[str, WrittenFile]]:
    """Read what an index says; what is none of ours, or would lead out of the folder, is left out."""
    for chat_id, entry in raw.items() if isinstance(raw, dict) else ():
        match entry:
            case [str() as name, str() as stamp, int() as size, int() as time_ns] if _is_inside(name):
                yield chat_id, WrittenFile(name, stamp, size, time_ns)


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= 2 and name.endswith(ENDING) and all(part == fit(part) or part[:1] == "_" for part in parts)
