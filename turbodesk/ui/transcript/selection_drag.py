"""Goes on scrolling while text is being selected beyond the upper or lower edge of the view.

A text widget does this by itself where it scrolls itself. Here the rows are as tall as their text and the transcript
scrolls them, so that the row must be told that the pointer, standing still outside, is over another line now.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from turbodesk.ui.widgets.user_scroll_area import UserScrollArea

_TICK_MS = 30
_SLOWEST, _FASTEST = 4, 80
"""Pixels a tick; every 3 pixels beyond the edge add one."""


class SelectionDrag(QObject):
    """Watches one drag of the mouse in `area`, which owns it; no timer runs outside a drag."""

    def __init__(self, area: UserScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_active(self) -> bool:
        """Whether text is being selected with the mouse."""
        return self._timer.isActive()

    def selection_changed(self) -> None:
        """Text in a row was selected; begin to watch if it is the mouse that does it."""
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton and not self._timer.isActive():
            self._timer.start()

    def _tick(self) -> None:
        text, viewport = QApplication.focusWidget(), self._area.viewport()
        held = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if not held or text is None or not viewport.isAncestorOf(text):
            self._timer.stop()
            return
        pointer = viewport.mapFromGlobal(QCursor.pos())
        beyond = min(0, pointer.y()) or max(0, pointer.y() - viewport.height() + 1)
        if not beyond:
            return
        way = min(_FASTEST, _SLOWEST + abs(beyond) // 3)
        self._area.scroll_by(way if beyond > 0 else -way)
        pointer.setY(max(0, min(pointer.y(), viewport.height() - 1)))
        _move_mouse(text, QPointF(viewport.mapToGlobal(pointer)))


def _move_mouse(text: QWidget, at: QPointF) -> None:
    """Tell the text that the pointer moved to `at`, in global coordinates, with its left button held."""
    receiver = text.viewport() if isinstance(text, QAbstractScrollArea) else text
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        receiver.mapFromGlobal(at),
        at,
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(receiver, event)
