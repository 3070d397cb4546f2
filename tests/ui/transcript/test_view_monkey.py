"""Whatever happens, in whatever order: what the reader sees stays whole, and only a hand or a new question moves it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.transcript.plain import (
    LineRow,
    PlainRow,
    PlainSource,
    conversation,
    grown,
    in_view,
    message,
    plain_rows,
    tops,
    wheel,
)
from turbodesk.chat.message import Message, Role, Status
from turbodesk.settings import Scrolling
from turbodesk.ui.theme.column import GAP
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.transcript.window_of_rows import MOST_ALIVE

KEYS = (
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_Down,
)  # fmt: skip


class Monkey(RuleBasedStateMachine):
    """A reader, a model that replies and a disk that is slow, all at once."""

    qtbot: QtBot

    def __init__(self) -> None:
        super().__init__()
        self.alive_before = PlainRow.alive
        self.view = TranscriptView(LineRow)
        self.view.set_motion_ms(0)
        self.view.resize(700, 500)
        self.view.show()
        self.next_number = 100_000
        self.reply: Message | None = None
        self.source = PlainSource([])
        self.is_reading = False

    def teardown(self) -> None:
        self.view.close()
        self.view.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert PlainRow.alive == self.alive_before

    # The person.

    @rule(count=st.integers(0, 120), unread=st.booleans())
    def open(self, count: int, unread: bool) -> None:
        self.source = conversation(count, longest=1500)
        if unread:
            self.source.unread = set(self.source.path)
        self.reply = None
        self.view.set_source(self.source)

    @rule(key=st.sampled_from(KEYS), ctrl=st.booleans())
    def press(self, key: Qt.Key, ctrl: bool) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.view, key, held)

    @rule(angle=st.integers(-1200, 1200))
    def turn_wheel(self, angle: int) -> None:
        wheel(self.view, angle)

    @rule(value=st.floats(0, 1))
    def drag_bar(self, value: float) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(round(bar.maximum() * value))

    @rule(width=st.integers(300, 1300), height=st.integers(120, 900))
    def resize(self, width: int, height: int) -> None:
        self.view.resize(width, height)

    @rule(scrolling=st.sampled_from(Scrolling))
    def choose(self, scrolling: Scrolling) -> None:
        self.view.set_scrolling(scrolling)

    @rule()
    def hide_and_show(self) -> None:
        self.view.hide()
        self.view.show()

    @precondition(lambda self: self.reply is None)
    @rule(chars=st.integers(1, 3000))
    def send(self, chars: int) -> None:
        first = len(self.source.path)
        question = replace(message(0, chars), id=f"m{self.next_number}")
        self.reply = Message(f"m{self.next_number + 1}", question.id, Role.ASSISTANT, status=Status.REPLYING)
        self.next_number += 2
        self.source.put(question, self.reply)
        self.source.path = [*self.source.path, question.id, self.reply.id]
        self.view.path_changed(first)
        self.view.reply_began(question.id, self.reply.id)

    @rule(data=st.data())
    def change_branch(self, data: st.DataObject) -> None:
        first = data.draw(st.integers(0, len(self.source.path)))
        others = []
        for chars in data.draw(st.lists(st.integers(1, 2000), max_size=4)):
            others.append(replace(message(self.next_number, chars), id=f"m{self.next_number}"))
            self.next_number += 1
        self.source.put(*others)
        self.source.path = self.source.path[:first] + [one.id for one in others]
        self.reply = None
        self.view.path_changed(first)

    # The world, which must move nothing.

    @precondition(lambda self: self.reply is not None)
    @rule(chars=st.integers(1, 2500), final=st.booleans())
    def stream(self, chars: int, final: bool) -> None:
        assert self.reply is not None
        before, following = tops(self.view), self.view.is_following
        self.reply = grown(self.reply, chars, final=final)
        self.source.put(self.reply)
        self.view.message_changed(self.reply)
        self.qtbot.waitUntil(lambda: self.view.is_idle)
        if not following:
            self.nothing_moved(before)
        if final:
            self.reply = None

    @rule()
    def read_from_disk(self) -> None:
        before = tops(self.view)
        self.source.read(self.view)
        self.nothing_moved(before)

    @rule()
    def rest(self) -> None:
        before, following = tops(self.view), self.view.is_following
        self.qtbot.waitUntil(lambda: self.view.is_idle)
        if not following:
            self.nothing_moved(before)

    @rule(pixels=st.integers(-20, 400))
    def grow_above(self, pixels: int) -> None:
        before, seen = tops(self.view), in_view(self.view)
        rows = plain_rows(self.view)
        for row in rows[: rows.index(seen[0])] if seen else []:
            if row.extra + pixels >= 0:
                row.grow(pixels)
        self.nothing_moved(before)

    def nothing_moved(self, before: dict[str, int]) -> None:
        after = tops(self.view)
        if self.view.verticalScrollBar().value() == 0:
            return  # the start of the conversation is in view: nothing can stand above it to make up for it
        first = next((one for one in before if one in after), None)
        if first is not None:
            # Below the first row in view things may be pushed down by what comes into being between them.
            assert after[first] == before[first], (before, after)

    # What always holds.

    @invariant()
    def rows_are_few(self) -> None:
        assert len(self.view.living_rows) <= MOST_ALIVE

    @invariant()
    def what_is_read_is_shown_whole(self) -> None:
        ids, rows = self.source.path, in_view(self.view)
        shown = [row.message.id for row in rows]
        assert shown == [one for one in ids if one in set(shown)]
        for row in rows:
            assert row.height() == row.heightForWidth(row.width())
        for above, below in pairwise(rows):
            if ids.index(below.message.id) == ids.index(above.message.id) + 1:
                assert below.y() == above.y() + above.height() + GAP
        if rows and not self.source.unread and self.view.isVisible():
            assert rows[0].message.id == ids[0] or rows[0].y() <= GAP
            assert rows[0].y() <= max(GAP, self.view.viewport().height() * 2 // 5)
            last = rows[-1].message.id == ids[-1]
            assert last or rows[-1].geometry().bottom() + 1 + GAP >= self.view.viewport().height()


def test_a_scroll_bar_that_comes_late_moves_nothing(qtbot: QtBot) -> None:
    """Found by the monkey: a reader one pixel from the end was put at the end when the bar took its room."""
    Monkey.qtbot = qtbot
    monkey = Monkey()
    monkey.open(count=3, unread=False)
    monkey.turn_wheel(angle=2)
    bar = monkey.view.verticalScrollBar()
    assert bar.value() == bar.maximum() - 1
    monkey.rest()
    assert bar.value() == bar.maximum() - 1
    monkey.teardown()


def test_the_transcript_holds_whatever_a_monkey_does(qtbot: QtBot) -> None:
    Monkey.qtbot = qtbot
    run_state_machine_as_test(
        Monkey,
        settings=settings(
            max_examples=settings().max_examples * 2 // 5,  # of the profile's: one is a long story
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow],
            deadline=None,
        ),
    )
