"""Lets the caret of whatever has the keys come to rest, lit, when nothing was written for a while, as GTK's does.

A caret that blinks wakes the program and the screen four times a second, all day, in a window that is merely open.
It blinks again with the next key. Every text that takes the keys follows, ours and Qt's, for Qt tells all of them of
the time that a blink takes; that it moves is told by the place that input methods ask for.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

AFTER_MS = 10_000
"""GTK's own time."""
_STILL, _AS_THE_DESKTOP = 0, -1
"""Qt's times for a caret that does not blink, and for that of the desktop's settings."""


class CaretRest(QObject):
    """Watches the caret for as long as it lives, or until `end`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_resting = False
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._rest)
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._moved)
        self._moved()

    @property
    def is_resting(self) -> bool:
        """Whether the caret stands still; then no timer runs here either."""
        return self._is_resting

    def end(self) -> None:
        """Leave everything as the desktop has it."""
        QGuiApplication.inputMethod().cursorRectangleChanged.disconnect(self._moved)
        self._timer.stop()
        self._set(is_resting=False)

    def _moved(self) -> None:
        self._set(is_resting=False)
        self._timer.start()

    def _rest(self) -> None:
        self._set(is_resting=True)

    def _set(self, *, is_resting: bool) -> None:
        if is_resting != self._is_resting:
            self._is_resting = is_resting
            QGuiApplication.styleHints().setCursorFlashTime(_STILL if is_resting else _AS_THE_DESKTOP)
