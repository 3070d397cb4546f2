"""A quiet button that is a word, or a small sign: beneath messages and above code, where icons would be guessed at.

It paints itself, with no edge and no ground until it is pointed at. It may stand unseen in its place (`set_revealed`):
the row it belongs to shows its words only where the person points or the keyboard is, and nothing moves when it does.
Unseen it keeps its place in the order of Tab and its name for screen readers, for whom it is there all the time.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QStyle, QWidget

from turbodesk.ui.theme.icons import paint_icon
from turbodesk.ui.theme.metrics import TARGET
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.direction import mirrored
from turbodesk.ui.widgets.plain import button_text, set_tip

PADDING = 8
"""Pixels of ground left and right of the word, at 100 %: a row of words hangs outside the edge by so much."""
SAID_MS = 1500
"""How long "Copied" stands: long enough to be read, short enough not to be taken for a state."""
_SIGN_PADDING = 5
_SIGN = 16
_SMALL_SIGN, _TO_SIGN = 14, 4
_JOINED = 2
"""Pixels of a joined sign's blank margin that are left out: the padding of the word before it is room enough."""
_CORNER = 6
_AIR = 1
"""Pixels that the ground stays away from the widget's upper and lower edge."""


class WordButton(QAbstractButton):
    """One word, or the sign `icon`, at `percent` of the usual text size."""

    def __init__(
        self,
        text: str,
        name: str,
        *,
        icon: str = "",
        trailing: str = "",
        theme: Theme,
        percent: float = 100.0,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is what screen readers say; where there is no word it is the tip as well.

        `trailing` is a small sign behind the word.
        """
        super().__init__(parent)
        self._icon, self._trailing = icon, trailing
        self._is_revealed = True
        self._is_lit = False
        self.is_joined = False
        """Whether its sign stands close to what is left of it, to which it belongs."""
        self._said = ""
        self._timer: QTimer | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setText(button_text(text))
        self.setAccessibleName(name)
        if not text:
            set_tip(self, name)
        self.restyle(theme, percent)

    def set_revealed(self, *, is_revealed: bool) -> None:
        """Show the word, or stand unseen in its place."""
        if is_revealed != self._is_revealed:
            self._is_revealed = is_revealed
            self.update()

    @property
    def is_revealed(self) -> bool:
        """Whether it can be seen."""
        return self._is_revealed

    def set_sign(self, icon: str, name: str, *, is_lit: bool) -> None:
        """Show another sign under another name; lit it is seen all the time, in the colour of ink."""
        self._icon, self._is_lit = icon, is_lit
        self.setAccessibleName(name)
        set_tip(self, name)
        self.update()

    def say(self, word: str, name: str, ms: int = SAID_MS) -> None:
        """Show another word, and tell another name, for so many milliseconds; it takes no more room than its own."""
        if self._timer is None:
            self._timer = QTimer(self, singleShot=True)
            self._timer.timeout.connect(self._said_enough)
            self._name = self.accessibleName()
        self._said = word
        self.setAccessibleName(name)
        self._timer.start(ms)
        self.update()

    @property
    def word(self) -> str:
        """What is read on it now."""
        return self._said or self.text().replace("&&", "&")

    def set_trailing(self, icon: str) -> None:
        """Show another sign behind the word."""
        self._trailing = icon
        self.update()

    def restyle(self, theme: Theme, percent: float) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.setFont(theme.font(TextRole.LABEL, percent))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        scale = self._percent / 100
        if not self.text():
            side = max(TARGET, round((_SIGN + 2 * _SIGN_PADDING) * scale))
            return QSize(side, side)
        own = self.text().replace("&&", "&")
        wide = QFontMetricsF(self.font()).horizontalAdvance(own) + 2 * PADDING * scale
        if self._trailing:
            wide += (_SMALL_SIGN + _TO_SIGN) * scale
        return QSize(max(TARGET, round(wide + 0.5)), max(TARGET, round(TARGET * scale)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self._is_revealed or self._is_lit or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked())
        if is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("pressed" if self.isDown() or self.isChecked() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, _AIR, 0, -_AIR), _CORNER, _CORNER)
        token = "disabled" if not self.isEnabled() else "text" if is_on else "text-muted"
        if self._is_lit and self.isEnabled():
            token = "accent"
        if self.text():
            self._paint_word(painter, self._theme.color(token))
        else:
            side = round((_SMALL_SIGN if self.is_joined else _SIGN) * self._percent / 100)
            rect = QRect(0, 0, side, side)
            rect.moveCenter(self.rect().center())
            if self.is_joined:
                rect.moveLeft(-round(_JOINED * self._percent / 100))
                rect = QStyle.visualRect(self.layoutDirection(), self.rect(), rect)
            paint_icon(painter, rect, self._icon, self._theme.color(token))

    def _said_enough(self) -> None:
        self._said = ""
        self.setAccessibleName(self._name)
        self.update()

    def _paint_word(self, painter: QPainter, color: QColor) -> None:
        metrics = QFontMetricsF(self.font())
        sign, gap = round(_SMALL_SIGN * self._percent / 100), round(_TO_SIGN * self._percent / 100)
        more = sign + gap if self._trailing else 0
        x = (self.width() - metrics.horizontalAdvance(self.word) - more) / 2
        y = (self.height() + metrics.capHeight()) / 2
        painter.setPen(color)
        painter.setFont(self.font())
        side, wide = self.layoutDirection(), metrics.horizontalAdvance(self.word)
        at = mirrored(side, QRectF(self.rect()), QRectF(x, 0, wide, self.height()))
        painter.drawText(QPointF(at.x(), y), self.word)
        if self._trailing:
            rect = QRect(round(x + wide) + gap, (self.height() - sign) // 2, sign, sign)
            rect = QStyle.visualRect(side, self.rect(), rect)
            paint_icon(painter, rect, self._trailing, self._theme.color("text-muted"))
