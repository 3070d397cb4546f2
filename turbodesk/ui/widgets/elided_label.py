"""One line of text that ends in an ellipsis where there is no room, and tells the rest in its tool tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOption, QWidget

from turbodesk.chat.one_line import sentence_on_one_line
from turbodesk.ui.widgets.direction import in_own_order
from turbodesk.ui.widgets.plain import PlainLabel, set_tip

_SHORTEST = 4
"""How many average characters stay visible however narrow the window."""


class ElidedLabel(PlainLabel):
    """A label that shrinks. `text()` is always the whole text, and so is what a screen reader reads."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`; line breaks become blanks."""
        super().setText(sentence_on_one_line(text))
        self._tell_the_rest()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * _SHORTEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_the_rest()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            option.palette,
            self.isEnabled(),
            in_own_order(self._shown()),
            self.foregroundRole(),
        )

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def _tell_the_rest(self) -> None:
        set_tip(self, self.text() if self._shown() != self.text() else "")
