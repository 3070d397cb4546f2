"""Builds the body of a request: the only place that decides what of a conversation is sent.

The body is made from an allow-list, since an unknown key is refused (protocol, 1.1), and in a stable order, since the
provider's prompt cache compares text. The rules for messages are those of the protocol, 1.3; each removes something
that would be answered with 400 and so would spoil every later request of the conversation.

Why a refused reply leaves with its question: a model that refused goes on refusing for as long as the question stands
in the conversation. Both stay in the history the person sees; neither is sent with what comes after.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from turbodesk.chat.codec import block_from_part, tool_input
from turbodesk.chat.message import Message, Role
from turbodesk.chat.model import Sampling
from turbodesk.chat.parameters import MAX_TOKENS_WITHOUT_STREAM
from turbodesk.chat.parts import (
    Document,
    Image,
    Opaque,
    Part,
    RedactedThinking,
    Text,
    Thinking,
    ToolResult,
    ToolUse,
)
from turbodesk.gateway.attachments import with_files
from turbodesk.gateway.base import ReplyRequest

Block = dict[str, object]
Turn = tuple[Role, list[Block]]

TOP_TEMPERATURE = 2.0
"""What the gateway documents; the models themselves document 1 (protocol, 1.4)."""


def build(request: ReplyRequest) -> dict[str, object]:
    """Return the body, ready for JSON.

    Raises:
        ValueError: nothing the person wrote is left to send.
    """
    turns = _paired(_alternating(_turns(request)))
    if not turns:
        raise ValueError("there is nothing to send")
    body: dict[str, object] = {"model": request.model.id, "max_tokens": _max_tokens(request)}
    if request.parameters.system.strip():
        body["system"] = [{"type": "text", "text": request.parameters.system}]
    body["messages"] = [{"role": role.value, "content": blocks} for role, blocks in turns]
    body.update(_sampling(request))
    body["stream"] = request.parameters.stream
    return body


def _max_tokens(request: ReplyRequest) -> int:
    wanted = request.parameters.max_tokens or request.model.default_max_tokens
    most = request.model.max_output
    return min(wanted, most) if request.parameters.stream else min(wanted, most, MAX_TOKENS_WITHOUT_STREAM)


def _sampling(request: ReplyRequest) -> dict[str, object]:
    temperature, top_p = request.parameters.temperature, request.parameters.top_p
    given: dict[str, object] = {}
    if temperature is not None:
        given["temperature"] = min(max(temperature, 0.0), TOP_TEMPERATURE)
    if top_p is not None:
        given["top_p"] = min(max(top_p, 0.0), 1.0)
    match request.model.sampling:
        case Sampling.NONE:
            return {}
        case Sampling.BOTH:
            return given
        case Sampling.ONE:
            return dict(list(given.items())[:1])  # temperature wins: it is what people mean to change
        case _:
            assert_never(request.model.sampling)


def _turns(request: ReplyRequest) -> list[Turn]:
    """The messages that may be sent, each with the blocks that may be sent of it."""
    kept: list[Turn] = []
    for message in with_files(request.messages, request.parameters.keep_attachments, request.files):
        if message.stop_reason == "refusal":
            if kept and kept[-1][0] is Role.USER:
                kept.pop()
            continue
        blocks = [block for part in message.parts if (block := _block(part, message, request)) is not None]
        if any(block["type"] not in _THINKING for block in blocks):
            kept.append((message.role, blocks))
    return kept


_THINKING = ("thinking", "redacted_thinking")
_KNOWN = ("text", *_THINKING, "image", "document", "tool_use", "tool_result")


def _block(part: Part, message: Message, request: ReplyRequest) -> Block | None:
    """The block of one part, or None for a part that must not be sent."""
    by_model = message.role is Role.ASSISTANT
    match part:
        case Text():
            sendable = bool(part.text.strip())
        case Thinking():
            sendable = by_model and bool(part.signature) and message.model == request.model.id
        case RedactedThinking():
            sendable = by_model and message.model == request.model.id
        case ToolUse():
            sendable = by_model and _is_whole(part)
        case Image() | Document() | ToolResult():
            sendable = not by_model
        case Opaque():
            sendable = part.kind not in _KNOWN  # a known type in an unknown shape is damage, not news
        case _:
            assert_never(part)
    return block_from_part(part) if sendable else None


def _is_whole(call: ToolUse) -> bool:
    try:
        tool_input(call)
    except ValueError:
        return False
    return bool(call.id and call.name)


def _alternating(turns: Iterable[Turn]) -> list[Turn]:
    """Merge neighbours of one role; begin and end with the person."""
    merged: list[Turn] = []
    for role, blocks in turns:
        if merged and merged[-1][0] is role:
            merged[-1][1].extend(blocks)
        elif merged or role is Role.USER:
            merged.append((role, list(blocks)))
    if merged and merged[-1][0] is Role.ASSISTANT:
        merged.pop()
    return merged


def _paired(turns: list[Turn]) -> list[Turn]:
    """Keep only tool calls that have a result right after them, and results that have a call right before.

    Again until nothing changes: a turn that is left empty goes, and its neighbours become one.
    """
    while (kept := _paired_once(turns)) != turns:
        turns = _alternating(kept)
    return turns


def _paired_once(turns: list[Turn]) -> list[Turn]:
    calls = [_ids(blocks, "tool_use", "id") for _, blocks in turns]
    results = [_ids(blocks, "tool_result", "tool_use_id") for _, blocks in turns]
    kept: list[Turn] = []
    for at, (role, blocks) in enumerate(turns):
        asked = calls[at - 1] if at else set()
        answered = results[at + 1] if at + 1 < len(turns) else set()
        sent = [
            block
            for block in blocks
            if (block["type"] != "tool_use" or block["id"] in answered)
            and (block["type"] != "tool_result" or block["tool_use_id"] in asked)
        ]
        sent.sort(key=lambda block: block["type"] != "tool_result")  # results come first (protocol, 1.2)
        if any(block["type"] not in _THINKING for block in sent):
            kept.append((role, sent))
    return kept


def _ids(blocks: Iterable[Block], kind: str, field: str) -> set[object]:
    return {block[field] for block in blocks if block["type"] == kind}
