"""Says in the header that nothing of the chat is kept; pressed, it leads to what can be done about that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.ui.theme import TextRole, Theme
from turbodesk.ui.widgets.plain import set_tip

_WORDS = "Nothing of this chat is written to disk, and it is gone when you close it. Press to keep or close it."


class TemporaryMark(QPushButton):
    """Shows "Temporary"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Temporary", parent)
        self.setProperty("kind", "badge")
        self.setAccessibleName("Temporary chat: keep or close")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self, _WORDS)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the font of `theme`."""
        self.setFont(theme.font(TextRole.LABEL))
