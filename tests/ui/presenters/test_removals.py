"""A message is deleted for good from its menu or by a key; a notice says so, and undoes it while it is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton

from tests.app.test_message_removals import rows
from tests.ui.presenters.test_message_actions import Play, front, row
from tests.ui.presenters.test_stars import bar_of, choose, listed, toast
from tests.ui.presenters.test_window import Seat, play, seated
from tests.ui.seen import button, first_of, name_of, shown_text
from turbodesk.app import commands
from turbodesk.app.message_removals import REPLY_COMES
from turbodesk.ui.main_window.find_bar import FindBar
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.widgets.menu import is_danger
from turbodesk.ui.widgets.toast import LAST_CHANCE_MS, SHOWN_MS, Toast

__all__ = ["play"]  # fixtures

SAYS = "nothing brings it back"


def deletion(bar: Footer | PersonBar) -> QAction:
    """The entry of a message's menu that deletes it."""
    menu = bar.menu()
    return next(one for one in menu.actions() if one.text().startswith("Delete"))


def shown(seat: Seat, message_id: str) -> bool:
    """Whether a message is on the page."""
    views = seat.window.findChildren(MessageView)
    return any(one.message.id == message_id and one.isVisible() for one in views)


def undo(seat: Seat) -> None:
    first_of(first_of(seat.window, Toast), QPushButton).click()


@pytest.mark.parametrize("at", [0, 1])
def test_a_message_is_deleted_from_its_menu_and_brought_back(play: Play, at: int) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        ids = seat.chat_ids()
        assert is_danger(deletion(bar_of(seat, ids[at])))
        choose(bar_of(seat, ids[at]), "Delete for good")
        await seat.until(lambda: SAYS in toast(seat))
        assert toast(seat).startswith("Reply" if at else "Message")
        assert seat.chat_ids() == (ids[1 - at],)
        assert not shown(seat, ids[at])
        undo(seat)
        await seat.until(lambda: seat.chat_ids() == ids)
        await seat.until(lambda: shown(seat, ids[at]))
        assert await marked(seat, *ids) == [0, 0]

    play(scene)


async def marked(seat: Seat, *ids: str) -> list[int]:
    """Of those of these messages that are in the file, whether they are only marked."""
    return [row[2] for row in await rows(seat.services.database, *ids)]


