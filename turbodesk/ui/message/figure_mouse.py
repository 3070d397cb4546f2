"""What the mouse does with the diagrams of one page: it points at them, opens them larger, and selects over them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from turbodesk.ui.document.figures import figure_at
from turbodesk.ui.message.code import CodePanels
from turbodesk.ui.message.hanging_page import HangingPage
from turbodesk.ui.widgets.menu import Menu

_TINT = 0.45
"""How much of the colour of a selection lies over a picture that is selected."""


class FigureMouse:
    """Serves one page in its widget."""

    def __init__(self, widget: HangingPage, panels: CodePanels) -> None:
        self._widget, self._panels = widget, panels
        self._viewport: QWidget = widget.viewport()
        self._pressed: int | None = None
        self._is_over = False

    def at(self, point: QPoint) -> int | None:
        """Return the diagram that is shown as a picture at a point of the widget, or None."""
        return figure_at(self._widget.page, QPointF(point - QPoint(self._widget.lead, 0)))

    def menu_at(self, point: QPoint) -> Callable[[Menu], None] | None:
        """Return what adds to a menu what can be done with the diagram at a point; None where there is none."""
        index = self.at(point)
        return None if index is None else lambda menu: self._panels.fill_menu(index, menu)

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self.at(event.position().toPoint()) if is_left else None

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved, no button down."""
        is_over = self.at(event.position().toPoint()) is not None
        if is_over != self._is_over:
            self._is_over = is_over
            shape = Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.IBeamCursor
            self._viewport.setCursor(shape)

    def release(self, event: QMouseEvent) -> None:
        """A button went up: a click on a diagram, with which nothing was selected, opens it."""
        pressed, self._pressed = self._pressed, None
        is_click = pressed == self.at(event.position().toPoint()) and not self._widget.textCursor().hasSelection()
        if pressed is not None and is_click:
            self._panels.show_larger(pressed)

    def paint_selected(self, painter: QPainter, index: int, rect: QRectF, color: QColor) -> None:
        """Tint a picture whose lines are selected."""
        cursor, (start, end) = self._widget.textCursor(), self._widget.page.span(index)
        if cursor.hasSelection() and cursor.selectionStart() < end and cursor.selectionEnd() > start:
            color.setAlphaF(_TINT)
            painter.fillRect(rect.adjusted(0, self._widget.page.typography.panel_header, 0, 0), color)
