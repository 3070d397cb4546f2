"""The frame clock: at most one frame in 16 ms, longer pauses after long frames, and silence when nothing changes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.transcript.clock import FRAME_MS, REST, FrameClock
from turbodesk.ui.widgets.exposure import Exposure


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
        frames.clock.mark(key, key)
    frames.run_until_idle()
    assert [keys for _, keys in frames.fired] == [["b", "a", "c"]]


@given(cost_ms=st.floats(0, 100), waits=st.lists(st.floats(0, 50), min_size=2, max_size=30))
def test_frames_keep_their_distance(qapp: QApplication, cost_ms: float, waits: list[float]) -> None:
    frames = Frames(cost_ms=cost_ms)
    for wait in waits:
        frames.now += wait
        frames.clock.mark("row", "row")
        frames.run_until_idle()
    begun = [began for began, _ in frames.fired]
    for one, next_one in pairwise(begun):
        assert next_one - one >= max(FRAME_MS, cost_ms * (1 + REST)) - 1e-6


def test_a_first_change_is_shown_without_waiting(qapp: QApplication) -> None:
    frames = Frames()
    frames.clock.mark("row", "row")
    frames.run_until_idle()
    assert frames.fired[0][0] == 1000.0


def frames_in_a_second(frames: Frames, *, pace: int, begun: int = 0) -> int:
    """Let text come at so many characters a second, in deltas of 4, for 3 s, and count the frames of the last one."""
    written, first = begun, frames.now
    while frames.now < first + 3000:
        written += 4
        frames.clock.mark("reply", written, length=written)
        due, timer = frames.now + 4000 / pace, frames.clock.findChild(QTimer)
        assert timer is not None
        if timer.isActive() and frames.clock._next_ms <= due:  # noqa: SLF001
            frames.now = max(frames.now, frames.clock._next_ms)  # noqa: SLF001
            timer.stop()
            timer.timeout.emit()
        frames.now = due
    return sum(at > first + 2000 for at, _ in frames.fired)


@pytest.mark.parametrize(("pace", "least", "most"), [(60, 14, 16), (400, 28, 31), (780, 28, 31), (4_000, 55, 63)])
def test_text_as_slow_as_people_read_is_drawn_half_as_often(
    qapp: QApplication, pace: int, least: int, most: int
) -> None:
    assert least <= frames_in_a_second(Frames(), pace=pace) <= most


def test_the_pace_is_taken_anew_when_it_changes(qapp: QApplication) -> None:
    frames = Frames()
    assert frames_in_a_second(frames, pace=4_000) > 50
    frames.fired.clear()
    assert frames_in_a_second(frames, pace=300, begun=12_000) < 32
    frames.fired.clear()
    assert frames_in_a_second(frames, pace=4_000, begun=13_000) > 50


def test_a_long_reply_that_comes_into_view_is_no_fast_one(qapp: QApplication) -> None:
    frames = Frames()
    assert frames_in_a_second(frames, pace=400, begun=200_000) < 32


def test_the_end_of_a_reply_waits_for_no_frame(qapp: QApplication) -> None:
    frames = Frames(cost_ms=20)
    frames.clock.mark("reply", "begun")
    frames.run_until_idle()
    ended_at = frames.now
    frames.clock.mark("reply", "more")
    frames.clock.mark("reply", "all", is_last=True)
    frames.run_until_idle()
    assert frames.fired[1:] == [(ended_at, ["all"])]


def test_unseen_it_keeps_what_is_latest_and_fires_before_the_window_is_painted_again(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    fired: list[Sequence[str]] = []
    clock = FrameClock(fired.append, window)
    clock.mark("a", "a1")
    qtbot.waitUntil(lambda: clock.is_idle)
    exposure = Exposure.of(window)
    exposure.changed.emit(False)
    for number in range(3):
        clock.mark("a", f"a{number}")
        clock.mark("b", f"b{number}")
    assert clock.is_idle
    assert fired == [["a1"]]
    exposure.changed.emit(True)
    assert fired == [["a1"], ["a2", "b2"]]
    exposure.changed.emit(True)
    assert len(fired) == 2


def test_a_hidden_view_in_a_window_that_comes_into_sight_fires_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    fired: list[Sequence[str]] = []
    clock = FrameClock(fired.append, window)
    clock.mark("a", "a")
    clock.pause()
    exposure = Exposure.of(window)
    exposure.changed.emit(False)
    exposure.changed.emit(True)
    assert not fired
    clock.resume()
    assert fired == [["a"]], "in the same turn, also where its coming into view is told last"
    clock.pause()
    clock.mark("a", "later")
    exposure.changed.emit(False)
    clock.resume()
    assert len(fired) == 1
    exposure.changed.emit(True)
    assert fired == [["a"], ["later"]]


def test_nothing_ticks_when_nothing_changes(qapp: QApplication) -> None:
    frames = Frames()
    assert frames.clock.is_idle
    frames.clock.mark("row", "row")
    assert not frames.clock.is_idle
    frames.run_until_idle()
    assert frames.clock.is_idle
    assert len(frames.fired) == 1


def test_paused_it_keeps_its_marks(qapp: QApplication) -> None:
    frames = Frames()
    frames.clock.mark("a", "a")
    frames.clock.pause()
    frames.clock.mark("b", "b")
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
            clock.mark("again", "again")

    clock = FrameClock(fire)
    clock.mark("first", "first")
    qtbot.waitUntil(lambda: clock.is_idle)
    assert fired == [["first"], ["again"]]
