"""The demo in the real window: every card leads somewhere true, says whose it is, and nothing of it costs anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, name_of, shown_text
from turbodesk.app.commands import USAGE
from turbodesk.chat.message import Status
from turbodesk.ui.message.failure_card import FailureCard
from turbodesk.ui.message.footer import Footer

__all__ = ["play"]

PLAYED = "The demo plays this: no gateway was asked, and no key was sent."


def cards(seat: Seat) -> list[FailureCard]:
    return [one for one in seat.window.findChildren(FailureCard) if one.isVisible()]


def words(card: FailureCard) -> list[str]:
    return [one.text() for one in card.findChildren(QPushButton) if one.isVisible()]


async def asked(seat: Seat, text: str) -> None:
    await seat.says(text)
    await seat.until(lambda: cards(seat))


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("fail", ["Go on", "Try again"]),
        ("fail: limit", ["Try again"]),
        ("fail: key", ["Open settings", "Where do I get a key?"]),
        ("fail: credit", ["Open settings", "Where do I get a key?"]),
        ("fail: model", ["Choose a model"]),
        ("fail: size", ["New chat"]),
    ],
)
def test_a_card_of_the_demo_says_so_and_offers_only_what_leads_on(
    play: Callable[..., None], text: str, offered: list[str]
) -> None:
    async def scene(seat: Seat) -> None:
        await asked(seat, text)
        (card,) = cards(seat)
        assert PLAYED in shown_text(card)
        assert words(card) == offered

    play(scene)


@pytest.mark.parametrize(("text", "page"), [("fail", "You pressed Try again"), ("fail: limit", "the reply after all")])
def test_trying_again_leads_on(play: Callable[..., None], text: str, page: str) -> None:
    async def scene(seat: Seat) -> None:
        await asked(seat, text)
        button(seat.window, "Try again").click()
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        await seat.until(lambda: not seat.is_replying() and not cards(seat))
        reply = chat.last_reply()
        assert reply is not None
        assert reply.status is Status.COMPLETE
        assert page in reply.text.replace("**", "")

    play(scene)


def test_once_gone_on_with_the_earlier_card_offers_nothing_about_the_later_reply(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await asked(seat, "fail")
        button(seat.window, "Go on").click()
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        await seat.until(lambda: len(seat.chat_ids()) > 2 and not seat.is_replying())
        await seat.until(lambda: words(cards(seat)[0]) == [])
        reply = chat.last_reply()
        assert reply is not None
        assert "You pressed **Go on**" in reply.text

    play(scene)


def test_another_model_answers_where_one_is_refused(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await asked(seat, "fail: model")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model("claude-opus-4-7")
        button(seat.window, "Try again").click()
        await seat.until(lambda: not seat.is_replying() and not cards(seat))
        reply = chat.last_reply()
        assert reply is not None
        assert "you chose another one" in reply.text

    play(scene)


def test_nothing_of_it_costs_anything_wherever_that_is_shown(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await asked(seat, "fail")
        foot = next(one for one in seat.window.findChildren(Footer) if one.cost_button.text())
        assert foot.cost_button.text().startswith("about ")
        assert foot.cost_button.text().endswith(" tokens")
        await seat.says("Show me a table")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        reply = chat.last_reply()
        assert reply is not None
        usage = reply.usage
        tokens = f"{(usage.total_input or 0) + (usage.output_tokens or 0):,} tokens"
        await seat.until(lambda: tokens in [one.cost_button.text() for one in seat.window.findChildren(Footer)])
        assert "$" not in "".join(one.cost_button.text() for one in seat.window.findChildren(Footer))
        assert not [one for one in seat.sidebar.findChildren(QPushButton) if one.isVisible() and "$" in name_of(one)]
        seat.give(USAGE)
        await seat.until(lambda: "The demo costs nothing." in shown_text(seat.window))
        await seat.until(lambda: not seat.services.scope.is_running("account"))
        assert "No replies yet." in shown_text(seat.window)

    play(scene)
