"""Streams as no gateway should send them: good ones of every kind, in which a few things are changed by chance.

A seed makes always the same stream, so that one that did harm can be looked at again.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DEEP = 600
"""Levels of nesting that JSON is still read at, and that whoever walks through it may not get out of."""


@dataclass(frozen=True, slots=True)
class Mutated:
    """What is answered to one request."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def mutated(seed: int) -> Mutated:
    """Return the answer of this number."""
    chance = random.Random(seed)
    events = copy.deepcopy(chance.choice(_GOOD))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice(_CHANGES)(chance, events)
    headers = {"content-type": "text/event-stream"}
    if chance.random() < 0.1:
        body = _whole(chance, events)
        headers["content-type"] = "application/json"
    else:
        body = b"".join(_line(chance, event) for event in events)
    if chance.random() < 0.15:
        body = _scratched(chance, body)
    status = 200
    if chance.random() < 0.06:
        headers[chance.choice(("location", "retry-after", "content-encoding", "date", "request-id"))] = chance.choice(
            ("https://exam ple/\u00e4", "//[", "http://[::1", "https://a:b:c/", "gzip", "br", "9" * 400, "-1", "nan")
        )
        status = chance.choice((200, 200, 301, 307, 429, 500))
    if chance.random() < 0.02:
        status, headers["location"] = 307, chance.choice(("//[", "http:x", "http://xn--/", "http://[::1"))
    return Mutated(body, headers, status)


def _line(chance: random.Random, event: Any) -> bytes:
    name = event.get("type") if isinstance(event, dict) else None
    named = f"event: {name}\n" if isinstance(name, str) and "\n" not in name and chance.random() < 0.9 else ""
    return f"{named}data: {_json(event)}\n\n".encode("utf-8", "surrogatepass")


def _json(value: object) -> str:
    """JSON, of what is nested too deeply for the library that writes it as well."""
    text = json.dumps(value)
    return (
        text.replace('"<deep list>"', "[" * DEEP + "]" * DEEP)
        .replace('"<deep object>"', '{"a":' * DEEP + "1" + "}" * DEEP)
        .replace('"<large>"', "9" * 4_000)
        .replace('"<too large>"', "9" * 5_000)
        .replace('"<float>"', "1e999")
    )


def _whole(chance: random.Random, events: list[Any]) -> bytes:
    blocks = [event.get("content_block") for event in events if isinstance(event, dict) and "content_block" in event]
    message: dict[str, object] = {"type": "message", "id": "m", "model": "m", "role": "assistant", "content": blocks}
    reasons: list[object] = ["end_turn", None, 7, ["x"]]
    usages: list[object] = [{"output_tokens": 3}, None, [], {"output_tokens": "3", "cache": [None]}]
    message["stop_reason"], message["usage"] = chance.choice(reasons), chance.choice(usages)
    return _json(message).encode()


def _scratched(chance: random.Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randint(1, 40)]
            case 2:
                changed[at:at] = chance.choice(
                    (b"\0", b"\xff", b"\xed\xa0\x80", b"\n\n", b"\r", b"\xef\xbb\xbf", b"\\u")
                )
            case _:
                del changed[at:]
    return bytes(changed)


_ODD: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1, 1.5, 2**31, 2**63, 10**30, float("nan"), float("inf"), "", " ", "\0", "\ud83c"),
    *("x", "\udf89", "text", "tool_use", "a\nb", "9" * 300, [], [None], [[]], {}, {"": None}, {"type": None}),
    *({"type": ["x"]}, {"type": {}}, {"a": {"b": [1]}}, "<deep list>", "<deep object>", "<large>", "<too large>"),
    *("<float>", ["x", 1, {}], {"type": "base64", "data": 7}, {"type": "text"}, "\u202e", "<b>x</b>"),
)


