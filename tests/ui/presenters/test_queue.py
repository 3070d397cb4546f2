"""Messages written while a reply is on its way stand in line above the field, and can be changed there."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.presenters.test_message_actions import Play, front
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, nameless, shown_text
from turbodesk.chat.message import Role
from turbodesk.ui.composer import Composer
from turbodesk.ui.composer.queue_list import QueueList
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play"]  # fixtures

STORY = "Write me a long story"


async def begins(seat: Seat) -> None:
    """Ask for something long, and come back once it grows."""
    enter(seat, STORY)
    await seat.until(lambda: (reply := front(seat).last_reply()) is not None and reply.text)


def enter(seat: Seat, words: str) -> None:
    seat.editor().setFocus()
    seat.type(words)
    seat.key(Qt.Key.Key_Return)


def lines(seat: Seat) -> QueueList:
    return first_of(seat.window, QueueList)


def waiting(seat: Seat) -> list[str]:
    return [one.text for one in front(seat).conversation.queue]


def said(seat: Seat) -> list[str]:
    messages = (front(seat).message(id_) for id_ in seat.chat_ids())
    return [one.text for one in messages if one is not None and one.role is Role.USER]


def test_enter_during_a_reply_puts_in_line_and_send_now_stops_it(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await begins(seat)
        enter(seat, "Show me a list")
        enter(seat, "Show me a table")
        assert (said(seat), waiting(seat)) == ([STORY], ["Show me a list", "Show me a table"])
        assert first_of(seat.window, Composer).text() == ""
        await seat.until(lambda: lines(seat).isVisible() and "Next" in shown_text(lines(seat)))
        assert nameless(lines(seat)) == []
        button(lines(seat), "Send “Show me a table” now").click()
        await seat.until(lambda: said(seat) == [STORY, "Show me a table", "Show me a list"] and not seat.is_replying())
        assert waiting(seat) == []
        assert lines(seat).isHidden()

    play(scene, speed=2_000.0)


def test_one_in_line_is_changed_in_the_field_and_what_stood_there_takes_its_place(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await begins(seat)
        enter(seat, "Show me a list")
        enter(seat, "Show me a table")
        seat.type("half written")
        button(lines(seat), "Edit “Show me a list”").click()
        assert waiting(seat) == ["half written", "Show me a table"]
        assert seat.editor().toPlainText() == "Show me a list"
        assert seat.editor().hasFocus()
        front(seat).stop()
        await seat.until(lambda: not seat.is_replying())
        assert (waiting(seat), said(seat)) == (["half written", "Show me a table"], [STORY])

    play(scene, speed=40.0)


def test_one_is_taken_out_of_line_and_comes_back(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await begins(seat)
        for words in ("one", "two", "three"):
            enter(seat, words)
        button(lines(seat), "Remove “two”").click()
        assert waiting(seat) == ["one", "three"]
        button(first_of(seat.window, Toast), "Undo: Removed").click()
        assert waiting(seat) == ["one", "two", "three"]
        front(seat).stop()
        await seat.until(lambda: not seat.is_replying())

    play(scene, speed=40.0)


def test_another_chat_in_front_shows_its_own_line(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await begins(seat)
        enter(seat, "Show me a list")
        old = front(seat)
        seat.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        await seat.until(lambda: front(seat) is not old)
        assert lines(seat).isHidden()
        old.stop()
        await seat.until(lambda: not old.is_replying)
        assert [one.text for one in old.conversation.queue] == ["Show me a list"]

    play(scene, speed=40.0)