def test_the_key_deletes_and_the_end_of_the_notice_is_the_end_of_the_message(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question, reply = seat.chat_ids()
        seat.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        await seat.until(lambda: SAYS in toast(seat))
        assert seat.chat_ids() == (question,)
        assert await marked(seat, reply) == [1]
        first_of(seat.window, Toast).dismiss()
        assert await marked(seat, reply) == []
        seat.give(commands.DELETE_MESSAGE)
        await seat.until(lambda: seat.chat_ids() == ())
        assert await marked(seat, question) == [1]
        seat.give(commands.STARRED)  # another notice takes its place for a while
        await seat.until(lambda: "starred" in toast(seat))
        assert await marked(seat, question) == [1]
        first_of(seat.window, Toast).dismiss()
        assert SAYS in toast(seat)
        undo(seat)
        await seat.until(lambda: seat.chat_ids() == (question,))
        assert await marked(seat, question) == [0]

    play(scene)


def test_of_several_the_last_can_be_brought_back(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question, reply = seat.chat_ids()
        seat.give(commands.DELETE_MESSAGE)
        await seat.until(lambda: seat.chat_ids() == (question,))
        seat.give(commands.DELETE_MESSAGE)
        await seat.until(lambda: seat.chat_ids() == ())
        await seat.until(lambda: toast(seat).startswith("Message"))
        assert await marked(seat, reply) == []
        assert await marked(seat, question) == [1]
        undo(seat)
        await seat.until(lambda: seat.chat_ids() == (question,))

    play(scene)


def held(folder: Path) -> list[tuple[str, bool]]:
    """The messages in the file of a program that has ended, and whether they are only marked."""
    with closing(sqlite3.connect(folder / "turbodesk.db")) as connection:
        return [(id_, bool(is_marked)) for id_, is_marked in connection.execute(_HELD)]


_HELD = "SELECT id, deleted_at IS NOT NULL FROM message ORDER BY id"


def test_a_window_that_closes_ends_it_too(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    async def scene() -> None:
        async with seated(qapp, tmp_path) as seat:
            await seat.says("Show me a list")
            question = seat.chat_ids()[0]
            seat.give(commands.DELETE_MESSAGE)
            await seat.until(lambda: SAYS in toast(seat))
        assert held(tmp_path) == [(question, False)]

    qt_loop.run_until_complete(scene())


def test_what_a_killed_program_began_the_next_start_ends(
    qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        with monkeypatch.context() as patched:
            patched.setattr("turbodesk.ui.presenters.removals.RemovalPresenter.finish", lambda _: None)
            async with seated(qapp, tmp_path) as seat:
                await seat.says("Show me a list")
                question, reply = seat.chat_ids()
                seat.give(commands.DELETE_MESSAGE)
                await seat.until(lambda: SAYS in toast(seat))
        assert held(tmp_path) == [(question, False), (reply, True)]
        async with seated(qapp, tmp_path) as seat:
            await seat.until(lambda: seat.chat_ids() == (question,))
            await seat.until(lambda: held(tmp_path) == [(question, False)])

    qt_loop.run_until_complete(scene())


def test_while_a_reply_comes_the_menu_and_the_key_say_why_not(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        ids = seat.chat_ids()
        front(seat).send("Show me everything")
        entry = deletion(bar_of(seat, ids[0]))
        assert not entry.isEnabled()
        assert "once all is written" in entry.text()
        seat.give(commands.DELETE_MESSAGE)
        assert toast(seat).startswith(REPLY_COMES)
        front(seat).stop()
        await seat.until(lambda: not seat.is_replying())
        assert deletion(bar_of(seat, ids[0])).isEnabled()
        assert seat.chat_ids()[:2] == ids

    play(scene)


def test_the_focus_goes_to_the_composer_where_the_row_is_gone_and_stays_where_it_is_otherwise(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question, reply = seat.chat_ids()
        bar_of(seat, reply).copy_button.setFocus(Qt.FocusReason.TabFocusReason)
        seat.give(commands.DELETE_MESSAGE)
        await seat.until(lambda: seat.chat_ids() == (question,))
        await seat.until(lambda: "Message" in name_of(seat.focused()))
        undo(seat)
        await seat.until(lambda: len(seat.chat_ids()) == 2)

    play(scene)


def test_what_an_edit_of_it_said_stands_in_the_composer(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question = seat.chat_ids()[0]
        seat.editor().setFocus()
        seat.type("next")
        button(row(seat, question), "Edit message").click()
        editor = row(seat, question).editor
        assert editor is not None
        editor.field.setPlainText("Show me a table")
        choose(bar_of(seat, question), "Delete for good")
        await seat.until(lambda: seat.written() == "next\n\nShow me a table")

    play(scene)


def test_undo_brings_the_chat_to_the_front_that_was_left_meanwhile(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        old, ids = front(seat), seat.chat_ids()
        seat.give(commands.DELETE_MESSAGE)
        await seat.until(lambda: SAYS in toast(seat))
        seat.give(commands.NEW_CHAT)
        await seat.until(lambda: front(seat) is not old)
        assert SAYS in toast(seat)
        undo(seat)
        await seat.until(lambda: front(seat) is old and seat.chat_ids() == ids)

    play(scene)


def test_what_lists_messages_follows(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question, reply = seat.chat_ids()
        front(seat).marks.star(question, is_starred=True)
        assert len(await listed(seat)) == 1
        seat.key(Qt.Key.Key_Escape)
        seat.give(commands.FIND)
        find = first_of(seat.window, FindBar)
        seat.type("Show me a list")
        await seat.until(lambda: "1" in shown_text(find))
        choose(bar_of(seat, question), "Delete for good")
        await seat.until(lambda: seat.chat_ids() == (reply,))
        await seat.until(lambda: "0" in shown_text(find) or "No" in shown_text(find))
        assert not front(seat).conversation.starred

    play(scene)


def test_the_notice_stays_longer_where_the_chance_is_lost_for_good() -> None:
    assert LAST_CHANCE_MS >= 20_000 > SHOWN_MS
