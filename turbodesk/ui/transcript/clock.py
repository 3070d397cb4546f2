"""Gathers the changes of a stream and lets them through once a frame, so that fast replies cost no more than slow ones.

Nothing runs while nothing changes: the timer is armed by the first mark and not again until the next. Under load the
pause after a frame grows with what the frame cost, so that typing and scrolling always get the larger share.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer

FRAME_MS = 16
"""One picture at 60 Hz."""
REST = 2.0
"""A frame that took t is followed by at least REST x t of rest: frames get at most a third of the time."""


class FrameClock(QObject):
    """Calls `fire` with the keys marked since the last time, in order of their first mark, at most once a frame."""

    def __init__(
        self,
        fire: Callable[[Sequence[Hashable]], None],
        parent: QObject | None = None,
        *,
        now_ms: Callable[[], float] = lambda: time.perf_counter() * 1000,
    ) -> None:
        super().__init__(parent)
        self._fire = fire
        self._now_ms = now_ms
        self._marks: dict[Hashable, None] = {}
        self._next_ms = 0.0
        self._paused = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def is_idle(self) -> bool:
        """Whether no timer is armed."""
        return not self._timer.isActive()

    def mark(self, key: Hashable) -> None:
        """Say that `key` changed; it fires with the next frame."""
        self._marks[key] = None
        self._arm()

    def clear(self) -> None:
        """Forget all marks."""
        self._marks.clear()
        self._timer.stop()

    def pause(self) -> None:
        """Keep the marks but fire nothing until `resume`."""
        self._paused = True
        self._timer.stop()

    def resume(self) -> None:
        """Fire again, at once what was marked meanwhile."""
        self._paused = False
        self._arm()

    def _arm(self) -> None:
        if self._marks and not self._paused and not self._timer.isActive():
            self._timer.start(max(0, math.ceil(self._next_ms - self._now_ms())))

    def _tick(self) -> None:
        keys = list(self._marks)
        self._marks.clear()
        began = self._now_ms()
        self._fire(keys)
        cost = self._now_ms() - began
        self._next_ms = began + max(FRAME_MS, cost * (1 + REST))
        self._arm()
