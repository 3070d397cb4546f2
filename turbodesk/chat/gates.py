"""Says which parameters a model takes beside which others, and in words why it does not take the rest. Pure.

Each function returns "" where a parameter can be set, else one sentence for the person. What has a reason is kept with
the conversation and left out of its requests.
"""

from __future__ import annotations

from turbodesk.chat.model import Effort, Model, ThinkingMode
from turbodesk.chat.parameters import MAX_TOKENS_WITHOUT_STREAM, MIN_THINKING_BUDGET, Parameters

USUAL_BUDGET = 8_192
"""Tokens to think with where the person set no number."""
_ROOM_TO_ANSWER = 1_024
"""Tokens left for the reply itself beneath a budget; the budget must stay below the whole (protocol, 1.5)."""
_USUAL_WHEN_THINKING = 32_000
"""Tokens of thinking and reply together; the protocol names 16,000 to 32,000 (1.10)."""
_USUAL_WITH_MUCH_EFFORT = 64_000
"""The same at the two highest efforts (protocol, 1.10)."""


def mode(model: Model, parameters: Parameters) -> ThinkingMode | None:
    """Return how the model is told to think; None when it is not told to."""
    return model.thinking[0] if parameters.thinking and model.thinking else None


def budget_reason(model: Model, parameters: Parameters) -> str:
    """Return why no number of tokens to think with is sent."""
    if reason := model.thinking_reason():
        return reason
    if model.thinking[0] is not ThinkingMode.BUDGET:
        return f"{model.name} decides for itself how long to think; effort guides it."
    return "" if parameters.thinking else "Thinking is off."


def temperature_reason(model: Model, parameters: Parameters) -> str:
    """Return why neither temperature nor top_p is sent."""
    if reason := model.temperature_reason():
        return reason
    if mode(model, parameters) is not None:
        return f"While it thinks first, {model.name} takes neither temperature nor top p; yours are kept, not sent."
    return ""


def top_k_reason(model: Model, parameters: Parameters) -> str:
    """Return why top_k is not sent."""
    if reason := model.temperature_reason():
        return reason.replace("neither temperature nor top p", "no top k")
    if mode(model, parameters) is not None:
        return f"While it thinks first, {model.name} takes no top k."
    return ""


def forced_tool_reason(model: Model, parameters: Parameters) -> str:
    """Return why the model cannot be made to use a tool."""
    if mode(model, parameters) is ThinkingMode.BUDGET:
        return f"While it thinks first, {model.name} must be free to use a tool or not."
    return ""


def ceiling(model: Model, parameters: Parameters) -> int:
    """Return the most tokens one reply may have, thinking included."""
    return model.max_output if parameters.stream else min(model.max_output, MAX_TOKENS_WITHOUT_STREAM)


def most_budget(model: Model, parameters: Parameters) -> int:
    """Return the most tokens there may be to think with."""
    return max(MIN_THINKING_BUDGET, ceiling(model, parameters) - _ROOM_TO_ANSWER)


def thinking_budget(model: Model, parameters: Parameters) -> int | None:
    """Return how many tokens the model is told to think with; None when no number is sent."""
    if mode(model, parameters) is not ThinkingMode.BUDGET:
        return None
    wished = max(parameters.budget_tokens or USUAL_BUDGET, MIN_THINKING_BUDGET)
    return min(wished, most_budget(model, parameters))


def longest_reply(model: Model, parameters: Parameters) -> int:
    """Return the `max_tokens` a request is sent with: what is wished, raised for thinking, cut to the model's most."""
    budget = thinking_budget(model, parameters)
    wished = parameters.max_tokens or _usual(model, parameters, budget)
    if budget is not None:
        wished = max(wished, budget + _ROOM_TO_ANSWER)
    return min(wished, ceiling(model, parameters))


def _usual(model: Model, parameters: Parameters, budget: int | None) -> int:
    if budget is not None:
        return budget + model.default_max_tokens
    if mode(model, parameters) is None:
        return model.default_max_tokens
    is_much = parameters.effort in model.efforts and parameters.effort in (Effort.XHIGH, Effort.MAX)
    return max(model.default_max_tokens, _USUAL_WITH_MUCH_EFFORT if is_much else _USUAL_WHEN_THINKING)
