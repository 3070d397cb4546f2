"""Turns wheel turns, touchpad strokes and keys into movements of the page."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

_NOTCH = 120
"""Eighths of a degree in one notch of a mouse wheel (Qt's documentation of QWheelEvent::angleDelta)."""


class Step(Enum):
    """A movement by key."""

    START = "start"
    END = "end"
    LINE_UP = "line-up"
    LINE_DOWN = "line-down"
    PAGE_UP = "page-up"
    PAGE_DOWN = "page-down"
    PREVIOUS_MESSAGE = "previous-message"
    NEXT_MESSAGE = "next-message"
    MESSAGE_TOP = "message-top"
    MESSAGE_END = "message-end"
    PREVIOUS_CODE = "previous-code"
    NEXT_CODE = "next-code"


_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier

_STEPS = {
    (_NONE, Qt.Key.Key_Home): Step.START,
    (_CTRL, Qt.Key.Key_Home): Step.START,
    (_NONE, Qt.Key.Key_End): Step.END,
    (_CTRL, Qt.Key.Key_End): Step.END,
    (_NONE, Qt.Key.Key_Up): Step.LINE_UP,
    (_NONE, Qt.Key.Key_Down): Step.LINE_DOWN,
    (_NONE, Qt.Key.Key_PageUp): Step.PAGE_UP,
    (_NONE, Qt.Key.Key_PageDown): Step.PAGE_DOWN,
    (_SHIFT, Qt.Key.Key_Space): Step.PAGE_UP,
    (_NONE, Qt.Key.Key_Space): Step.PAGE_DOWN,
    (_CTRL, Qt.Key.Key_Up): Step.PREVIOUS_MESSAGE,
    (_CTRL, Qt.Key.Key_Down): Step.NEXT_MESSAGE,
}


def step_of(event: QKeyEvent) -> Step | None:
    """Return the movement a key asks for, or None."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _STEPS.get((modifiers, Qt.Key(event.key())))


class Wheel:
    """Adds up wheel turns: fine wheels send fractions of a pixel, and none of them may be lost."""

    def __init__(self) -> None:
        self._rest = 0.0

    def pixels(self, event: QWheelEvent, *, line: int) -> int:
        """Return by how many pixels to go down the page; `line` is the height of one line in pixels."""
        # Qt documents pixel deltas as unreliable on X11; there the angle is what the driver means.
        if event.hasPixelDelta() and QGuiApplication.platformName() != "xcb":
            self._rest = 0.0
            return -event.pixelDelta().y()
        wanted = -event.angleDelta().y() / _NOTCH * QApplication.wheelScrollLines() * line
        if (wanted > 0) != (self._rest > 0):
            self._rest = 0.0  # a change of direction acts at once
        self._rest += wanted
        whole = int(self._rest)
        self._rest -= whole
        return whole