def _odd(chance: random.Random) -> object:
    return copy.deepcopy(chance.choice(_ODD))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Everything in a JSON value that stands in something, as (where, key)."""
    found: list[tuple[Any, Any]] = []
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        found += [(value, key), *_places(value[key])]
    return found


def _replace(chance: random.Random, events: list[Any]) -> None:
    places = _places(events)
    if places:
        where, key = chance.choice(places)
        where[key] = _odd(chance)


def _replace_within(chance: random.Random, events: list[Any]) -> None:
    """Like `_replace`, but what is changed stands in a block, a delta or an ending: events as such stay."""
    places = [(where, key) for event in events if isinstance(event, dict) for where, key in _places(event)]
    if places := [(where, key) for where, key in places if key != "type" or chance.random() < 0.3]:
        where, key = chance.choice(places)
        where[key] = _odd(chance)


def _remove(chance: random.Random, events: list[Any]) -> None:
    places = [(where, key) for where, key in _places(events) if isinstance(where, dict)]
    if places:
        where, key = chance.choice(places)
        where.pop(key, None)


def _add(chance: random.Random, events: list[Any]) -> None:
    objects = [event for event in events if isinstance(event, dict)]
    objects += [where[key] for where, key in _places(events) if isinstance(where[key], dict)]
    names = ("cache_control", "id", "tool_use_id", "input", "source", "content", "citations", "type", "data", "text")
    if objects:
        chance.choice(objects)[chance.choice(names)] = _odd(chance)


def _swap(chance: random.Random, events: list[Any]) -> None:
    if len(events) > 1:
        one, other = chance.randrange(len(events)), chance.randrange(len(events))
        events[one], events[other] = events[other], events[one]


def _drop(chance: random.Random, events: list[Any]) -> None:
    if events:
        del events[chance.randrange(len(events))]


def _twice(chance: random.Random, events: list[Any]) -> None:
    if events:
        events.insert(chance.randrange(len(events)), copy.deepcopy(chance.choice(events)))


def _from_another(chance: random.Random, events: list[Any]) -> None:
    events.insert(chance.randrange(len(events) + 1), copy.deepcopy(chance.choice(chance.choice(_GOOD))))


_CHANGES = (
    *(_replace, _replace_within, _replace_within, _replace_within, _remove, _remove, _add, _swap, _drop, _twice),
    _from_another,
)


def _stream(*blocks: tuple[Mapping[str, object], list[Mapping[str, object]]], stop: str = "end_turn") -> list[Any]:
    usage = {"input_tokens": 25, "output_tokens": 1, "cache_creation": {"ephemeral_5m_input_tokens": 3}}
    begun = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x", "content": [], "usage": usage}
    events: list[Any] = [{"type": "message_start", "message": begun}, {"type": "ping"}]
    for index, (block, deltas) in enumerate(blocks):
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    ending = {"stop_reason": stop, "stop_sequence": None, "stop_details": None}
    return [
        *events,
        {"type": "message_delta", "delta": ending, "usage": {"output_tokens": 9}},
        {"type": "message_stop"},
    ]


def _text(*pieces: str) -> tuple[Mapping[str, object], list[Mapping[str, object]]]:
    return {"type": "text", "text": ""}, [{"type": "text_delta", "text": piece} for piece in pieces]


_THOUGHT: tuple[Mapping[str, object], list[Mapping[str, object]]] = (
    {"type": "thinking", "thinking": "", "signature": ""},
    [{"type": "thinking_delta", "thinking": "Hm. "}, {"type": "signature_delta", "signature": "EqQB+/="}],
)
_CALL: tuple[Mapping[str, object], list[Mapping[str, object]]] = (
    {"type": "tool_use", "id": "toolu_1", "name": "calculator", "input": {}},
    [{"type": "input_json_delta", "partial_json": piece} for piece in ("", '{"expression"', ': "6*7"}')],
)
_PAGE = {
    "type": "web_search_result",
    "title": "T",
    "url": "https://a.example/",
    "encrypted_content": "x",
    "page_age": None,
}
_SEARCH: tuple[Mapping[str, object], list[Mapping[str, object]]] = (
    {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}},
    [{"type": "input_json_delta", "partial_json": '{"query": "x"}'}],
)
_FOUND: tuple[Mapping[str, object], list[Mapping[str, object]]] = (
    {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [_PAGE]},
    [],
)
_CITED: tuple[Mapping[str, object], list[Mapping[str, object]]] = (
    {"type": "text", "text": "", "citations": []},
    [
        {"type": "text_delta", "text": "It is so."},
        {
            "type": "citations_delta",
            "citation": {
                "type": "web_search_result_location",
                "url": "https://a.example/",
                "title": "T",
                "encrypted_index": "x",
                "cited_text": "so",
            },
        },
        {
            "type": "citations_delta",
            "citation": {
                "type": "page_location",
                "document_index": 0,
                "document_title": "D",
                "cited_text": "so",
                "start_page_number": 1,
                "end_page_number": 2,
            },
        },
    ],
)
_GOOD: tuple[list[Any], ...] = (
    _stream(_text("Hello ", "there ", "\ud83c", "\udf89")),
    _stream(_THOUGHT, _text("Forty", "-two.")),
    _stream(
        _THOUGHT, ({"type": "redacted_thinking", "data": "b3Bh+/=="}, []), _text("Let me see."), _CALL, stop="tool_use"
    ),
    _stream(_text("I look."), _SEARCH, _FOUND, _CITED, _text("That is all.")),
    _stream(_text("I look."), _SEARCH, _FOUND, stop="pause_turn"),
    _stream(_text("Once upon"), stop="max_tokens"),
    _stream(_text("No."), stop="refusal"),
    _stream(
        ({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0K"}}, []), _CALL
    ),
    _stream(({"type": "news", "what": [1, {"a": None}]}, [{"type": "news_delta", "news": "x"}]), _text("So.")),
    [*_stream(_text("Half"))[:5], {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}],
)
