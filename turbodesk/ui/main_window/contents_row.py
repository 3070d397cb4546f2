"""A line of a table of contents: what it leads to, a row of dots, and a word about it at the other end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from turbodesk.chat.one_line import one_line
from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import HANG, Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import in_own_order, mirrored

_AIR = 12
"""Pixels of a row that its line of text does not need."""
_DOTS = 7
"""Pixels from one dot to the next, counted from the right edge: so the dots of all rows stand under one another."""
_DOT = 1.8
_GAP = 10
"""Pixels between words and dots, at least."""


class ContentsRow(QAbstractButton):
    """A button whose words begin and end at the edges of the text; its ground reaches beyond them on either side.

    Its width is the text's and `HANG` more at each side.
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = self._hint = ""
        self._zoom = 100.0
        self._theme: Theme | None = None
        self.setProperty("corner", int(Corner.PANEL))  # of its ring
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # drawn anew as the pointer comes and goes

    def set_words(self, title: str, hint: str) -> None:
        """Say what the row leads to, and a word about it."""
        self._title, self._hint = one_line(title), hint
        self.setAccessibleName(_("{title}, {hint}").format(title=self._title, hint=hint) if hint else self._title)
        self.update()

    def wear(self, theme: Theme, zoom: float) -> None:
        """Take the colours and fonts of `theme`, the text at `zoom` percent."""
        self._theme, self._zoom = theme, zoom
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self._theme is None:
            return QSize(0, 0)
        line = self._theme.line_height(TextRole.READING, self._zoom)
        return QSize(0, round(line + _AIR * self._zoom / 100))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), Corner.PANEL, Corner.PANEL)
        font, small = theme.font(TextRole.READING, self._zoom), theme.font(TextRole.UI, self._zoom)
        title_metrics, hint_metrics = QFontMetricsF(font), QFontMetricsF(small)
        left, right = float(HANG), self.width() - float(HANG)
        baseline = (self.height() + title_metrics.ascent() - title_metrics.descent()) / 2
        hint_width = hint_metrics.horizontalAdvance(self._hint)
        room = right - left - hint_width - 2 * _GAP
        if title_metrics.horizontalAdvance(self._title) > room and room < (right - left) / 2:
            hint_width, room = 0.0, right - left  # in a narrow window the title alone
        title = title_metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        self._write(painter, left, baseline, title)
        if not hint_width:
            return
        painter.setFont(small)
        painter.setPen(theme.color("text-muted"))
        self._write(painter, right - hint_width, baseline, self._hint)
        self._draw_dots(painter, theme, (left + title_metrics.horizontalAdvance(title), right - hint_width), baseline)

    def _write(self, painter: QPainter, left: float, baseline: float, words: str) -> None:
        """Write words whose place was worked out from the left."""
        place = QRectF(left, 0, QFontMetricsF(painter.font()).horizontalAdvance(words), self.height())
        at = mirrored(self.layoutDirection(), QRectF(self.rect()), place)
        painter.drawText(QPointF(at.left(), baseline), in_own_order(words))

    def _draw_dots(self, painter: QPainter, theme: Theme, between: tuple[float, float], baseline: float) -> None:
        first, last = between[0] + _GAP, between[1] - _GAP
        right = self.width() - HANG
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("button-border"))
        at = float(right - _DOTS * int((right - last) / _DOTS + 1))
        while at >= first:
            dot = QRectF(at - _DOT / 2, baseline - _DOT, _DOT, _DOT)
            painter.drawEllipse(mirrored(self.layoutDirection(), QRectF(self.rect()), dot))
            at -= _DOTS
