"""A question has its safe answer ready, tells what was answered, and ends; long words break and nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.event_count import windows_shown
from tests.ui.seen import button, clipped, focused, guessing, shown_text
from turbodesk.ui.theme.apply import set_motion
from turbodesk.ui.widgets.question import Question, tell
from turbodesk.ui.widgets.wrapping import wrapped_size
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

Ask = Callable[[], tuple[Question, list[str]]]


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[QWidget]:
    set_motion(qapp, is_reduced=True)
    made = QWidget()
    made.resize(800, 600)
    qtbot.addWidget(made)
    field = QLineEdit(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    field.setFocus()
    yield made
    set_motion(qapp, is_reduced=False)


@pytest.fixture
def ask(window: QWidget) -> Ask:
    def asked() -> tuple[Question, list[str]]:
        question = Question(window, "Delete 3 chats?", "They go to the bin for 30 days.")
        answered: list[str] = []
        question.answered.connect(answered.append)
        question.answer("Cancel", is_safe=True)
        question.answer("Delete", kind="danger")
        question.open()
        return question, answered

    return asked


def test_its_safe_answer_has_the_focus(ask: Ask) -> None:
    question, _ = ask()
    assert focused() is button(question, "Cancel")
    assert question.panel.width() == 400
    assert shown_text(question).splitlines() == ["Delete 3 chats?", "They go to the bin for 30 days."]


def test_no_part_of_it_is_a_window_for_a_moment(window: QWidget, qapp: QApplication) -> None:
    with windows_shown(qapp) as shown:
        tell(window, "There is no room.", "The disk is full.")
    assert shown == []


def test_return_gives_the_safe_answer_and_tab_leads_to_the_other(ask: Ask) -> None:
    question, answered = ask()
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert answered == ["Cancel"]
    question, answered = ask()
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is button(question, "Delete")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert answered == ["Delete"]


def test_escape_and_a_press_beside_it_answer_nothing_and_give_the_focus_back(ask: Ask, window: QWidget) -> None:
    question, answered = ask()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert question.isHidden()
    question, more = ask()
    QTest.mouseClick(question, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 10))
    assert question.isHidden()
    assert answered == more == [""]
    assert isinstance(window.focusWidget(), QLineEdit)


def test_it_is_gone_once_it_is_answered(ask: Ask, window: QWidget, qtbot: QtBot) -> None:
    question, _ = ask()
    button(question, "Delete").click()
    qtbot.waitUntil(lambda: window.findChild(Question) is None)


def test_words_of_any_length_are_whole(window: QWidget, qtbot: QtBot) -> None:
    window.resize(420, 480)
    told = tell(window, "It could not be saved", "The folder " + "x" * 120 + " is full. " * 8)
    assert not clipped(told)
    assert told.panel.geometry().right() < 420 - 23
    font = QFont(told.font())
    font.setPixelSize(round(QFontInfo(font).pixelSize() * 1.4))
    told.setFont(font)
    qtbot.waitUntil(lambda: not clipped(told))
    button(told, "Close").click()


def test_answers_that_do_not_fit_beside_one_another_stand_in_lines(window: QWidget, qtbot: QtBot) -> None:
    window.resize(420, 480)
    question = Question(window, "Which?", "One of these.")
    answers = [question.answer(f"{number}, in many words") for number in ("One", "Two", "Three", "Four")]
    question.open()
    qtbot.waitUntil(lambda: len({one.y() for one in answers}) == 4)
    inside = question.panel.rect()
    assert all(inside.contains(one.geometry()) for one in answers)
    assert all(one.width() >= one.sizeHint().width() for one in answers)
    question.dismiss()


def test_it_shows_what_it_is_given_and_obeys_nothing(window: QWidget) -> None:
    told = tell(window, "<b>Title</b>", "<a href='file:///x'>here</a>")
    assert "<b>Title</b>" in shown_text(told)
    assert not guessing(told)
    told.dismiss()


def test_a_word_breaks_only_where_it_alone_is_too_long(qtbot: QtBot) -> None:
    label = WrappingLabel("several ordinary words")
    qtbot.addWidget(label)
    one_line = wrapped_size(label.text(), label.font(), 1000)
    width = one_line.width() - 3
    assert label.heightForWidth(width) == 2 * one_line.height()
    assert wrapped_size(label.text(), label.font(), width).width() < width
    assert wrapped_size("x" * 300, label.font(), 200).width() <= 200
    assert wrapped_size("one\ntwo", label.font(), 1000).height() == 2 * one_line.height()
    label.set_line_height(40)
    assert label.heightForWidth(width) == 80
