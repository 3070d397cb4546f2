"""A chat goes on in a chat of its own, from a reply's menu or a key, and the way back is there."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui.presenters.test_message_actions import Play, front, row
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, shown_text
from turbodesk.app import commands
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play"]  # fixtures


def choose(seat: Seat, message_id: str, words: str) -> None:
    """Give an entry of what stands behind a reply's three dots."""
    menu = first_of(row(seat, message_id), Footer).menu()
    next(one for one in menu.actions() if one.text() == words).trigger()
    menu.close()


@pytest.mark.parametrize("by_key", [False, True])
def test_a_reply_is_gone_on_with_in_a_chat_of_its_own(play: Play, by_key: bool) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        await seat.says("Show me a table")
        old, said = front(seat), seat.chat_ids()
        if by_key:
            seat.give(commands.BRANCH)
        else:
            choose(seat, said[1], "Branch into a new chat")
        await seat.until(lambda: front(seat) is not old)
        count = 4 if by_key else 2
        made = front(seat)
        assert len(seat.chat_ids()) == count
        assert not set(seat.chat_ids()) & set(said)
        assert made.conversation.title == "Show me a list (branch)"
        assert "Branched from “Show me a list”" in shown_text(first_of(seat.window, Toast))
        await seat.says("Show me code")
        assert (tuple(old.ids()), len(seat.chat_ids())) == (said, count + 2)
        line = row(seat, seat.chat_ids()[count])
        assert "Branched from “Show me a list”" in shown_text(line)
        button(line, "Go there").click()
        await seat.until(lambda: front(seat) is old)

    play(scene)


def test_the_toast_leads_back_and_a_second_branch_has_a_name_of_its_own(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        old = front(seat)
        for title in ("Show me a list (branch)", "Show me a list (branch 2)"):
            before = front(seat)
            seat.give(commands.BRANCH)
            await seat.until(lambda before=before: front(seat) is not before)  # type: ignore[misc]
            assert front(seat).conversation.title == title
            first_of(first_of(seat.window, Toast), QPushButton).click()
            await seat.until(lambda before=before: front(seat) is before)  # type: ignore[misc]
        assert front(seat) is old

    play(scene)


def test_a_chat_whose_origin_was_deleted_says_so(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        old = front(seat)
        seat.give(commands.BRANCH)
        await seat.until(lambda: front(seat) is not old)
        await seat.services.workspace.delete(old.conversation.id)
        await seat.says("Show me code")
        line = row(seat, seat.chat_ids()[2])
        assert "Branched from a deleted chat" in shown_text(line)
        assert "Go there" not in shown_text(line)

    play(scene)


def test_nothing_is_branched_off_while_a_reply_grows(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        chat = front(seat)
        chat.try_again()
        assert await seat.services.new_branching().branch(chat.conversation.id, chat.ids()[-1]) is None
        assert await seat.services.new_branching().branch(chat.conversation.id, "nobody") is None
        await seat.until(lambda: not seat.is_replying())

    play(scene)
