"""A label for text of any length with words of any length."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOption, QWidget

from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.wrapping import draw_wrapped, wrapped_size


class WrappingLabel(PlainLabel):
    """Wraps as `wrapping` does, and is as tall as it then needs to be."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setWordWrap(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.fontMetrics().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inside = self.contentsMargins()
        text = wrapped_size(self.text(), self.font(), max(1, width - inside.left() - inside.right()))
        return text.height() + inside.top() + inside.bottom()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(option.palette.color(self.foregroundRole()))
        draw_wrapped(painter, self.contentsRect(), self.text())
