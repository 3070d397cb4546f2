"""Chooses several chats of the list, by Ctrl and Shift as in any list of files."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from turbodesk.ui.sidebar.item_model import ChatItemModel


class ChosenChats(QObject):
    """Which chats of a list are chosen. `rows` shows their boxes; those that leave the list are chosen no longer."""

    changed = Signal()

    def __init__(self, rows: ChatItemModel, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self._ids: frozenset[str] = frozenset()
        self._start: str | None = None
        for told in (rows.rowsRemoved, rows.modelReset):
            told.connect(self._prune)

    @property
    def ids(self) -> tuple[str, ...]:
        """Those chosen, from top to bottom."""
        return tuple(id_ for id_ in self._rows.ids() if id_ in self._ids) if self._ids else ()

    def toggle(self, id_: str) -> None:
        """Choose a chat, or no longer."""
        self._start = id_
        self._set(self._ids ^ {id_})

    def extend_to(self, id_: str, *, start: str | None) -> None:
        """Choose all from the one toggled last, or else `start`, to this one."""
        ids = self._rows.ids()
        if self._start not in ids:
            self._start = start if start in ids else id_
        first, last = sorted((ids.index(self._start or id_), ids.index(id_)))
        self._set(frozenset(ids[first : last + 1]))

    def choose_all(self) -> None:
        """Choose every chat of the list."""
        self._set(frozenset(self._rows.ids()))

    def clear(self) -> None:
        """Choose none."""
        self._start = None
        self._set(frozenset())

    def _prune(self) -> None:
        if self._ids:
            self._set(self._ids & frozenset(self._rows.ids()))

    def _set(self, ids: frozenset[str]) -> None:
        if ids != self._ids:
            self._ids = ids
            self._rows.set_chosen(ids or None)
            self.changed.emit()
