"""The one place where a reply grows: a message and what happened next make the next message.

Pure, and tolerant as the protocol asks: blocks are addressed by `index` alone, may open before the one before has
closed, may close late or never, and a delta may come for a block that was never opened.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from turbodesk.chat.events import (
    Adjusted,
    BlockStarted,
    BlockStopped,
    CitationDelta,
    Ending,
    Event,
    Failed,
    Finished,
    InputDelta,
    Interrupted,
    SignatureDelta,
    Started,
    Stopped,
    TextDelta,
    ThinkingDelta,
    Waiting,
)
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Block, Message, Status
from turbodesk.chat.parts import Part, Text, Thinking, ToolUse


def apply(message: Message, event: Event) -> Message:
    """Return `message` after `event`. A message that is already final stays as it is."""
    if message.is_final:
        return message
    match event:
        case Started():
            return replace(
                message,
                wire_id=event.wire_id or message.wire_id,
                reported_model=event.model or message.reported_model,
                usage=message.usage.merged(event.usage),
            )
        case BlockStarted():
            return _with_block(_touched(message), Block(event.index, event.part, closed=False))
        case TextDelta() | ThinkingDelta() | SignatureDelta() | InputDelta() | CitationDelta():
            return _grown(_touched(message), event)
        case BlockStopped():
            at = _position(message, event.index)
            return message if at is None else _with_block(message, replace(message.blocks[at], closed=True))
        case Ending():
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
            return _ended(message, Status.COMPLETE)
        case Stopped():
            return _ended(message, Status.STOPPED)
        case Interrupted():
            return _ended(message, Status.INTERRUPTED)
        case Failed():
            return replace(_ended(message, Status.FAILED), failure=event.failure)
        case _:
            assert_never(event)


Delta = TextDelta | ThinkingDelta | SignatureDelta | InputDelta | CitationDelta


def _grown(message: Message, delta: Delta) -> Message:
    at = _position(message, delta.index)
    block = Block(delta.index, _fresh_part(delta), closed=False) if at is None else message.blocks[at]
    part = _grown_part(block.part, delta)
    return message if part is None else _with_block(message, replace(block, part=part))


def _fresh_part(delta: Delta) -> Part:
    """The part a delta speaks of, for a server that never opened its block."""
    match delta:
        case TextDelta() | CitationDelta():
            return Text()
        case ThinkingDelta() | SignatureDelta():
            return Thinking()
        case InputDelta():
            return ToolUse("", "")
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
        case ToolUse(), InputDelta():
            return replace(part, input_json=part.input_json + delta.partial_json)
        case _:
            return None


def _position(message: Message, index: int) -> int | None:
    # From the end: the block that grows is nearly always the last.
    for at in range(len(message.blocks) - 1, -1, -1):
        if message.blocks[at].index == index:
            return at
    return None


def _with_block(message: Message, block: Block) -> Message:
    at = _position(message, block.index)
    if at is not None:
        return replace(message, blocks=(*message.blocks[:at], block, *message.blocks[at + 1 :]))
    return replace(message, blocks=tuple(sorted((*message.blocks, block), key=lambda one: one.index)))


def _touched(message: Message) -> Message:
    return message if message.first_part_at is not None else replace(message, first_part_at=now_ms())


def _ended(message: Message, status: Status) -> Message:
    closed = tuple(block if block.closed else replace(block, closed=True) for block in message.blocks)
    return replace(message, status=status, blocks=closed, finished_at=now_ms())
