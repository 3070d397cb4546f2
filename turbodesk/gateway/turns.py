"""Makes a request's turns of a conversation's messages: decides what of each may be sent, and what never is.

The rules are those of the protocol, 1.2, 1.3 and 2.4; each removes or rewrites something that would be answered with
400 and so would spoil every later request of the conversation.

Why a refused reply leaves with its question: a model that refused goes on refusing for as long as the question stands
in the conversation. Both stay in the history the person sees; neither is sent with what comes after.

Why thinking is left out after an edit: newer models bind it to everything that was said before (protocol, 1.5). A
message that does not hang from the one before it shows that something was taken out or put in. The same models bind it
to the account that thought it, and a copied chat may be sent to another one: what is older than the chat goes without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from turbodesk.chat.citations import is_citation
from turbodesk.chat.codec import block_from_part, can_go_back
from turbodesk.chat.json_values import is_sound
from turbodesk.chat.message import Message, Role
from turbodesk.chat.parts import (
    UNREADABLE,
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
from turbodesk.chat.tool_results import sent_block
from turbodesk.chat.turns import PAUSED, go_on_words, is_whole
from turbodesk.chat.unseen import TEXT_DOCUMENTS
from turbodesk.gateway.attachments import wanted, with_files
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.compaction import block_first, put_before
from turbodesk.gateway.standing import before_words, has_documents, put_first
from turbodesk.gateway.tool_pairing import (
    Block,
    Turn,
    alternating,
    finished,
    is_of_web,
    paired,
    told_in_words,
    without_loose_searches,
    without_web,
)

THINKING = ("thinking", "redacted_thinking")
_NEVER_OPAQUE = ("text", *THINKING, "image", "document", "tool_use", "tool_result", UNREADABLE)
"""Known types in an unknown shape are damage, not news; "unreadable" is what the store makes of a damaged row."""


def turns_of(request: ReplyRequest, *, tools: frozenset[str], may_prefill: bool) -> list[Turn]:
    """Return the turns to send, oldest first; empty when nothing the person wrote is left.

    `tools` are the names of the tools that are offered: calls of others are told in words. `may_prefill`: whether a
    broken reply may stand at the end for the model to go on with.
    """
    turns = without_loose_searches(told_in_words(paired(_ended_by_person(_sendable(request))), tools))
    standing = before_words(request.project, request.files, refused=request.refused)
    turns = put_before(_ended_by_person(turns), request)  # ended again: the person's last turn may have gone
    turns = _with_even_citations(put_first(turns, standing))
    if request.continues is not None and turns:
        turns = _continued(turns, request, request.continues, may_prefill=may_prefill)
    if _lacks_documents(request):
        turns = [(role, [_naming_no_document(block) for block in blocks]) for role, blocks in turns]
    return block_first(turns, request)


def _sendable(request: ReplyRequest) -> list[Turn]:
    """The messages that may be sent, each with the blocks that may be sent of it."""
    kept: list[Turn] = []
    messages = with_files(
        request.messages,
        request.parameters.keep_attachments,
        request.files,
        refused=request.refused,
        model_id=request.model.id,
    )
    for message, thinks in zip(messages, _thinking_allowed(request), strict=True):
        if request.continues is not None and message.id == request.continues.id:
            break
        if message.stop_reason == "refusal":
            if kept and kept[-1][0] is Role.USER:
                kept.pop()
            continue
        blocks = _allowed_blocks(message, request, thinks=thinks)
        if any(block["type"] not in THINKING for block in blocks):
            kept.append((message.role, blocks))
    return kept


def _thinking_allowed(request: ReplyRequest) -> list[bool]:
    """Of each message, whether its thinking may go back.

    Within the tool loop that is going on it must, whatever was edited before.
    """
    if "thinking_blocks" in request.refused:
        return [False] * len(request.messages)
    is_unbroken, last_words = True, 0
    allowed: list[bool] = []
    before: str | None = None
    for at, message in enumerate(request.messages):
        is_moved = message.follows_gap or (message.parent_id is not None and message.parent_id != before)
        if is_moved or ("web_blocks" in request.refused and _is_of_web(message)):
            is_unbroken = False
        before = message.id
        if message.role is Role.USER and not any(isinstance(part, ToolResult) for part in message.parts):
            last_words = at
        allowed.append(is_unbroken)
    return [
        (may or at > last_words) and message.model == request.model.id and not _is_foreign(message, request)
        for at, (may, message) in enumerate(zip(allowed, request.messages, strict=True))
    ]


def _is_of_web(message: Message) -> bool:
    return any(isinstance(part, Opaque) and is_of_web(part.raw) for part in message.parts)


def _allowed_blocks(message: Message, request: ReplyRequest, *, thinks: bool) -> list[Block]:
    """What may be sent of a message where the gateway may have refused what was found on the web."""
    blocks = _blocks(message, thinks=thinks)
    return without_web(blocks) if "web_blocks" in request.refused else blocks


def _is_foreign(message: Message, request: ReplyRequest) -> bool:
    """Whether a message's thinking is of another conversation, which not every model takes, or of the demo."""
    return message.is_demo or (request.model.bound_thinking and message.created_at < request.begun_ms)


