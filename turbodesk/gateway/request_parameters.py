"""Decides which parameters a model is sent: what it does not take is left out, what does not go together is parted.

A person's wishes stay as they are in the conversation; this is what becomes of them on the way out (protocol, 1.4 to
1.7 and 1.10), for a model, for thinking on or off, and for what the gateway is known to refuse. The
numbers are those of `chat.gates`, which tells the person beforehand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from turbodesk.chat.message import FAST
from turbodesk.chat.model import Effort, Sampling, ThinkingMode, ThinkingOff
from turbodesk.chat.parameter_rules import (
    LEAST_TOP_P_THINKING,
    ROOM_TO_THINK,
    USUAL_BUDGET,
    USUAL_WITH_MUCH_EFFORT,
    ceiling,
    mode,
)
from turbodesk.chat.parameters import MAX_USER_ID, MIN_THINKING_BUDGET, MOST_TEMPERATURE, USUAL_TEMPERATURE
from turbodesk.chat.tools import TYPED_TOOLS, ToolDefinition
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.tool_pairing import Block, Turn
from turbodesk.gateway.web_tools import web_tools
from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThinkingParameters:
    """How a model is told to think in one request."""

    mode: ThinkingMode
    budget: int | None = None
    """Tokens; None where the model decides."""


def thinking(request: ReplyRequest, turns: Sequence[Turn]) -> ThinkingParameters | None:
    """Return how the model thinks in this request; None: nothing about it is sent.

    Not in a tool loop that began without thinking: with a budget, a turn of the model's that is still going on has to
    begin with a thought (protocol, 1.2).
    """
    wishes, model = request.parameters, request.model
    modes = [one for one in model.thinking if f"thinking.{one}" not in request.refused]
    if not _thinks(request) or not modes or "thinking" in request.refused:
        return None
    if modes[0] is ThinkingMode.ADAPTIVE:
        return ThinkingParameters(ThinkingMode.ADAPTIVE)
    room = ceiling(model, wishes) - MIN_THINKING_BUDGET
    if room < MIN_THINKING_BUDGET or _loop_began_without_thinking(turns):
        return None
    budget = min(max(wishes.budget_tokens or USUAL_BUDGET, MIN_THINKING_BUDGET), room)
    return ThinkingParameters(ThinkingMode.BUDGET, budget)


def _thinks(request: ReplyRequest) -> bool:
    """Whether the model thinks first: as wished, or since it cannot be kept from it, by its rules or as seen here."""
    off = f"thinking.{request.model.thinking_off}"
    return mode(request.model, request.parameters) is not None or off in request.refused


def thinking_off(request: ReplyRequest) -> Block | None:
    """Return the `thinking` of the body that keeps a model from thinking; None where nothing needs to be said."""
    off = request.model.thinking_off
    can_say = off in (ThinkingOff.DISABLED, ThinkingOff.BETWEEN_TOOLS) and "thinking" not in request.refused
    return {"type": off.value} if can_say and request.model.thinking and not _thinks(request) else None


def _loop_began_without_thinking(turns: Sequence[Turn]) -> bool:
    first: Turn | None = None
    for at in range(len(turns) - 1, 0, -2):
        if not any(block["type"] == "tool_result" for block in turns[at][1]):
            break
        first = turns[at - 1]
    return first is not None and first[1][0]["type"] not in ("thinking", "redacted_thinking")


def thinking_block(thought: ThinkingParameters, request: ReplyRequest) -> Block:
    """Return the `thinking` of the body."""
    block: Block = {"type": thought.mode.value}
    if thought.budget is not None:
        block["budget_tokens"] = thought.budget
    if request.model.asks_for_summary and "thinking.display" not in request.refused:
        block["display"] = "summarized"
    return block


def max_tokens(request: ReplyRequest, thought: ThinkingParameters | None) -> int:
    """Return the longest reply, in tokens, with room for thinking above what the person asked for."""
    wishes, model = request.parameters, request.model
    wanted = wishes.max_tokens or model.default_max_tokens
    if thought is not None:
        wanted += ROOM_TO_THINK if thought.budget is None else thought.budget
    if wishes.max_tokens is None and effort(request) in (Effort.XHIGH, Effort.MAX):
        wanted = max(wanted, USUAL_WITH_MUCH_EFFORT)
    return max(1, min(wanted, ceiling(model, wishes)))


def effort(request: ReplyRequest) -> Effort | None:
    """Return the effort to send; None where none is wished, or the model does not know that level."""
    wished = request.parameters.effort
    return wished if wished in request.model.efforts and "effort" not in request.refused else None


def output_config(request: ReplyRequest) -> Block:
    """Return the `output_config` of the body; empty for none."""
    config: Block = {}
    if (level := effort(request)) is not None:
        config["effort"] = level.value
    if request.schema is not None and takes_schema(request):
        config["format"] = {"type": "json_schema", "schema": dict(request.schema)}
    return config


def takes_schema(request: ReplyRequest) -> bool:
    """Whether the gateway is asked to hold the answer to a schema (protocol, 1.9)."""
    return request.model.structured and "output_config.format" not in request.refused


def system(request: ReplyRequest) -> str:
    """Return the system prompt to send, "" for none; it says what JSON is wanted where no schema can."""
    words = request.parameters.system
    if request.schema is not None and not takes_schema(request):
        schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
        words = f"{words}\n\nAnswer with one JSON object and nothing else. It must fit this JSON schema: {schema}"
    return words if words.strip() else ""


def speed(request: ReplyRequest) -> str | None:
    """Return the `speed` of the body; None for the usual one, which is what a gateway does unasked (protocol, 1.11)."""
    return FAST if request.parameters.is_fast_for(request.model) and "speed" not in request.refused else None


def sampling(request: ReplyRequest, thought: ThinkingParameters | None) -> dict[str, object]:
    """Return temperature, top_p and top_k as far as they may be sent, in this order."""
    wishes, takes = request.parameters, request.model.sampling
    if takes is Sampling.NONE:
        return {}
    given: dict[str, object] = {}
    if wishes.temperature is not None:
        most = USUAL_TEMPERATURE if "temperature.above_1" in request.refused else MOST_TEMPERATURE
        given["temperature"] = min(max(wishes.temperature, 0.0), most)
    if wishes.top_p is not None:
        given["top_p"] = min(max(wishes.top_p, 0.0), 1.0)
    if wishes.top_k is not None and wishes.top_k > 0:
        given["top_k"] = wishes.top_k
    for name in request.refused & given.keys():
        del given[name]
    if thought is not None:
        fits = wishes.top_p is not None and wishes.top_p >= LEAST_TOP_P_THINKING
        return {"top_p": given["top_p"]} if fits and "top_p" in given else {}
    one_only = takes is Sampling.ONE or "temperature+top_p" in request.refused
    if one_only and "temperature" in given:
        given.pop("top_p", None)  # temperature wins: it is what people mean to change
    return given


def stop_sequences(request: ReplyRequest) -> list[str]:
    """Return the texts a reply ends at, none blank (protocol, 1.1) and none twice."""
    wished = dict.fromkeys(
        stop_sequence for stop_sequence in request.parameters.stop_sequences if stop_sequence.strip()
    )
    return [] if "stop_sequences" in request.refused else list(wished)


def metadata(request: ReplyRequest) -> Block | None:
    """Return the `metadata` of the body, or None for none."""
    user_id = request.parameters.user_id.strip()[:MAX_USER_ID]
    return {"user_id": user_id} if user_id and "metadata" not in request.refused else None


def tools(request: ReplyRequest) -> list[Block]:
    """Return the tools that are offered: those of this computer in the order given, then the gateway's own."""
    offered: dict[str, Block] = {}
    if "tools" not in request.refused:
        for one in request.tools:
            offered.setdefault(one.name, _tool_block(one, request))
        for tool in web_tools(request):
            offered.setdefault(str(tool["name"]), tool)
    return list(offered.values())


