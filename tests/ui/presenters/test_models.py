"""Which gateway and model a chat has in front."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from tests.gateway_server import GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import CTRL, Seat, play
from tests.ui.seen import first_of
from turbodesk.app.commands import MODEL
from turbodesk.ui.models.popup import ModelPopup

__all__ = ["play", "run"]


def test_a_chat_not_begun_follows_the_gateway_for_new_chats(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        profiles = seat.services.profiles
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        mine = profiles.default_id
        other = profiles.add("Other", "https://other.invalid").id
        third = profiles.add("Third", "https://third.invalid").id
        assert chat.conversation.gateway_id == mine
        profiles.choose_default(other)
        assert chat.conversation.gateway_id == other
        chat.choose_gateway(third)
        profiles.choose_default(mine)
        assert chat.conversation.gateway_id == third, "it was chosen for this chat"
        profiles.remove(third)
        assert chat.conversation.gateway_id == mine, "there is no other any more"
        await seat.says("Hello")
        profiles.choose_default(other)
        assert chat.conversation.gateway_id == mine, "a chat that was begun stays where it is"

    run(scene)


def test_favourites_come_first_wherever_models_are_offered_and_are_kept(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        for name in ("haiku 4.5", "opus 4.7"):
            seat.give(MODEL)
            seat.type(name)
            seat.key(Qt.Key.Key_D, CTRL)
            seat.key(Qt.Key.Key_Escape)
            seat.key(Qt.Key.Key_Escape)
        assert not chat.conversation.pinned, "the key was for the row, not for the chat behind"
        assert offered(seat)[:2] == ["Haiku 4.5", "Opus 4.7"]
        seat.give(MODEL)
        seat.key(Qt.Key.Key_Home)
        seat.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert str(first_of(first_of(seat.window, ModelPopup), QListView).currentIndex().data()) == "Haiku 4.5"
        seat.key(Qt.Key.Key_Escape)
        assert offered(seat)[:2] == ["Opus 4.7", "Haiku 4.5"]

    async def later(seat: Seat) -> None:
        assert offered(seat)[:2] == ["Opus 4.7", "Haiku 4.5"]

    play(scene, later)


def offered(seat: Seat) -> list[str]:
    """The rows of the list of models, opened and closed again."""
    seat.give(MODEL)
    rows = first_of(first_of(seat.window, ModelPopup), QListView).model()
    names = [str(rows.index(at, 0).data()) for at in range(rows.rowCount())]
    seat.key(Qt.Key.Key_Escape)
    return names
