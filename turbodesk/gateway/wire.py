"""Reads the wire: turns the protocol's JSON into what can happen to a reply, and keeps what it does not know.

What an event is stands in its `data`, under `type`; the name on the `event:` line is asked only when that is missing,
because proxies drop the line. Unknown events and deltas are ignored and unknown blocks kept, as the protocol's
versioning policy asks. Nothing here raises for odd content; only text that is no JSON at all does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from turbodesk.chat.codec import part_from_block
from turbodesk.chat.events import (
    BlockStarted,
    BlockStopped,
    CitationDelta,
    Finished,
    GatewayEvent,
    InputDelta,
    SignatureDelta,
    Started,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
)
from turbodesk.chat.parts import JsonObject


@dataclass(frozen=True, slots=True)
class Fault:
    """The gateway says, inside an answer that began well, that something went wrong."""

    payload: JsonObject
    """As received; `failures.from_payload` reads it."""


Read = GatewayEvent | Fault


def read_event(data: str, *, name: str = "") -> tuple[Read, ...]:
    """Return what one server-sent event says: usually one thing, nothing for pings and unknown events.

    `data` is the event's data, `name` its `event:` line.

    Raises:
        ValueError: the data is not JSON.
    """
    if not data.strip() or data.strip() == "[DONE]":  # the end mark of another protocol, appended by some proxies
        return ()
    return read_payload(parse(data), name=name)


def parse(text: str) -> object:
    """Return the JSON of `text`; halves of surrogate pairs, which no file or screen takes, become U+FFFD.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    return _whole_characters(value) if "\\ud" in text or "\\uD" in text else value


def _whole_characters(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(one) for one in value]
    if isinstance(value, dict):
        return {key: _whole_characters(one) for key, one in value.items()}
    return value


def read_payload(payload: object, *, name: str = "") -> tuple[Read, ...]:
    """Return what one JSON value says: an event of a stream, a whole message, or an error."""
    if not isinstance(payload, Mapping):
        return ()
    kind = payload.get("type")
    if not isinstance(kind, str):
        # An event without a line of its own is called "message", which here would mean a whole one.
        kind = "error" if payload.get("error") else name if name != "message" else ""
    match kind:
        case "message_start":
            return _message_start(_object(payload.get("message")))
        case "content_block_start":
            block = payload.get("content_block")
            return (BlockStarted(_index(payload), part_from_block(block)),) if isinstance(block, Mapping) else ()
        case "content_block_delta":
            return _delta(_index(payload), _object(payload.get("delta")))
        case "content_block_stop":
            return (BlockStopped(_index(payload)),)
        case "message_delta":
            return (_ending(_object(payload.get("delta")), payload),)
        case "message_stop":
            return (Finished(),)
        case "message":
            return _message(payload)
        case "error":
            return (Fault(payload),)
        case _:
            return ()


def _message_start(message: JsonObject) -> tuple[Read, ...]:
    # The content is empty by the protocol; where a proxy fills it in, its blocks come before those of the stream.
    return (_started(message), *_blocks(message, closed=False))


def _message(message: JsonObject) -> tuple[Read, ...]:
    return (_started(message), *_blocks(message, closed=True), _ending(message, message), Finished())


def _started(message: JsonObject) -> Started:
    return Started(_text(message, "id"), _text(message, "model"), _object(message.get("usage")))


def _blocks(message: JsonObject, *, closed: bool) -> tuple[Read, ...]:
    content = message.get("content")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}] if content else []
    if not isinstance(content, list):
        return ()
    found: list[Read] = []
    for index, block in enumerate(content):
        if isinstance(block, Mapping):
            found.append(BlockStarted(index, part_from_block(block)))
            found += [BlockStopped(index)] if closed else []
    return tuple(found)


def _delta(index: int, delta: JsonObject) -> tuple[Read, ...]:
    match delta:
        case {"type": "text_delta", "text": str(text)}:
            return (TextDelta(index, text),)
        case {"type": "thinking_delta", "thinking": str(text)}:
            return (ThinkingDelta(index, text),)
        case {"type": "signature_delta", "signature": str(signature)}:
            return (SignatureDelta(index, signature),)
        case {"type": "input_json_delta", "partial_json": str(partial)}:
            return (InputDelta(index, partial),)
        case {"type": "citations_delta", "citation": Mapping() as citation}:
            return (CitationDelta(index, citation),)
    return ()


def _ending(delta: JsonObject, around: JsonObject) -> StopReasonGiven:
    details = delta.get("stop_details")
    return StopReasonGiven(
        _text(delta, "stop_reason"),
        _text(delta, "stop_sequence"),
        details if isinstance(details, Mapping) else None,
        _object(around.get("usage")),
    )


def _index(payload: JsonObject) -> int:
    index = payload.get("index")
    return index if isinstance(index, int) and not isinstance(index, bool) and index >= 0 else 0


def _object(value: object) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


def _text(raw: JsonObject, field: str) -> str | None:
    value = raw.get(field)
    return value if isinstance(value, str) and value else None
