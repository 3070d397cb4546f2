"""The tip of a window: a few words about what the pointer rests on, and the key that does the same.

Why not Qt's: its label cannot be made round, and its time to wait is the style's. This one is a child of the window, so
that its corners are soft on every screen. Words and key stand in the widget's own tip with a tab between them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import Corner, Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import in_own_order
from turbodesk.ui.widgets.lifetime import is_alive
from turbodesk.ui.widgets.wrapping import draw_wrapped, wrapped_size

_WIDEST = 340
_BESIDE, _ABOVE = 9, 5
"""Pixels between its edge and its words."""
_AWAY = 6
"""Pixels between it and what it is about."""
_KEY_ALPHA = 0.65
_WIDE = 240
"""Pixels; of what is wider, the tip stands where the pointer is and not in the middle."""


class Tip(QWidget):
    """Hidden until it is told what to say. It takes neither the focus nor the pointer."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._words = self._key = ""
        self._about: QWidget | None = None
        self._stay = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def words(self) -> str:
        """What it says, with the key after a tab where there is one; "" while it is hidden."""
        if self.isHidden():
            return ""
        return f"{self._words}\t{self._key}" if self._key else self._words

    @property
    def part(self) -> QRect:
        """What it is about, in pixels of the window; none while it is hidden."""
        return QRect() if self.isHidden() else self._stay

    def tell(self, text: str, about: QRect, pointer: QPoint, widget: QWidget) -> None:
        """Say `text` beneath the part `about` of a window that belongs to `widget`; all in pixels of the window.

        It goes when the pointer leaves that part, or when `widget` goes.
        """
        self.forget()
        self._words, _, self._key = text.partition("\t")
        self._stay, self._about = about, widget
        widget.installEventFilter(self)
        self.resize(self._wished())
        middle = pointer.x() if about.width() > _WIDE else about.center().x()
        left = max(Space.XS, min(middle - self.width() // 2, self._over.width() - self.width() - Space.XS))
        beneath, above = about.bottom() + 1 + _AWAY, about.top() - _AWAY - self.height()
        does_fit = beneath + self.height() <= self._over.height() or above < 0
        self.move(left, beneath if does_fit else above)
        self.show()
        self.raise_()

    def pointer_at(self, point: QPoint) -> None:
        """Hear where in the window the pointer is now."""
        if not self.isHidden() and not self._stay.contains(point):
            self.forget()

    def forget(self) -> None:
        """Say nothing."""
        about, self._about = self._about, None
        if about is not None and is_alive(about):
            about.removeEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and watched is self._about:
            self.forget()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawRoundedRect(QRectF(self.rect()), Corner.MENU_ROW, Corner.MENU_ROW)
        color = theme.color("window")
        painter.setPen(color)
        painter.setFont(theme.font(TextRole.LABEL))
        inside = self.rect().adjusted(_BESIDE, _ABOVE, -_BESIDE, -_ABOVE)
        draw_wrapped(painter, inside, self._words)
        if self._key:
            color.setAlphaF(_KEY_ALPHA)
            painter.setPen(color)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            painter.drawText(inside, QStyle.visualAlignment(self.layoutDirection(), side), in_own_order(self._key))

    def _wished(self) -> QSize:
        font = current_theme().font(TextRole.LABEL)
        metrics = QFontMetrics(font)
        key = Space.S + metrics.horizontalAdvance(self._key) if self._key else 0
        most = min(_WIDEST, self._over.width() - 2 * (Space.XS + _BESIDE)) - key
        words = wrapped_size(self._words, font, most)
        return QSize(words.width() + key + 2 * _BESIDE, max(words.height(), 16) + 2 * _ABOVE)


def tip_of(window: QWidget) -> Tip | None:
    """Return the tip of a window, if it has one."""
    return window.findChild(Tip, options=Qt.FindChildOption.FindDirectChildrenOnly)
