"""The rounded edge around something to write in, which turns into a focus ring while it is written in.

Why not the style sheet: it knows no "something inside me has the focus", and re-polishing at every change of focus
walks over all children.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from turbodesk.ui.theme import RADIUS_PANEL, Theme

_RING = 2.0


class Field(QFrame):
    """Draws an edge around its layout; `watch` the widget whose focus it shows."""

    def __init__(self, *, theme: Theme, radius: int = RADIUS_PANEL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._radius = radius
        self._focused = False
        self._theme = theme

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def watch(self, widget: QWidget) -> None:
        """Show the focus ring while `widget` has the focus; a click on the edge gives it to it."""
        widget.installEventFilter(self)
        self.setFocusProxy(widget)

    @property
    def has_ring(self) -> bool:
        """Whether the focus ring is drawn."""
        return self._focused

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._focused = event.type() == QEvent.Type.FocusIn
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        width = _RING if self._focused else 1.0
        inset = width / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("focus" if self._focused else "control-border"), width))
        painter.setBrush(self._theme.color("control") if self.isEnabled() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), self._radius - inset, self._radius - inset
        )
