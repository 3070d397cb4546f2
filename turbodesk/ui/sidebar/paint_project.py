"""Paints the row of a project: its sign, its name, how many chats it has, and whether they are shown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle

from turbodesk.ui.quantities import number
from turbodesk.ui.sidebar.grouping import ProjectItem
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.sign_colours import SIGN_COLOURS
from turbodesk.ui.widgets.direction import in_own_order

_ICON, _ICON_AT, _TEXT_AT = 16, 13, 36
"""The sign's side, and where it and the name begin in the row's box."""
_MARK = 32
"""Width of the chevron's place, at the end of the box."""
_COUNT = 40
"""Width of the count's place before it."""


class ProjectPainter:
    """Draws these rows in one theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._font, self._count_font = theme.font(TextRole.UI), theme.font(TextRole.LABEL)

    def paint(
        self, painter: QPainter, box: QRect, row: ProjectItem, direction: Qt.LayoutDirection, *, room: int, news: bool
    ) -> None:
        """Draw the row; `room`: pixels at its end that buttons take, 0: count and chevron stand there.

        `news`: a dot stands for the count, as something has come in chats that are not shown.
        """

        def mirrored(part: QRect) -> QRect:
            return QStyle.visualRect(direction, box, part)

        middle = box.center().y() + 1
        sign = mirrored(QRect(box.left() + _ICON_AT, middle - _ICON // 2, _ICON, _ICON))
        self._theme.icon(row.project.picture, SIGN_COLOURS[row.project.colour]).paint(painter, sign)
        end = room or _MARK + _COUNT
        words = mirrored(box.adjusted(_TEXT_AT, 0, -end, 0))
        painter.setFont(self._font)
        painter.setPen(self._theme.color("text"))
        _write(painter, words, row.project.name, Qt.AlignmentFlag.AlignLeft, direction)
        if room:
            return
        chevron = mirrored(QRect(box.right() + 1 - _MARK + 8, middle - _ICON // 2, _ICON, _ICON))
        self._theme.icon("chevron-right" if row.is_folded else "chevron-down", "text-muted").paint(painter, chevron)
        place = mirrored(QRect(box.right() + 1 - _MARK - _COUNT, box.top(), _COUNT - 4, box.height()))
        if news:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            at = place.right() - 4 if direction is Qt.LayoutDirection.LeftToRight else place.left() + 4
            painter.drawEllipse(QPointF(at, QRectF(place).center().y()), 4, 4)
            return
        painter.setFont(self._count_font)
        painter.setPen(self._theme.color("text-muted"))
        _write(painter, place, number(row.count), Qt.AlignmentFlag.AlignRight, direction)

    def paint_target(self, painter: QPainter, box: QRect) -> None:
        """Draw that what is dragged would fall here."""
        painter.setPen(QPen(self._theme.color("accent"), 2))
        painter.setBrush(self._theme.color("row-open"))
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), Corner.BUTTON - 1, Corner.BUTTON - 1)


def _write(painter: QPainter, area: QRect, text: str, side: Qt.AlignmentFlag, direction: Qt.LayoutDirection) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    alignment = QStyle.visualAlignment(direction, side | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, in_own_order(shown))
