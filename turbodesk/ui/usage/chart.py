"""Draws what each of the last days cost, a bar a day; pointer or arrow keys choose one, and its figures are read out.

Why drawn by hand: QtCharts is part of the Addons, 60 MB for thirty bars.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from turbodesk.chat.cost import dollars
from turbodesk.chat.spending import Total
from turbodesk.ui.theme import Space, Theme

_HEIGHT = 150
"""Without the line of dates beneath the bars and the one of the highest amount above them."""
_GAP = 3
_RADIUS = 3
_LEAST = 3
"""Pixels of a bar for the smallest amount: one that is there must be seen."""
_DIMMED = 110
"""The alpha of the other bars while one is chosen."""

Day = tuple[dt.date, Total]


class Chart(QWidget):
    """Thirty bars, the newest at the right."""

    chosen = Signal(str)
    """The figures of the day the person looks at, or "" for none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._days: tuple[Day, ...] = ()
        self._at: int | None = None
        self.setAccessibleName("Cost by day")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT + 2 * self._line_height)

    @property
    def _line_height(self) -> int:
        return self.fontMetrics().height() + Space.S

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.setFont(theme.small_font())
        self.updateGeometry()
        self.update()

    def set_days(self, days: Sequence[Day]) -> None:
        """Show these days, oldest first."""
        self._days = tuple(days)
        self._choose(None)
        spent = [total.dollars for _, total in days]
        self.setAccessibleDescription(f"{len(days)} days, {dollars(sum(spent))} together. Arrow keys go day by day.")
        self.update()

    def words(self, at: int) -> str:
        """Return the figures of one day."""
        day, total = self._days[at]
        date = _date(day, "ddd d MMM")
        if not total.replies:
            return f"{date}: nothing"
        replies = "1 reply" if total.replies == 1 else f"{total.replies:,} replies"
        return f"{date}: {dollars(total.dollars)}, {replies}, {total.input_tokens:,} in, {total.output_tokens:,} out"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._days) - 1
        at = last + 1 if self._at is None else self._at
        steps = {
            Qt.Key.Key_Left: max(at - 1, 0),
            Qt.Key.Key_Right: min(at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps and self._days:
            self._choose(steps[key])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._days:
            step = (self.width() - 2 * Space.S) / len(self._days)
            self._choose(min(len(self._days) - 1, max(0, int((event.position().x() - Space.S) / step))))

    def leaveEvent(self, event: object) -> None:
        if not self.hasFocus():
            self._choose(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._choose(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(Space.S, self._line_height, -Space.S, -self._line_height)
        most = max((total.dollars for _, total in self._days), default=0.0)
        self._draw_frame(painter, area, most)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, (_, total) in enumerate(self._days):
            if total.dollars > 0:
                painter.setBrush(self._colour(at))
                painter.drawRoundedRect(self._bar(area, at, total.dollars / most), _RADIUS, _RADIUS)

    def _draw_frame(self, painter: QPainter, area: QRectF, most: float) -> None:
        """Draw what the bars are read against: the first and the last day, and the highest amount."""
        painter.setPen(QPen(self._theme.color("border"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not self._days:
            return
        dates = QRectF(area.left(), area.bottom() + Space.XS, area.width(), self._line_height)
        painter.setPen(self._theme.color("text-muted"))
        painter.drawText(dates, Qt.AlignmentFlag.AlignLeft, _date(self._days[0][0], "d MMM"))
        painter.drawText(dates, Qt.AlignmentFlag.AlignRight, _date(self._days[-1][0], "d MMM"))
        if most > 0:
            amounts = QRectF(area.left(), Space.XS, area.width(), self._line_height)
            painter.drawText(amounts, Qt.AlignmentFlag.AlignLeft, dollars(most))
            painter.setPen(QPen(self._theme.color("border"), 1, Qt.PenStyle.DotLine))
            top = QPointF(0, Space.XS)
            painter.drawLine(area.topLeft() + top, area.topRight() + top)

    def _bar(self, area: QRectF, at: int, share: float) -> QRectF:
        step = area.width() / len(self._days)
        height = max(_LEAST, share * (area.height() - Space.XS))
        return QRectF(area.left() + at * step + _GAP / 2, area.bottom() - height, step - _GAP, height)

    def _colour(self, at: int) -> QColor:
        colour = QColor(self._theme.color("accent"))
        if self._at is not None and self._at != at:
            colour.setAlpha(_DIMMED)
        return colour

    def _choose(self, at: int | None) -> None:
        if at == self._at:
            return
        self._at = at
        words = "" if at is None else self.words(at)
        self.chosen.emit(words)
        if words:
            self.setAccessibleDescription(words)
        self.update()


def _date(day: dt.date, form: str) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), form)
