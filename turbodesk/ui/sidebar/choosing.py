"""Chooses several chats of the list, by Ctrl and Shift as in any list of files."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from turbodesk.ui.sidebar.item_model import ChatItemModel

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class ChosenChats(QObject):
    """Which chats of a list are chosen. `rows` shows their boxes; those that leave the list are chosen no longer."""

    changed = Signal()
    deletion_requested = Signal()
    """All of them shall be deleted."""

    def __init__(self, rows: ChatItemModel, view: QListView) -> None:
        super().__init__(view)
        self._rows, self._view = rows, view
        self._ids: frozenset[str] = frozenset()
        self._start: str | None = None
        for told in (rows.rowsRemoved, rows.modelReset):
            told.connect(self._prune)

    @property
    def ids(self) -> tuple[str, ...]:
        """Those chosen, from top to bottom."""
        return tuple(id_ for id_ in self._rows.ids() if id_ in self._ids) if self._ids else ()

    @property
    def are_any(self) -> bool:
        """Whether any is chosen."""
        return bool(self._ids)

    def has(self, id_: str) -> bool:
        """Return whether a chat is chosen."""
        return id_ in self._ids

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means for the chats that are chosen; False for one that means nothing there."""
        here = self._rows.conversation(self._view.currentIndex())
        is_ctrl, is_shift = (bool(event.modifiers() & one) for one in (_CTRL, _SHIFT))
        match event.key():
            case _ if self._rows.is_filtered:
                return False
            case Qt.Key.Key_Escape if self.are_any:
                self.clear()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self.are_any:
                self.deletion_requested.emit()
            case Qt.Key.Key_A if is_ctrl:
                self.choose_all()
            case Qt.Key.Key_Space if here is not None and (is_ctrl or self.are_any):
                self.toggle(here.id)
            case Qt.Key.Key_Up | Qt.Key.Key_Down if is_shift and here is not None:
                action = QAbstractItemView.CursorAction
                up = event.key() == Qt.Key.Key_Up
                to = self._view.moveCursor(action.MoveUp if up else action.MoveDown, Qt.KeyboardModifier.NoModifier)
                self._view.selectionModel().setCurrentIndex(to, QItemSelectionModel.SelectionFlag.NoUpdate)
                if (there := self._rows.conversation(to)) is not None:
                    self.extend_to(there.id, start=here.id)
            case _:
                return False
        return True

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
