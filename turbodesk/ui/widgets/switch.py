"""A switch for what is on or off at once: to the eye in place of a check box, to keys and screen readers still one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import TARGET, Space
from turbodesk.ui.widgets.direction import mirrored, start

WIDTH, HEIGHT = 34, 20
"""Pixels of the switch itself."""
_THUMB = 16


class Switch(QCheckBox):
    """Like the check box it is to keys and screen readers; its words, if it has any, stand at its right."""

    def __init__(self, text: str = "", *, name: str = "") -> None:
        """`name` is for screen readers, where the words stand elsewhere."""
        super().__init__(text)
        if name:
            self.setAccessibleName(name)
        self.setProperty("corner", HEIGHT // 2)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(0, self.text()) if self.text() else QSize()
        return QSize(WIDTH + (Space.S + words.width() if self.text() else 0), max(TARGET, words.height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def ring_rect(self) -> QRect:
        """Return what the focus ring is around."""
        return self.rect() if self.text() else self._track()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        side = self.layoutDirection()
        whole = QRectF(self.rect())
        track = mirrored(side, whole, QRectF(0, (self.height() - HEIGHT) / 2, WIDTH, HEIGHT))
        ground, thumb = ("accent", "on-accent") if self.isChecked() else ("control-border", "window")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._dimmed(theme.color(ground)))
        painter.drawRoundedRect(track, HEIGHT / 2, HEIGHT / 2)
        inset = (HEIGHT - _THUMB) / 2
        left = track.right() - inset - _THUMB if self.isChecked() else track.left() + inset
        painter.setBrush(theme.color(thumb))
        painter.drawEllipse(mirrored(side, track, QRectF(left, track.top() + inset, _THUMB, _THUMB)))
        if self.text():
            painter.setPen(theme.color("text" if self.isEnabled() else "disabled"))
            beside = QStyle.visualRect(side, self.rect(), self.rect().adjusted(WIDTH + Space.S, 0, 0, 0))
            painter.drawText(beside, start(side) | Qt.TextFlag.TextShowMnemonic, self.text())

    def _track(self) -> QRect:
        place = QRect(0, (self.height() - HEIGHT) // 2, WIDTH, HEIGHT)
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def _dimmed(self, color: QColor) -> QColor:
        if not self.isEnabled():
            color.setAlphaF(color.alphaF() * 0.4)
        return color
