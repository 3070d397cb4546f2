"""A button that is one of our icons, with a name for those who cannot see it and a tool tip for those who can."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import ICON_HEADER
from turbodesk.ui.widgets.plain import set_tip


class IconButton(QToolButton):
    """Shows the icon `icon` in the colour `token`; `name` is its accessible name and, unless told, its tool tip.

    The drawing is `side` pixels wide and high where the system's text has its usual size, and grows with that; the
    style sheet adds the padding.

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
        key: str = "",
        side: int = ICON_HEADER,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._token = token
        self.setAccessibleName(name)
        set_tip(self, tool_tip or name, key)
        self._side = side
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`, and the size of its text."""
        side = round(self._side * theme.faces.scale)
        self.setIconSize(QSize(side, side))
        self.setIcon(theme.icon(self._icon, self._token))