def _blocks(message: Message, *, thinks: bool) -> list[Block]:
    found = [block for part in message.parts if (block := _block(part, message.role, thinks=thinks)) is not None]
    return [{key: value for key, value in block.items() if key != "cache_control"} for block in found]


def _block(part: Part, role: Role, *, thinks: bool) -> Block | None:
    """The block of one part, or None for a part that must not be sent."""
    by_model = role is Role.ASSISTANT
    match part:
        case Text():
            sendable = bool(part.text.strip())
            part = replace(part, citations=tuple(one for one in part.citations if is_citation(one) and is_sound(one)))
        case Thinking():
            sendable = by_model and thinks and bool(part.signature)
        case RedactedThinking():
            sendable = by_model and thinks and bool(part.data)
        case ToolUse():
            sendable = by_model and is_whole(part)
        case Image() | Document() | ToolResult():
            sendable = not by_model
        case Opaque():
            sendable = can_go_back(part) and part.kind not in _NEVER_OPAQUE
        case _:
            assert_never(part)
    if not sendable:
        return None
    block = sent_block(block_from_part(part))
    if not is_sound(block) and not isinstance(part, Opaque):  # then at least without what is not known
        block = block_from_part(replace(part, extra={}))
    return block if is_sound(block) else None


def _ended_by_person(turns: Iterable[Turn]) -> list[Turn]:
    merged = alternating(turns)
    if merged and merged[-1][0] is Role.ASSISTANT:
        merged.pop()
    return merged


def _continued(turns: list[Turn], request: ReplyRequest, reply: Message, *, may_prefill: bool) -> list[Turn]:
    """`turns` with what makes the model carry on with `reply`; unchanged when nothing of it can be sent."""
    if reply.stop_reason == PAUSED and reply.model == request.model.id:
        paused = _allowed_blocks(reply, request, thinks="web_blocks" not in request.refused)
        if any(block["type"] == "server_tool_use" for block in paused):  # only these make a gateway pause
            return [*turns, (Role.ASSISTANT, paused)]
    blocks = [block for block in _allowed_blocks(reply, request, thinks=False) if block["type"] != "tool_use"]
    said = finished(blocks)
    if not any(block["type"] == "text" for block in said):
        return turns
    if may_prefill and said[-1]["type"] == "text":
        last = {**said[-1], "text": str(said[-1]["text"]).rstrip()}
        return [*turns, (Role.ASSISTANT, [*said[:-1], last])]
    return [*turns, (Role.ASSISTANT, said), (Role.USER, [{"type": "text", "text": go_on_words(reply)}])]


def _with_even_citations(turns: Sequence[Turn]) -> list[Turn]:
    """Take citations off where not every document has them: the protocol wants all or none (1.2)."""
    documents = [block for _, blocks in turns for block in blocks if block["type"] == "document"]
    if len({_cites(block) for block in documents}) < 2:
        return list(turns)
    return [(role, [_without_citations(block) for block in blocks]) for role, blocks in turns]


def _lacks_documents(request: ReplyRequest) -> bool:
    """Whether documents that earlier replies name are not sent as they were, so that their numbers may be others'.

    Pages that were read count among them.
    """
    keep = request.parameters.keep_attachments
    if has_documents(request.project):
        return True
    is_short = len(wanted(request.messages, keep)) < len(wanted(request.messages, None))
    return is_short or not request.refused.isdisjoint(("citations", "documents", TEXT_DOCUMENTS, "web_blocks"))


def _naming_no_document(block: Block) -> Block:
    """Return a text without citations of documents, which are told by their numbers; any other block as it is."""
    citations = block.get("citations")
    if block["type"] != "text" or not isinstance(citations, list):
        return block
    kept = [one for one in citations if "document_index" not in one]
    bare = {key: value for key, value in block.items() if key != "citations"}
    return {**bare, "citations": kept} if kept else bare


def _without_citations(block: Block) -> Block:
    if block["type"] != "document":
        return block
    return {key: value for key, value in block.items() if key != "citations"}


def _cites(block: Block) -> bool:
    citations = block.get("citations")
    return isinstance(citations, dict) and citations.get("enabled") is True
