"""The block of the settings with deleted chats and projects: bring one back, or remove one or all for good."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QPushButton

from turbodesk.chat.deleted import Deleted
from turbodesk.chat.moments import local_time
from turbodesk.translation import _, pgettext
from turbodesk.ui.quantities import short_date
from turbodesk.ui.settings.ask_first import ask_first
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.plain import plain_tip

_NONE = _("No deleted chats or projects.")
_ROWS = 5
"""Shown at most without scrolling."""
_TITLE = 48
"""Characters of a title, so that the day beside it is always seen."""
_PROJECT = 36
"""Of a project's name, before which stands what it is."""
_ID = Qt.ItemDataRole.UserRole
_IS_PROJECT = Qt.ItemDataRole.UserRole + 1


class DeletedChatsBlock(FormRow):
    """Shows deleted chats, and asks before any is removed for good."""

    restored = Signal(str)
    removed = Signal(list)
    """Ids of what is to be removed for good; asked about already."""

    def __init__(self) -> None:
        super().__init__(_("Recently deleted"), _NONE)
        self._list = QListWidget()
        self._list.setAccessibleName(_("Recently deleted"))
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._restore = QPushButton(_("Restore"))
        self._remove = QPushButton(_("Delete for good"))
        self._remove_all = QPushButton(_("Delete all for good"))
        self._buttons = ButtonRow(self._restore, self._remove, self._remove_all)
        for part in (self._list, self._buttons):
            self.add_beneath(part)
        self._connect()
        self.set_deleted(())

    def set_deleted(self, deleted: Sequence[Deleted]) -> None:
        """Show these chats and projects, the one deleted last first."""
        at, was_busy = self._list.currentRow(), not self._list.isEnabled()
        self._list.clear()
        for one in deleted:
            item = QListWidgetItem(_line(one))
            item.setToolTip(plain_tip(one.title))
            item.setData(_ID, one.id)
            item.setData(_IS_PROJECT, one.is_project)
            self._list.addItem(item)
        self._list.setCurrentRow(min(max(at, 0), len(deleted) - 1))
        for part in (self._list, self._buttons):
            part.setVisible(bool(deleted))
        self.set_why("" if deleted else _NONE)
        self._fit(len(deleted))
        if was_busy and deleted:
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self._restore.clicked.connect(lambda: self.restored.emit(self._chosen()))
        self._remove.clicked.connect(self._ask_for_one)
        self._remove_all.clicked.connect(self._ask_for_all)

    def _ask_for_one(self) -> None:
        chosen, item = self._chosen(), self._list.currentItem()
        is_project = item is not None and bool(item.data(_IS_PROJECT))
        ask_first(
            self,
            _("Delete this project for good?") if is_project else _("Delete this chat for good?"),
            _("Nothing can bring back its instructions and files.")
            if is_project
            else _("Nothing can bring it back, and what it cost leaves the sums."),
            keep=pgettext("a chat", "Keep it"),
            do=_("Delete it for good"),
            agreed=lambda: self._delete([chosen]),
        )

    def _ask_for_all(self) -> None:
        ids = self._ids()
        ask_first(
            self,
            _("Delete all of these for good?"),
            _("Nothing can bring them back, and what the chats cost leaves the sums."),
            keep=_("Keep them"),
            do=_("Delete them for good"),
            agreed=lambda: self._delete(ids),
        )

    def _delete(self, ids: list[str]) -> None:
        """Ask for these to be removed; until it is done, nothing else is chosen."""
        self._buttons.hide()
        self._list.setEnabled(False)
        self.removed.emit(ids)

    def _chosen(self) -> str:
        item = self._list.currentItem()
        return "" if item is None else str(item.data(_ID))

    def _ids(self) -> list[str]:
        return [str(self._list.item(at).data(_ID)) for at in range(self._list.count())]

    def _fit(self, count: int) -> None:
        self._list.setEnabled(True)
        height = self._list.sizeHintForRow(0) if count else 0
        self._list.setFixedHeight(min(count, _ROWS) * height + 2 * self._list.frameWidth() + Space.XS)


def _line(one: Deleted) -> str:
    """Return what was deleted and when, short enough to be seen whole."""
    day = local_time(one.deleted_at)
    if one.is_project:
        name = _short(one.title, _PROJECT)
        if day is None:
            return _("Project “{name}”, deleted").format(name=name)
        return _("Project “{name}”, deleted {date}").format(name=name, date=short_date(day.date()))
    title = _short(one.title, _TITLE)
    if day is None:
        return _("{title}, deleted").format(title=title)
    return _("{title}, deleted {date}").format(title=title, date=short_date(day.date()))


def _short(title: str, longest: int) -> str:
    return title if len(title) <= longest else title[:longest].rstrip() + "…"
