"""A dot of ink that breathes: something is on its way here.

It stands in a widget of its own that is no larger than its halo, so that a frame paints 16 by 16 pixels and nothing
of the page around it. Its timer runs only while it can be seen, at 10 frames a second: a breath of 1.4 seconds, in
which its edge moves by half a pixel, has no use for more. Where something is painted anyway, such as the text that it
stands behind, it moves on with that, and its timer wakes nobody. Where motion is not wanted it stands still, and
whoever shows it says the same in words.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.exposure import is_seen

BREATH_MS = 1400
"""From the smallest to the largest and back."""
FRAMES_A_SECOND = 10
SIDE = 16
"""The widget's width and height in device-independent pixels at 100 % text: the dot's 8 with its halo."""
_FRAME_MS = round(1000 / FRAMES_A_SECOND)
_FRAMES = BREATH_MS // _FRAME_MS
_RADII = (3.5, 4.0)
_HALOS = (0.14, 0.26)
"""How opaque the halo is, at the smallest and at the largest."""


class BreathingDot(QWidget):
    """The dot. `theme` and `percent` of the usual size are its look; it takes no mouse and has no name of its own."""

    def __init__(
        self, *, theme: Theme, moves: bool = True, has_halo: bool = True, percent: float = 100.0, parent: QWidget
    ) -> None:
        """`moves` False: motion is not wanted. `has_halo` False: only the dot, such as behind a word."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._moves, self._has_halo = moves, has_halo
        self._frame = 0
        self.wake_ups = 0
        """How often its timer fired: what tests and benchmarks count."""
        self._since_frame = QElapsedTimer()
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._breathe)
        self.restyle(theme, percent)

    @property
    def is_breathing(self) -> bool:
        """Whether its timer runs."""
        return self._timer.isActive()

    def set_moves(self, *, moves: bool) -> None:
        """Breathe, or stand still because motion is not wanted."""
        self._moves = moves
        self._run()

    def go_along(self) -> None:
        """Move on with what is painted now, if it is time; its own timer waits from here on."""
        if self._timer.isActive():
            if not self._since_frame.isValid() or self._since_frame.hasExpired(_FRAME_MS):
                self._next_frame()
            self._timer.start()

    def restyle(self, theme: Theme, percent: float) -> None:
        """Take a theme and a text size in percent."""
        self._color = theme.color("accent")
        self._scale = percent / 100
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        side = round(SIDE * self._scale)
        return QSize(side, side)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._moves and not self._timer.isActive():
            self._timer.start()
        painter = QPainter(self)
        center = QRectF(self.rect()).center()
        breath = self._frame / _FRAMES if self._moves else None
        paint_dot(painter, center, self._color, breath=breath, has_halo=self._has_halo, scale=self._scale)

    def _run(self) -> None:
        """Have the timer run exactly while the dot moves before somebody's eyes."""
        if self._moves and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()
            self._frame = 0
        self.update()

    def _breathe(self) -> None:
        if not is_seen(self):
            self._timer.stop()  # scrolled out of the view, or the window is unseen; the next painting starts it again
            return
        self.wake_ups += 1
        self._next_frame()

    def _next_frame(self) -> None:
        self._since_frame.start()
        self._frame = (self._frame + 1) % _FRAMES
        self.update()


def paint_dot(
    painter: QPainter,
    center: QPointF,
    color: QColor,
    *,
    breath: float | None = None,
    has_halo: bool = True,
    scale: float = 1.0,
) -> None:
    """Paint the dot around `center`; `breath` is how much of a breath has passed, 0 to 1, None: it stands still."""
    swell = 1.0 if breath is None else (1 - math.cos(2 * math.pi * breath)) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if has_halo:
        halo = QColor(color)
        halo.setAlphaF(_between(_HALOS, swell))
        painter.setBrush(halo)
        painter.drawEllipse(center, SIDE / 2 * scale, SIDE / 2 * scale)
    painter.setBrush(color)
    radius = _between(_RADII, swell) * scale
    painter.drawEllipse(center, radius, radius)
    painter.restore()


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share
