"""The line one presses to unfold something: its words at the edge of the text, its chevron hanging outside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QStyle, QWidget

from turbodesk.ui.theme.metrics import TARGET
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.direction import in_own_order, mirrored

OUTSET = 20
"""Pixels that the chevron stands left of the edge, at 100 % text."""
_SIGN = 16
_END = 8


class FoldLine(QAbstractButton):
    """A button that stays pressed; `setIcon` is what hangs. Its left edge stands `outset` left of the text's."""

    def __init__(self, *, theme: Theme, percent: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.restyle(theme, percent)

    @property
    def outset(self) -> int:
        """Pixels between its left edge and its words."""
        return round(OUTSET * self._percent / 100)

    def restyle(self, theme: Theme, percent: float) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.setFont(theme.font(TextRole.UI, percent))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self.font()).horizontalAdvance(self._words)
        return QSize(self.outset + round(words + _END), max(TARGET, round(TARGET * self._percent / 100)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.outset + 40, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = round(_SIGN * self._percent / 100)
        place = QRect(0, (self.height() - side) // 2, side, side)
        self.icon().paint(painter, QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        metrics = QFontMetricsF(self.font())
        is_on = self.isEnabled() and self.underMouse()
        painter.setPen(self._theme.color("text" if is_on else "text-muted"))
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - self.outset)
        room = QRectF(self.outset, 0, metrics.horizontalAdvance(words), self.height())
        at = mirrored(self.layoutDirection(), QRectF(self.rect()), room)
        painter.drawText(QPointF(at.left(), (self.height() + metrics.capHeight()) / 2), in_own_order(words))

    @property
    def _words(self) -> str:
        return self.text().replace("&&", "&")
