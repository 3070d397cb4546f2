"""What a chat knows of the gateway in front: whether the web can be searched, and which one answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.gateway_server import GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import shown_text
from turbodesk.app.gateways import DEMO

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
