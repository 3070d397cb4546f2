"""Tells whether anybody can see a window: minimised, covered or on another desktop it is not painted, and need not be.

Qt goes on calling such a window and all in it visible, and its timers go on. What the system says of it comes to the
window's handle. Not every system says it of every case; where one does not, the window counts as seen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from turbodesk.ui.widgets.lifetime import is_alive


def is_seen(widget: QWidget) -> bool:
    """Whether any of a widget can be seen; where its window cannot, it is painted anew once that can be again.

    So what moves may stop its timer and start it with its next painting. Qt by itself would show what was painted last.
    """
    if widget.visibleRegion().isEmpty():
        return False
    exposure = Exposure.of(widget)
    if not exposure.is_exposed:
        exposure.paint_again(widget)
    return exposure.is_exposed


class Exposure(QObject):
    """Watches one window; belongs to it."""

    changed = Signal(bool)
    """The window can be seen again, before it is painted (True), or no longer (False)."""

    @classmethod
    def of(cls, widget: QWidget) -> Exposure:
        """Return the one of a widget's window, which has to be there: a window that has been shown."""
        window = widget.window()
        found = window.findChild(cls, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return cls(window) if found is None else found

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._handle: QWindow = window.windowHandle()
        self.is_exposed = self._handle.isExposed()
        self._to_paint: list[QWidget] = []
        self._handle.installEventFilter(self)

    def paint_again(self, widget: QWidget) -> None:
        """Have a widget painted when the window can be seen again."""
        if widget not in self._to_paint:
            self._to_paint.append(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_there = event.type() == QEvent.Type.Expose and isValid(self._handle)  # its last one comes without it
        if is_there and self._handle.isExposed() != self.is_exposed:
            self.is_exposed = not self.is_exposed
            self.changed.emit(self.is_exposed)
            if self.is_exposed:
                for widget in filter(is_alive, self._to_paint):
                    widget.update()
                self._to_paint.clear()
        return super().eventFilter(watched, event)
