"""Puts a summary in the place of a chat's oldest turns, and asks for one (protocol, 1.13).

Where model and gateway know the provider's own compaction, a summary is asked for with it, and its block goes back as
it came; everywhere else, and where the person changed its words, it is words before those of the first message.

Why the request for one ends in words that ask for it all the same: a gateway may drop what it does not know without a
word, and the model then answers with a summary just so. It is never paid for twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from turbodesk.chat.message import Role
from turbodesk.chat.summary import BLOCK, INSTRUCTIONS, told
from turbodesk.gateway import web_tools
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.tool_pairing import Block, Turn

BETA = "compact-2026-09-04"
NAME = "compaction"
"""The `Adjusted.parameter` of it."""


def put_before(turns: Sequence[Turn], request: ReplyRequest) -> list[Turn]:
    """Return the turns, which a person begins, with the summary as words before all; unchanged where it is none."""
    summary = request.summary
    if summary is None or not turns or _is_block(request):
        return list(turns)
    words: Block = {"type": "text", "text": told(summary)}
    (role, first), *rest = turns
    return [(role, [words, *first]), *rest]


def block_first(turns: Sequence[Turn], request: ReplyRequest) -> list[Turn]:
    """Return the turns with the summary's block before all; unchanged where there is none that can go back.

    Other blocks of the kind go: there may be one only.
    """
    summary = request.summary
    if summary is None or summary.block is None or not turns or not _is_block(request):
        return list(turns)
    others = ((role, [block for block in blocks if block["type"] != BLOCK]) for role, blocks in turns)
    return [(Role.ASSISTANT, [dict(summary.block)]), *((role, blocks) for role, blocks in others if blocks)]


def asked(request: ReplyRequest) -> Block | None:
    """Return the `compaction` of the body, where a summary is asked for and the provider's own can be."""
    if not request.summarises or not request.model.compaction or NAME in request.refused:
        return None
    return {"type": "summarize", "instructions": INSTRUCTIONS}


def beta(body: Mapping[str, object]) -> str:
    """Return the `anthropic-beta` a body needs; "" for none."""
    return BETA if NAME in body or has_block(body) else ""


def betas_of(request: ReplyRequest, body: Mapping[str, object]) -> str:
    """Return the `anthropic-beta` of a request and the body made of it, parted by commas; "" for none."""
    return ",".join(filter(None, (web_tools.beta(request), beta(body))))


def has_block(body: Mapping[str, object]) -> bool:
    """Whether a body holds a block of the provider's compaction."""
    messages = body.get("messages")
    turns = [one for one in messages if isinstance(one, Mapping)] if isinstance(messages, list) else []
    return any(block.get("type") == BLOCK for turn in turns for block in turn["content"])


def _is_block(request: ReplyRequest) -> bool:
    summary = request.summary
    return (
        summary is not None and summary.block is not None and request.model.compaction and NAME not in request.refused
    )
