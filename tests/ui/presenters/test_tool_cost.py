"""A reply that used tools is one reply to the person: its foot names what all its requests cost, as Usage does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import button, name_of
from turbodesk.chat.cost import cost, dollars
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.message.footer import Footer

__all__ = ["run"]

CALL = {"type": "tool_use", "id": "toolu_1", "name": "calculator", "json": '{"expression": "6 * 7"}'}


def test_its_foot_says_what_the_month_says(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat, registry = seat.presenter.chat_presenter.chat, seat.services.model_registry
        assert chat is not None
        prices = chat.model.prices
        assert prices is not None
        assert registry.set_values(replace(chat.model, prices=replace(prices, input=10_000.0, output=10_000.0))) == ""
        server.script(
            streamed([CALL], stop_reason="tool_use"),
            default=Answer(text="It is 42.", usage={"input_tokens": 300, "output_tokens": 1}),
        )
        chat.tune(Parameters(tools=("calculator",)))
        await seat.says("What is six times seven?")
        await seat.until(lambda: seen(seat, "Allow: Calculator"))
        button(seat.window, "Allow: Calculator").click()
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        spent = await seat.services.workspace.ledger.spent_this_month()
        parts = [message for id_ in chat.ids() if (message := chat.message(id_)) is not None and message.model]
        assert len(parts) == 2
        assert spent == pytest.approx(sum(cost(one.usage, chat.model.prices) or 0.0 for one in parts))
        await seat.until(lambda: dollars(spent) in feet(seat))
        assert feet(seat) == [dollars(spent)]

    run(scene)


def feet(seat: Seat) -> list[str]:
    return [
        one.cost_button.text()
        for one in seat.window.findChildren(Footer)
        if one.isVisible() and one.cost_button.isVisible()
    ]


def seen(seat: Seat, name: str) -> bool:
    return any(one.isVisible() and name_of(one) == name for one in seat.window.findChildren(QPushButton))
