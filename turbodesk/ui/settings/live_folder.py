"""The row of the settings with the folder in which every chat is kept as a Markdown file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from turbodesk.translation import _
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note

_WHY = _(
    "Keeps each chat as a readable file in a folder of yours, for Obsidian, a search, or your phone. Chats go there, "
    "and nothing comes back: what you change in a file stays beside it under another name."
)


class LiveFolderRow(FormRow):
    """Says where the files are and how far they have come; offers to choose, to open and to stop."""

    choose_requested = Signal()
    open_requested = Signal()
    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Markdown folder"), _WHY)
        self._choose = QPushButton()
        self._open = QPushButton(_("Open"))
        self._open.setAccessibleName(_("Open the Markdown folder"))
        self._stop = QPushButton(_("Stop"))
        self._stop.setAccessibleName(_("Keep no Markdown folder"))
        self._state = note()
        self.add_beneath(ButtonRow(self._choose, self._open, self._stop))
        self.add_beneath(self._state)
        self._choose.clicked.connect(self.choose_requested)
        self._open.clicked.connect(self.open_requested)
        self._stop.clicked.connect(self._stopped)
        self.show_state("")

    def show_state(self, folder: str, words: str = "") -> None:
        """Show the folder that is chosen, "" for none, and how it stands."""
        self._choose.setText(_("Choose another…") if folder else _("Choose a folder…"))
        for part in (self._open, self._stop):
            part.setVisible(bool(folder))
        self._state.setText(f"{folder}\n{words}".strip())
        self._state.setVisible(bool(folder))
        self.updateGeometry()

    def _stopped(self) -> None:
        self._choose.setFocus()  # the button that had it goes away
        self.stop_requested.emit()
