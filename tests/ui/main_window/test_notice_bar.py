"""The notice bar says one thing, offers what can be done about it, and goes away when told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, nameless, press, shown_text
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.theme import DARK, LIGHT

SENTENCE = "The conversations file was damaged and set aside: /home/ada/.local/share/turbodesk/a-very-long-name.damaged"


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar(LIGHT)
    qtbot.addWidget(bar)
    bar.resize(500, bar.sizeHint().height())
    return bar


def test_it_is_hidden_until_there_is_something_to_say(bar: NoticeBar) -> None:
    assert not bar.isVisible()
    bar.show_notice(SENTENCE)
    assert SENTENCE in shown_text(bar)
    bar.clear()
    assert not bar.isVisible()


def test_its_button_tells_which_notice_it_was(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_notice(SENTENCE, action="Open folder", action_id="folder")
    with qtbot.waitSignal(bar.action_requested) as told:
        press(button(bar, "Open folder"), Qt.Key.Key_Space)
    assert told.args == ["folder"]
    assert nameless(bar) == []


def test_it_can_be_closed(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_notice("Full disk.", is_danger=True)
    bar.apply_theme(DARK)
    with qtbot.waitSignal(bar.dismissed):
        press(button(bar, "Close notice"), Qt.Key.Key_Space)
    assert not bar.isVisible()


def test_no_notice_covers_another(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_notice("First.", action="Open folder", action_id="folder")
    bar.show_notice("Second.")
    bar.show_notice("First.", action="Open folder", action_id="folder")
    assert "First." in shown_text(bar)
    assert "1 of 2" in shown_text(bar)
    press(button(bar, "Close notice"), Qt.Key.Key_Space)
    assert shown_text(bar).split() == ["Second."]
    with qtbot.waitSignal(bar.dismissed):
        press(button(bar, "Close notice"), Qt.Key.Key_Space)


def test_what_is_about_a_chat_waits_while_another_is_in_front(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.set_front("one")
    bar.show_notice("One is full.", action="Leave out", action_id="leave-one", chat_id="one")
    bar.show_notice("Two is full.", action="Leave out", action_id="leave-two", chat_id="two")
    assert "One is full." in shown_text(bar)
    assert "1 of" not in shown_text(bar)
    bar.set_front("two")
    assert "Two is full." in shown_text(bar)
    with qtbot.waitSignal(bar.action_requested) as told:
        press(button(bar, "Leave out"), Qt.Key.Key_Space)
    assert told.args == ["leave-two"]
    bar.set_front("three")
    assert not bar.isVisible()
    bar.show_notice("The disk is full.", is_danger=True)
    assert "The disk is full." in shown_text(bar)
    bar.set_front("one")
    assert "1 of 2" in shown_text(bar)
    press(button(bar, "Close notice"), Qt.Key.Key_Space)
    assert "The disk is full." in shown_text(bar)
    bar.set_front("two")
    assert "1 of 2" in shown_text(bar)


def test_what_looks_like_html_is_text(bar: NoticeBar) -> None:
    bar.show_notice("<b>file</b>")
    assert "<b>file</b>" in shown_text(bar)


def test_a_long_notice_wraps(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_notice(SENTENCE, action="Open folder", action_id="folder")
    bar.resize(500, bar.heightForWidth(500))
    qtbot.waitUntil(lambda: not clipped(bar))
