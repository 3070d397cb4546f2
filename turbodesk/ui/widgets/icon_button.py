"""A button that is one of our icons, with a name for those who cannot see it and a tool tip for those who can."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.plain import set_tip

ICON_SIZE = 18
"""Side of the drawing, in device-independent pixels; the style sheet adds the padding."""


class IconButton(QToolButton):
    """Shows the icon `icon` in the colour `token`; `name` is its accessible name and, unless told, its tool tip.

    Only the keyboard gives it the focus: a click on it leaves the cursor where the person was writing.
    """

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        theme: Theme,
        token: str = "text-muted",
        tool_tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._token = token
        self.setAccessibleName(name)
        set_tip(self, tool_tip or name)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.setIcon(theme.icon(self._icon, self._token))
