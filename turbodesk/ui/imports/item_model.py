"""The chats that can be imported, each with a tick: ten thousand rows without a widget each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from turbodesk.chat.moments import local_time
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.quantities import short_date

_Index = QModelIndex | QPersistentModelIndex


def day_words(at: int) -> str:
    """Return the day of a moment, such as "3 Mar 2026"; "" for what is none."""
    day = local_time(at) if at else None
    return "" if day is None else short_date(day.date())


@dataclass(frozen=True, slots=True)
class ChatChoice:
    """One chat that can be chosen; the day it last changed is said beside its title."""

    id: str
    title: str
    changed_at: int = 0
    """Milliseconds since 1970, UTC."""


class ChatChoiceItemModel(QAbstractListModel):
    """Chats with ticks, of which those whose titles hold the words looked for are listed."""

    changed = Signal()
    """Other chats are ticked."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[ChatChoice, ...] = ()
        self._rows: tuple[ChatChoice, ...] = ()
        self._left: set[str] = set()
        """Those without a tick: mostly none."""
        self.shown = QSortFilterProxyModel()
        """The same rows, for a view, which would ask Python for their number twice a row."""
        self.shown.setDynamicSortFilter(False)
        self.shown.setSourceModel(self)

    def set_chats(self, chats: Sequence[ChatChoice]) -> None:
        """List these chats, all ticked."""
        self.beginResetModel()
        self._all = self._rows = tuple(chats)
        self._left = set()
        self.endResetModel()
        self.changed.emit()

    def look_for(self, words: str) -> None:
        """List only chats with these words in their title."""
        wanted = words.casefold().split()
        self.beginResetModel()
        self._rows = tuple(
            one for one in self._all if not wanted or all(word in one.title.casefold() for word in wanted)
        )
        self.endResetModel()

    def tick_listed(self, *, ticked: bool) -> None:
        """Tick all chats that are listed, or none of them."""
        ids = {one.id for one in self._rows}
        self._left = self._left - ids if ticked else self._left | ids
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [Qt.ItemDataRole.CheckStateRole])
        self.changed.emit()

    def chosen(self) -> list[str] | None:
        """Return the ids of those with a tick; None: all of them."""
        return [one.id for one in self._all if one.id not in self._left] if self._left else None

    def count(self) -> int:
        """Return how many have a tick."""
        return len(self._all) - len(self._left)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            day = day_words(row.changed_at)  # only of those that are seen: ten thousand would hold the window up
            return f"{row.title}   {day}" if day else row.title
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Unchecked if row.id in self._left else Qt.CheckState.Checked
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        id_ = self._rows[index.row()].id
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._left.discard(id_)
        else:
            self._left.add(id_)
        self.dataChanged.emit(index, index, [role])
        self.changed.emit()
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag
        return flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsUserCheckable | flags.ItemNeverHasChildren
