"""What a message has behind its texts: the slips of a person's words, and a ring around the text the keyboard is in.

The row paints them, and only when they are others than before: a reply has none, and grows many times a second.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTransform

from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.slip_fold import SlipFold
from turbodesk.ui.message.stack import HANG, PAD_Y
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.theme import Theme

_CORNER, _POINTED = 18.0, 6.0
"""The corners of a slip, the last of which points to the edge of the page."""


class Grounds:
    """The grounds of one message, painted on `row`."""

    def __init__(self, row: BaseMessageView, *, is_user: bool) -> None:
        self._row, self._is_user = row, is_user
        self._shown: list[tuple[QRect, bool]] = []
        """Where the texts stand that have a ground, and whether each has the ring."""
        self._foot = 0
        self._theme: Theme | None = None

    def show(self, bodies: Sequence[Body], *, fold: SlipFold | None, theme: Theme) -> None:
        """Have grounds behind these texts, as they stand now; painted anew if that is another look."""
        shown = [(body.text_rect, body.shows_focus) for body in bodies if self._is_user or body.shows_focus]
        foot = fold.foot if fold is not None and fold.is_folded else 0
        if (shown, foot, theme) != (self._shown, self._foot, self._theme):
            if shown or self._shown:
                self._row.update()
            self._shown, self._foot, self._theme = shown, foot, theme

    def paint(self) -> None:
        """Paint them, within the row's paint event."""
        if not self._shown or self._theme is None:
            return
        painter, theme = QPainter(self._row), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for text, has_ring in self._shown:
            rect = QRectF(text).adjusted(-7, -4, 7, 4)
            if self._is_user:
                rect = QRectF(text).adjusted(-HANG, -PAD_Y, HANG, PAD_Y + self._foot)
                painter.fillPath(self._slip_path(rect), theme.color("bubble"))
                if theme.is_contrast:
                    edge = QPen(theme.color("contrast-edge"), 1)
                    painter.strokePath(self._slip_path(rect.adjusted(0.5, 0.5, -0.5, -0.5)), edge)
            if has_ring:
                painter.setPen(QPen(theme.color("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inner = rect.adjusted(1, 1, -1, -1)
                if self._is_user:
                    painter.drawPath(self._slip_path(inner))
                else:
                    painter.drawRoundedRect(inner, Corner.PANEL, Corner.PANEL)

    def _slip_path(self, rect: QRectF) -> QPainterPath:
        path = _slip_path(rect)
        if self._row.layoutDirection() is not Qt.LayoutDirection.RightToLeft:
            return path
        return QTransform(-1, 0, 0, 1, rect.left() + rect.right(), 0).map(path)


def _slip_path(rect: QRectF) -> QPainterPath:
    """Return the outline of a slip: three round corners and one that points to the edge of the page."""
    path = QPainterPath()
    round_, pointed = min(_CORNER, rect.height() / 2), min(_POINTED, rect.height() / 2)
    path.moveTo(rect.left() + round_, rect.top())
    path.arcTo(QRectF(rect.right() - 2 * round_, rect.top(), 2 * round_, 2 * round_), 90, -90)
    path.arcTo(QRectF(rect.right() - 2 * pointed, rect.bottom() - 2 * pointed, 2 * pointed, 2 * pointed), 0, -90)
    path.arcTo(QRectF(rect.left(), rect.bottom() - 2 * round_, 2 * round_, 2 * round_), 270, -90)
    path.arcTo(QRectF(rect.left(), rect.top(), 2 * round_, 2 * round_), 180, -90)
    path.closeSubpath()
    return path
