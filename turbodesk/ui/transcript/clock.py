"""Gathers the changes of a stream and lets them through once a frame, so that fast replies cost no more than slow ones.

Nothing runs while nothing changes: the timer is armed by the first mark and not again until the next. Under load the
pause after a frame grows with what the frame cost, so that typing and scrolling always get the larger share.

The pace of drawing follows that of reading: text that comes as slowly as people read, below some 1,000 characters a
second, is as smooth to the eye at thirty frames as at sixty, and costs half. The first words after a silence come at
once in either case, and so does the end.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from turbodesk.chat.message import Message
from turbodesk.chat.parts import Text, Thinking

if TYPE_CHECKING:
    from turbodesk.ui.widgets.exposure import Exposure

FRAME_MS = 16
"""One picture at 60 Hz."""
CALM_FRAME_MS = 33
"""The same at 30 Hz, while text comes no faster than it is read."""
FAST, SLOW = 1_000, 800
"""Characters a second: from the one on text comes fast, and below the other it no longer does."""
REST = 2.0
"""A frame that took t is followed by at least REST x t of rest: frames get at most a third of the time."""
_MEMORY_MS = 300
"""Over how long the pace of the text is taken."""


class FrameClock(QObject):
    """Calls `fire` with what was marked since the last time, in order of their first mark, at most once a frame.

    Nothing fires while nobody can see the window of its parent, minimised for one; what was marked meanwhile does
    before that is painted again.
    """

    def __init__(
        self,
        fire: Callable[[Sequence[Any]], object],
        parent: QObject | None = None,
        *,
        now_ms: Callable[[], float] = lambda: time.perf_counter() * 1000,
    ) -> None:
        super().__init__(parent)
        self._fire = fire
        self._now_ms = now_ms
        self._marks: dict[Hashable, Any] = {}
        self._lengths: dict[Hashable, int] = {}
        self._came = 0
        """Characters since the last frame."""
        self._pace = 0.0
        """Characters a second."""
        self._is_fast = False
        self._began_ms = self._next_ms = 0.0
        self._paused = self._is_unseen = False
        self._exposure: Exposure | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def is_idle(self) -> bool:
        """Whether no timer is armed."""
        return not self._timer.isActive()

    def mark(self, key: Hashable, value: Any, *, length: int = 0, is_last: bool = False) -> None:
        """Have `value` fire with the next frame, in place of an earlier one of the same key.

        `length` is how many characters it has by now; `is_last`: no later one comes, and nobody need wait for this.
        """
        self._marks[key] = value
        self._came += max(0, length - self._lengths.get(key, length))
        self._lengths[key] = length
        if is_last:
            del self._lengths[key]
            self._next_ms = 0.0
            self._timer.stop()
        if self._exposure is None and isinstance(widget := self.parent(), QWidget) and widget.isVisible():
            self._watch(widget)
        self._arm()

    def clear(self) -> None:
        """Forget all marks."""
        self._marks.clear()
        self._lengths.clear()
        self._timer.stop()

    def pause(self) -> None:
        """Keep the marks but fire nothing until `resume`."""
        self._paused = True
        self._timer.stop()

    def resume(self) -> None:
        """Fire again, at once what was marked meanwhile."""
        self._paused = False
        self._catch_up()

    def _watch(self, widget: QWidget) -> None:
        from turbodesk.ui.widgets.exposure import Exposure  # no window waits for it

        self._exposure = Exposure.of(widget)
        self._exposure.changed.connect(self._exposed)
        self._is_unseen = not self._exposure.is_exposed

    def _exposed(self, is_exposed: bool) -> None:
        self._is_unseen = not is_exposed
        self._timer.stop()
        self._catch_up()

    def _catch_up(self) -> None:
        """Fire before anything is painted. Which is told first when a window is no longer minimised differs."""
        if self._marks and not (self._paused or self._is_unseen):
            self._timer.stop()
            self._tick()

    def _arm(self) -> None:
        if self._marks and not (self._paused or self._is_unseen or self._timer.isActive()):
            self._timer.start(max(0, math.ceil(self._next_ms - self._now_ms())))

    def _tick(self) -> None:
        values = list(self._marks.values())
        self._marks.clear()
        began = self._now_ms()
        self._take_pace(began)
        self._fire(values)
        cost = self._now_ms() - began
        self._next_ms = began + max(FRAME_MS if self._is_fast else CALM_FRAME_MS, cost * (1 + REST))
        self._arm()

    def _take_pace(self, now_ms: float) -> None:
        passed, self._began_ms = max(now_ms - self._began_ms, 1.0), now_ms
        came, self._came = self._came * 1000 / passed, 0
        self._pace += (came - self._pace) * min(1.0, passed / _MEMORY_MS)
        self._is_fast = self._pace >= (SLOW if self._is_fast else FAST)


def written(message: Message) -> int:
    """Return how many characters of a message are there to be read."""
    return sum(len(part.text) for part in message.parts if isinstance(part, Text | Thinking))
