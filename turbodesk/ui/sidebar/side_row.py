"""A row of the sidebar that is a button: an icon, words, and the key for it while the pointer is on it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QWidget

from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import ROW, Corner
from turbodesk.ui.theme.roles import TextRole

_INSET, _ICON, _GAP = 12, 17, 10


class SideRow(QPushButton):
    """Draws itself: the words of such rows stand at one edge, which a button of the style has not."""

    def __init__(
        self,
        text: str,
        *,
        theme: Theme,
        icon: str = "",
        token: str = "text",
        is_strong: bool = False,
        is_small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`token` colours the words, and the icon too where it is none of the text's own."""
        super().__init__(text, parent)
        self._icon, self._token, self._key = icon, token, ""
        self._short = ""
        self._is_strong, self._is_small = is_strong, is_small
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        role = TextRole.LABEL if self._is_small else TextRole.UI_STRONG if self._is_strong else TextRole.UI
        self._words_font, self._label_font = theme.font(role), theme.font(TextRole.LABEL)
        self.setFont(self._words_font)
        self._height = ROW + round(theme.line_height(TextRole.UI)) - 20
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Name the shortcut that does the same, as this system writes it."""
        self._key = key

    def set_words(self, words: str, short: str) -> None:
        """Show `words`, or where they have no room `short`, which says the most of it."""
        self._short = short
        # What has shorter words gives way to what has none; a button asks for all of its own otherwise.
        across = QSizePolicy.Policy.Preferred if short else QSizePolicy.Policy.Minimum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setText(words)
        self.setAccessibleName(words)

    def shown_words(self) -> str:
        """Return which of its words have room now."""
        has_room = not self._short or self.width() >= self._width_of(self.text())
        return self.text() if has_room else self._short

    def sizeHint(self) -> QSize:
        return QSize(self._width_of(self.text()), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_of(self._short or self.text()), self._height)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(self.rect(), Corner.BUTTON, Corner.BUTTON)
        if self._icon:
            token = self._token if self._token != "text" else "text-muted"
            icon = QRect(_INSET, (self.height() - _ICON + 1) // 2, _ICON, _ICON)
            self._theme.icon(self._icon, token).paint(painter, self._mirrored(icon))
        painter.setFont(self._words_font)
        painter.setPen(self._theme.color(self._token))
        words = self._mirrored(self.rect().adjusted(self._text_at(), 0, -_INSET, 0))
        shown = self.shown_words()
        is_short = shown != self.text()  # and stands where the end of all of them would
        self._write(painter, words, shown, Qt.AlignmentFlag.AlignRight if is_short else Qt.AlignmentFlag.AlignLeft)
        if self._key and self.underMouse():
            painter.setFont(self._label_font)
            painter.setPen(self._theme.color("text-muted"))
            self._write(painter, words, self._key, Qt.AlignmentFlag.AlignRight)

    def _write(self, painter: QPainter, area: QRect, text: str, side: Qt.AlignmentFlag) -> None:
        flags = QStyle.visualAlignment(self.layoutDirection(), side | Qt.AlignmentFlag.AlignVCenter)
        metrics = QFontMetricsF(painter.font(), self)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, flags | Qt.TextFlag.TextSingleLine, shown)

    def _width_of(self, words: str) -> int:
        """Return what the row needs for these words: never a part of a pixel less, which would cut off a letter."""
        return math.ceil(QFontMetricsF(self._words_font).horizontalAdvance(words)) + self._text_at() + _INSET

    def _text_at(self) -> int:
        return _INSET + (_ICON + _GAP if self._icon else 0)

    def _mirrored(self, part: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), part)
