"""Builds the body of a request: the only place that decides what of a conversation is sent.

The body is made from an allow-list, since an unknown key is refused (protocol, 1.1), and in a stable order, since the
provider's prompt cache compares text. Which turns are sent is decided in `turns`, which parameters in `gating`, what
is kept ready for the next request in `caching`.
"""

from __future__ import annotations

from turbodesk.chat.parameters import CacheLife
from turbodesk.gateway import caching, compaction, standing
from turbodesk.gateway import request_parameters as gating
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.tool_pairing import Block, Turn
from turbodesk.gateway.turns import turns_of

COUNTED = ("model", "thinking", "output_config", "tools", "tool_choice", "system", "messages")
"""What of a body counts as input; the endpoint that counts takes nothing else."""


def build(request: ReplyRequest) -> dict[str, object]:
    """Return the body, ready for JSON.

    Raises:
        ValueError: nothing the person wrote is left to send.
    """
    tools = gating.tools(request)
    turns, thought = _turns(request, tools)
    if not turns:
        raise ValueError("there is nothing to send")
    body: Block = {"model": request.model.id, "max_tokens": gating.max_tokens(request, thought)}
    if thought is not None:
        body["thinking"] = gating.thinking_block(thought, request)
    elif (off := gating.thinking_off(request)) is not None:
        body["thinking"] = off
    if config := gating.output_config(request):
        body["output_config"] = config
    if tools:
        body["tools"] = tools
    if (choice := gating.tool_choice(request, tools, thought, turns)) is not None:
        body["tool_choice"] = choice
    shared = standing.system(request.project, request.files)
    own = gating.system(request)
    if shared or own:
        body["system"] = [*shared, *([{"type": "text", "text": own}] if own else [])]
    body["messages"] = [{"role": role.value, "content": blocks} for role, blocks in turns]
    body.update(gating.sampling(request, thought))
    if stops := gating.stop_sequences(request):
        body["stop_sequences"] = stops
    if (speed := gating.speed(request)) is not None:
        body["speed"] = speed
    if (metadata := gating.metadata(request)) is not None:
        body["metadata"] = metadata
    body["stream"] = request.parameters.stream
    ends = standing.shared(request.project, request.files, refused=request.refused)
    caching.mark(body, model=request.model, life=_cache_life(request), shared=ends)
    if (asked := compaction.asked(request)) is not None:
        body["compaction"] = asked
    if request.asks_about and "diagnostics" not in request.refused:
        body["diagnostics"] = {"previous_message_id": request.asks_about}
    return body


def counting(body: Block) -> Block:
    """Return what of a body is sent to have its input counted."""
    return {name: body[name] for name in COUNTED if name in body}


def _turns(request: ReplyRequest, tools: list[Block]) -> tuple[list[Turn], gating.ThinkingParameters | None]:
    names = frozenset(str(tool["name"]) for tool in tools)
    turns = turns_of(request, tools=names, may_prefill=False)
    thought = gating.thinking(request, turns)
    may_prefill = request.model.prefill and thought is None and "prefill" not in request.refused
    if request.continues is not None and may_prefill:
        turns = turns_of(request, tools=names, may_prefill=True)
    return turns, thought


def _cache_life(request: ReplyRequest) -> CacheLife:
    if "cache_control" in request.refused:
        return CacheLife.OFF
    is_long = request.parameters.cache is CacheLife.ONE_HOUR
    return CacheLife.FIVE_MINUTES if is_long and "cache_control.ttl" in request.refused else request.parameters.cache
