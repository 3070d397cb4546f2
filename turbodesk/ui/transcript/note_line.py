"""One muted sentence where a reply ends, with a button where something can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from turbodesk.chat.errors import Remedy
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.transcript.notes import REMEDIES, Note

_ONE_LINE = 60
"""Characters that fit beside a button in the narrowest window; a label that may wrap takes more room than it needs."""


class NoteLine(QWidget):
    """Shows a `Note`."""

    remedy_asked = Signal(object)

    def __init__(self, note: Note, *, theme: Theme, percent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.label = QLabel(note.sentence, self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("kind", "muted")
        self.label.setWordWrap(len(note.sentence) > _ONE_LINE)
        self.button: QPushButton | None = None
        row.addWidget(self.label)
        if note.remedy is not Remedy.NONE:
            self.button = QPushButton(REMEDIES[note.remedy], self)
            self.button.clicked.connect(lambda: self.remedy_asked.emit(note.remedy))
            row.addWidget(self.button)
        row.addStretch(1)
        self.restyle(theme, percent)

    def set_button_shown(self, *, is_shown: bool) -> None:
        """Show or hide the button."""
        if self.button is not None:
            self.button.setVisible(is_shown)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self.label.setFont(theme.body_font(percent))
