"""Says above the composer that an earlier message stands in it, and how to leave that be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.plain import PlainLabel, set_tip


class EditLine(QWidget):
    """One line."""

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 0, Space.S, 0)
        row.setSpacing(Space.S)
        self._icon = PlainLabel()
        self._words = PlainLabel("Editing your message. What followed it is kept as another version.")
        self._words.setProperty("kind", "muted")
        self._cancel = QPushButton("Cancel")
        self._cancel.setProperty("kind", "link")
        self._cancel.setAccessibleName("Cancel editing")
        set_tip(self._cancel, "Cancel (Esc)")
        self._cancel.clicked.connect(self.cancelled)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._cancel)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._icon.setPixmap(theme.icon("pencil").pixmap(16, 16))
        self._words.setFont(theme.small_font())
        self._cancel.setFont(theme.small_font())
