"""TurboDesk's own mark, drawn sharp at any size: on the first screen and above an empty chat."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from turbodesk import resources


class Logo(QWidget):
    """A picture of `side` by `side` device-independent pixels; says nothing to screen readers, being decoration."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self._drawing = QSvgRenderer(str(resources.path("icons", "turbodesk.svg")), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._drawing.render(painter, QRectF(self.rect()))