def _tool_block(tool: ToolDefinition, request: ReplyRequest) -> Block:
    """Return a tool as it is sent: by its type alone where the provider's models know it so (protocol, 1.7)."""
    is_known = tool.typed and "claude" in request.model.id.lower() and TYPED_TOOLS not in request.refused
    return {"type": tool.typed, "name": tool.name} if is_known else dict(tool.block)


def tool_choice(
    request: ReplyRequest, offered: Sequence[Block], thought: ThinkingParameters | None, turns: Sequence[Turn]
) -> Block | None:
    """Return the `tool_choice` of the body; None for the model's own choice, which is what it does unasked.

    A tool is forced for the first step only, or a loop would never come to its answer; never with a budget for
    thinking, which does not go with it, nor of models that refuse it (protocol, 1.5).
    """
    wished = request.parameters.tool_choice
    if not offered or wished == "auto" or "tool_choice" in request.refused:
        return None
    if wished == "none":
        return {"type": "none"}
    has_budget = thought is not None and thought.mode is ThinkingMode.BUDGET
    is_refused = not request.model.forced_tools or "tool_choice.forced" in request.refused
    if has_budget or is_refused or any(block["type"] == "tool_result" for block in turns[-1][1]):
        return None
    if wished == "any":
        return {"type": "any"}
    return {"type": "tool", "name": wished} if wished in {one["name"] for one in offered} else None
