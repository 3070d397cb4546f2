"""Draws what each of the last days cost, a bar a day; pointer or arrow keys choose one, and its figures are read out.

Why drawn by hand: QtCharts is part of the Addons, 60 MB for thirty bars.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from turbodesk.chat.spending import Total
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.quantities import bill, day_and_month, number
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets.direction import in_own_order, mirrored, start

_BARS = 88
"""Pixels of the highest bar."""
_GAP = 5
_RADIUS = 3
_LEAST = 4
"""Pixels of a bar for the smallest amount: one that is there must be seen."""
_NOTHING = 2
"""Pixels of a day without replies."""
_RESTING, _EMPTY = 0.42, 0.18
"""How much of the ink the bars have, and those of days without replies; the chosen day has all of it."""
_BASE = 1.5
_TIP_CORNER = 7
_PAD = 9
_TIP_MORE = 0.65
"""How much of its colour what follows the date in the tip has."""

Day = tuple[dt.date, Total]


class Chart(QWidget):
    """Thirty bars, the newest at the right; the figures of the chosen day stand above it."""

    chosen = Signal(str)
    """The figures of the day the person looks at, or "" for none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._days: tuple[Day, ...] = ()
        self._at: int | None = None
        self.setAccessibleName(_("Cost by day"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, round(self._top + _BARS + _BASE + Space.XS + self._line))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    @property
    def _line(self) -> float:
        """How high a line of the small letters is."""
        return QFontMetricsF(self.font()).height()

    @property
    def _top(self) -> float:
        """Where the highest bar begins: beneath the tip."""
        return self._line + 10 + Space.S

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.setFont(theme.font(TextRole.LABEL))
        self.updateGeometry()
        self.update()

    def set_days(self, days: Sequence[Day]) -> None:
        """Show these days, oldest first."""
        self._days = tuple(days)
        self._choose(None)
        spent = [total.dollars for _, total in days]
        words = ngettext(
            "{count} day, {sum} together. Arrow keys go day by day.",
            "{count} days, {sum} together. Arrow keys go day by day.",
            len(days),
        )
        self.setAccessibleDescription(words.format(count=number(len(days)), sum=bill(sum(spent))))
        self.update()

    def words(self, at: int) -> tuple[str, str]:
        """Return a day and its figures."""
        day, total = self._days[at]
        if not total.replies:
            return day_and_month(day), pgettext("on a day", "nothing")
        # Translators: {sum} is an amount of money; {read} and {written} are numbers of tokens
        figures = ngettext(
            "{sum}, {count} reply, {read} read, {written} written",
            "{sum}, {count} replies, {read} read, {written} written",
            total.replies,
        ).format(
            sum=bill(total.dollars),
            count=number(total.replies),
            read=number(total.input_tokens),
            written=number(total.output_tokens),
        )
        return day_and_month(day), figures

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._days) - 1
        at = last + 1 if self._at is None else self._at
        back, on = (Qt.Key.Key_Right, Qt.Key.Key_Left) if self._is_mirrored() else (Qt.Key.Key_Left, Qt.Key.Key_Right)
        steps = {
            back: max(at - 1, 0),
            on: min(at + 1, last),
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
            step = self.width() / len(self._days)
            at = event.position().x()
            at = self.width() - at if self._is_mirrored() else at
            self._choose(min(len(self._days) - 1, max(0, int(at / step))))

    def leaveEvent(self, event: object) -> None:
        if not self.hasFocus():
            self._choose(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._choose(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, self._top, self.width(), _BARS)
        most = max((total.dollars for _, total in self._days), default=0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, (_day, total) in enumerate(self._days):
            painter.setBrush(self._colour(at))
            bar = self._bar(area, at, total.dollars / most if most > 0 else 0.0)
            # Rounded at its top alone: the foot stands on the line.
            painter.save()
            painter.setClipRect(bar)
            painter.drawRoundedRect(bar.adjusted(0, 0, 0, _RADIUS), _RADIUS, _RADIUS)
            painter.restore()
        painter.fillRect(QRectF(0, area.bottom(), self.width(), _BASE), self._theme.color("text"))
        self._draw_dates(painter, area.bottom() + _BASE + Space.XS)
        if self._at is not None:
            self._draw_tip(painter, self._bar(area, self._at, 1.0).center().x(), *self.words(self._at))

    def _draw_dates(self, painter: QPainter, top: float) -> None:
        """Draw the first and the last day beneath the bars."""
        if not self._days:
            return
        dates = QRectF(0, top, self.width(), self._line)
        painter.setPen(self._theme.color("text-muted"))
        side = self.layoutDirection()
        painter.drawText(dates, start(side), day_and_month(self._days[0][0]))
        painter.drawText(dates, start(side, at_end=True), day_and_month(self._days[-1][0]))

    def _draw_tip(self, painter: QPainter, centre: float, day: str, figures: str) -> None:
        """Draw the chosen day's figures above its bar, within the chart."""
        metrics = QFontMetricsF(self.font())
        room = self.width() - 2 * _PAD - Space.S - metrics.horizontalAdvance(day)
        figures = metrics.elidedText(figures, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(day) + Space.S + metrics.horizontalAdvance(figures) + 2 * _PAD
        left = min(max(0.0, centre - width / 2), self.width() - width)
        box = QRectF(left, 0, width, self._line + 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text"))
        painter.drawRoundedRect(box, _TIP_CORNER, _TIP_CORNER)
        colour = QColor(self._theme.color("window"))
        painter.setPen(colour)
        side, words = self.layoutDirection(), box.adjusted(_PAD, 0, 0, 0)
        painter.drawText(mirrored(side, box, words), start(side), day)
        colour.setAlphaF(_TIP_MORE)
        painter.setPen(colour)
        words.adjust(metrics.horizontalAdvance(day) + Space.S, 0, 0, 0)
        painter.drawText(mirrored(side, box, words), start(side), in_own_order(figures))

    def _bar(self, area: QRectF, at: int, share: float) -> QRectF:
        step = (area.width() + _GAP) / len(self._days)
        height = max(_LEAST, share * area.height()) if share > 0 else _NOTHING
        bar = QRectF(area.left() + at * step, area.bottom() - height, step - _GAP, height)
        return mirrored(self.layoutDirection(), area, bar)

    def _is_mirrored(self) -> bool:
        """Whether the first day stands at the right."""
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _colour(self, at: int) -> QColor:
        colour = QColor(self._theme.color("accent"))
        if self._at != at:
            colour.setAlphaF(_RESTING if self._days[at][1].replies else _EMPTY)
        return colour

    def _choose(self, at: int | None) -> None:
        if at == self._at:
            return
        self._at = at
        words = "" if at is None else _("{day}: {figures}").format(day=self.words(at)[0], figures=self.words(at)[1])
        self.chosen.emit(words)
        if words:
            self.setAccessibleDescription(words)
        self.update()
