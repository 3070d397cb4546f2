"""A message that is said differently becomes a field where it stands, and itself again when that is over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.message.test_message import WIDTH, Show, actions, show, texts, the
from tests.ui.seen import button
from turbodesk.chat.message import user_message
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.message.slip_editor import SlipEditor

__all__ = ["actions", "show"]  # fixtures

CTRL = Qt.KeyboardModifier.ControlModifier


def editing(view: MessageView, text: str) -> SlipEditor:
    assert view.foot is not None
    view.foot.begin_edit(text)
    view.resize(WIDTH, view.heightForWidth(WIDTH))
    editor = view.editor
    assert editor is not None
    editor.field.setFocus()
    return editor


def test_the_slip_is_a_field_and_then_a_slip_again(show: Show) -> None:
    view = show(user_message("Hello", None))
    before = view.heightForWidth(WIDTH)
    editor = editing(view, "Hello")
    assert editor.isVisibleTo(view)
    assert not any(one.isVisibleTo(view) for kind in (Body, PersonBar) for one in view.findChildren(kind))
    assert editor.field.x() + editor.x() + 2 == 0, "its words begin at the edge"
    assert "The answers after it stay, as version 1." in texts(view)
    assert view.foot is not None
    view.foot.end_edit()
    assert the(view, Body).isVisibleTo(view)
    assert view.heightForWidth(WIDTH) == before


def test_it_grows_with_its_lines_and_tells(show: Show, qtbot: QtBot) -> None:
    view = show(user_message("Hello", None))
    editor = editing(view, "Hello")
    before = view.heightForWidth(WIDTH)
    with qtbot.waitSignal(view.height_changed):
        QTest.keyClick(editor.field, Qt.Key.Key_Return)
    line = editor.field.line_height()
    assert view.heightForWidth(WIDTH) == before + line
    editor.field.setPlainText("line\n" * 400)
    assert view.heightForWidth(WIDTH) < before + 20 * line, "the buttons have to be in view"


def test_what_is_written_is_told_at_each_key_and_sent_by_ctrl_enter(
    show: Show, actions: MessageActions, qtbot: QtBot
) -> None:
    view = show(user_message("Hello", None))
    editor = editing(view, "Hello")
    with qtbot.waitSignal(actions.edit_changed) as changed:
        QTest.keyClicks(editor.field, "!")
    assert changed.args == [view.message.id, "Hello!"]
    with qtbot.waitSignal(actions.edit_sent) as sent:
        QTest.keyClick(editor.field, Qt.Key.Key_Return, CTRL)
    assert sent.args == [view.message.id, "Hello!"]
    with qtbot.waitSignal(actions.edit_cancelled) as cancelled:
        QTest.keyClick(editor.field, Qt.Key.Key_Escape)
    assert cancelled.args == [view.message.id, True]
    with qtbot.waitSignal(actions.edit_cancelled) as cancelled:
        button(view, "Cancel editing").click()
    assert cancelled.args == [view.message.id, False]


def test_nothing_blank_is_sent_and_nothing_while_a_reply_grows(show: Show) -> None:
    view = show(user_message("Hello", None))
    editor = editing(view, " ")
    assert not editor.send_button.isEnabled()
    QTest.keyClicks(editor.field, "x")
    assert editor.send_button.isEnabled()
    assert view.foot is not None
    view.foot.set_can_edit(can_edit=False)
    assert not editor.send_button.isEnabled()


def test_what_is_being_composed_is_sent_with_it(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = show(user_message("Hello", None))
    editor = editing(view, "답: ")
    QApplication.sendEvent(editor.field, QInputMethodEvent("네", []))
    with qtbot.waitSignal(actions.edit_sent) as sent:
        editor.send_button.click()
    assert sent.args == [view.message.id, "답: 네"]
