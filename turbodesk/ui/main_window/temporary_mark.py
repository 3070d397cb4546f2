"""Says in the header that nothing of the chat is kept; pressed, it leads to what can be done about that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import TextRole, Theme
from turbodesk.ui.widgets.plain import set_tip

_WORDS = _("Nothing of this chat is written to disk, and it is gone when you close it. Press to keep or close it.")


class TemporaryMark(QPushButton):
    """Shows "Temporary"; where there is little room its icon alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(_("Temporary"), parent)
        self._theme, self._is_narrow = theme, False
        self.setProperty("kind", "badge")
        self.setAccessibleName(_("Temporary chat: keep or close"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self, _WORDS)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the font and the icon of `theme`."""
        self._theme = theme
        self.setFont(theme.font(TextRole.LABEL))
        self._show()

    def set_narrow(self, *, narrow: bool) -> None:
        """Show the icon alone, or the word."""
        self._is_narrow = narrow
        self._show()

    def _show(self) -> None:
        self.setText("" if self._is_narrow else _("Temporary"))
        self.setIcon(self._theme.icon("eye-off") if self._is_narrow else QIcon())
