"""The buttons in the composer: round ones that send and stop, and the tools beneath the text, as words with an icon.

They grow with the text of the chat, which no style sheet can do, so they are painted here. Only the keyboard gives them
the focus: a click leaves the cursor where the person was writing.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QToolButton

from turbodesk.ui.theme import TextRole, Theme
from turbodesk.ui.theme.icons import paint_icon
from turbodesk.ui.theme.metrics import BUTTON
from turbodesk.ui.widgets.direction import write
from turbodesk.ui.widgets.plain import set_tip

_ON_ALPHA = 0.09
"""How much ink lies under what is on."""


class _GrowingButton(QToolButton):
    """Has an icon, a name and a size that follows the text's."""

    def __init__(self, icon: str, name: str, *, theme: Theme, tip: str = "", key: str = "") -> None:
        super().__init__()
        self._icon, self._theme, self._percent = icon, theme, 100.0
        self.setAccessibleName(name)
        set_tip(self, tip or name, key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        self.setFont(theme.font(TextRole.UI, percent))
        self.setProperty("corner", self.px(BUTTON) // 2)
        self.updateGeometry()
        self.update()

    def px(self, pixels: float) -> int:
        """Return `pixels` of the design beside text of this size."""
        return round(pixels * self._theme.faces.scale * self._percent / 100)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint_face(self, painter: QPainter, size: int, token: str, left: int) -> None:
        """Paint the icon `size` pixels large, in the middle of the height."""
        spot = self._turned(QRect(left, (self.height() - size) // 2, size, size))
        paint_icon(painter, spot, self._icon, self._theme.color(token))

    def _turned(self, place: QRect) -> QRect:
        """Return where a part goes that was placed from the left."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)


class RoundButton(_GrowingButton):
    """Sends, or stops: a disc of ink, or only its edge where it stands beside one."""

    _is_outlined = False

    def set_outlined(self, *, outlined: bool) -> None:
        """Be an edge of ink, or a disc."""
        if outlined != self._is_outlined:
            self._is_outlined = outlined
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.px(BUTTON), self.px(BUTTON))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = "accent-pressed" if self.isDown() else "accent-hover" if self.underMouse() else "accent"
        if self._is_outlined:
            painter.setPen(QPen(self._theme.color(accent), 1))
            painter.setBrush(self._theme.color("hover") if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            ink = accent
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(accent if self.isEnabled() else "pressed"))
            painter.drawEllipse(QRectF(self.rect()))
            ink = "on-accent" if self.isEnabled() else "text-muted"
        size = self.px(17)
        self.paint_face(painter, size, ink, (self.width() - size) // 2)


class ToolChip(_GrowingButton):
    """A tool: its icon, and words unless it is short of room; on ink while it is on."""

    def __init__(self, icon: str, name: str, *, theme: Theme, words: str = "", tip: str = "", key: str = "") -> None:
        super().__init__(icon, name, theme=theme, tip=tip, key=key)
        self._words = words
        self._is_on = self._has_menu = self._is_short = False

    def set_state(self, words: str, *, is_on: bool) -> None:
        """Say what it is set to; what is on shows that a press leads to more."""
        if (words, is_on) != (self._words, self._is_on):
            self._words, self._is_on, self._has_menu = words, is_on, is_on
            self.updateGeometry()
            self.update()

    def set_short(self, short: bool) -> None:
        """Leave out the words, and the arrow, or show them again."""
        if short != self._is_short:
            self._is_short = short
            self.updateGeometry()
            self.update()

    @property
    def is_short(self) -> bool:
        """Whether its words, and the arrow, are left out."""
        return self._is_short

    @property
    def is_on(self) -> bool:
        """Whether what it stands for is on."""
        return self._is_on

    def width_of(self, *, short: bool) -> int:
        """Return how wide it is with its words, or without."""
        if short or not self._words:
            return self._icon_size() + 2 * self.px(8)
        arrow = self.px(6) + self.px(13) if self._has_menu else 0
        words = QFontMetrics(self._theme.font(TextRole.UI, self._percent)).horizontalAdvance(self._words)
        return self.px(10) + self._icon_size() + self.px(6) + words + arrow + self.px(12)

    def sizeHint(self) -> QSize:
        return QSize(self.width_of(short=self._is_short), self.px(BUTTON))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_lit = self.isEnabled() and (self.underMouse() or self.isDown())
        ink = "accent" if self._is_on else "text" if is_lit else "text-muted"
        painter.setPen(Qt.PenStyle.NoPen)
        shape, corner = QRectF(self.rect()), self.height() / 2
        for ground in self._grounds(is_lit=is_lit):
            painter.setBrush(ground)
            painter.drawRoundedRect(shape, corner, corner)
        if self._is_on and self._theme.is_contrast:  # where a tint alone says nothing
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 1))
            painter.drawRoundedRect(shape.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        has_words = bool(self._words) and not self._is_short
        left = self.px(10 if has_words else 8)
        self.paint_face(painter, self._icon_size(), ink, left)
        if not has_words:
            return
        painter.setFont(self._theme.font(TextRole.UI, self._percent))
        painter.setPen(self._theme.color(ink))
        left += self._icon_size() + self.px(6)
        room = self._turned(QRect(left, 0, self.width() - left, self.height()))
        write(painter, room, self._words, self.layoutDirection())
        if self._has_menu:
            size = self.px(13)
            spot = QRect(self.width() - self.px(12) - size, (self.height() - size) // 2, size, size)
            paint_icon(painter, self._turned(spot), "chevron-down", self._theme.color(ink))

    def _grounds(self, *, is_lit: bool) -> list[QColor]:
        grounds = []
        if self._is_on:
            ink = self._theme.color("accent")
            ink.setAlphaF(_ON_ALPHA)
            grounds.append(ink)
        if is_lit:
            grounds.append(self._theme.color("pressed" if self.isDown() else "hover"))
        return grounds

    def _icon_size(self) -> int:
        return self.px(16 if self._words else 18)
