"""The provider's own client as referee: our bodies have its types, and it makes of every stream what we make of it.

It is no part of the program: it would bring pydantic and a second HTTP client, and it gives up where gateways differ.
Left out are streams it cannot read at all: without `event:` lines, or with blocks that are not opened in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import anthropic
import pytest
from anthropic.types.beta.message_create_params import MessageCreateParamsStreaming as BetaParamsStreaming
from anthropic.types.message_create_params import MessageCreateParamsStreaming
from pydantic import BaseModel, TypeAdapter

from tests.gateway.conftest import MODELS, RIGHT_KEY, SONNET, asking, hear
from tests.gateway.test_golden import cases
from tests.gateway_server import Answer, GatewayServer, interleaved
from tests.gateway_server.script import reply_events
from turbodesk.chat.citations import sources
from turbodesk.chat.codec import block_from_part
from turbodesk.chat.message import user_message
from turbodesk.chat.parameters import Parameters
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.compaction import beta
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


BETA: TypeAdapter[Any] = TypeAdapter(BetaParamsStreaming)
"""Judges what is sent with a beta header."""


@pytest.fixture(scope="module")
def types() -> TypeAdapter[Any]:
    return TypeAdapter(MessageCreateParamsStreaming)


@pytest.mark.parametrize("model_id", MODELS)
def test_bodies_have_the_types_of_the_client_and_nothing_else(model_id: str, types: TypeAdapter[Any]) -> None:
    for name, request in cases(model_id).items():
        body = {key: value for key, value in json.loads(json.dumps(build(request))).items() if key not in SAMPLING}
        judge = BETA if beta(body) else types
        assert whole(judge.validate_python(body)) == body, f"{model_id}: {name}"


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
FOUND_PAGE = {
    "type": "web_search_result",
    "url": "https://ferries.example/bikes",
    "title": "Bikes on board",
    "encrypted_content": "EqQB+/=",
    "page_age": "April 30, 2026",
}
CITED_PAGE = {
    "type": "web_search_result_location",
    "url": "https://ferries.example/bikes",
    "title": "Bikes on board",
    "encrypted_index": "Eo8B+/=",
    "cited_text": "Bicycles travel free",
}
READ_PAGE = {
    "type": "web_fetch_result",
    "url": "https://ferries.example/bikes",
    "retrieved_at": "2026-11-28T10:00:00Z",
    "content": {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": "Bicycles travel free in June."},
        "title": "Bikes on board",
        "citations": {"enabled": True},
    },
}


def _call(at: int, id_: str, name: str, *pieces: str) -> list[object]:
    """A call of the gateway's own tool, whose input comes in pieces."""
    deltas: list[dict[str, object]] = [{"type": "input_json_delta", "partial_json": piece} for piece in ("", *pieces)]
    return _block(at, {"type": "server_tool_use", "id": id_, "name": name, "input": {}}, *deltas)


def _error(at: int, id_: str, tool: str, code: str) -> list[object]:
    content = {"type": f"{tool}_tool_result_error", "error_code": code}
    return _block(at, {"type": f"{tool}_tool_result", "tool_use_id": id_, "content": content})


ON_THE_WEB = [
    START,
    *_block(0, {"type": "text", "text": ""}, {"type": "text_delta", "text": "I will look."}),
    *_call(1, "srvtoolu_1", "web_search", '{"query": "fer', 'ries bicycles"}'),
    *_block(2, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [FOUND_PAGE]}),
    *_call(3, "srvtoolu_2", "web_fetch", '{"url": "https://ferries.exa', 'mple/bikes"}'),
    *_block(4, {"type": "web_fetch_tool_result", "tool_use_id": "srvtoolu_2", "content": READ_PAGE}),
    *_call(5, "srvtoolu_3", "web_search", '{"query": "more"}'),
    *_error(6, "srvtoolu_3", "web_search", "max_uses_exceeded"),
    *_call(7, "srvtoolu_4", "web_fetch", '{"url": "https://elsewhere.example"}'),
    *_error(8, "srvtoolu_4", "web_fetch", "url_not_in_prior_context"),
    *_block(
        9,
        {"type": "text", "text": "", "citations": []},
        {"type": "text_delta", "text": "They travel free"},
        {"type": "citations_delta", "citation": CITED_PAGE},
        {"type": "citations_delta", "citation": {**CITATION, "document_title": "Bikes on board"}},
    ),
    *_block(10, {"type": "text", "text": ""}, {"type": "text_delta", "text": "."}),
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 90, "server_tool_use": {"web_search_requests": 1, "web_fetch_requests": 1}},
    },
    {"type": "message_stop"},
]
PAUSED = [
    *ON_THE_WEB[: ON_THE_WEB.index(_call(3, "srvtoolu_2", "web_fetch")[0])],
    {
        "type": "message_delta",
        "delta": {"stop_reason": "pause_turn", "stop_sequence": None},
        "usage": {"output_tokens": 40, "server_tool_use": {"web_search_requests": 1, "web_fetch_requests": 0}},
    },
    {"type": "message_stop"},
]
STREAMS = {
    "plain": Answer(),
    "cut anywhere": Answer(chunk=3),
    "other line ends": Answer(newline="\r\n", chunk=7),
    "closed by the connection": Answer(framing="close"),
    "every kind of block": Answer(events=RICH, chunk=11),
    "searches, pages, errors": Answer(events=ON_THE_WEB, chunk=13),
    "paused in a search": Answer(events=PAUSED, chunk=17),
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


async def test_what_was_found_goes_back_as_it_came_and_has_the_clients_types(
    server: GatewayServer, gateway: HttpGateway, types: TypeAdapter[Any]
) -> None:
    server.script(Answer(events=ON_THE_WEB))
    asked = asking("Do ferries take bicycles?", parameters=Parameters(web_search=True))
    reply = (await hear(gateway, asked)).message
    question = asked.messages[0]
    reply = replace(reply, parent_id=question.id, model=SONNET.id)
    again = replace(asked, messages=(question, reply, user_message("Which?", reply.id)))
    body = json.loads(json.dumps(build(again)))
    assert whole(types.validate_python(body)) == body
    sent = body["messages"][1]["content"]
    assert [block["type"] for block in sent].count("server_tool_use") == 4
    assert sent[2]["content"] == [FOUND_PAGE]
    assert sent[4]["content"] == READ_PAGE
    assert sent[3]["input"] == {"url": "https://ferries.example/bikes"}
    assert reply.usage.web_searches == 1
    pages = [(one.title, one.url) for one in sources(reply)]
    assert pages == [("Bikes on board", "https://ferries.example/bikes")] * 2


def _bare(block: Mapping[str, object]) -> dict[str, object]:
    """A block without what is only the client's, and without fields that say nothing."""
    return {key: value for key, value in block.items() if value is not None and key != "parsed_output"}
