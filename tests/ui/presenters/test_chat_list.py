"""The list of chats in the real window: renamed, pinned, deleted, brought back, and what cannot be read is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.ui.presenters.test_window import CTRL, Seat, play
from tests.ui.seen import shown_text
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import StoreFailure
from turbodesk.store.history import History
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.sidebar import sidebar as sidebar_module
from turbodesk.ui.sidebar.conversation_list import ConversationList

__all__ = ["play"]

Play = Callable[..., None]


def the_list(seat: Seat) -> ConversationList:
    return seat.window.findChildren(ConversationList)[0]


def sidebar(seat: Seat) -> Sidebar:
    return seat.window.findChildren(Sidebar)[0]


def titled(seat: Seat, title: str) -> str:
    """The id of the chat with this title."""
    return next(one.id for one in seat.services.workspace.conversations() if one.title == title)


async def chats(seat: Seat, *titles: str) -> None:
    for title in titles:
        seat.key(Qt.Key.Key_N, CTRL)
        await seat.says(title)
    assert sidebar(seat).titles() == list(reversed(titles))


def asked_in_menu(seat: Seat, title: str, action: str) -> None:
    """Choose from the menu of a chat in the list."""
    conversation = next(one for one in seat.services.workspace.conversations() if one.title == title)
    menu = the_list(seat).menu_for(conversation)
    next(one for one in menu.actions() if one.text().partition("\t")[0] == action).trigger()
    menu.close()


def test_a_chat_is_renamed_in_the_list(play: Play) -> None:
    async def first(seat: Seat) -> None:
        await chats(seat, "One", "Two")
        asked_in_menu(seat, "One", "Rename")
        the_list(seat).renamed.emit(titled(seat, "One"), "Uno")
        await seat.until(lambda: sidebar(seat).titles() == ["Two", "Uno"])
        assert seat.window.windowTitle() == "Two", "what is in front keeps its name"

    async def second(seat: Seat) -> None:
        assert sidebar(seat).titles() == ["Two", "Uno"]

    play(first, second)


def test_two_chats_renamed_at_once_both_keep_their_names(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two", "Three")
        for title, new in (("One", "Uno"), ("Two", "Due")):
            sidebar(seat).rename_requested.emit(titled(seat, title), new)
        for title in ("One", "Two"):
            sidebar(seat).pin_requested.emit(titled(seat, title), True)
        await seat.until(lambda: {"Uno", "Due"} <= set(sidebar(seat).titles()))
        await seat.until(lambda: sum(one.pinned for one in seat.services.workspace.conversations()) == 2)

    play(scene)


def test_a_pinned_chat_stands_above_the_others_until_it_is_let_go(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two", "Three")
        asked_in_menu(seat, "One", "Pin")
        await seat.until(lambda: sidebar(seat).titles() == ["One", "Three", "Two"])
        asked_in_menu(seat, "One", "Unpin")
        await seat.until(lambda: sidebar(seat).titles() == ["Three", "Two", "One"])

    play(scene)


def undo(seat: Seat) -> QPushButton | None:
    buttons = seat.window.findChildren(QPushButton)
    return next((one for one in buttons if one.text() == "Undo" and one.isVisible()), None)


def test_a_chat_deleted_in_the_list_comes_back_to_the_front(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two")
        asked_in_menu(seat, "One", "Delete")
        await seat.until(lambda: undo(seat))
        assert sidebar(seat).titles() == ["Two"]
        assert seat.window.windowTitle() == "Two", "another chat's deletion leaves what is in front"
        assert "Deleted “One”" in shown_text(seat.window)
        undo(seat).click()  # type: ignore[union-attr]  # waited for above
        await seat.until(lambda: seat.window.windowTitle() == "One")
        assert sidebar(seat).titles() == ["Two", "One"]
        assert seat.editor().hasFocus()

    play(scene)


def test_several_deleted_at_once_come_back_together(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two", "Three")
        sidebar(seat).delete_requested.emit((titled(seat, "Three"), titled(seat, "One")))
        assert not seat.chat_ids(), "one of them was in front"
        await seat.until(lambda: undo(seat))
        assert sidebar(seat).titles() == ["Two"]
        assert "Deleted 2 chats" in shown_text(seat.window)
        undo(seat).click()  # type: ignore[union-attr]  # waited for above
        await seat.until(lambda: seat.window.windowTitle() == "Three")
        assert sidebar(seat).titles() == ["Three", "Two", "One"]

    play(scene)


def test_many_that_come_at_once_are_shown_once_their_rows_are_made(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar_module, "PORTION", 20)

    async def scene(seat: Seat) -> None:
        await chats(seat, "One")
        history = History(seat.services.database)
        for number in range(30):
            history.save_conversation(replace(new_conversation(), title=f"Old {number}", updated_at=number))
        await seat.services.workspace.load()
        assert sidebar(seat).titles() == ["One"], "the window is not held up"
        await seat.services.workspace.delete(titled(seat, "One"))
        await seat.until(lambda: sidebar(seat).titles() == [f"Old {number}" for number in reversed(range(30))])
        await seat.services.workspace.load()
        assert len(sidebar(seat).titles()) == 30, "at once, as their rows are there"

    play(scene)


def test_several_are_pinned_at_once_and_let_go_again(play: Play) -> None:
    async def first(seat: Seat) -> None:
        await chats(seat, "One", "Two", "Three")
        asked_in_menu(seat, "One", "Pin")
        await seat.until(lambda: sidebar(seat).titles() == ["One", "Three", "Two"])
        ids = tuple(titled(seat, title) for title in ("Three", "One", "Two"))
        sidebar(seat).several_pin_requested.emit(ids, True)
        await seat.until(lambda: undo(seat))
        assert "Pinned 2 chats" in shown_text(seat.window), "one was pinned already"
        assert all(one.pinned for one in seat.services.workspace.conversations())
        undo(seat).click()  # type: ignore[union-attr]  # waited for above
        await seat.until(lambda: sidebar(seat).titles() == ["One", "Three", "Two"])
        await seat.until(lambda: sum(one.pinned for one in seat.services.workspace.conversations()) == 1)
        sidebar(seat).several_pin_requested.emit(ids[:1], False)
        sidebar(seat).several_pin_requested.emit(ids[2:], True)
        await seat.until(lambda: sidebar(seat).titles() == ["Two", "One", "Three"])

    async def second(seat: Seat) -> None:
        assert sidebar(seat).titles() == ["Two", "One", "Three"]

    play(first, second)


def test_the_chat_in_front_deleted_leaves_an_empty_one(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two")
        asked_in_menu(seat, "Two", "Delete")
        assert seat.chat_ids() == ()
        assert seat.editor().hasFocus()
        await seat.until(lambda: sidebar(seat).titles() == ["One"])

    play(scene)


def test_a_chat_that_cannot_be_read_is_told_and_what_is_in_front_stays(
    play: Play,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene(seat: Seat) -> None:
        async def damaged(_id: str) -> None:
            raise StoreFailure

        await chats(seat, "One", "Two")
        monkeypatch.setattr(seat.services.workspace, "open", damaged)
        the_list(seat).chosen.emit(titled(seat, "One"))
        await seat.until(lambda: "Chats could not be read or saved." in shown_text(seat.window))
        assert seat.window.windowTitle() == "Two"

    play(scene)


def test_a_start_whose_last_chat_cannot_be_read_begins_an_empty_one(
    play: Play,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from turbodesk.app.workspace import Workspace

    async def damaged(*_: object, **__: object) -> None:
        raise StoreFailure

    async def first(seat: Seat) -> None:
        await chats(seat, "One")
        monkeypatch.setattr(Workspace, "front", damaged)

    async def second(seat: Seat) -> None:
        await seat.until(lambda: "Chats could not be read or saved." in shown_text(seat.window))
        assert seat.chat_ids() == ()
        assert sidebar(seat).titles() == ["One"]

    play(first, second)


def test_the_first_of_the_list_is_next_to_an_empty_chat(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.key(Qt.Key.Key_PageDown, CTRL)  # there is none yet
        assert seat.chat_ids() == ()
        await chats(seat, "One", "Two", "Three")
        seat.key(Qt.Key.Key_N, CTRL)
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "Three")
        seat.key(Qt.Key.Key_PageUp, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "One")
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "Three")

    play(scene)


def test_the_row_of_the_chat_in_front_is_marked(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two")

        def marked() -> list[str]:
            return [str(index.data()) for index in the_list(seat).selectionModel().selectedIndexes()]

        assert marked() == ["Two"]
        the_list(seat).chosen.emit(titled(seat, "One"))
        await seat.until(lambda: marked() == ["One"])
        seat.key(Qt.Key.Key_N, CTRL)
        assert marked() == []

    play(scene)
