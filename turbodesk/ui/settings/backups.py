"""The block of the settings with the backups of all chats: make one now, put one back, take that back, remove one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListWidget, QListWidgetItem, QPushButton, QWidget

from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.quantities import number, short_date, size, time_of_day
from turbodesk.ui.settings.ask_first import ask_first
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.plain import plain_tip

_WHY = _(
    "A copy of all chats and their files is made once a day and before each update, on this computer. Restoring one "
    "puts it in place of the chats you have now, which are backed up first."
)
_ROWS = 5
"""Shown at most without scrolling."""
_PATH = Qt.ItemDataRole.UserRole


class BackupsBlock(FormRow):
    """Shows what backups there are; asks before one is removed. Whoever hears a request answers with `show_outcome`."""

    make_requested = Signal()
    restore_requested = Signal(Path)
    undo_requested = Signal()
    remove_requested = Signal(Path)

    def __init__(self) -> None:
        super().__init__(_("Backups"), _WHY)
        self._list = QListWidget()
        self._list.setAccessibleName(_("Backups"))
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._restore = QPushButton(_("Restore"))
        self._restore.setAccessibleName(_("Restore the chosen backup"))
        self._make = QPushButton(_("Back up now"))
        self._remove = QPushButton(_("Delete…"))
        self._remove.setAccessibleName(_("Delete the chosen backup…"))
        self._undo = QPushButton(_("Undo restore"))
        self._outcome = note()
        for part in (self._list, ButtonRow(self._restore, self._make, self._remove, self._undo), self._outcome):
            self.add_beneath(part)
        self._restore.clicked.connect(self._ask_to_restore)
        self._make.clicked.connect(self.make_requested)
        self._undo.clicked.connect(self.undo_requested)
        self._remove.clicked.connect(self._ask_to_remove)
        self._waits_at: QWidget | None = self
        """Where the focus has gone from here while something is done; this itself: it was not here."""
        self._undo.hide()
        self._outcome.hide()
        self.set_backups(())

    def set_backups(self, backups: Sequence[Backup]) -> None:
        """Show these, in their order; the one that was chosen stays so, else it is the first."""
        chosen = self._chosen()
        self._list.clear()
        for one in backups:
            item = QListWidgetItem(_line(one))
            item.setToolTip(plain_tip(_line(one)))
            item.setData(_PATH, one.path)
            self._list.addItem(item)
        paths = [one.path for one in backups]
        self._list.setCurrentRow(paths.index(chosen) if chosen in paths else 0)
        for part in (self._list, self._restore, self._remove):
            part.setVisible(bool(backups))
        height = self._list.sizeHintForRow(0) if backups else 0
        self._list.setFixedHeight(min(len(backups), _ROWS) * height + 2 * self._list.frameWidth() + Space.XS)
        self.updateGeometry()

    def show_busy(self, words: str) -> None:
        """Say what is being done; meanwhile nothing else is offered."""
        buttons = (self._restore, self._make, self._remove, self._undo)
        had_focus = QApplication.focusWidget() in (*buttons, self._list)
        self._set_enabled(is_enabled=False)
        self._waits_at = QApplication.focusWidget() if had_focus else self
        self._tell(words)

    def show_outcome(self, words: str, *, can_undo: bool = False) -> None:
        """Say how it ended, "" for nothing to say, and offer to take it back where that can be."""
        # Whoever has gone on elsewhere meanwhile stays there; Qt itself moves the focus off what is switched off.
        may_take_focus = self._waits_at is not self and QApplication.focusWidget() is self._waits_at
        self._waits_at = self
        self._set_enabled(is_enabled=True)
        self._undo.setVisible(can_undo)
        if may_take_focus:
            (self._undo if can_undo else self._make).setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell(words)

    def _tell(self, words: str) -> None:
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))
        self.updateGeometry()
        announce(self, words)

    def _set_enabled(self, *, is_enabled: bool) -> None:
        for part in (self._list, self._restore, self._make, self._remove, self._undo):
            part.setEnabled(is_enabled)

    def _chosen(self) -> Path | None:
        item = self._list.currentItem()
        path = None if item is None else item.data(_PATH)
        return path if isinstance(path, Path) else None

    def _ask_to_restore(self) -> None:
        if (path := self._chosen()) is not None:
            self.restore_requested.emit(path)

    def _ask_to_remove(self) -> None:
        if (path := self._chosen()) is not None:
            ask_first(
                self,
                _("Delete this backup?"),
                _("Nothing can bring it back. The chats you have now stay."),
                keep=pgettext("a backup", "Keep it"),
                do=_("Delete it"),
                agreed=lambda: self.remove_requested.emit(path),
            )


def backup_day(backup: Backup) -> str:
    """Return when a backup was made, as people write it."""
    moment = dt.datetime.fromtimestamp(backup.made_at / 1000)
    return _("{day}, {time}").format(day=short_date(moment.date()), time=time_of_day(moment.time()))


def chats(count: int) -> str:
    """Return how many chats there are, in words."""
    return ngettext("{count} chat", "{count} chats", count).format(count=number(count))


def _line(backup: Backup) -> str:
    day, count, bytes_ = backup_day(backup), chats(backup.chats), size(backup.size)
    match backup.kind:
        case BackupKind.DAILY:
            # Translators: a line of the list of backups: when it was made, "12 chats", "3.4 MB"
            return _("{day} · {chats} · {size}").format(day=day, chats=count, size=bytes_)
        case BackupKind.UPDATE:
            return _("{day} · {chats} · {size} · before an update").format(day=day, chats=count, size=bytes_)
        case BackupKind.BEFORE:
            return _("{day} · {chats} · {size} · before a restore").format(day=day, chats=count, size=bytes_)
