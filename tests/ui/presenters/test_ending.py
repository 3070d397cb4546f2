"""That a model ends is told once in each chat that uses it, with what to use instead one press away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.gateway_server import GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import button, first_of, guessing, press, shown_text
from turbodesk.app.commands import NEW_CHAT
from turbodesk.app.gateways import DEMO
from turbodesk.app.live import LiveChat
from turbodesk.settings import MODEL
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.widgets.toast import Toast

__all__ = ["run"]

Run = Callable[..., None]
SONNET, OPUS = "claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101"


def ends(seat: Seat, model_id: str, *, days: int) -> None:
    """Let a model end so many days from now."""
    registry = seat.services.model_registry
    known = registry.model(model_id)
    assert registry.set_values(replace(known, retires=dt.date.today() + dt.timedelta(days))) == ""


def front(seat: Seat) -> LiveChat:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat


def told(seat: Seat) -> str:
    """What the notice says; "" where there is none."""
    notice = first_of(seat.window, NoticeBar)
    return shown_text(notice) if notice.isVisible() else ""


def test_it_is_told_once_and_another_model_is_one_press_away_and_back(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        ends(seat, SONNET, days=2)
        chat = front(seat)
        chat.choose_model(SONNET)
        assert "Sonnet 4.5 ends in 2 days, on " in told(seat)
        assert "Sonnet 4.6 costs the same." in told(seat)
        instead = button(seat.window, "Use Sonnet 4.6")
        instead.setFocus()
        press(instead, Qt.Key.Key_Space)
        assert (chat.model.name, told(seat)) == ("Sonnet 4.6", "")
        assert seat.focused() is seat.editor()
        assert "This chat uses Sonnet 4.6 from now on" in shown_text(first_of(seat.window, Toast))
        press(button(seat.window, "Undo: This chat uses Sonnet 4.6 from now on"), Qt.Key.Key_Space)
        assert chat.model.id == SONNET
        assert told(seat) == "", "it was told"

    run(scene)


def test_not_now_is_for_good_in_this_chat_and_says_nothing_for_another(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        ends(seat, SONNET, days=60)
        ends(seat, OPUS, days=1)
        chat = front(seat)
        chat.choose_model(SONNET)
        await seat.says("Hello")
        press(button(seat.window, "Not now"), Qt.Key.Key_Space)
        assert told(seat) == ""
        chat.choose_model("claude-opus-4-7")
        chat.choose_model(SONNET)
        assert told(seat) == ""
        chat.choose_model(OPUS)
        assert "Opus 4.5 ends tomorrow" in told(seat), "another model that ends"
        press(button(seat.window, "Not now"), Qt.Key.Key_Space)
        ends(seat, OPUS, days=0)
        assert "may not answer any more" in told(seat), "it has ended by now"
        seat.give(NEW_CHAT)
        assert front(seat) is not chat
        assert told(seat) == ""

    run(scene)


def test_an_empty_chat_tells_it_once_it_is_used(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        default = front(seat).model.id
        ends(seat, default, days=61)
        await seat.says("Hello")
        assert told(seat) == ""
        ends(seat, default, days=60)
        assert "ends in 60 days" in told(seat)
        seat.give(NEW_CHAT)
        front(seat).choose_gateway(seat.services.profiles.default_id)
        assert told(seat) == "", "nobody has chosen it here, and it answers"
        await seat.says("Hello")
        assert "ends in 60 days" in told(seat)
        front(seat).choose_gateway(DEMO)
        assert told(seat) == "", "the demo answers whatever is chosen"

    run(scene)


def test_what_was_told_is_kept_with_the_chat(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        ends(seat, SONNET, days=2)
        chat = front(seat)
        chat.choose_model(SONNET)
        await seat.says("Hello")
        await seat.services.database.drain()
        found = await seat.services.database.read(
            lambda connection: connection.execute("SELECT ending_told FROM conversation").fetchall()
        )
        assert found == [(f"retiring:{SONNET}",)]

    run(scene)


def test_the_offer_is_renewed_when_the_gateways_list_comes(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        ends(seat, SONNET, days=2)
        chat = front(seat)
        chat.choose_model(SONNET)
        seat.services.profiles.learn(chat.conversation.gateway_id, listed=({"id": SONNET}, {"id": "claude-sonnet-5-5"}))
        assert "Sonnet 5.5 costs less." in told(seat)
        press(button(seat.window, "Use Sonnet 5.5"), Qt.Key.Key_Space)
        assert chat.model.id == "claude-sonnet-5-5"

    run(scene)


def test_a_chat_that_follows_the_choice_for_new_chats_changes_that(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        preferences, chat = seat.services.preferences, front(seat)
        preferences.set(MODEL, SONNET)
        ends(seat, SONNET, days=2)
        await seat.says("Hello")
        press(button(seat.window, "Use Sonnet 4.6"), Qt.Key.Key_Space)
        assert (chat.conversation.model, chat.model.name, told(seat)) == (None, "Sonnet 4.6", "")
        assert preferences.get(MODEL) == "claude-sonnet-4-6"
        press(button(seat.window, "Undo: This chat and new ones use Sonnet 4.6 from now on"), Qt.Key.Key_Space)
        assert (preferences.get(MODEL), chat.model.id, told(seat)) == (SONNET, SONNET, "")

    run(scene)


def test_it_waits_while_another_chat_is_in_front_and_is_gone_when_the_model_is(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        ends(seat, SONNET, days=2)
        first = front(seat)
        first.choose_model(SONNET)
        await seat.says("Hello")
        assert told(seat)
        seat.give(NEW_CHAT)
        assert told(seat) == ""
        seat.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        await seat.until(lambda: front(seat) is first)
        assert "ends in 2 days" in told(seat), "nobody has closed it"
        first.choose_model("claude-opus-4-7")
        assert told(seat) == ""

    run(scene)


def test_where_nothing_stands_in_the_list_is_opened(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        ends(seat, SONNET, days=2)
        chat = front(seat)
        seat.services.profiles.learn(chat.conversation.gateway_id, listed=({"id": SONNET}, {"id": "gpt-9"}))
        chat.choose_model(SONNET)
        press(button(seat.window, "Choose a model"), Qt.Key.Key_Space)
        assert chat.model.id == SONNET
        assert "what a usual question costs" in shown_text(seat.window)

    run(scene)


def test_a_name_from_outside_is_shown_as_it_is_and_no_wider_than_a_button(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        ends(seat, SONNET, days=2)
        name = "<b>R & D</b> " + "x" * 300
        known = seat.services.model_registry.model("claude-sonnet-4-6")
        assert seat.services.model_registry.set_values(replace(known, name=name)) == ""
        front(seat).choose_model(SONNET)
        notice = first_of(seat.window, NoticeBar)
        assert not guessing(notice)
        (use,) = [one for one in notice.findChildren(QPushButton) if one.text().startswith("Use")]
        assert use.text() == "Use <b>R && D</b> " + "x" * 18 + "…"
        assert use.shortcut().isEmpty()

    run(scene)
