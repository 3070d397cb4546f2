"""The list of folders that tools may look into, chosen by the person; the same in every chat that has the tool on.

Why one list and no list for each chat: whoever chooses a folder means the computer, and switches the tool on or off in
a chat. A model is told a folder's own name and nothing of where it lies.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from turbodesk.app.preferences import Preferences
from turbodesk.chat.one_line import one_line
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import LONGEST, TOOL_FOLDERS
from turbodesk.translation import _

MOST_FOLDERS = 20


@dataclass(frozen=True, slots=True)
class ChosenFolder:
    """One folder."""

    name: str
    """What a model calls it: no other has this name."""
    path: Path


class ChosenFolders:
    """The folders, kept in the settings."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    @property
    def all(self) -> Sequence[ChosenFolder]:
        """Return the folders in the order in which they were chosen."""
        found: dict[str, ChosenFolder] = {}
        for path in self._paths():
            # not for people: what models call it
            name = plain = one_line(path.name).replace("/", " ").strip(". ") or "Folder"
            number = 2
            while name.casefold() in found:
                name, number = f"{plain} ({number})", number + 1
            found[name.casefold()] = ChosenFolder(name, path)
        return list(found.values())

    def find(self, name: str) -> ChosenFolder | None:
        """Return the folder that is called so; in any case, since people and models write either."""
        return next((one for one in self.all if one.name.casefold() == name.casefold()), None)

    def add(self, folder: Path) -> None:
        """Let tools look into a folder.

        Raises:
            ValueError: with a sentence that says why not.
        """
        path = Path(os.path.realpath(folder))
        if not path.is_dir():
            raise ValueError(_("This is no folder."))
        if path.parent == path:
            raise ValueError(_("A whole disk is too much. Choose the folders that matter."))
        paths = self._paths()
        if path in paths:
            return
        if len(paths) >= MOST_FOLDERS:
            raise ValueError(_("No more than {count} folders can be chosen.").format(count=MOST_FOLDERS))
        kept = json.dumps([*map(str, paths), str(path)], ensure_ascii=False)
        if len(kept) > LONGEST or not kept.isprintable():
            raise ValueError(_("The folder’s path is too long, or has signs in it that cannot be kept."))
        self._preferences.set(TOOL_FOLDERS, kept)

    def remove(self, folder: Path) -> None:
        """Let tools look into a folder no longer."""
        left = [str(path) for path in self._paths() if path != folder]
        self._preferences.set(TOOL_FOLDERS, json.dumps(left, ensure_ascii=False) if left else "")

    def _paths(self) -> list[Path]:
        try:
            kept = json.loads(self._preferences.get(TOOL_FOLDERS) or "[]")
        except ValueError:
            return []
        names = [one for one in kept if isinstance(one, str) and os.path.isabs(one)] if isinstance(kept, list) else []
        return [Path(one) for one in dict.fromkeys(names)][:MOST_FOLDERS]
