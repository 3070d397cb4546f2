"""The one place where a reply grows: a message and what happened next make the next message.

Pure, and tolerant as the protocol asks: blocks are addressed by `index` alone, may open before the one before has
closed, may close late or never, and a delta may come for a block that was never opened.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter
from typing import TypeGuard, assert_never

from turbodesk.chat.estimate import factor_of, of_text
from turbodesk.chat.events import (
    Adjusted,
    BlockStarted,
    BlockStopped,
    CitationDelta,
    Event,
    Failed,
    FieldsSet,
    Finished,
    InputDelta,
    Interrupted,
    SignatureDelta,
    Started,
    Stopped,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
    Waiting,
)
from turbodesk.chat.ids import now_ms
from turbodesk.chat.json_values import parse
from turbodesk.chat.message import Block, Message, Status
from turbodesk.chat.parts import Opaque, Part, Text, Thinking, ToolUse
from turbodesk.chat.sent_prefix import SentPrefix
from turbodesk.chat.summary import BLOCK


def apply(message: Message, event: Event, *, at: int | None = None) -> Message:
    """Return `message` after `event`, which happened `at` (milliseconds since 1970; None: now).

    A message that is already final stays as it is.
    """
    if message.is_final:
        return message
    now = now_ms() if at is None else at
    match event:
        case Started():
            return replace(
                message,
                wire_id=event.wire_id or message.wire_id,
                reported_model=event.model or message.reported_model,
                usage=message.usage.merged(event.usage),
                sent=_with_reason(message.sent, event.cache_miss),
            )
        case SentPrefix():
            return replace(message, sent=event)
        case BlockStarted():
            return _with_block(_touched(message, now), Block(event.index, event.part, closed=False, began_at=now))
        case TextDelta() | ThinkingDelta() | SignatureDelta() | InputDelta() | CitationDelta() | FieldsSet():
            return _grown(_touched(message, now), event, now)
        case BlockStopped():
            place = _position(message, event.index)
            return message if place is None else _with_block(message, _closed(message.blocks[place], now))
        case StopReasonGiven():
            return replace(
                message,
                stop_reason=event.stop_reason or message.stop_reason,
                stop_sequence=event.stop_sequence or message.stop_sequence,
                stop_details=event.stop_details or message.stop_details,
                usage=message.usage.merged(event.usage),
            )
        case Waiting():
            return message
        case Adjusted():
            return replace(message, adjusted=(*message.adjusted, event))
        case Finished():
            return _ended(message, Status.COMPLETE, now)
        case Stopped():
            return _ended(message, Status.STOPPED, now)
        case Interrupted():
            return _ended(message, Status.INTERRUPTED, now)
        case Failed():
            return replace(_ended(message, Status.FAILED, now), failure=event.failure)
        case _:
            assert_never(event)


def _with_reason(sent: SentPrefix | None, reason: str) -> SentPrefix | None:
    return sent if sent is None or not reason else replace(sent, told=reason)


Delta = TextDelta | ThinkingDelta | SignatureDelta | InputDelta | CitationDelta | FieldsSet


def _grown(message: Message, delta: Delta, now: int) -> Message:
    at = _position(message, delta.index)
    block = Block(delta.index, _fresh_part(delta), closed=False, began_at=now) if at is None else message.blocks[at]
    part = _grown_part(block.part, delta)
    return message if part is None else _with_block(message, replace(block, part=part, ended_at=now))


def _closed(block: Block, now: int) -> Block:
    """The block when nothing more comes for it. Stops may come late, so its last delta says when it ended."""
    ended_at = now if block.ended_at is None else block.ended_at
    return replace(block, part=_whole(block.part), closed=True, ended_at=ended_at)


def _whole(part: Part) -> Part:
    """The part with the arguments of a server's tool call in their place; ones that were cut off stay apart."""
    if not isinstance(part, Opaque) or not part.input_json:
        return part
    try:
        given = parse(part.input_json)
    except ValueError:
        return part
    return Opaque({**part.raw, "input": given}) if isinstance(given, dict) else part


def _fresh_part(delta: Delta) -> Part:
    """The part a delta speaks of, for a server that never opened its block."""
    match delta:
        case TextDelta() | CitationDelta():
            return Text()
        case ThinkingDelta() | SignatureDelta():
            return Thinking()
        case InputDelta():
            return ToolUse("", "")
        case FieldsSet():
            return Opaque({"type": BLOCK})
        case _:
            assert_never(delta)


def _grown_part(part: Part, delta: Delta) -> Part | None:
    """The part after the delta, or None when the delta does not speak of such a part."""
    match part, delta:
        case Text(), TextDelta():
            return replace(part, text=part.text + delta.text)
        case Text(), CitationDelta():
            return replace(part, citations=(*part.citations, delta.citation))
        case Thinking(), ThinkingDelta():
            return replace(part, text=part.text + delta.text)
        case Thinking(), SignatureDelta():
            return replace(part, signature=delta.signature)
        case Opaque(), FieldsSet():
            return replace(part, raw={**part.raw, **delta.fields})
        case Opaque(), SignatureDelta():
            return replace(part, raw={**part.raw, "signature": delta.signature})
        case Opaque(), InputDelta():
            return replace(part, input_json=part.input_json + delta.partial_json)
        case ToolUse(), InputDelta():
            return replace(part, input_json=part.input_json + delta.partial_json)
        case _:
            return None


def _position(message: Message, index: int) -> int | None:
    at = _place(message, index)
    return at if at < len(message.blocks) and message.blocks[at].index == index else None


def _place(message: Message, index: int) -> int:
    """Return where a block with this index is, or belongs: they are sorted, and there may be ten thousands."""
    if message.blocks and message.blocks[-1].index == index:
        return len(message.blocks) - 1  # the block that grows is nearly always the last
    return bisect_left(message.blocks, index, key=attrgetter("index"))


def _with_block(message: Message, block: Block) -> Message:
    before, at = message.blocks, _place(message, block.index)
    after = at + 1 if _position(message, block.index) is not None else at
    return replace(message, blocks=(*before[:at], block, *before[after:]))


def _touched(message: Message, now: int) -> Message:
    return message if message.first_part_at is not None else replace(message, first_part_at=now)


def _ended(message: Message, status: Status, now: int) -> Message:
    closed = tuple(block if block.closed else _closed(block, now) for block in message.blocks)
    ended = replace(message, status=status, blocks=closed, finished_at=now)
    return ended if status is Status.COMPLETE else _counted(ended)


def _counted(message: Message) -> Message:
    """Count what arrived of a reply that ended early, unless the gateway came to say it (protocol, 2.2).

    What it reports when a reply begins is a placeholder, usually 1.
    """
    if message.stop_reason is not None or message.usage.total_input is None:
        return message
    arrived = math.ceil(sum(of_text(_read(part)) for part in message.parts) * factor_of(message.model or ""))
    usage = message.usage.with_estimated_output(arrived).with_web_searches(_searches(message))
    return replace(message, usage=usage)


def _searches(message: Message) -> int:
    """The searches of the web that found something, which are those that cost."""
    results = (part.raw.get("content") for part in message.parts if _is_search(part))
    return sum(isinstance(content, list) for content in results)


def _is_search(part: Part) -> TypeGuard[Opaque]:
    return isinstance(part, Opaque) and part.kind == "web_search_tool_result"


def _read(part: Part) -> str:
    match part:
        case Text() | Thinking():
            return part.text
        case ToolUse():
            return part.name + part.input_json
        case Opaque():
            return part.input_json
        case _:
            return ""
