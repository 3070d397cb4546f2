"""A temporary chat in the whole window: begun by key, menu or palette, marked, left, kept, closed, and asked about."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from tests.app.test_temporary_chats import ASKED, DRAFTED, FILED, on_disk
from tests.ui.presenters.test_attachments import drafted, paste
from tests.ui.presenters.test_message_actions import Play, front
from tests.ui.presenters.test_outline import lines, opened
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import button, first_of, shown_text
from tests.ui.widgets.test_external import Desktop, desktop
from turbodesk.app import commands
from turbodesk.chat.attachments import attachments_in
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.empty_state import EmptyState
from turbodesk.ui.main_window.find_bar import FindBar
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.widgets.question import Question
from turbodesk.ui.widgets.toast import Toast

__all__ = ["desktop", "play"]  # fixtures


def marks(seat: Seat) -> list[QPushButton]:
    found = first_of(seat.window, Header).findChildren(QPushButton)
    return [one for one in found if one.text() == "Temporary" and one.isVisible()]


def told(seat: Seat) -> str:
    return shown_text(first_of(seat.window, Toast))


def offered(seat: Seat) -> str:
    return first_of(seat.window, Composer)._placeholder  # noqa: SLF001 - it is painted


def begin(seat: Seat) -> None:
    seat.key(Qt.Key.Key_H, CTRL | SHIFT)
    assert front(seat).context.is_temporary


def test_nothing_of_it_is_on_disk_whatever_is_done(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        begin(seat)
        chat = front(seat)
        assert marks(seat)
        assert seat.focused() is seat.editor()
        assert offered(seat).startswith("Temporary message to")
        page = first_of(seat.window, EmptyState)
        assert "saved on this computer" in shown_text(page)
        assert "Go on with" not in shown_text(page)
        await seat.says(f"A {ASKED}")
        chat.rename(f"The {ASKED}")
        seat.give(commands.TRY_AGAIN)
        await seat.until(lambda: not seat.is_replying())
        pasted(seat)
        await seat.until(lambda: drafted(seat))
        seat.type(f"My {DRAFTED}")
        seat.give(commands.INSPECT)
        await seat.until(lambda: not seat.services.scope.is_running("inspect"))
        seat.key(Qt.Key.Key_Escape)
        assert seat.window.windowTitle() == "TurboDesk"
        seat.services.workspace.flush()
        await seat.services.database.drain()
        assert on_disk(tmp_path) == []
        assert [one.title for one in seat.services.workspace.conversations()] == ["Hello"]
        seat.presenter.end()

    async def after(seat: Seat) -> None:
        assert on_disk(tmp_path) == []
        assert front(seat).conversation.title == "Hello"
        assert not marks(seat)

    play(scene, after)
    assert on_disk(tmp_path) == []


def test_it_stays_while_another_is_in_front_and_the_key_leads_back(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        begin(seat)
        chat = front(seat)
        await seat.says(f"A {ASKED}")
        seat.type(f"My {DRAFTED}")
        seat.key(Qt.Key.Key_N, CTRL)
        assert front(seat) is not chat
        assert not marks(seat)
        assert not offered(seat).startswith("Temporary")
        assert "stays open" in told(seat)
        seat.key(Qt.Key.Key_H, CTRL | SHIFT)
        assert front(seat) is chat
        assert seat.written() == f"My {DRAFTED}"
        seat.key(Qt.Key.Key_N, CTRL)
        first_of(first_of(seat.window, Toast), QPushButton).click()
        assert "is closed" in told(seat)
        begin(seat)
        assert front(seat) is not chat
        assert not seat.chat_ids()

    play(scene)


def test_one_without_a_word_goes_when_it_is_left(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        begin(seat)
        chat = front(seat)
        seat.key(Qt.Key.Key_N, CTRL)
        assert not [one for one in seat.window.findChildren(Toast) if one.isVisible()]
        begin(seat)
        assert front(seat) is not chat

    play(scene)


def test_closed_it_is_gone_and_a_usual_one_is_in_front(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        begin(seat)
        await seat.says(f"A {ASKED}")
        seat.give(commands.DELETE)
        seat.give(commands.PIN)
        seat.give(commands.BRANCH)
        assert front(seat).context.is_temporary
        assert not seat.presenter.actions[commands.MOVE].isEnabled()
        menu = opened_menu(seat)
        assert [one for one in entries(menu) if "emporary" in one or "Keep" in one or "Delete" in one] == [
            "Keep this chat",
            "Close temporary chat",
        ]
        next(one for one in menu.actions() if one.text().startswith("Close")).trigger()
        menu.close()
        assert not front(seat).context.is_temporary
        assert not seat.chat_ids()
        assert not seat.presenter.actions[commands.CLOSE_TEMPORARY].isEnabled()
        assert seat.services.workspace.conversations() == []

    play(scene)


def entries(menu: QMenu) -> list[str]:
    return [one.text().partition("\t")[0] for one in menu.actions() if not one.isSeparator()]


def pasted(seat: Seat) -> None:
    mime = QMimeData()
    mime.setText(f"A {FILED} came by. " * 400)
    paste(seat, mime)


def test_the_key_that_deletes_a_chat_closes_it(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        begin(seat)
        await seat.says(f"A {ASKED}")
        seat.key(Qt.Key.Key_Backspace, CTRL | SHIFT)
        await seat.until(lambda: not front(seat).context.is_temporary)
        assert [one.title for one in seat.services.workspace.conversations()] == ["Hello"]
        await seat.says("Usual")
        seat.key(Qt.Key.Key_Backspace, CTRL | SHIFT)
        await seat.until(lambda: len(seat.services.workspace.conversations()) == 1)

    play(scene)


def test_contents_search_and_stars_of_it_work_in_memory(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        begin(seat)
        await seat.says(f"A {ASKED}")
        await seat.says(f"Another {ASKED}")
        contents = await opened(seat)
        assert lines(contents) == [f"A {ASKED}", f"Another {ASKED}"]
        seat.key(Qt.Key.Key_Escape)
        seat.give(commands.STAR)
        assert front(seat).conversation.starred
        seat.give(commands.FIND)
        seat.type(ASKED)
        await seat.until(lambda: "of 2" in shown_text(first_of(seat.window, FindBar)))
        seat.key(Qt.Key.Key_Escape)
        await seat.services.database.drain()
        assert on_disk(tmp_path) == []
        seat.presenter.end()

    play(scene)


def opened_menu(seat: Seat) -> QMenu:
    QTest.mouseClick(button(seat.window, "Menu"), Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_kept_by_its_mark_it_is_there_after_a_restart(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        begin(seat)
        await seat.says(f"A {ASKED}")
        pasted(seat)
        await seat.until(lambda: drafted(seat))
        seat.type("Still writing")
        chat = front(seat)
        marks(seat)[0].click()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert entries(menu) == ["Keep this chat", "Close temporary chat"]
        menu.actions()[0].trigger()
        menu.close()
        await seat.until(lambda: seat.services.workspace.conversations())
        assert front(seat) is chat
        assert not marks(seat)
        assert seat.written() == "Still writing"
        assert seat.window.windowTitle() == f"A {ASKED}"
        await seat.until(lambda: "is kept" in told(seat))
        assert seat.sidebar.ids() == [chat.conversation.id]
        await seat.services.database.drain()

    async def after(seat: Seat) -> None:
        assert len(seat.chat_ids()) == 2
        assert seat.written() == "Still writing"
        assert drafted(seat)

    play(scene, after)


def test_a_file_of_it_is_given_to_no_other_program(play: Play, desktop: Desktop) -> None:
    async def scene(seat: Seat) -> None:
        begin(seat)
        pasted(seat)
        await seat.until(lambda: drafted(seat))
        views = seat.presenter._views  # noqa: SLF001 - as the menu of its tile does
        views.attachment_actions.open_requested.emit(drafted(seat)[0])
        await seat.until(lambda: "is in a temporary chat" in shown_text(views.notice))
        assert desktop.opened == []
        await seat.says(f"A {ASKED}")
        seat.give(commands.KEEP_TEMPORARY)
        await seat.until(lambda: seat.services.workspace.conversations())
        (message,) = await front(seat).fetch(seat.chat_ids()[:1])
        views.attachment_actions.open_requested.emit(attachments_in(message.parts)[0])
        await seat.until(lambda: desktop.opened)

    play(scene)


def test_quitting_asks_nothing_where_nothing_is_lost(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        begin(seat)
        ending = asyncio.ensure_future(seat.presenter.until_closed())
        seat.give(commands.QUIT)
        await ending
        assert not [one for one in seat.window.findChildren(Question) if one.isVisible()]

    play(scene)


@pytest.mark.parametrize("answer", ["Keep open", "Quit and lose it"])
def test_quitting_says_what_is_lost(play: Play, answer: str) -> None:
    async def scene(seat: Seat) -> None:
        begin(seat)
        seat.type(f"My {DRAFTED}")
        seat.key(Qt.Key.Key_N, CTRL)
        ending = asyncio.ensure_future(seat.presenter.until_closed())
        seat.give(commands.QUIT)
        await seat.until(lambda: [one for one in seat.window.findChildren(Question) if one.isVisible()])
        question = first_of(seat.window, Question)
        assert "lost when TurboDesk quits" in shown_text(question)
        button(question, answer).click()
        if answer == "Keep open":
            await seat.until(lambda: not seat.presenter.closed.done())
            assert not ending.done()
            assert seat.written() == f"My {DRAFTED}", "there it is"
            seat.presenter.end()
        await ending

    play(scene)
