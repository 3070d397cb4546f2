"""The behaviours seen on real servers and gateways, one by one (issue: the whole protocol, told truthfully)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.gateway.conftest import SONNET, Connect, Naps, hear
from tests.gateway_server import Answer, GatewayServer
from tests.gateway_server.script import REPLY, reply_events
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Message, Role, Status, user_message
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Text, Thinking, ToolUse
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.client import TIMEOUT, HttpGateway
from turbodesk.gateway.request import build

START = {
    "type": "message_start",
    "message": {"id": "chatcmpl-7", "type": "message", "role": "assistant", "content": []},
}
END = [{"type": "message_delta", "delta": {"stop_reason": "end_turn"}}, {"type": "message_stop"}]


def opened(index: int, block: dict[str, object]) -> dict[str, object]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index: int, kind: str, **fields: object) -> dict[str, object]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **fields}}


def stopped(index: int) -> dict[str, object]:
    return {"type": "content_block_stop", "index": index}


TEXT: dict[str, object] = {"type": "text", "text": ""}
THINKING: dict[str, object] = {"type": "thinking", "thinking": "", "signature": ""}


async def reply_of(server: GatewayServer, gateway: HttpGateway, *events: object, **how: object) -> Message:
    server.script(Answer(events=list(events), **how))  # type: ignore[arg-type]
    told = await hear(gateway)
    assert told.failure is None
    assert told.message.status is Status.COMPLETE
    return told.message


async def test_a_next_block_opened_before_the_one_before_is_stopped_all_stops_at_the_end(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    message = await reply_of(
        server,
        gateway,
        START,
        opened(0, THINKING),
        delta(0, "thinking_delta", thinking="Hm"),
        opened(1, TEXT),
        delta(1, "text_delta", text="So "),
        delta(0, "signature_delta", signature="seal"),
        opened(2, {"type": "tool_use", "id": "call_1", "name": "look", "input": {}}),
        delta(1, "text_delta", text="it is."),
        delta(2, "input_json_delta", partial_json='{"a": 1}'),
        stopped(2),
        stopped(0),
        stopped(1),
        *END,
    )
    assert message.parts == (Thinking("Hm", "seal"), Text("So it is."), ToolUse("call_1", "look", '{"a": 1}'))
    assert all(block.closed for block in message.blocks)


async def test_thinking_without_a_signature_is_shown_and_never_sent_back(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    bare: dict[str, object] = {"type": "thinking", "thinking": ""}
    message = await reply_of(
        server,
        gateway,
        START,
        opened(0, bare),
        delta(0, "thinking_delta", thinking="Hm"),
        stopped(0),
        opened(1, TEXT),
        delta(1, "text_delta", text="Yes."),
        stopped(1),
        *END,
    )
    assert message.parts == (Thinking("Hm"), Text("Yes."))
    asked = (user_message("One", None), message, user_message("Two", None))
    body = build(ReplyRequest(SONNET, asked, Parameters(), "w"))
    assert "thinking" not in str(body["messages"])


async def test_a_ping_may_come_before_message_start(server: GatewayServer, gateway: HttpGateway) -> None:
    message = await reply_of(server, gateway, {"type": "ping"}, {"type": "ping"}, *reply_events(Answer(), SONNET.id))
    assert message.text == REPLY


async def test_foreign_ids_and_names_of_models_are_kept(server: GatewayServer, gateway: HttpGateway) -> None:
    start = {"type": "message_start", "message": {"id": "chatcmpl-9", "model": "us.anthropic.claude-x-v1:0"}}
    message = await reply_of(server, gateway, start, opened(0, TEXT), delta(0, "text_delta", text="Hi"), *END)
    assert (message.wire_id, message.reported_model) == ("chatcmpl-9", "us.anthropic.claude-x-v1:0")
    assert message.role is Role.ASSISTANT


@pytest.mark.parametrize("reason", ["content_filter", "COMPLETE", None])
async def test_a_strange_or_missing_stop_reason_is_an_end_and_is_shown_as_it_is(
    server: GatewayServer, gateway: HttpGateway, reason: str | None
) -> None:
    end = {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None}, "usage": {}}
    events = (START, opened(0, TEXT), delta(0, "text_delta", text="Hi"), stopped(0), end, {"type": "message_stop"})
    message = await reply_of(server, gateway, *events)
    assert (message.stop_reason, message.text) == (reason, "Hi")


@pytest.mark.parametrize("then", ["end", "drop"])
async def test_a_clean_end_without_message_stop(server: GatewayServer, gateway: HttpGateway, then: str) -> None:
    message = await reply_of(server, gateway, *reply_events(Answer(), SONNET.id)[:-1], then=then)
    assert message.text == REPLY


async def test_an_error_first_of_all(server: GatewayServer, gateway: HttpGateway, naps: Naps) -> None:
    error = 'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}\n\n'
    server.script(Answer(events=[error]), Answer(events=[error]))
    told = await hear(gateway)
    assert told.message.text == REPLY
    assert [wait.reason.detail for wait in told.waits] == ["Overloaded", "Overloaded"]


@pytest.mark.parametrize(
    ("answer", "kind", "detail"),
    [
        (
            Answer(status=401, body="Unauthorized", headers={"content-type": "text/plain"}),
            "key-refused",
            "Unauthorized",
        ),
        (Answer(status=500, body="upstream gone", headers={"content-type": "text/plain"}), "busy", "upstream gone"),
        (Answer(status=401, body={"detail": "Invalid API key"}), "key-refused", "Invalid API key"),
        (Answer(status=500, body={"detail": "worker died"}), "busy", "worker died"),
        (Answer(status=400, body={"error": {"message": "invalid api key"}}), "key-refused", "invalid api key"),
        (Answer(status=400, body="Incorrect API key provided"), "key-refused", "Incorrect API key provided"),
    ],
)
async def test_refusals_in_other_words(
    server: GatewayServer, gateway: HttpGateway, answer: Answer, kind: str, detail: str
) -> None:
    server.script(default=answer)
    told = await hear(gateway)
    assert told.failure is not None
    assert (told.failure.kind, told.failure.detail) == (kind, detail)


async def test_a_base_address_with_a_path(server: GatewayServer, connect: Connect) -> None:
    told = await hear(connect(url=f"{server.url}/api/anthropic"))
    assert told.message.text == REPLY
    assert server.requests[0].path == "/api/anthropic/v1/messages"


async def test_a_minute_of_silence_before_the_headers_is_sat_out() -> None:
    """On a clock that runs a thousand times faster: the limit is scaled like the silence."""
    assert TIMEOUT.read is not None
    assert TIMEOUT.read > 4 * 60
    scale = 1_000

    async def silent(request: httpx.Request) -> httpx.Response:
        limit = request.extensions["timeout"]["read"] / scale
        try:
            async with asyncio.timeout(limit):
                await asyncio.sleep(60 / scale)
        except TimeoutError:
            raise httpx.ReadTimeout("slow") from None
        return httpx.Response(200, content=_body())

    async def _body() -> AsyncIterator[bytes]:
        for event in Answer(text="At last.").stream(SONNET.id):
            yield event

    transport = httpx.MockTransport(silent)
    gateway = HttpGateway("https://gateway.invalid", ApiKey("sk-x"), version="1", transport=transport, sleep=Naps())
    told = await hear(gateway)
    await gateway.close()
    assert (told.message.text, told.waits) == ("At last.", [])
