"""A fast reply is counted at the fast price, unless the gateway says that it was none."""

from __future__ import annotations

import pytest

from tests.gateway.conftest import MODELS, asking, hear
from tests.gateway_server import Answer, GatewayServer
from tests.gateway_server.script import reply_events
from turbodesk.chat.cost import cost, cost_facts
from turbodesk.chat.message import Message
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.reply_status import ending_note
from turbodesk.gateway.client import HttpGateway

OPUS, HAIKU = MODELS["claude-opus-5-5"], MODELS["claude-haiku-5-5"]


def told(speed: str | None, model: str = OPUS.id) -> Answer:
    """A reply that used 1,000 tokens in and out, and says so much of its speed."""
    events = reply_events(Answer(), model)
    for event in events:
        assert isinstance(event, dict)
        if event["type"] == "message_start":
            event["message"]["usage"] = {"input_tokens": 1_000, "output_tokens": 1}
        if event["type"] == "message_delta":
            event["usage"] = {"output_tokens": 1_000, **({} if speed is None else {"speed": speed})}
    return Answer(events=events)


async def reply(server: GatewayServer, gateway: HttpGateway, speed: str | None, *, fast: bool) -> Message:
    server.script(told(speed))
    return (await hear(gateway, asking(model=OPUS, parameters=Parameters(fast=fast)))).message


@pytest.mark.parametrize(
    ("speed", "fast", "dollars", "words"),
    [
        ("fast", True, 0.048, "the fast price"),
        (None, True, 0.048, "asked for: counted at the fast price"),
        ("standard", True, 0.024, "asked for, and not given: the usual price"),
        (None, False, 0.024, None),
        ("standard", False, 0.024, None),
    ],
)
async def test_the_price_is_that_of_the_speed_that_came(
    server: GatewayServer, gateway: HttpGateway, speed: str | None, fast: bool, dollars: float, words: str | None
) -> None:
    message = await reply(server, gateway, speed, fast=fast)
    assert server.requests[0].json.get("speed") == ("fast" if fast else None)
    assert cost(message.usage, OPUS.prices) == pytest.approx(dollars)
    assert dict(cost_facts(message, OPUS.prices)).get("Fast mode") == words
    note = ending_note(message)
    assert (note is not None) == (fast and speed == "standard")
    assert note is None or note.sentence.endswith("the gateway replied at its usual speed and price.")


async def test_where_it_is_refused_the_usual_price_counts(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(Answer(status=400, body={"error": {"message": "speed: Extra inputs are not permitted"}}), told(None))
    message = (await hear(gateway, asking(model=OPUS, parameters=Parameters(fast=True)))).message
    assert [one.parameter for one in message.adjusted] == ["speed"]
    assert cost(message.usage, OPUS.prices) == pytest.approx(0.024)


async def test_a_model_without_fast_mode_is_not_asked_for_it(server: GatewayServer, gateway: HttpGateway) -> None:
    await hear(gateway, asking(model=HAIKU, parameters=Parameters(fast=True)))
    assert "speed" not in server.requests[0].json
