"""A message is left out of requests from its menu or by a key, looks faint and says so, and is sent again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui.presenters.test_message_actions import Play, front, row
from tests.ui.presenters.test_stars import bar_of, choose, toast
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, shown_text
from turbodesk.app import commands
from turbodesk.ui.message.veil import Veil
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play"]  # fixtures

SAYS = "Left out: no longer sent"


def veils(seat: Seat, message_id: str) -> list[Veil]:
    return [one for one in row(seat, message_id).findChildren(Veil) if one.isVisible()]


@pytest.mark.parametrize("at", [0, 1])
def test_a_message_is_left_out_and_sent_again(play: Play, at: int) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        message_id, other = seat.chat_ids()[at], seat.chat_ids()[1 - at]
        choose(bar_of(seat, message_id), "Leave out")
        await seat.until(lambda: SAYS in shown_text(row(seat, message_id)))
        assert front(seat).conversation.unsent == (message_id,)
        assert len(veils(seat, message_id)) == 1
        assert not veils(seat, other)
        assert SAYS not in shown_text(row(seat, other))
        button(row(seat, message_id), "Send it again").click()
        await seat.until(lambda: not front(seat).conversation.unsent)
        await seat.until(lambda: SAYS not in shown_text(row(seat, message_id)))
        assert not veils(seat, message_id)
        choose(bar_of(seat, message_id), "Leave out")
        await seat.until(lambda: SAYS in shown_text(row(seat, message_id)))
        choose(bar_of(seat, message_id), "Send again")
        await seat.until(lambda: SAYS not in shown_text(row(seat, message_id)))

    play(scene)


def test_the_key_leaves_out_the_last_message_and_the_toast_takes_it_back(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        reply = seat.chat_ids()[1]
        seat.give(commands.LEAVE_OUT)
        await seat.until(lambda: "No longer sent" in toast(seat))
        assert front(seat).conversation.unsent == (reply,)
        first_of(first_of(seat.window, Toast), QPushButton).click()
        await seat.until(lambda: not front(seat).conversation.unsent)
        seat.give(commands.LEAVE_OUT)
        await seat.until(lambda: front(seat).conversation.unsent == (reply,))
        seat.give(commands.LEAVE_OUT)
        await seat.until(lambda: not front(seat).conversation.unsent)

    play(scene)


def test_it_is_faint_after_another_chat_was_in_front_and_comes_back_when_it_is_asked_again(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        old, (question, first) = front(seat), seat.chat_ids()
        choose(bar_of(seat, question), "Leave out")
        await seat.until(lambda: bool(veils(seat, question)))
        seat.give(commands.NEW_CHAT)
        await seat.until(lambda: front(seat) is not old)
        seat.sidebar.conversation_chosen.emit(old.conversation.id)
        await seat.until(lambda: front(seat) is old)
        await seat.until(lambda: bool(veils(seat, question)))
        seat.give(commands.TRY_AGAIN)
        await seat.until(lambda: seat.chat_ids()[1] != first and not seat.is_replying())
        assert not old.conversation.unsent
        await seat.until(lambda: not veils(seat, question))

    play(scene)


def test_being_said_differently_it_is_no_longer_faint_and_its_other_version_is_sent(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question = seat.chat_ids()[0]
        choose(bar_of(seat, question), "Leave out")
        await seat.until(lambda: bool(veils(seat, question)))
        button(row(seat, question), "Edit message").click()
        assert not veils(seat, question)
        message = front(seat).message(question)
        assert message is not None
        assert front(seat).edit(message, "Show me a table")
        await seat.until(lambda: not seat.is_replying())
        assert not veils(seat, seat.chat_ids()[0])
        assert front(seat).conversation.unsent == (question,)

    play(scene)
