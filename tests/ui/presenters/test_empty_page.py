"""The page of contents in the real window: it leads to the last chats, and to what the gateway in front can do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import first_of, name_of, press
from turbodesk.app.commands import NEW_CHAT
from turbodesk.ui.main_window.contents_row import ContentsRow
from turbodesk.ui.main_window.empty_state import DEMO_SUGGESTIONS, SUGGESTIONS, EmptyState

__all__ = ["play"]

Play = Callable[..., None]


IMPORT = "Import your chats, ChatGPT, Claude and others"
"""Stands last where there are no chats."""


def lines(seat: Seat) -> list[str]:
    """What the rows in view say."""
    return [name_of(row) for row in first_of(seat.window, EmptyState).findChildren(ContentsRow) if row.isVisible()]


def test_the_last_three_chats_are_there_and_lead_to_themselves(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        begin = [f"{one.title}, {one.hint}" for one in DEMO_SUGGESTIONS]
        assert lines(seat) == [*begin, IMPORT]
        for words in ("one", "two", "three", "four"):
            await seat.says(words)
            assert lines(seat) == []
            seat.give(NEW_CHAT)
        await seat.until(lambda: len(lines(seat)) == 7)
        assert lines(seat) == [*begin, *(f"{title}, a moment ago" for title in ("four", "three", "two"))]
        rows = [row for row in seat.window.findChildren(ContentsRow) if row.isVisible()]
        press(rows[-1], Qt.Key.Key_Space)
        await seat.until(lambda: seat.window.windowTitle() == "two")
        assert seat.editor().hasFocus()

    play(scene)


def test_a_chat_that_is_deleted_leads_nowhere(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("one")
        seat.key(Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        await seat.until(lambda: not seat.services.workspace.conversations())
        await seat.until(lambda: len(lines(seat)) == len(DEMO_SUGGESTIONS) + 1)

    play(scene)


def test_another_gateway_in_front_has_other_beginnings(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_gateway("default")
        await seat.until(lambda: lines(seat) == [*(f"{one.title}, {one.hint}" for one in SUGGESTIONS), IMPORT])

    play(scene)
