"""While a reply streams in, nothing moves under the reader's eye but by the reader's own hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.seen import focused
from tests.ui.transcript.conftest import Open
from tests.ui.transcript.plain import (
    LineRow,
    PlainRow,
    PlainSource,
    assert_whole,
    conversation,
    grown,
    in_view,
    message,
    moved,
    tops,
    wheel,
    y_in_view,
)
from turbodesk.chat.message import Message, Role, Status
from turbodesk.settings import Scrolling
from turbodesk.ui.theme.column import GAP
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.transcript.view import TranscriptView

Key = Qt.Key
TOP = MARGIN


class Stream:
    """A question asked at the end of a conversation, and a reply that grows as the test says."""

    def __init__(self, view: TranscriptView, source: PlainSource, qtbot: QtBot, *, question_chars: int = 60) -> None:
        self.view, self.source, self.qtbot = view, source, qtbot
        count = len(source.path)
        self.question = Message(f"m{count}", None, Role.USER, message(0, question_chars).blocks)
        self.reply = replace(message(1, 0), id=f"m{count + 1}", status=Status.REPLYING)
        source.put(self.question, self.reply)
        source.path = [*source.path, self.question.id, self.reply.id]
        view.path_changed(count)
        view.reply_began(self.question.id, self.reply.id)
        self.rest()

    def grow(self, chars: int, *, final: bool = False) -> None:
        """Let text arrive and its frame pass."""
        self.reply = grown(self.reply, chars, final=final)
        self.source.put(self.reply)
        self.view.message_changed(self.reply)
        self.rest()

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: self.view.is_idle)

    @property
    def pill_is_shown(self) -> bool:
        return self.view.pill.isVisible()


@pytest.fixture
def stream(open_view: Open, qtbot: QtBot) -> Stream:
    source = conversation(300)
    return Stream(open_view(source, make_row=LineRow), source, qtbot)


def test_the_question_goes_to_the_top_with_room_below(stream: Stream) -> None:
    assert y_in_view(stream.view, stream.question.id) == TOP
    assert in_view(stream.view)[-1].message.id == stream.reply.id
    assert not stream.pill_is_shown


def test_without_motion_it_goes_there_at_once(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    view.set_motion_ms(0)
    question, reply = message(300, 60), message(301, 0)
    source.put(question, reply)
    source.path = [*source.path, question.id, reply.id]
    view.path_changed(300)
    view.reply_began(question.id, reply.id)
    assert y_in_view(view, question.id) == TOP


def test_text_grows_beneath_and_the_pill_comes_when_the_room_is_used_up(stream: Stream) -> None:
    view = stream.view
    before = tops(view)
    while in_view(view)[-1].geometry().bottom() + GAP < view.viewport().height():
        assert not stream.pill_is_shown
        stream.grow(300)
        assert moved(before, tops(view)) == 0
    stream.grow(900)
    assert stream.pill_is_shown
    for _ in range(20):
        stream.grow(500)
        assert moved(before, tops(view)) == 0
    stream.grow(10, final=True)
    assert stream.pill_is_shown
    assert_whole(view)


def test_a_tall_question_leaves_room_for_its_reply(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(20)
    stream = Stream(open_view(source), source, qtbot, question_chars=6000)
    stream.grow(300)
    assert 0 < y_in_view(stream.view, stream.reply.id) < stream.view.viewport().height() // 2


@pytest.mark.parametrize("motion_ms", [0, 50])
def test_a_tall_question_that_is_still_being_set_leaves_its_reply_in_view(
    open_view: Open, qtbot: QtBot, motion_ms: int
) -> None:
    source = conversation(20)
    view = open_view(source)
    view.set_motion_ms(motion_ms)

    class Setting(Stream):
        def rest(self) -> None:
            row = view.row(self.question.id)
            assert isinstance(row, PlainRow)
            row.is_opening = True  # type: ignore[attr-defined]  # as the program's own rows say it
            row.grow(400)
            row.grow(-900)
            row.is_opening = False  # type: ignore[attr-defined]
            super().rest()

    stream = Setting(view, source, qtbot, question_chars=12_000)
    assert y_in_view(view, stream.reply.id) == view.viewport().height() * 2 // 5


@pytest.mark.parametrize("press", ["pill", "End"])
def test_the_pill_and_end_go_to_the_new_text_and_the_pill_goes(stream: Stream, press: str) -> None:
    stream.grow(9000)
    assert stream.pill_is_shown
    if press == "pill":
        QTest.mouseClick(stream.view.pill, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(stream.view, Key.Key_End)
    assert not stream.pill_is_shown
    assert in_view(stream.view)[-1].geometry().bottom() + 1 + GAP == stream.view.viewport().height()
    # Read: it does not follow where the question has left the top, and says so again.
    before = tops(stream.view)
    stream.grow(2000)
    assert moved(before, tops(stream.view)) == 0
    assert stream.pill_is_shown


def test_a_reader_who_scrolled_up_is_left_alone(stream: Stream) -> None:
    view = stream.view
    stream.grow(200)
    wheel(view, 3 * 120)
    for chars in (100, 4000, 50, 3000):
        before = tops(view)
        stream.grow(chars)
        assert moved(before, tops(view)) == 0
    assert stream.pill_is_shown


def test_any_hand_wins_against_the_movement_to_the_top(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    question, reply = message(300, 60), message(301, 0)
    source.put(question, reply)
    source.path = [*source.path, question.id, reply.id]
    view.path_changed(300)
    view.reply_began(question.id, reply.id)
    wheel(view, 120)
    before = tops(view)
    qtbot.waitUntil(lambda: view.is_idle)
    qtbot.wait(150)
    assert moved(before, tops(view)) == 0


def test_back_at_the_end_it_follows_until_the_question_reaches_the_top(stream: Stream) -> None:
    view = stream.view
    stream.grow(300)
    wheel(view, 4 * 120)
    stream.rest()
    QTest.keyClick(view, Key.Key_End)
    assert y_in_view(view, stream.question.id) > TOP + 100
    stream.grow(1400)
    assert in_view(view)[-1].geometry().bottom() + 1 + GAP == view.viewport().height()
    stream.grow(9000)
    assert y_in_view(view, stream.question.id) == TOP
    before = tops(view)
    stream.grow(9000)
    assert moved(before, tops(view)) == 0


def test_the_room_below_goes_as_the_reader_scrolls_up_and_does_not_come_back(stream: Stream) -> None:
    view = stream.view
    QTest.keyClick(view, Key.Key_PageUp)
    QTest.keyClick(view, Key.Key_PageDown)
    QTest.keyClick(view, Key.Key_PageDown)
    assert in_view(view)[-1].geometry().bottom() + 1 + GAP == view.viewport().height()


def test_follow_keeps_the_end_in_view_until_a_hand_moves_it(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    view.set_scrolling(Scrolling.FOLLOW)
    stream = Stream(view, source, qtbot)
    for chars in (100, 4000, 50, 3000):
        stream.grow(chars)
        assert in_view(view)[-1].geometry().bottom() + 1 + GAP == view.viewport().height()
    assert not stream.pill_is_shown
    wheel(view, 120)
    before = tops(view)
    stream.grow(3000)
    assert moved(before, tops(view)) == 0
    assert stream.pill_is_shown
    QTest.keyClick(view, Key.Key_End)
    stream.grow(3000)
    assert in_view(view)[-1].geometry().bottom() + 1 + GAP == view.viewport().height()


def test_off_moves_nothing(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    view.set_scrolling(Scrolling.OFF)
    before = tops(view)
    stream = Stream(view, source, qtbot)
    for chars in (100, 4000):
        stream.grow(chars)
        assert moved(before, tops(view)) == 0
    assert stream.pill_is_shown


@pytest.mark.parametrize("scrolling", list(Scrolling))
def test_wheel_and_keys_move_by_their_own_way_and_nothing_else_while_text_streams(
    open_view: Open, qtbot: QtBot, scrolling: Scrolling
) -> None:
    source = conversation(400)
    view = open_view(source, make_row=LineRow)
    view.set_scrolling(scrolling)
    stream = Stream(view, source, qtbot)
    stream.grow(20_000)
    line = view.line_height()
    page = view.viewport().height() - 2 * line
    wheel(view, 10 * 120)
    for step in range(60):
        before = tops(view)
        stream.reply = grown(stream.reply, 97)
        source.put(stream.reply)
        view.message_changed(stream.reply)
        match step % 5:
            case 0:
                wheel(view, 120)
                way = -3 * line
            case 1:
                QTest.keyClick(view, Key.Key_Down)
                way = line
            case 2:
                wheel(view, 30, pixels=11)
                way = -11
            case 3:
                QTest.keyClick(view, Key.Key_PageUp)
                way = -page
            case _:
                way = 0
        assert moved(before, tops(view)) == way
        stream.rest()
        assert moved(before, tops(view)) == way
        assert_whole(view)


def test_a_frame_sets_a_message_once_however_often_it_changed(stream: Stream) -> None:
    row = stream.view.row(stream.reply.id)
    assert isinstance(row, LineRow)
    before = row.set_count
    for _ in range(100):
        stream.reply = grown(stream.reply, 4)
        stream.view.message_changed(stream.reply)
    stream.rest()
    assert row.set_count == before + 1
    assert row.message is stream.reply


def test_a_reply_out_of_sight_is_set_only_when_it_comes_near(stream: Stream) -> None:
    view = stream.view
    row = view.row(stream.reply.id)
    assert isinstance(row, LineRow)
    QTest.keyClick(view, Key.Key_Home)
    stream.rest()
    before = row.set_count
    for _ in range(5):
        stream.grow(500)
    assert row.set_count == before
    assert stream.pill_is_shown
    QTest.keyClick(view, Key.Key_End)
    stream.rest()
    shown = view.row(stream.reply.id)
    assert isinstance(shown, LineRow)
    assert shown.message.text == stream.reply.text
    assert_whole(view)


def test_nothing_is_set_while_the_view_is_hidden(stream: Stream, qtbot: QtBot) -> None:
    view = stream.view
    row = view.row(stream.reply.id)
    assert isinstance(row, LineRow)
    view.hide()
    before = row.set_count
    stream.reply = grown(stream.reply, 700)
    stream.source.put(stream.reply)
    view.message_changed(stream.reply)
    qtbot.wait(60)
    assert row.set_count == before
    view.show()
    stream.rest()
    assert row.message is stream.reply
    assert y_in_view(view, stream.question.id) == TOP


def test_a_reply_that_gets_shorter_for_a_moment_does_not_pull_the_text_down(stream: Stream) -> None:
    view = stream.view
    stream.grow(3000)
    before = tops(view)
    stream.reply = replace(stream.reply, blocks=message(1, 500).blocks)
    stream.source.put(stream.reply)
    view.message_changed(stream.reply)
    stream.rest()
    assert moved(before, tops(view)) == 0


def test_a_row_that_shows_text_in_its_own_time_counts_as_new_text(stream: Stream) -> None:
    view = stream.view
    row = view.row(stream.reply.id)
    assert isinstance(row, LineRow)
    before = tops(view)
    row.grow(2000)
    assert moved(before, tops(view)) == 0
    assert stream.pill_is_shown


def test_a_finished_row_that_is_unfolded_is_no_new_text(stream: Stream) -> None:
    view = stream.view
    stream.grow(300, final=True)
    row = view.row(stream.reply.id)
    assert isinstance(row, LineRow)
    row.grow(2000)
    assert not stream.pill_is_shown


@pytest.mark.parametrize("key", [Key.Key_Home, Key.Key_PageUp])
def test_going_up_in_a_finished_reply_there_is_no_new_text(stream: Stream, key: Key) -> None:
    stream.grow(9000)
    QTest.keyClick(stream.view, key)
    stream.rest()
    assert stream.pill_is_shown  # more comes
    stream.grow(10, final=True)
    assert stream.pill_is_shown
    QTest.keyClick(stream.view, Key.Key_PageDown)
    stream.rest()
    assert stream.pill_is_shown  # on the way to it
    QTest.keyClick(stream.view, key)
    stream.rest()
    assert not stream.pill_is_shown


def test_tab_reaches_the_pill(stream: Stream) -> None:
    view = stream.view
    stream.grow(9000)
    view.setFocus()
    for _ in range(10):
        if QApplication.focusWidget() is view.pill:
            break
        QTest.keyClick(focused(), Key.Key_Tab)
    QTest.keyClick(view.pill, Key.Key_Space)
    assert not stream.pill_is_shown
    assert QApplication.focusWidget() is view
    assert view.place() is None


def test_back_in_a_conversation_that_replies_it_reads_on_under_its_question(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    stream = Stream(view, source, qtbot)
    stream.grow(500)
    place, before = view.place(), tops(view)
    view.set_source(conversation(10))
    stream.rest()
    view.set_source(source, place)
    stream.rest()
    assert moved(before, tops(view)) == 0
    QTest.keyClick(view, Key.Key_PageUp)
    QTest.keyClick(view, Key.Key_End)
    stream.grow(9000)
    assert y_in_view(view, stream.question.id) == TOP
    assert stream.pill_is_shown
