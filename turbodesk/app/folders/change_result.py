"""Says what became of a file or a note that a tool changed. Kept as data, since it may be read in another language."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext


class ChangeKind(StrEnum):
    """What was done; the values are kept in files."""

    FILE_MADE = "file-made"
    FILE_CHANGED = "file-changed"
    NOTE_MADE = "note-made"
    NOTE_CHANGED = "note-changed"
    NOTE_DELETED = "note-deleted"
    NOTE_RENAMED = "note-renamed"


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """What was done to what."""

    kind: ChangeKind
    name: str
    """Of the file or the note; of several notes that of their folder."""
    count: int = 1
    """How many notes."""

    @property
    def words(self) -> str:
        """Return a line such as "“plan.md” was changed", which ends without a full stop."""
        return _sentence(self.kind, self.count).format(name=self.name, count=self.count)


def _sentence(kind: ChangeKind, count: int) -> str:
    match kind:
        case ChangeKind.FILE_MADE:
            return _("“{name}” was made")
        case ChangeKind.FILE_CHANGED:
            return _("“{name}” was changed")
        case ChangeKind.NOTE_MADE:
            return _("The note “{name}” was made")
        case ChangeKind.NOTE_CHANGED:
            return _("The note “{name}” was changed")
        case ChangeKind.NOTE_DELETED if count == 1:
            return _("The note “{name}” was deleted")
        case ChangeKind.NOTE_DELETED:
            # Translators: {name} is the folder of the notes.
            return ngettext("{count} note of “{name}” was deleted", "{count} notes of “{name}” were deleted", count)
        case ChangeKind.NOTE_RENAMED if count == 1:
            return _("The note “{name}” was renamed")
        case ChangeKind.NOTE_RENAMED:
            # Translators: {name} is the folder of the notes.
            return ngettext("{count} note of “{name}” was renamed", "{count} notes of “{name}” were renamed", count)
        case _:
            assert_never(kind)
