"""What a chat knows of the gateway in front: whether the web can be searched, and which one answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from tests.gateway_server import GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import first_of, shown_text
from turbodesk.app.commands import MODEL
from turbodesk.app.gateways import DEMO
from turbodesk.ui.models.popup import ModelPopup

__all__ = ["play", "run"]

UNKNOWN, REFUSED = "Check the connection in Settings first.", "This gateway has refused it"
NO_WEB = "The demo has no web to search."


def test_the_sheet_says_why_the_web_is_not_searched_as_soon_as_that_is_known(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat, profiles = seat.presenter.chat_presenter.chat, seat.services.profiles
        assert chat is not None
        seat.key(Qt.Key.Key_T, CTRL | SHIFT)
        for accepted, said in ((None, UNKNOWN), (False, REFUSED), (True, "")):
            profiles.learn(profiles.default_id, web_search=accepted)
            shown = shown_text(seat.window)
            assert [words for words in (UNKNOWN, REFUSED, NO_WEB) if words in shown] == ([said] if said else [])
        chat.choose_gateway(DEMO)
        assert NO_WEB in shown_text(seat.window)

    run(scene)


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
