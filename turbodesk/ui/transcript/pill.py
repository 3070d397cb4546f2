"""The floating button at the foot of the transcript that says there is new text below, and goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

_LIFT = 12
"""Pixels between the pill and the lower edge of the view (design, section 4: spacing)."""


class Pill(QPushButton):
    """Says "New text"; hidden until there is any. Floats over `parent`, bottom centre."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("New text", parent)
        self._area = parent
        self.setProperty("kind", "pill")
        self.setAccessibleName("New text")
        self.setToolTip("Go to the end (End)")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_if(self, wanted: bool) -> None:
        """Show or hide it, in its place and above the rows."""
        if wanted:
            self.place()
            self.raise_()
        if wanted != self.isVisibleTo(self._area):
            self.setVisible(wanted)

    def place(self) -> None:
        """Stand at the bottom centre of the parent."""
        self.adjustSize()
        area = self._area.rect()
        self.move((area.width() - self.width()) // 2, area.height() - self.height() - _LIFT)
