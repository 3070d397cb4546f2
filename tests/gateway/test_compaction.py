"""The provider's own summing up on the wire: asked for, refused, given back, and read whatever comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.test_summaries import BLOCK, REFUSAL, compacted
from tests.gateway.conftest import MODELS, Connect, asking, hear
from tests.gateway.test_golden import COMPACTED, said
from tests.gateway_server import Answer, GatewayServer
from turbodesk.chat.message import Role
from turbodesk.chat.parts import Opaque, Text
from turbodesk.chat.summary import TurnSummary, told
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.compaction import BETA
from turbodesk.gateway.request import build
from turbodesk.gateway.wire import GarbledValue, read_payload

OPUS, HAIKU = MODELS["claude-opus-4-7"], MODELS["claude-haiku-4-5-20251001"]
SUMMARY = TurnSummary("s1", "m3", "They count apples.", 2, OPUS.id, block=COMPACTED)


def with_summary() -> ReplyRequest:
    return replace(asking(model=OPUS), summary=SUMMARY)


async def test_a_stream_of_it_is_one_block_as_it_is_to_go_back(server: GatewayServer, connect: Connect) -> None:
    server.script(compacted())
    reply = (await hear(connect(), replace(asking(model=OPUS), summarises=True))).message
    assert [part.raw for part in reply.parts if isinstance(part, Opaque)] == [BLOCK]
    assert reply.stop_reason == "compaction"
    assert server.requests[0].headers["anthropic-beta"] == BETA


@pytest.mark.parametrize(
    "request_", [replace(asking(model=OPUS), summarises=True), with_summary()], ids=["asked for", "given back"]
)
async def test_where_it_is_refused_the_same_goes_out_in_words(
    server: GatewayServer, connect: Connect, request_: ReplyRequest
) -> None:
    server.script(REFUSAL, Answer())
    heard = await hear(connect(), request_)
    assert [one.parameter for one in heard.message.adjusted] == ["compaction"]
    assert "anthropic-beta" not in server.requests[1].headers
    assert b'"compaction"' not in server.requests[1].body


async def test_a_header_that_is_refused_is_understood(server: GatewayServer, connect: Connect) -> None:
    words = f"Unexpected value(s) `{BETA}` for the `anthropic-beta` header."
    body = {"type": "error", "error": {"type": "invalid_request_error", "message": words}}
    server.script(Answer(status=400, body=body), Answer())
    assert (await hear(connect(), with_summary())).failure is None


async def test_a_refusal_of_something_else_takes_nothing_from_it(server: GatewayServer, connect: Connect) -> None:
    """Words about it where it was not sent are about something else."""
    server.script(REFUSAL)
    assert (await hear(connect(), asking(model=OPUS))).failure is not None


def test_there_is_one_block_only_and_it_comes_first() -> None:
    earlier = said("m2", "m1", Role.ASSISTANT, Opaque({"type": "compaction", "content": "Old."}), Text("Yes."))
    messages = (said("m1", None, Role.USER, Text("Hi")), earlier, said("m3", "m2", Role.USER, Text("Go on")))
    body = build(ReplyRequest(OPUS, messages, asking().parameters, "w", summary=SUMMARY))
    kinds = [block["type"] for turn in body["messages"] for block in turn["content"]]  # type: ignore[attr-defined]
    assert kinds == ["compaction", "text", "text", "text"]


def test_a_model_that_knows_none_gets_words() -> None:
    body = build(replace(asking(model=HAIKU), summary=SUMMARY, summarises=True))
    assert "compaction" not in body
    assert body["messages"][0]["content"][0] == {"type": "text", "text": told(SUMMARY)}  # type: ignore[index]


@pytest.mark.parametrize("odd", [7, [], {"a": 1}])
def test_a_summary_that_is_no_text_is_damage(odd: object) -> None:
    delta = {"type": "compaction_delta", "content": odd}
    with pytest.raises(GarbledValue):
        read_payload({"type": "content_block_delta", "index": 0, "delta": delta})


async def test_a_delta_for_a_block_that_never_began_makes_one(server: GatewayServer, connect: Connect) -> None:
    events = [
        {"type": "message_start", "message": {"id": "m", "model": "m", "content": [], "usage": {"input_tokens": 1}}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "compaction_delta"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "compaction_delta", "content": "So."}},
        {"type": "message_delta", "delta": {"stop_reason": "compaction"}},
        {"type": "message_stop"},
    ]
    server.script(Answer(events=events))
    reply = (await hear(connect())).message
    assert [part.raw for part in reply.parts if isinstance(part, Opaque)] == [{"type": "compaction", "content": "So."}]
