"""Shows something in the middle of a view that has no messages."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget


class EmptyPlaceholder:
    """The middle of `area`; it owns the widget it shows there."""

    def __init__(self, area: QWidget) -> None:
        self._area = area
        self._widget: QWidget | None = None

    def set_widget(self, widget: QWidget) -> None:
        """Show another widget from now on; the last one is deleted."""
        if self._widget is not None:
            self._widget.deleteLater()
        self._widget = widget
        widget.setParent(self._area)
        widget.lower()  # beneath what floats over the area

    def show_if(self, wanted: bool) -> None:
        """Show or hide the widget, as large as it likes to be and there is room."""
        if self._widget is None:
            return
        area = self._area.rect()
        rect = QRect(QPoint(), self._widget.sizeHint().boundedTo(area.size()))
        rect.moveCenter(area.center())
        self._widget.setGeometry(rect)
        self._widget.setVisible(wanted)
