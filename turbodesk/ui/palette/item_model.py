"""The palette's list as a model: rows in their groups, each group under its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.quantities import listed
from turbodesk.ui.widgets.moment_wording import when_words

Index = QModelIndex | QPersistentModelIndex


class PaletteGroup(StrEnum):
    """What the rows are."""

    COMMANDS = "commands"
    PROJECTS = "projects"
    CHATS = "chats"
    SAID = "said"
    STARRED = "starred"


_HEADINGS = {
    PaletteGroup.COMMANDS: _("Commands"),
    PaletteGroup.PROJECTS: _("Projects"),
    PaletteGroup.CHATS: _("Chats"),
    PaletteGroup.SAID: _("Said in chats"),
    PaletteGroup.STARRED: _("Starred"),
}
"""What stands above them."""


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """One thing the palette can do."""

    id: str
    title: str
    note: str = ""
    """Stands behind the title, muted, such as where it is; without one, when it was (`at`) does."""
    group: PaletteGroup = PaletteGroup.COMMANDS
    shortcut: str = ""
    """As this system writes it."""
    icon: str = ""
    further: str = ""
    """More words it is found by."""
    enabled: bool = True
    is_listed: bool = True
    """Whether it is offered while nothing is typed."""
    at: int = 0
    """A moment in milliseconds since 1970, UTC. Put in words for what is shown alone: there may be 10,000 rows."""
    found: tuple[int, ...] = ()
    """Which characters of the title were looked for, where that is known beforehand."""


@dataclass(frozen=True, slots=True)
class PaletteHeading:
    """The name of a group; it cannot be chosen."""

    title: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with the positions of the letters that fit."""

    row: PaletteRow
    positions: tuple[int, ...] = ()


class PaletteItemModel(QAbstractListModel):
    """The rows that fit what was typed."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[ShownRow | PaletteHeading] = []

    def show(self, rows: Sequence[ShownRow]) -> None:
        """Replace all rows; a heading stands above each run of one group."""
        self.beginResetModel()
        self._lines = []
        group: PaletteGroup | None = None
        for shown in rows:
            if shown.row.group is not group:
                group = shown.row.group
                self._lines.append(PaletteHeading(_HEADINGS[group]))
            self._lines.append(shown)
        self.endResetModel()

    def line(self, index: Index) -> ShownRow | PaletteHeading:
        """Return what stands at an index."""
        return self._lines[index.row()]

    def row(self, at: int) -> PaletteRow | None:
        """Return the row at position `at`; None for a heading, and for no position."""
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        return line.row if isinstance(line, ShownRow) else None

    def takeable(self) -> list[int]:
        """Return the positions of the rows that can be taken."""
        return [at for at in range(len(self._lines)) if (row := self.row(at)) is not None and row.enabled]

    def position_of(self, row_id: str) -> int:
        """Return where the row of an id stands; -1 where it is not shown."""
        ids = ((at, self.row(at)) for at in range(len(self._lines)))
        return next((at for at, row in ids if row is not None and row.id == row_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        title = line.row.title if isinstance(line, ShownRow) else line.title
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(line.row) if isinstance(line, ShownRow) else title
            case _:
                return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        is_takeable = row is not None and row.enabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if is_takeable else Qt.ItemFlag.NoItemFlags


def spoken(row: PaletteRow) -> str:
    """Return a row as it is read out."""
    return listed((row.title, note_of(row), row.shortcut))


def note_of(row: PaletteRow) -> str:
    """Return what stands behind a row's title now."""
    if row.note or not row.at:
        return row.note
    return when_words(row.at, dt.datetime.now().astimezone())
