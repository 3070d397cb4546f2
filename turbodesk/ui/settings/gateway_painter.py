"""Draws the lines of the list of gateways: which is looked at, its name over its address, and which new chats use."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import Corner, Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import write

ID, NAME, ADDRESS, USED = (Qt.ItemDataRole.UserRole + at for at in range(4))
"""What an item holds besides its words for screen readers; `USED` is what there is to say at the right."""
_ROW = 64
_MARK = 16
_LEAST_NAME = 160
"""Pixels a name keeps; with less, what stands at the right is left to screen readers."""


class GatewayPainter(QStyledItemDelegate):
    """A line for each gateway."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = current_theme()
        lines = theme.line_height(TextRole.UI_STRONG) + theme.line_height(TextRole.LABEL)
        return QSize(0, max(_ROW, round(lines) + Space.XL))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = current_theme()
        rect = QRect(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(rect.adjusted(0, 2, 0, -3), Corner.BUTTON, Corner.BUTTON)
        side = option.direction
        mark = QStyle.visualRect(side, rect, QRect(rect.left(), rect.top(), _MARK, rect.height()))
        self._paint_mark(painter, QPointF(mark.left() + _MARK / 2, rect.center().y()), state)
        left = rect.left() + _MARK + Space.M
        strong, small = theme.font(TextRole.UI_STRONG), theme.font(TextRole.LABEL)
        used = str(index.data(USED) or "")
        if rect.right() - left - QFontMetrics(small).horizontalAdvance(used) < _LEAST_NAME:
            used = ""
        painter.setFont(small)
        painter.setPen(theme.color("text-muted"))
        write(painter, rect, used, side, at_end=True)
        width = rect.right() - left - QFontMetrics(small).horizontalAdvance(used) - Space.M
        middle = rect.center().y()
        address = QFontMetrics(small).elidedText(str(index.data(ADDRESS)), Qt.TextElideMode.ElideMiddle, width)
        half = round(theme.line_height(TextRole.UI_STRONG))
        write(painter, QStyle.visualRect(side, rect, QRect(left, middle, width, half)), address, side)
        painter.setFont(strong)
        painter.setPen(theme.color("text"))
        name = QFontMetrics(strong).elidedText(str(index.data(NAME)), Qt.TextElideMode.ElideRight, width)
        write(painter, QStyle.visualRect(side, rect, QRect(left, middle - half, width, half)), name, side)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("border"))
        painter.restore()

    def _paint_mark(self, painter: QPainter, middle: QPointF, state: QStyle.StateFlag) -> None:
        """Draw a radio button's mark: full where the gateway is looked at."""
        theme = current_theme()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.color("accent"), 5))
            painter.drawEllipse(middle, _MARK / 2 - 2.5, _MARK / 2 - 2.5)
        else:
            painter.setPen(QPen(theme.color("control-border"), 1.5))
            painter.drawEllipse(middle, _MARK / 2 - 0.75, _MARK / 2 - 0.75)
