"""Says which parameters a model takes beside which others, and in words why it does not take the rest. Pure.

Each function returns "" where a parameter can be set, else one sentence for the person. What has a reason is kept with
the conversation and left out of its requests.
"""

from __future__ import annotations

from turbodesk.chat.model import Effort, Model, ThinkingMode, ThinkingOff
from turbodesk.chat.parameters import MAX_TOKENS_WITHOUT_STREAM, MIN_THINKING_BUDGET, Parameters
from turbodesk.translation import _

USUAL_BUDGET = 8_192
"""Tokens to think with where the person set no number (protocol, 1.5)."""
ROOM_TO_THINK = 16_000
"""Tokens a reply may be longer where the model decides how much to think: so that the whole is within the 16,000 to
32,000 the protocol advises (1.10)."""
USUAL_WITH_MUCH_EFFORT = 64_000
"""Tokens of a reply at the two highest efforts (protocol, 1.10)."""
LEAST_TOP_P_THINKING = 0.95
"""While a model thinks first it takes a top p from here to 1 only (protocol, 1.4)."""


def mode(model: Model, parameters: Parameters) -> ThinkingMode | None:
    """Return how the model thinks before it replies; None when it does not."""
    thinks = parameters.thinking or bool(always_thinks_reason(model, parameters))
    return model.thinking[0] if thinks and model.thinking else None


def always_thinks_reason(model: Model, parameters: Parameters) -> str:
    """Return why the model cannot be kept from thinking first; "" when it can, or does not think."""
    if not model.thinking or model.thinking_off is ThinkingOff.OMITTED:
        return ""
    if model.thinking_off is ThinkingOff.NEVER:
        return _("{model} always thinks first.").format(model=model.name)
    if parameters.effort in model.efforts and parameters.effort in (Effort.XHIGH, Effort.MAX):
        return _("With so much effort {model} always thinks first.").format(model=model.name)
    return ""


def budget_reason(model: Model, parameters: Parameters) -> str:
    """Return why no number of tokens to think with is sent."""
    if reason := model.thinking_reason():
        return reason
    if model.thinking[0] is not ThinkingMode.BUDGET:
        return _("{model} decides for itself how long to think; effort guides it.").format(model=model.name)
    return _("Thinking is off.") if mode(model, parameters) is None else ""


def temperature_reason(model: Model, parameters: Parameters) -> str:
    """Return why no temperature is sent."""
    if reason := model.temperature_reason():
        return reason
    if mode(model, parameters) is None:
        return ""
    return _("While it thinks first, {model} takes no temperature, and a top p from 0.95 to 1 only.").format(
        model=model.name
    )


def top_p_reason(model: Model, parameters: Parameters) -> str:
    """Return why this top p is not sent."""
    reason = temperature_reason(model, parameters)
    is_near_one = parameters.top_p is None or parameters.top_p >= LEAST_TOP_P_THINKING
    return "" if is_near_one and not model.temperature_reason() else reason


def top_k_reason(model: Model, parameters: Parameters) -> str:
    """Return why top_k is not sent."""
    if model.temperature_reason():
        return _("{model} chooses its own sampling and takes no top k.").format(model=model.name)
    if mode(model, parameters) is not None:
        return _("While it thinks first, {model} takes no top k.").format(model=model.name)
    return ""


def forced_tool_reason(model: Model, parameters: Parameters) -> str:
    """Return why the model cannot be made to use a tool."""
    if not model.forced_tools:
        return _("{model} must be free to use a tool or not.").format(model=model.name)
    if mode(model, parameters) is ThinkingMode.BUDGET:
        return _("While it thinks first, {model} must be free to use a tool or not.").format(model=model.name)
    return ""


def ceiling(model: Model, parameters: Parameters) -> int:
    """Return the most tokens one reply may have, thinking included."""
    return model.max_output if parameters.stream else min(model.max_output, MAX_TOKENS_WITHOUT_STREAM)


def most_budget(model: Model, parameters: Parameters) -> int:
    """Return the most tokens there may be to think with: as few as a budget has at least remain for the reply."""
    return max(MIN_THINKING_BUDGET, ceiling(model, parameters) - MIN_THINKING_BUDGET)


def thinking_budget(model: Model, parameters: Parameters) -> int | None:
    """Return how many tokens the model is told to think with; None when no number is sent."""
    if mode(model, parameters) is not ThinkingMode.BUDGET:
        return None
    wished = max(parameters.budget_tokens or USUAL_BUDGET, MIN_THINKING_BUDGET)
    return min(wished, most_budget(model, parameters))


def longest_reply(model: Model, parameters: Parameters) -> int:
    """Return the `max_tokens` a request is sent with: what is wished, raised for thinking, cut to the model's most."""
    wished = parameters.max_tokens or model.default_max_tokens
    if mode(model, parameters) is not None:
        wished += thinking_budget(model, parameters) or ROOM_TO_THINK
    has_much_effort = parameters.effort in model.efforts and parameters.effort in (Effort.XHIGH, Effort.MAX)
    if parameters.max_tokens is None and has_much_effort:
        wished = max(wished, USUAL_WITH_MUCH_EFFORT)
    return min(wished, ceiling(model, parameters))
