"""A small ring beneath the composer that fills as the conversation fills the model's context."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from turbodesk.app.forecast import Forecast
from turbodesk.chat.cost import dollars
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.plain import set_tip

_RING = 14
_WIDTH = 2.5
_TURN = 16 * 360  # Qt counts angles in sixteenths of a degree


class ContextMeter(QAbstractButton):
    """Shows a forecast; pressing it leads to what everything cost. Hidden while there is nothing to tell."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._forecast: Forecast | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.apply_theme(theme)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self.setFont(theme.small_font())
        self.updateGeometry()
        self.update()

    def set_forecast(self, forecast: Forecast | None) -> None:
        """Show what the next request would take; None: nothing, as in an empty chat."""
        self._forecast = forecast
        self.setVisible(forecast is not None)
        if forecast is None:
            return
        self.setText(f"{min(forecast.share, 9.99):.0%}")
        about = "" if forecast.is_exact else "About "
        words = (
            f"{about}{forecast.tokens:,} of the {forecast.context:,} tokens the model takes would be sent"
            + (f", {dollars(forecast.dollars)} at most" if forecast.dollars is not None else "")
            + "."
        )
        source = (
            "Counted by the gateway; the price is the list's." if forecast.is_exact else "An estimate at list prices."
        )
        set_tip(self, f"{words}\n{source} Press for usage and cost.")
        self.setAccessibleName(f"{self.text()} of the context")
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_RING + Space.XS + metrics.horizontalAdvance("100%") + 2 * Space.XS, metrics.height() + Space.XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._forecast is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tight = self._forecast.is_tight
        ring = QRectF(Space.XS + _WIDTH / 2, (self.height() - _RING + _WIDTH) / 2, _RING - _WIDTH, _RING - _WIDTH)
        painter.setPen(QPen(self._theme.color("border"), _WIDTH))
        painter.drawEllipse(ring)
        token = "warning" if tight else "accent"
        painter.setPen(QPen(self._theme.color(token), _WIDTH, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, _TURN // 4, -round(_TURN * min(self._forecast.share, 1.0)))
        painter.setPen(self._theme.color("warning" if tight else "text-muted"))
        words = QRectF(self.rect()).adjusted(_RING + 2 * Space.XS, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
