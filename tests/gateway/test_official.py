"""The provider's own client as referee: our bodies have its types, and it makes of every stream what we make of it.

It is no part of the program: it would bring pydantic and a second HTTP client, and it gives up where gateways differ.
Left out are streams it cannot read at all: without `event:` lines, or with blocks that are not opened in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import anthropic
import pytest
from anthropic.types.message_create_params import MessageCreateParamsStreaming
from pydantic import BaseModel, TypeAdapter

from tests.gateway.conftest import MODELS, RIGHT_KEY, SONNET, hear
from tests.gateway.test_golden import cases
from tests.gateway_server import Answer, GatewayServer, interleaved
from tests.gateway_server.script import reply_events
from turbodesk.chat.codec import block_from_part
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.request import build

SAMPLING = {"temperature", "top_p", "top_k"}
"""Taken by the older models under the version we speak, and no longer in the client's types (protocol, 1.1)."""


def whole(value: Any) -> Any:
    """The value with everything the client's types leave to be checked later checked now."""
    if isinstance(value, BaseModel):
        return whole(value.model_dump(exclude_unset=True))
    if isinstance(value, Mapping):
        return {key: whole(one) for key, one in value.items()}
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return value
    return [whole(one) for one in value]


@pytest.fixture(scope="module")
def types() -> TypeAdapter[Any]:
    return TypeAdapter(MessageCreateParamsStreaming)


@pytest.mark.parametrize("model_id", MODELS)
def test_bodies_have_the_types_of_the_client_and_nothing_else(model_id: str, types: TypeAdapter[Any]) -> None:
    for name, request in cases(model_id).items():
        body = {key: value for key, value in json.loads(json.dumps(build(request))).items() if key not in SAMPLING}
        assert whole(types.validate_python(body)) == body, f"{model_id}: {name}"


def test_the_referee_sees_what_is_wrong(types: TypeAdapter[Any]) -> None:
    good = {"model": "m", "max_tokens": 1, "stream": True}
    unknown = {**good, "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}], "colour": 1}
    assert whole(types.validate_python(unknown)) != unknown
    with pytest.raises(ValueError, match="text"):
        whole(types.validate_python({**good, "messages": [{"role": "user", "content": [{"type": "text"}]}]}))


def _block(index: int, block: dict[str, object], *deltas: dict[str, object]) -> list[object]:
    return [
        {"type": "content_block_start", "index": index, "content_block": block},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


START, *_ = reply_events(Answer(), SONNET.id)
CITATION = {
    "type": "char_location",
    "cited_text": "Grüße",
    "document_index": 0,
    "document_title": "a.txt",
    "start_char_index": 0,
    "end_char_index": 5,
    "file_id": None,
}
RICH = [
    START,
    *_block(
        0,
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "thinking_delta", "thinking": "H"},
        {"type": "thinking_delta", "thinking": "m"},
        {"type": "signature_delta", "signature": "seal"},
    ),
    {"type": "ping"},
    *_block(1, {"type": "redacted_thinking", "data": "x"}),
    *_block(
        2,
        {"type": "text", "text": ""},
        {"type": "text_delta", "text": "Grüße"},
        {"type": "citations_delta", "citation": CITATION},
        {"type": "text_delta", "text": " 👋"},
    ),
    *_block(3, {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}}),
    *_block(4, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}),
    *_block(
        5,
        {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}},
        {"type": "input_json_delta", "partial_json": ""},
        {"type": "input_json_delta", "partial_json": '{"a": [1,'},
        {"type": "input_json_delta", "partial_json": " 2]}"},
    ),
    *_block(6, {"type": "tool_use", "id": "toolu_2", "name": "look", "input": {}}),
    {
        "type": "message_delta",
        "delta": {"stop_reason": "tool_use", "stop_sequence": None},
        "usage": {"output_tokens": 77, "cache_read_input_tokens": 5},
    },
    {"type": "message_stop"},
]
STREAMS = {
    "plain": Answer(),
    "cut anywhere": Answer(chunk=3),
    "other line ends": Answer(newline="\r\n", chunk=7),
    "closed by the connection": Answer(framing="close"),
    "every kind of block": Answer(events=RICH, chunk=11),
    "interleaved": Answer(events=interleaved("The first block.", "Der zweite.", "第三個")),
    "length": Answer(stop_reason="max_tokens"),
    "refusal": Answer(text="I can", stop_reason="refusal"),
    "empty": Answer(text=""),
}


@pytest.mark.parametrize("name", STREAMS)
async def test_every_stream_comes_to_what_the_client_makes_of_it(
    server: GatewayServer, gateway: HttpGateway, name: str
) -> None:
    server.script(default=STREAMS[name])
    async with (
        anthropic.AsyncAnthropic(base_url=server.url, api_key=RIGHT_KEY, max_retries=0) as client,
        client.messages.stream(
            model=SONNET.id, max_tokens=10, messages=[{"role": "user", "content": "Hello"}]
        ) as stream,
    ):
        theirs = await stream.get_final_message()
    ours = (await hear(gateway)).message
    assert [_bare(block_from_part(part)) for part in ours.parts] == [_bare(one.to_dict()) for one in theirs.content]
    assert (ours.stop_reason, ours.stop_sequence) == (theirs.stop_reason, theirs.stop_sequence)
    assert (ours.wire_id, ours.reported_model) == (theirs.id, theirs.model)
    assert ours.usage.input_tokens == theirs.usage.input_tokens
    assert ours.usage.output_tokens == theirs.usage.output_tokens
    assert (ours.usage.cache_read_input_tokens or 0) == (theirs.usage.cache_read_input_tokens or 0)


def _bare(block: Mapping[str, object]) -> dict[str, object]:
    """A block without what is only the client's, and without fields that say nothing."""
    return {key: value for key, value in block.items() if value is not None and key != "parsed_output"}
