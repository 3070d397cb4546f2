"""A small ring in the composer that fills as the chat fills what its model can keep in mind."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from turbodesk.app.forecast import Forecast
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number, percent
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.plain import set_tip

SHOWN_FROM = 0.5
"""Share of the context from which on there is a ring: below, nobody needs to think of it."""
WARNS_FROM = 0.85
_RING, _LINE = 12.5, 2.0
"""Pixels: how wide the circle is, and its line."""
_TURN = 16 * 360  # Qt counts angles in sixteenths of a degree


class ContextMeter(QAbstractButton):
    """Shows a forecast; hidden while there is room enough. Pressing it asks what fills it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._percent = theme, 100.0
        self._forecast: Forecast | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        self.setProperty("corner", self._px(8))
        self.updateGeometry()
        self.update()

    def set_forecast(self, forecast: Forecast | None, model: str = "") -> None:
        """Show what the next request would take of what `model` can; None: nothing, as in an empty chat."""
        self._forecast = forecast
        self.setVisible(forecast is not None and forecast.share >= SHOWN_FROM)
        if forecast is None:
            return
        # Translators: {share} is such as "62%", {model} the name of a model
        words = _("{share} of what {model} can keep in mind").format(share=share_words(forecast), model=model)
        set_tip(self, words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(count_words(forecast))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._px(28), self._px(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._forecast is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), self._px(8), self._px(8))
        side, line = _RING * self._scale, _LINE * self._scale
        ring = QRectF(0, 0, side, side)
        ring.moveCenter(QRectF(self.rect()).center())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("button-border"), line))
        painter.drawEllipse(ring)
        token = "warning" if self._forecast.share >= WARNS_FROM else "accent"
        painter.setPen(QPen(self._theme.color(token), line, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, _TURN // 4, -round(_TURN * min(self._forecast.share, 1.0)))

    @property
    def _scale(self) -> float:
        return self._theme.faces.scale * self._percent / 100

    def _px(self, pixels: int) -> int:
        return round(pixels * self._scale)


def count_words(forecast: Forecast) -> str:
    """Return the tokens that are taken, and whether anybody has counted them."""
    if forecast.is_exact:
        words = ngettext(
            "{tokens} of {count} token, counted by the gateway",
            "{tokens} of {count} tokens, counted by the gateway",
            forecast.context,
        )
    else:
        words = ngettext("About {tokens} of {count} token", "About {tokens} of {count} tokens", forecast.context)
    return words.format(tokens=number(forecast.tokens), count=number(forecast.context))


def share_words(forecast: Forecast) -> str:
    """Return the share of the context that is taken, in percent."""
    return percent(min(forecast.share, 9.99))
