"""Messages are starred beneath them, from a menu or by a key, and found again from any chat."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from tests.ui.presenters.test_message_actions import Play, front, row
from tests.ui.presenters.test_palette import lines
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, shown_text
from turbodesk.app import commands
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.palette import CommandPalette
from turbodesk.ui.widgets.toast import Toast
from turbodesk.ui.widgets.word_button import WordButton

__all__ = ["play"]  # fixtures


def bar_of(seat: Seat, message_id: str) -> Footer | PersonBar:
    """The row of words beneath a message."""
    view = row(seat, message_id)
    return first_of(view, Footer) if view.foot is None else first_of(view, PersonBar)


def star(seat: Seat, message_id: str) -> WordButton:
    """The star in that row."""
    return bar_of(seat, message_id).star_button


def choose(bar: Footer | PersonBar, words: str) -> None:
    """Give an entry of what stands behind a message's three dots."""
    menu = bar.menu()
    next(one for one in menu.actions() if one.text() == words).trigger()
    menu.close()


async def listed(seat: Seat) -> list[str]:
    seat.give(commands.STARRED)
    await seat.until(lambda: seat.window.findChildren(CommandPalette) and shown(seat))
    return lines(seat)[1:]  # below the heading


def shown(seat: Seat) -> bool:
    return first_of(seat.window, CommandPalette).isVisible()


@pytest.mark.parametrize("at", [0, 1])
def test_a_star_beneath_a_message_is_set_seen_and_removed(play: Play, at: int) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        message_id = seat.chat_ids()[at]
        noun = "reply" if at else "message"
        assert star(seat, message_id).accessibleName() == f"Star {noun}"
        button(row(seat, message_id), f"Star {noun}").click()
        assert front(seat).conversation.starred == (message_id,)
        assert star(seat, message_id).accessibleName() == f"Remove star from {noun}"
        other = star(seat, seat.chat_ids()[1 - at])
        assert other.accessibleName().startswith("Star ")
        button(row(seat, message_id), f"Remove star from {noun}").click()
        assert front(seat).conversation.starred == ()
        bar = bar_of(seat, message_id)
        choose(bar, "Star")
        assert front(seat).conversation.starred == (message_id,)
        choose(bar, "Remove star")
        assert front(seat).conversation.starred == ()

    play(scene)


def test_the_key_stars_the_last_message_or_the_one_the_keyboard_is_in(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question, reply = seat.chat_ids()
        seat.give(commands.STAR)
        assert front(seat).conversation.starred == (reply,)
        assert "Starred" in shown_text(first_of(seat.window, Toast))
        star(seat, question).setFocus(Qt.FocusReason.TabFocusReason)
        seat.give(commands.STAR)
        assert front(seat).conversation.starred == (reply, question)
        seat.give(commands.STAR)
        assert front(seat).conversation.starred == (reply,)
        assert "No longer starred" in shown_text(first_of(seat.window, Toast))

    play(scene)


def test_starred_messages_of_all_chats_are_listed_and_lead_there(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        for words in ("Show me the tour", "Show me a list", "Show me a table"):
            await seat.says(words)
        old, starred = front(seat), seat.chat_ids()[0]
        seat.give(commands.STAR)
        old.marks.star(starred, is_starred=True)
        seat.give(commands.NEW_CHAT)
        await seat.says("Show me code")
        new = front(seat)
        seat.give(commands.STAR)
        titles = await listed(seat)
        assert len(titles) == 3
        assert titles[1].startswith("Show me the tour")
        seat.key(Qt.Key.Key_Down)
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: front(seat) is old)
        await seat.until(lambda: top(seat) == starred)
        assert offset(seat) < 0, "its first line is clear of the edge above"
        assert await listed(seat) == titles
        assert front(seat) is not new

    play(scene)


def top(seat: Seat) -> str | None:
    place = seat.presenter.chat_presenter._transcript.place()  # noqa: SLF001 - what the reader sees
    return None if place is None else place.message_id


def offset(seat: Seat) -> int:
    place = seat.presenter.chat_presenter._transcript.place()  # noqa: SLF001 - what the reader sees
    assert place is not None
    return place.offset


def test_one_on_another_branch_is_brought_in_front(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        first = seat.chat_ids()[1]
        seat.give(commands.STAR)
        front(seat).try_again()
        await seat.until(lambda: not seat.is_replying())
        assert seat.chat_ids()[1] != first
        await listed(seat)
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: seat.chat_ids()[1] == first)

    play(scene)


def test_without_any_it_says_where_the_star_is(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(commands.STARRED)
        await seat.until(lambda: "Nothing is starred yet" in toast(seat))
        notice = first_of(seat.window, Toast)
        assert "Nothing is starred yet" in shown_text(notice)
        assert not notice.has_mark, "nothing was done"

    play(scene)


def test_one_whose_chat_was_deleted_is_no_longer_listed(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        seat.give(commands.STAR)
        seat.give(commands.DELETE)
        await seat.until(lambda: "Deleted" in toast(seat))
        seat.give(commands.STARRED)
        await seat.until(lambda: "Nothing is starred" in toast(seat))

    play(scene)


def toast(seat: Seat) -> str:
    found = seat.window.findChildren(Toast)
    return shown_text(found[0]) if found else ""


def test_a_star_is_left_to_the_menu_only_where_there_is_no_room_at_all(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        bar = first_of(row(seat, seat.chat_ids()[1]), Footer)
        buttons: list[QAbstractButton] = [bar.star_button, bar.copy_button, bar.more_button]
        assert all(one.isVisible() for one in buttons)
        bar.resize(bar.copy_button.width() + bar.more_button.width(), bar.height())
        assert not bar.star_button.isVisible()
        assert "Star" in [one.text() for one in bar.menu().actions()]

    play(scene)


def test_the_stars_of_a_temporary_chat_are_listed_once_it_is_kept(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(commands.TEMPORARY)
        await seat.says("Show me a list")
        seat.give(commands.STAR)
        seat.give(commands.STARRED)
        await seat.until(lambda: "Stars of a temporary chat are listed once it is kept" in toast(seat))
        seat.give(commands.KEEP_TEMPORARY)
        await seat.until(lambda: seat.sidebar.titles())
        assert len(await listed(seat)) == 1

    play(scene)
