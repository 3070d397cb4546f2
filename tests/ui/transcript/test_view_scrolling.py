"""Scrolling by every means never jumps, and never needs more than a few rows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QScrollEvent, QScrollPrepareEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from tests.ui.transcript.conftest import Open
from tests.ui.transcript.plain import (
    LineRow,
    PlainSource,
    assert_whole,
    conversation,
    in_view,
    message,
    moved,
    plain_rows,
    tops,
    wheel,
)
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.ui.theme.column import GAP
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.transcript.window_of_rows import MOST_ALIVE

Key = Qt.Key


def test_a_conversation_opens_at_its_end(open_view: Open) -> None:
    view = open_view(conversation(500))
    last = in_view(view)[-1]
    assert last.message.id == "m499"
    assert last.geometry().bottom() < view.viewport().height()
    assert view.place() is None
    assert_whole(view)


def test_rows_follow_one_another_in_the_order_of_reading_whenever_they_were_made(open_view: Open) -> None:
    # A screen reader goes through the children of a widget in their order.
    view = open_view(conversation(200))
    for key in (Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_PageUp):
        QTest.keyClick(view, key)
        living = view.living_rows
        assert [one for one in view.viewport().children() if one in living] == living


@pytest.mark.parametrize("count", [50, 500, 10_000])
def test_opening_makes_as_many_rows_whatever_the_length(open_view: Open, count: int) -> None:
    # The same last messages each time, so that only the length differs.
    messages = [message(at, 200 + (count - at) % 7 * 250) for at in range(count)]
    view = open_view(PlainSource(messages))
    assert view.rows_made == 8


def test_a_short_conversation_stands_at_the_top(open_view: Open) -> None:
    view = open_view(PlainSource([message(0, 40), message(1, 400)]))
    assert in_view(view)[0].y() == MARGIN
    assert view.verticalScrollBar().maximum() == 0
    wheel(view, 120)
    wheel(view, -120)
    assert in_view(view)[0].y() == MARGIN


@pytest.mark.parametrize("angle", [120, 15])
def test_the_wheel_moves_all_rows_alike_through_heights_not_known_yet(open_view: Open, angle: int) -> None:
    view = open_view(conversation(10_000))
    way = 0
    for _ in range(300):
        before = tops(view)
        wheel(view, angle)
        way -= moved(before, tops(view))
        assert_whole(view)
        assert len(view.living_rows) <= MOST_ALIVE
    line = view.verticalScrollBar().singleStep()
    assert way == 300 * angle * QApplication.wheelScrollLines() * line // 120


def test_a_touchpad_moves_by_its_pixels(open_view: Open) -> None:
    view = open_view(conversation(1000))
    for pixels in (1, 7, 33, 250, -3, -40):
        before = tops(view)
        wheel(view, 120 if pixels > 0 else -120, pixels=pixels)
        assert moved(before, tops(view)) == -pixels


def test_the_wheel_with_ctrl_is_left_to_the_window(open_view: Open) -> None:
    view = open_view(conversation(100))
    before = tops(view)
    wheel(view, 120, ctrl=True)
    assert tops(view) == before


def test_keys_go_to_the_ends_and_by_pages_and_lines(open_view: Open) -> None:
    view = open_view(conversation(10_000))
    QTest.keyClick(view, Key.Key_Home)
    assert in_view(view)[0].message.id == "m0"
    assert in_view(view)[0].y() == MARGIN
    assert_whole(view)
    line = view.verticalScrollBar().singleStep()
    page = view.viewport().height() - 2 * line
    for key, held, way in (
        (Key.Key_Down, Qt.KeyboardModifier.NoModifier, line),
        (Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, page),
        (Key.Key_Space, Qt.KeyboardModifier.NoModifier, page),
        (Key.Key_Up, Qt.KeyboardModifier.NoModifier, -line),
        (Key.Key_Space, Qt.KeyboardModifier.ShiftModifier, -page),
        (Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, -page),
    ):
        before = tops(view)
        QTest.keyClick(view, key, held)
        assert moved(before, tops(view)) == way
        assert_whole(view)
    QTest.keyClick(view, Key.Key_End)
    assert in_view(view)[-1].message.id == "m9999"
    assert view.place() is None
    assert_whole(view)
    assert len(view.living_rows) <= MOST_ALIVE


def test_paging_up_from_the_end_sees_every_message_once_in_order(open_view: Open) -> None:
    view = open_view(conversation(200))
    seen: list[str] = []
    while view.place() != ReadingPlace("m0", -MARGIN):
        seen += [one for one in reversed(tops(view)) if one not in seen]
        QTest.keyClick(view, Key.Key_PageUp)
    seen += [one for one in reversed(tops(view)) if one not in seen]
    assert seen == [f"m{at}" for at in reversed(range(200))]


def test_dragging_the_bar_reaches_both_ends_without_its_handle_leaving_the_pointer(
    open_view: Open, qtbot: QtBot
) -> None:
    view = open_view(conversation(10_000))
    bar = view.verticalScrollBar()
    option = QStyleOptionSlider()
    bar.initStyleOption(option)
    handle = bar.style().subControlRect(
        QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, bar
    )
    grip = handle.center()
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, grip)
    for y in [*range(grip.y(), -30, -9), *range(-30, bar.height() + 30, 13)]:
        at = QPointF(grip.x(), y)
        QTest.mouseMove(bar, at.toPoint())
        assert len(view.living_rows) <= MOST_ALIVE
        if y < -20:
            assert view.place() == ReadingPlace("m0", -MARGIN)
        qtbot.wait(1)
    assert view.place() is None
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(grip.x(), bar.height()))
    qtbot.waitUntil(lambda: view.is_idle)
    assert_whole(view)
    assert bar.value() == bar.maximum()


def test_assistive_technology_may_set_the_bar(open_view: Open) -> None:
    view = open_view(conversation(300))
    bar = view.verticalScrollBar()
    before = tops(view)
    bar.setValue(bar.value() - 111)
    assert moved(before, tops(view)) == -111
    bar.setValue(0)
    assert view.place() == ReadingPlace("m0", -MARGIN)
    assert_whole(view)


def test_a_finger_scrolls_by_its_way(open_view: Open) -> None:
    view = open_view(conversation(300))
    prepare = QScrollPrepareEvent(QPointF(100, 100))
    QApplication.sendEvent(view.viewport(), prepare)
    start = prepare.contentPos().y()
    assert start == view.verticalScrollBar().value()
    for way in (10, 25, 60):
        before = tops(view)
        at = QPointF(0, start - way)
        QApplication.sendEvent(view.viewport(), QScrollEvent(at, QPointF(), QScrollEvent.ScrollState.ScrollUpdated))
        start -= way
        assert moved(before, tops(view)) == -way


class Walk:
    """One step of a reader, and how it is checked."""

    def __init__(self, view: TranscriptView, qtbot: QtBot) -> None:
        self.view = view
        self.qtbot = qtbot

    def take(self, step: str, size: int) -> None:
        before = tops(self.view)
        view = self.view
        match step:
            case "wheel":
                wheel(view, size)
            case "line":
                QTest.keyClick(view, Key.Key_Down if size > 0 else Key.Key_Up)
            case "page":
                QTest.keyClick(view, Key.Key_PageDown if size > 0 else Key.Key_PageUp)
            case "end":
                QTest.keyClick(view, Key.Key_End if size > 0 else Key.Key_Home)
            case "rest":
                self.qtbot.waitUntil(lambda: view.is_idle)
                assert moved(before, tops(view)) == 0
            case "bar":
                bar = view.verticalScrollBar()
                bar.setValue(bar.value() + size * 97)
            case "grow":
                self._grow_above()
                assert moved(before, tops(view)) == 0
        after = tops(view)
        if set(before) & set(after):
            moved(before, after)

    def _grow_above(self) -> None:
        rows = plain_rows(self.view)
        for row in rows[: rows.index(in_view(self.view)[0])]:
            row.grow(37)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(1, 400),
    steps=st.lists(
        st.tuples(
            st.sampled_from(["wheel", "wheel", "line", "page", "end", "rest", "bar", "grow"]), st.integers(-600, 600)
        ),
        max_size=30,
    ),
)
def test_no_walk_through_a_conversation_ever_jumps(qtbot: QtBot, count: int, steps: list[tuple[str, int]]) -> None:
    view = TranscriptView(LineRow)
    view.resize(700, 500)
    view.set_source(conversation(count))
    view.show()
    walk = Walk(view, qtbot)
    for step, size in steps:
        walk.take(step, size)
        assert_whole(view)
        assert len(view.living_rows) <= MOST_ALIVE
        rows = in_view(view)
        first, last = rows[0], rows[-1]
        assert first.y() <= (MARGIN if first.message.id == "m0" else GAP)
        assert last.message.id == f"m{count - 1}" or last.geometry().bottom() + 1 + GAP >= view.viewport().height()
    view.close()
    view.deleteLater()
