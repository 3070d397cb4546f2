"""The frame clock: at most one frame in 16 ms, longer pauses after long frames, and silence when nothing changes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from turbodesk.ui.transcript.clock import FRAME_MS, REST, FrameClock


class Frames:
    """A clock whose time is the test's, and the frames it fired: when each began and with which keys."""

    def __init__(self, *, cost_ms: float = 0.0) -> None:
        self.now = 1000.0
        self.cost_ms = cost_ms
        self.fired: list[tuple[float, list[Hashable]]] = []
        self.clock = FrameClock(self._fire, now_ms=lambda: self.now)

    def _fire(self, keys: Sequence[Hashable]) -> None:
        self.fired.append((self.now, list(keys)))
        self.now += self.cost_ms

    def run_until_idle(self) -> None:
        """Let the clock's timer run out, as often as it is armed, without waiting for real time to pass."""
        timer = self.clock.findChild(QTimer)
        assert timer is not None
        while timer.isActive():
            self.now += timer.interval()
            timer.stop()
            timer.timeout.emit()


def test_keys_come_once_in_the_order_they_were_marked(qapp: QApplication) -> None:
    frames = Frames()
    for key in ("b", "a", "b", "c", "a"):
        frames.clock.mark(key)
    frames.run_until_idle()
    assert [keys for _, keys in frames.fired] == [["b", "a", "c"]]


@given(cost_ms=st.floats(0, 100), waits=st.lists(st.floats(0, 50), min_size=2, max_size=30))
def test_frames_keep_their_distance(qapp: QApplication, cost_ms: float, waits: list[float]) -> None:
    frames = Frames(cost_ms=cost_ms)
    for wait in waits:
        frames.now += wait
        frames.clock.mark("row")
        frames.run_until_idle()
    begun = [began for began, _ in frames.fired]
    for one, next_one in pairwise(begun):
        assert next_one - one >= max(FRAME_MS, cost_ms * (1 + REST)) - 1e-6


def test_a_first_change_is_shown_without_waiting(qapp: QApplication) -> None:
    frames = Frames()
    frames.clock.mark("row")
    frames.run_until_idle()
    assert frames.fired[0][0] == 1000.0


def test_nothing_ticks_when_nothing_changes(qapp: QApplication) -> None:
    frames = Frames()
    assert frames.clock.is_idle
    frames.clock.mark("row")
    assert not frames.clock.is_idle
    frames.run_until_idle()
    assert frames.clock.is_idle
    assert len(frames.fired) == 1


def test_paused_it_keeps_its_marks(qapp: QApplication) -> None:
    frames = Frames()
    frames.clock.mark("a")
    frames.clock.pause()
    frames.clock.mark("b")
    assert frames.clock.is_idle
    frames.run_until_idle()
    assert not frames.fired
    frames.clock.resume()
    frames.run_until_idle()
    assert [keys for _, keys in frames.fired] == [["a", "b"]]


def test_a_mark_made_while_firing_comes_with_the_next_frame(qtbot: QtBot) -> None:
    fired: list[list[Hashable]] = []

    def fire(keys: Sequence[Hashable]) -> None:
        fired.append(list(keys))
        if len(fired) == 1:
            clock.mark("again")

    clock = FrameClock(fire)
    clock.mark("first")
    qtbot.waitUntil(lambda: clock.is_idle)
    assert fired == [["first"], ["again"]]
