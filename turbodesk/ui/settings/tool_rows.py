"""The rows of the tools' page that are no settings: chosen folders, notes, and changes that can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QPushButton

from turbodesk.chat.moments import local_time
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.quantities import listed, short_date, time_of_day
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.plain import plain_tip

_FOLDERS = _(
    "Tools that look into folders see these and nothing else, in chats where you switch them on. Hidden files, links, "
    "and what looks like a key or a password are left out."
)
_NOTES = _(
    "What models note for later chats: Markdown files that you may change, each project’s in a folder of its own."
)
_CHANGES = _("What was before a tool changed a file or a note is kept here, the last 200 times.")
_NO_CHANGES = _("No tool has changed anything.")
_ROWS = 5
"""Shown at most without scrolling."""
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class UndoChoice:
    """A change that can be undone, as the page shows it."""

    id: str
    words: str
    at: int
    """Milliseconds since 1970, UTC."""


class _ListRow(FormRow):
    """A list of lines with buttons beneath, and a sentence on what came of them."""

    def __init__(self, title: str, why: str, *buttons: QPushButton) -> None:
        super().__init__(title, why)
        self._list = QListWidget()
        self._list.setAccessibleName(title)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._outcome = note()
        self._outcome.hide()
        self.add_beneath(self._list)
        self.add_beneath(ButtonRow(*buttons))
        self.add_beneath(self._outcome)

    def tell(self, words: str) -> None:
        """Say what came of what was pressed, "" for nothing."""
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))
        announce(self, words)

    def _show(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show lines, each with what it stands for."""
        at = self._list.currentRow()
        self._list.clear()
        for words, key in lines:
            item = QListWidgetItem(words)
            item.setToolTip(plain_tip(words))
            item.setData(_KEY, key)
            self._list.addItem(item)
        self._list.setCurrentRow(min(max(at, 0), len(lines) - 1))
        self._list.setVisible(bool(lines))
        height = self._list.sizeHintForRow(0) if lines else 0
        self._list.setFixedHeight(min(len(lines), _ROWS) * height + 2 * self._list.frameWidth() + Space.XS)
        self.updateGeometry()

    def _chosen(self) -> str:
        item = self._list.currentItem()
        return "" if item is None else str(item.data(_KEY))


class ToolFoldersRow(_ListRow):
    """The folders that tools may look into."""

    add_requested = Signal()
    removed = Signal(str)
    """The path of a folder that tools may look into no longer."""

    def __init__(self) -> None:
        self._add = QPushButton(_("Add a folder…"))
        self._remove = QPushButton(_("Remove"))
        self._remove.setAccessibleName(_("Remove the folder from the list"))
        super().__init__(_("Folders"), _FOLDERS, self._add, self._remove)
        self._add.clicked.connect(self.add_requested)
        self._remove.clicked.connect(lambda: self.removed.emit(self._chosen()))
        self.set_folders(())

    def set_folders(self, paths: Sequence[str]) -> None:
        """Show these folders."""
        had_focus = self._remove.hasFocus()
        self._show([(path, path) for path in paths])
        self._remove.setVisible(bool(paths))
        if had_focus and not paths:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)


class NotesRow(FormRow):
    """The notes that models keep."""

    open_requested = Signal()

    def __init__(self) -> None:
        show = QPushButton(_("Open folder"))
        show.setAccessibleName(_("Open the folder with the notes"))
        super().__init__(_("Notes"), _NOTES, show)
        show.clicked.connect(self.open_requested)


class ToolChangesRow(_ListRow):
    """What tools have changed and can be undone."""

    undone = Signal(str)
    """The id of a change to undo."""

    def __init__(self) -> None:
        self._undo = QPushButton(_("Undo"))
        self._undo.setAccessibleName(_("Undo the change"))
        super().__init__(_("Changes by tools"), _NO_CHANGES, self._undo)
        self._undo.clicked.connect(lambda: self.undone.emit(self._chosen()))
        self.set_changes(())

    def set_changes(self, changes: Sequence[UndoChoice]) -> None:
        """Show these changes, the newest first."""
        self._show([(listed((one.words, _when(one.at))), one.id) for one in changes])
        self._undo.setVisible(bool(changes))
        self.set_why(_CHANGES if changes else _NO_CHANGES)


def _when(at_ms: int) -> str:
    day = local_time(at_ms)
    # Translators: such as "29 Nov 2026, 14:02"
    words = _("{date}, {time}")
    return "" if day is None else words.format(date=short_date(day.date()), time=time_of_day(day.time()))
