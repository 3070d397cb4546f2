"""The page that says where the conversations are, which were deleted, and whether news of TurboDesk are wanted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton, QWidget

from turbodesk.app.updates import source
from turbodesk.settings import NEWS, Section
from turbodesk.translation import _
from turbodesk.ui.quantities import sentences, size
from turbodesk.ui.settings.backups import BackupsBlock
from turbodesk.ui.settings.deleted import DeletedChatsBlock
from turbodesk.ui.settings.live_folder import LiveFolderRow
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.plain import set_tip

_FOLDER = _("Chats and settings stay on this computer. The key is not among them.")
_SYNCED = _(
    "Chats and settings are on this computer. Sealed copies of the chats are in your storage, for your other computers "
    "alone. The key is not among them."
)
_ARCHIVE = _(
    "All chats and their files in one zip file, without keys, for a copy or for another computer. Importing brings "
    "chats of ChatGPT, Claude and other programs, or of another TurboDesk, and changes none that is newer here."
)
_NO_NEWS = _("This copy of TurboDesk cannot look for new versions. Those you download from its website can.")


class StoragePage(SettingsPage):
    """Folder and size, export and import, the Markdown folder, deleted chats, and whether to tell of new versions."""

    seen = Signal()
    """The page has come into view."""
    open_folder_requested = Signal()
    export_requested = Signal()
    """Answer with `show_busy` and `show_outcome`."""
    import_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__(Section.STORAGE)
        self._path = QLineEdit()
        self._path.setReadOnly(True)
        self._path.setAccessibleName(_("Folder"))
        self._copy = QToolButton()
        self._copy.setAccessibleName(_("Copy the folder’s path"))
        set_tip(self._copy, _("Copy"))
        self._open = QPushButton(_("Open folder"))
        self._folder = FormRow(_("Folder"), _FOLDER, self._open)
        self._folder.add_beneath(_line(self._path, self._copy))
        self._export = QPushButton(_("Export everything…"))
        self._import = QPushButton(_("Import…"))
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.hide()
        self._outcome = note()
        self._outcome.hide()
        ways = ButtonRow(self._export, self._import, self._cancel)
        archive = FormRow(_("Export and import"), _ARCHIVE, ways)
        archive.add_beneath(self._outcome)
        self._export.clicked.connect(self.export_requested)
        self._import.clicked.connect(self.import_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self.live_folder = LiveFolderRow()
        self.deleted = DeletedChatsBlock()
        self.backups = BackupsBlock()
        self.add_rows(self._folder, self.backups, archive, self.live_folder, self.deleted)
        self.add_declared()
        if source() is None:
            news = self.control(NEWS)
            news.set_why(_NO_NEWS)
            if news.control is not None:
                news.control.setEnabled(False)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._path.text()))
        self._open.clicked.connect(self.open_folder_requested)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._copy.setIcon(theme.icon("copy"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()

    def set_folder(self, path: str, size_bytes: int, *, is_synced: bool = False) -> None:
        """Show where the files are and how many bytes they take together.

        `is_synced`: other computers have the chats too.
        """
        self._path.setText(path)
        self._path.setCursorPosition(0)
        self._folder.set_why(
            sentences(_SYNCED if is_synced else _FOLDER, _("{size} in use.").format(size=size(size_bytes)))
        )

    def show_busy(self, words: str) -> None:
        """Say what is being done; meanwhile neither is offered, but to end it."""
        for button in (self._export, self._import):
            button.setEnabled(False)
        self._cancel.show()
        self._outcome.setText(words)
        self._outcome.show()

    def show_outcome(self, words: str) -> None:
        """Say how it ended."""
        for button in (self._export, self._import):
            button.setEnabled(True)
        self._cancel.hide()
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))
        announce(self, words)


def _line(*parts: QWidget) -> QWidget:
    line = QWidget()
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    for part in parts:
        row.addWidget(part)
    return line
