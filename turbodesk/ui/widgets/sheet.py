"""An overlay with a title, a button that closes it, and a size it takes where the window has the room."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.forms import HeadingLabel
from turbodesk.ui.widgets.overlay import Overlay
from turbodesk.ui.widgets.plain import set_tip


class Sheet(Overlay):
    """A subclass lays its content out in `panel`, with `top_line` first, and calls `apply_theme` when all is made."""

    def __init__(self, parent: QWidget, *, theme: Theme, name: str, size: QSize, title: str = "") -> None:
        """`name` is for screen readers; `title` stands above, and is the name where none is given."""
        super().__init__(parent, theme=theme, name=name)
        self._size = size
        self.title = HeadingLabel(title or name)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName("Close")
        set_tip(self.close_button, "Close")
        self.close_button.clicked.connect(self.dismiss)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        super().apply_theme(theme)
        self.title.wear(theme.title_font(110))
        self.close_button.setIcon(theme.icon("close"))

    def top_line(self) -> QHBoxLayout:
        """Return a row of the title and the button that closes."""
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return top

    def wished_size(self) -> QSize:
        """Return the size it takes where the window has the room."""
        return self._size

    def panel_rect(self, area: QRect) -> QRect:
        size = self.wished_size().boundedTo(area.size() - QSize(2 * Space.L, 2 * Space.L))
        rect = QRect(0, 0, size.width(), size.height())
        rect.moveCenter(area.center())
        return rect
