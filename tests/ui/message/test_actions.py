"""Each button of a message, pressed in a real message: what is asked for, and of which message."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from tests.ui.message.test_message import Show, actions, reply, show, the
from tests.ui.seen import button, name_of
from turbodesk.app.tool_loop import Call, CallState, ToolDecision
from turbodesk.chat.errors import CutOff, Remedy, Unreachable
from turbodesk.chat.events import Waiting
from turbodesk.chat.message import Message, Status, empty_reply, user_message
from turbodesk.chat.parts import Text, ToolUse
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.message import MessageView

__all__ = ["actions", "show"]  # fixtures

Heard = list[tuple[object, ...]]

SUM = ToolUse("toolu_1", "calculator", '{"expression": "6 * 7"}')
ASKED = user_message("Hello", None)
ANSWER = reply(Text("**Hi**"))
AWAITED = empty_reply("claude", "question")
HALF = reply(Text("Half"), status=Status.FAILED, failure=CutOff().note)
LIMITED = reply(Text("Half"), stop_reason="max_tokens")
UNREACHED = reply(status=Status.FAILED, failure=Unreachable("refused").note)


@dataclass(frozen=True)
class Press:
    """A button of a message, and what pressing it asks for."""

    message: Message
    name: str
    signal: str
    more: tuple[object, ...] = ()
    """What the signal says besides the message's id."""


PRESSES = [
    Press(ANSWER, "Try again", "try_again_requested"),
    Press(ANSWER, "Previous reply", "sibling_requested", (-1,)),
    Press(ANSWER, "Next reply", "sibling_requested", (1,)),
    Press(ASKED, "Edit message", "edit_requested"),
    Press(ASKED, "Previous version", "sibling_requested", (-1,)),
    Press(ASKED, "Next version", "sibling_requested", (1,)),
    Press(ASKED, "Send them again", "send_all_requested"),
    Press(AWAITED, "Stop waiting", "stop_requested"),
    Press(HALF, "Try again", "remedy_requested", (Remedy.TRY_AGAIN,)),
    Press(HALF, "Go on", "remedy_requested", (Remedy.CONTINUE,)),
    Press(LIMITED, "Go on", "remedy_requested", (Remedy.CONTINUE,)),
    Press(LIMITED, "Allow longer replies", "remedy_requested", (Remedy.RAISE_LIMIT,)),
    Press(UNREACHED, "Try again", "remedy_requested", (Remedy.TRY_AGAIN,)),
    Press(UNREACHED, "Check connection", "remedy_requested", (Remedy.CHECK_CONNECTION,)),
]


@pytest.fixture
def heard(actions: MessageActions) -> Heard:
    """All that is asked of the messages shown, by the name of the signal."""
    said: Heard = []
    for name in (name for name, value in vars(MessageActions).items() if isinstance(value, Signal)):
        getattr(actions, name).connect(lambda *given, name=name: said.append((name, *given)))
    return said


def show_buttons(view: MessageView) -> None:
    """Let a message stand so that it has all the buttons it can have."""
    view.set_siblings(1, 3)
    view.set_is_cut(is_cut=view.message.id == ASKED.id)
    view.set_waiting(Waiting(1, 8.0, CutOff().note))


@pytest.mark.parametrize("asked", PRESSES, ids=lambda one: f"{one.name} {one.signal}")
def test_a_button_says_what_is_asked_of_which_message(show: Show, heard: Heard, asked: Press) -> None:
    view = show(asked.message)
    show_buttons(view)
    button(view, asked.name).click()
    assert heard == [(asked.signal, asked.message.id, *asked.more)]


@pytest.mark.parametrize(
    ("words", "decision"),
    [("Allow", ToolDecision.ONCE), ("Always in this chat", ToolDecision.ALWAYS), ("Do not", ToolDecision.DENY)],
)
def test_a_tools_buttons_say_the_call_and_the_decision(
    show: Show, heard: Heard, words: str, decision: ToolDecision
) -> None:
    view = show(reply(Text("Let me see."), SUM, stop_reason="tool_use"))
    view.set_calls([Call(SUM, CallState.ASKING)], is_passed=False)
    button(view, f"{words}: Calculator").click()
    assert heard == [("tool_answered", "toolu_1", decision)]


def test_the_menu_of_a_reply_copies_selects_and_goes_on(show: Show, heard: Heard) -> None:
    view = show(LIMITED)
    entries = {entry.text(): entry for entry in the(view, Footer).menu().actions()}
    entries["Copy as Markdown"].trigger()
    assert QGuiApplication.clipboard().text() == "Half"
    entries["Go on with this reply"].trigger()
    assert heard == [("remedy_requested", LIMITED.id, Remedy.CONTINUE)]
    heard.clear()
    entries["Save as Word…"].trigger()
    assert heard == [("save_requested", LIMITED.id)]
    entries["Select all"].trigger()
    assert view.selected_text() == "Half"
    entries["Details"].trigger()
    assert the(view, Fold).button.isChecked()


def test_the_text_is_copied_as_it_is_written_and_as_it_is_set(show: Show, heard: Heard) -> None:
    view = show(ANSWER)
    button(view, "Copy reply").click()
    assert QGuiApplication.clipboard().mimeData().html() != ""
    assert QGuiApplication.clipboard().text() == "Hi"
    assert name_of(the(view, Footer).copy_button) == "Copied"
    entries = {entry.text(): entry for entry in the(view, Footer).menu().actions()}
    entries["Copy as Markdown"].trigger()
    assert QGuiApplication.clipboard().text() == "**Hi**"
    assert heard == [], "it asks nobody"
