"""Reads the wire: turns the protocol's JSON into what can happen to a reply, and keeps what it does not know.

What an event is stands in its `data`, under `type`; the name on the `event:` line is asked only when that is missing,
because proxies drop the line. Unknown events and deltas are passed over and unknown blocks kept, as the protocol's
versioning policy asks.

Every value is looked at here, and nowhere behind. One that is absent or null is empty. Where a value of what a person
reads, or of what goes back to the gateway, is not what the protocol says, it is a `GarbledValue`: going on would lose
words without saying so, or keep what no gateway takes. What is only counted or told is left out then.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from turbodesk.chat.citations import is_citation
from turbodesk.chat.codec import part_from_block
from turbodesk.chat.events import (
    BlockStarted,
    BlockStopped,
    CitationDelta,
    FieldsSet,
    Finished,
    GatewayEvent,
    InputDelta,
    SignatureDelta,
    Started,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
)
from turbodesk.chat.ids import new_id
from turbodesk.chat.json_values import parse
from turbodesk.chat.parts import JsonObject, Opaque, Text, ToolUse
from turbodesk.chat.server_tools import is_call
from turbodesk.quick_dataclasses import dataclass

log = logging.getLogger(__name__)

_MOST_INDEX = 1_000_000
"""A block's number; a reply has some hundred at most."""
_LONGEST_NAME = 1_000
"""Characters of an id, a model's name, a reason; longer ones are no names."""
_KNOWN = ("text", "thinking", "redacted_thinking", "image", "document", "tool_use", "tool_result")
"""Blocks whose shape is known, so that another one is damage and not news."""


class GarbledValue(ValueError):
    """A value is not what the protocol says."""


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
        GarbledValue: a value of it is not what the protocol says.
        ValueError: the data is not JSON.
    """
    return () if says_nothing(data) else read_payload(parse(data), name=name)


def says_nothing(data: str) -> bool:
    """Whether an event's data is none."""
    return not data.startswith("{") and data.strip() in (
        "",
        "[DONE]",
    )  # the end mark of another protocol, appended by some proxies


def read_payload(payload: object, *, name: str = "") -> tuple[Read, ...]:
    """Return what one JSON value says: an event of a stream, a whole message, or an error.

    Raises:
        GarbledValue: a value of it is not what the protocol says.
    """
    if not isinstance(payload, Mapping):
        return ()
    kind = payload.get("type")
    if not isinstance(kind, str):
        # An event without a line of its own is called "message", which here would mean a whole one.
        kind = "error" if payload.get("error") else name if name != "message" else ""
    match kind:
        case "message_start":
            return _message_start(_object(payload, "message"))
        case "content_block_start":
            block = _object(payload, "content_block")
            return (_block(_index(payload), block),) if block else ()
        case "content_block_delta":
            return _delta(_index(payload), _object(payload, "delta"))
        case "content_block_stop":
            return (BlockStopped(_index(payload)),)
        case "message_delta":
            return (_ending(_object(payload, "delta"), payload),)
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
    return Started(_name(message, "id"), _name(message, "model"), _counts(message), _cache_miss(message))


def _cache_miss(message: JsonObject) -> str:
    """The provider's own word for why it read nothing from its cache; "" where it says none (protocol, 1.8)."""
    told = message.get("diagnostics")
    reason = told.get("cache_miss_reason") if isinstance(told, Mapping) else None
    kind = reason.get("type") if isinstance(reason, Mapping) else None
    return kind[:_LONGEST_NAME] if isinstance(kind, str) else ""


def _blocks(message: JsonObject, *, closed: bool) -> tuple[Read, ...]:
    content = message.get("content")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}] if content else []
    if content is None:
        return ()
    if not isinstance(content, list) or not all(isinstance(block, Mapping) for block in content):
        raise GarbledValue("content that is no list of blocks")
    found: list[Read] = []
    for index, block in enumerate(content):
        found.append(_block(index, block))
        found += [BlockStopped(index)] if closed else []
    return tuple(found)


def _block(index: int, block: JsonObject) -> BlockStarted:
    kind = block.get("type")
    if not isinstance(kind, str) or not kind or len(kind) > _LONGEST_NAME:
        raise GarbledValue("a block of no kind")
    part = part_from_block(block)
    if isinstance(part, Opaque):
        if kind in _KNOWN:
            raise GarbledValue(f"a block that is no {kind}")
        if is_call(part) or kind.endswith("_tool_result"):
            for field in ("id", "name", "tool_use_id"):
                _text(block, field)
            _object(block, "input")
    elif isinstance(part, Text) and not all(is_citation(citation) for citation in part.citations):
        raise GarbledValue("a citation of no kind")
    elif isinstance(part, ToolUse) and not part.id:
        part = replace(part, id=f"toolu_{new_id()}")  # without one there would be no answering it
    return BlockStarted(index, part)


def _delta(index: int, delta: JsonObject) -> tuple[Read, ...]:
    match delta.get("type"):
        case "text_delta":
            return (TextDelta(index, text),) if (text := _text(delta, "text")) else ()
        case "thinking_delta":
            return (ThinkingDelta(index, text),) if (text := _text(delta, "thinking")) else ()
        case "signature_delta":
            return (SignatureDelta(index, text),) if (text := _text(delta, "signature")) else ()
        case "input_json_delta":
            return (InputDelta(index, _text(delta, "partial_json")),)
        case "citations_delta":
            citation = _object(delta, "citation")
            if citation and not is_citation(citation):
                raise GarbledValue("a citation of no kind")
            return (CitationDelta(index, citation),) if citation else ()
        case "compaction_delta":
            set_ = {name: delta[name] for name in ("content", "encrypted_content") if name in delta}
            if not all(value is None or isinstance(value, str) for value in set_.values()):
                raise GarbledValue("a summary that is no text")
            return (FieldsSet(index, set_),) if set_ else ()
        case str(kind):
            log.info("a delta of a kind this version does not know was passed over: %.60r", kind)
            return ()
        case _ if delta:
            raise GarbledValue("a delta of no kind")
    return ()


def _ending(delta: JsonObject, around: JsonObject) -> StopReasonGiven:
    details = delta.get("stop_details")
    return StopReasonGiven(
        _text(delta, "stop_reason")[:_LONGEST_NAME] or None,
        _name(delta, "stop_sequence"),
        details if isinstance(details, Mapping) else None,
        _counts(around),
    )


def _index(payload: JsonObject) -> int:
    index = payload.get("index")
    if index is None:
        return 0
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index <= _MOST_INDEX:
        raise GarbledValue("a place that is none")
    return index


def _object(raw: JsonObject, field: str) -> JsonObject:
    value = raw.get(field)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise GarbledValue(f"{field} that is no object")
    return value


def _text(raw: JsonObject, field: str) -> str:
    value = raw.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise GarbledValue(f"{field} that is no text")
    return value


def _counts(raw: JsonObject) -> JsonObject:
    value = raw.get("usage")
    return value if isinstance(value, Mapping) else {}


def _name(raw: JsonObject, field: str) -> str | None:
    value = raw.get(field)
    return value[:_LONGEST_NAME] if isinstance(value, str) and value else None
