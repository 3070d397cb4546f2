"""What stands beside the page where the window is too narrow for it: it comes over the page, which steps back.

The sidebar comes from where text begins, a panel from where it ends. Esc, a press beside it and whatever is chosen in
the sidebar close it again.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import DRAWER
from turbodesk.ui.theme.shadow import Elevation, paint_shadow
from turbodesk.ui.widgets.sheet import Sheet

_LEFT_FREE = 48
"""Pixels of the page that stay in sight, to be pressed."""
_LINE = 1


class Drawer(Sheet):
    """Lies over `parent`, the window, while it is open. The sidebar is in it from its first opening until `release`."""

    def __init__(self, parent: QWidget, *, theme: Theme, name: str = _("Sidebar"), width: int = DRAWER) -> None:
        """`name` is for screen readers; `width` what it takes where the window has the room."""
        super().__init__(parent, theme=theme, name=name)
        self._wide, self._is_at_end = width, False
        self._sidebar: QWidget | None = None
        self._focus_sidebar: Callable[[], None] = lambda: None
        self._row = QHBoxLayout(self.panel)
        self._row.setContentsMargins(0, 0, 0, 0)

    def set_at_end(self) -> None:
        """Come from the side where text ends."""
        self._is_at_end = True

    def open_with(self, sidebar: QWidget, focus: Callable[[], None]) -> None:
        """Come, with the sidebar in it, from the edge of the window; `focus` puts the focus into it."""
        self._focus_sidebar = focus
        if self._sidebar is None:
            self._row.addWidget(sidebar)
            self._sidebar = sidebar
        sidebar.show()
        self.open()

    def release(self) -> None:
        """Let the sidebar go, which belongs elsewhere from now on."""
        self._sidebar = None
        self.put_away()

    def put_away(self) -> None:
        """Close, and let the focus go to the composer instead of where it was."""
        self._focus_before = None
        self.dismiss()

    def focus_first(self) -> None:
        self._focus_sidebar()

    def panel_rect(self, area: QRect) -> QRect:
        width = min(self._wide - _LINE, area.width() - _LEFT_FREE)
        left = area.width() - width if self._is_at_end else 0
        return QStyle.visualRect(self.layoutDirection(), area, QRect(left, 0, width, area.height()))

    def place(self) -> None:
        rect = self.panel_rect(self.rect())
        away = round(rect.width() * (1 - self._shown))
        self.panel.setGeometry(rect.translated(away if self._is_right else -away, 0))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        scrim = QColor(self._theme.color("scrim"))
        scrim.setAlphaF(scrim.alphaF() * self._shown)
        painter = QPainter(self)
        painter.fillRect(event.rect(), scrim)
        panel = self.panel.geometry()
        if not self._theme.is_contrast:
            # Higher than the window: a shadow of its side alone, without the corners'.
            air = Elevation.SHEET.air
            tall = panel.adjusted(0, -2 * air, 0, 2 * air)
            painter.setOpacity(self._shown)
            paint_shadow(painter, tall, 0, Elevation.SHEET, self._theme.color("shadow"))
            painter.setOpacity(1.0)
        edge = panel.left() - _LINE if self._is_right else panel.right() + 1
        painter.fillRect(QRect(edge, 0, _LINE, self.height()), self._theme.color("border"))

    @property
    def _is_right(self) -> bool:
        return (self.layoutDirection() == Qt.LayoutDirection.RightToLeft) is not self._is_at_end
