"""Short lines at the right edge of the page, one a question, the one being read in ink; a press opens the list."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.direction import mirrored
from turbodesk.ui.widgets.plain import set_tip

LEAST = 4
"""Questions below which there is nothing to find one's way in."""
MOST = 30
"""Lines; of more questions every so many has one."""
_APART, _LINE, _LINE_NOW, _THICK = 11, 12, 20, 2
_RIGHT = 18
"""Pixels between the lines and the edge of the page."""
_AIR = 8


class OutlineTicks(QAbstractButton):
    """Whoever places it hides it where `is_wanted` says no."""

    wish_changed = Signal()
    """It wants another size, or to be seen or hidden."""

    def __init__(self, theme: Theme, *, key: str) -> None:
        """`key` is the shortcut that opens the list, as this system writes it."""
        super().__init__()
        self._theme = theme
        self._count = self._now = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the button in the header and the key lead there too
        self.setAccessibleName(_("Contents of this chat"))
        set_tip(self, _("Contents of this chat"), key)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def show_place(self, count: int, now: int) -> None:
        """Show `count` questions, of which `now`, from 0, is being read."""
        if (count, now) == (self._count, self._now):
            return
        before = self._lines
        self._count, self._now = count, now
        if self._lines != before:
            self.wish_changed.emit()
        self.update()

    @property
    def is_wanted(self) -> bool:
        """Whether there are questions enough."""
        return self._count >= LEAST

    def sizeHint(self) -> QSize:
        return QSize(_RIGHT + _LINE_NOW + _AIR, max(1, self._lines) * _APART + 2 * _AIR)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        muted = self._theme.color("text-muted" if self.underMouse() else "control-border")
        chosen = self._now * self._lines // max(1, self._count)
        for line in range(self._lines):
            is_now = line == chosen
            width = _LINE_NOW if is_now else _LINE
            painter.setBrush(self._theme.color("accent") if is_now else muted)
            top = _AIR + line * _APART + (_APART - _THICK) / 2
            place = QRectF(self.width() - _RIGHT - width, top, width, _THICK)
            painter.drawRect(mirrored(self.layoutDirection(), QRectF(self.rect()), place))

    @property
    def _lines(self) -> int:
        return min(self._count, MOST)
