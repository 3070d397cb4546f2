"""The ribbon of a pinned chat: a bookmark that hangs from the window's top edge, and the button that pins and unpins.

It drops when the chat is pinned by a press; a chat that comes in front pinned has it there already.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.metrics import BUTTON, HEADER, ICON_HEADER, Corner
from turbodesk.ui.widgets.plain import set_tip
from turbodesk.ui.widgets.scroll_animation import ScrollAnimation

_WIDTH, _LENGTH, _NOTCH = 12, 34.5, 29.5
"""The ribbon's width, and how far its points and its notch hang down, in pixels."""
_ABOVE = -36
"""Where it drops from."""


class Ribbon(QAbstractButton):
    """As high as the header, so that it hangs from its top; pressed between the ribbon's two places."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_pinned = False
        self._hangs = _ABOVE
        """Pixels from its place; 0: all of it is seen."""
        self._glide = ScrollAnimation(self)
        self.key = ""
        """The shortcut that does the same, as this system writes it."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_pinned(pinned=False)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def set_pinned(self, *, pinned: bool, drops: bool = False) -> None:
        """Show whether the chat in front is pinned; with `drops`, it has just been, before one's eyes."""
        before, self._is_pinned = self._is_pinned, pinned
        self.setAccessibleName(_("Unpin chat") if pinned else _("Pin chat"))
        set_tip(self, _("Unpin") if pinned else _("Pin"), self.key)
        if pinned and drops and not before:
            self._glide.duration_ms = current_motion_ms()
            self._glide.move(_ABOVE, 0, self._hang)
        elif pinned != before or not drops:
            self._glide.stop()
            self._hang(0 if pinned else _ABOVE)

    def sizeHint(self) -> QSize:
        return QSize(BUTTON, HEADER)

    def hitButton(self, pos: object) -> bool:
        return True

    def ring_rect(self) -> QRect:
        """Return what is pressed to the eye: as large as the buttons beside it, and not as high as the header."""
        rect = QRect(0, 0, self.width(), BUTTON)
        rect.moveCenter(self.rect().center())
        return rect

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(self.ring_rect(), Corner.BUTTON, Corner.BUTTON)
        if not self._is_pinned:
            size = ICON_HEADER - 1
            icon = QRectF(0, 0, size, size)
            icon.moveCenter(middle)
            token = "text" if self.underMouse() else "text-muted"
            self._theme.icon("ribbon", token).paint(painter, icon.toRect())
            return
        left, top = middle.x() - _WIDTH / 2, float(self._hangs)
        points = ((0, 0), (_WIDTH, 0), (_WIDTH, _LENGTH), (_WIDTH / 2, _NOTCH), (0, _LENGTH))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent-hover" if self.underMouse() else "accent"))
        painter.drawPolygon(QPolygonF([QPointF(left + x, top + y) for x, y in points]))

    def _hang(self, at: int) -> None:
        self._hangs = at
        self.update()
