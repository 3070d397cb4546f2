"""Tells when nobody has used the program's windows for a while, by key, pointer, touch or input method.

What a person does comes into a window through its handle and is seen there, and that the time is noted is all that is
done about it. The timer is not moved: when it ends it is started again for what is left, so that a machine is woken
once in that time at most. Seconds count while the machine sleeps; were the timer alone asked, it would go on where it
stopped. So who comes back too late is noticed at the first key too, which then does nothing else.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from turbodesk.ui.widgets.lifetime import subscribe

_USES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
    )
)


def seconds() -> float:
    """Return a clock that goes on while the machine sleeps and that nobody sets."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # `monotonic` is another one there, which stops
    return time.monotonic()


class IdleWatch(QObject):
    """Watches from `begin` to `end`."""

    idle = Signal()
    """Nobody has used a window for so long; it is told once, and the watch has ended."""

    def __init__(self, parent: QObject, *, clock: Callable[[], float] = seconds) -> None:
        super().__init__(parent)
        self._clock = clock
        self._limit_s = 0.0
        self._used = 0.0
        self._is_watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._look)

    def begin(self, limit_s: float) -> None:
        """Tell when nobody has used a window for `limit_s` seconds from now."""
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        self._limit_s, self._used = limit_s, self._clock()
        self._timer.start(round(limit_s * 1000))
        if not self._is_watching:
            self._is_watching = True
            self._subscription = subscribe(self, app.focusWindowChanged, self._watch)
            # What an input method writes comes to the field alone, whose caret goes on.
            self._written = subscribe(self, QGuiApplication.inputMethod().cursorRectangleChanged, self._note_use)
        for window in app.allWindows():
            window.installEventFilter(self)

    def end(self) -> None:
        """Watch nothing any more; nothing of it is left."""
        self._timer.stop()
        if not self._is_watching:
            return
        self._is_watching = False
        self._subscription.close()
        self._written.close()
        for window in QGuiApplication.allWindows():
            window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() in _USES and self._is_watching and not self._note_use()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time changes nothing

    def _note_use(self) -> bool:
        """Note that somebody is there; returns False where that is too late."""
        now = self._clock()
        if now - self._used >= self._limit_s:
            self._tell()
            return False
        self._used = now
        return True

    def _look(self) -> None:
        left = self._limit_s - (self._clock() - self._used)
        if left <= 0:
            self._tell()
        else:
            self._timer.start(max(1, round(left * 1000)))

    def _tell(self) -> None:
        self.end()
        self.idle.emit()
