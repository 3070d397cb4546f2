"""A label for text of any length with words of any length."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOption, QWidget

from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.wrapping import draw_wrapped, wrapped_size


class WrappingLabel(PlainLabel):
    """Wraps as `wrapping` does, and is as tall as it then needs to be."""

    _is_between = False
    """Whether the room that lines get stands between them alone, so that one line is as tall as any label."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setWordWrap(True)
        self._line_height = 0.0

    def set_line_height(self, pixels: float) -> None:
        """Set its lines so far apart; as far as its font has them where that is more."""
        self._line_height = pixels
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.fontMetrics().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inside = self.contentsMargins()
        room = max(1, width - inside.left() - inside.right())
        text = wrapped_size(
            self.text(), self.font(), room, line_height=self._lines_apart(), is_between=self._is_between
        )
        return text.height() + inside.top() + inside.bottom()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(option.palette.color(self.foregroundRole()))
        painter.setFont(self.font())
        draw_wrapped(
            painter, self.contentsRect(), self.text(), line_height=self._lines_apart(), is_between=self._is_between
        )

    def _lines_apart(self) -> float:
        """Return how far apart lines stand, in pixels; as far as the font has them where that is more."""
        return self._line_height
