"""What is greyed has a reason, and the numbers a request is sent with obey the protocol whatever was wished."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Effort, Model, Sampling, ThinkingMode, ThinkingOff, unknown_model
from turbodesk.chat.parameters import MAX_TOKENS_WITHOUT_STREAM, MIN_THINKING_BUDGET, Parameters

MODELS = st.builds(
    Model,
    id=st.just("m"),
    name=st.just("M"),
    max_output=st.integers(4_096, 128_000),
    default_max_tokens=st.integers(1_024, 4_096),
    sampling=st.sampled_from(Sampling),
    thinking=st.sampled_from(
        [(), (ThinkingMode.BUDGET,), (ThinkingMode.ADAPTIVE,), (ThinkingMode.ADAPTIVE, ThinkingMode.BUDGET)]
    ),
    efforts=st.sampled_from([(), (Effort.LOW, Effort.HIGH), tuple(Effort)]),
    thinking_off=st.sampled_from(ThinkingOff),
    forced_tools=st.booleans(),
    fast_price=st.sampled_from([0.0, 2.0]),
) | st.just(unknown_model("x"))
WISHES = st.builds(
    Parameters,
    thinking=st.booleans(),
    budget_tokens=st.none() | st.integers(MIN_THINKING_BUDGET, 10**6),
    max_tokens=st.none() | st.integers(1, 10**6),
    effort=st.none() | st.sampled_from(Effort),
    stream=st.booleans(),
    temperature=st.none() | st.floats(0, 1),
    top_p=st.none() | st.floats(0, 1),
    fast=st.booleans(),
)


@given(MODELS, WISHES)
def test_the_longest_reply_is_one_the_model_takes(model: Model, parameters: Parameters) -> None:
    most = gates.longest_reply(model, parameters)
    assert 1 <= most <= model.max_output
    assert parameters.stream or most <= MAX_TOKENS_WITHOUT_STREAM
    if parameters.max_tokens is not None and gates.mode(model, parameters) is None:
        assert most <= parameters.max_tokens


@given(MODELS, WISHES)
def test_a_budget_fits_beneath_the_longest_reply(model: Model, parameters: Parameters) -> None:
    budget = gates.thinking_budget(model, parameters)
    assert (budget is None) == (gates.mode(model, parameters) is not ThinkingMode.BUDGET)
    if budget is not None:
        assert MIN_THINKING_BUDGET <= budget < gates.longest_reply(model, parameters)


@given(MODELS, WISHES)
def test_what_cannot_go_together_has_a_reason(model: Model, parameters: Parameters) -> None:
    thinks = gates.mode(model, parameters) is not None
    sampled = model.sampling is not Sampling.NONE
    assert bool(gates.temperature_reason(model, parameters)) == (thinks or not sampled)
    fits = parameters.top_p is None or parameters.top_p >= gates.LEAST_TOP_P_THINKING
    assert bool(gates.top_p_reason(model, parameters)) == (not sampled or (thinks and not fits))
    assert bool(gates.top_k_reason(model, parameters)) == (thinks or not sampled)
    assert bool(gates.budget_reason(model, parameters)) == (gates.thinking_budget(model, parameters) is None)
    by_budget = gates.mode(model, parameters) is ThinkingMode.BUDGET
    assert bool(gates.forced_tool_reason(model, parameters)) == (by_budget or not model.forced_tools)


NEW = Model("m", "New 5", thinking=(ThinkingMode.ADAPTIVE,), efforts=tuple(Effort))


@pytest.mark.parametrize(
    ("off", "parameters", "reason"),
    [
        (ThinkingOff.OMITTED, Parameters(effort=Effort.MAX), ""),
        (ThinkingOff.DISABLED, Parameters(), ""),
        (ThinkingOff.DISABLED, Parameters(effort=Effort.HIGH), ""),
        (ThinkingOff.DISABLED, Parameters(effort=Effort.XHIGH), "With so much effort New 5 always thinks first."),
        (ThinkingOff.BETWEEN_TOOLS, Parameters(effort=Effort.MAX), "With so much effort New 5 always thinks first."),
        (ThinkingOff.NEVER, Parameters(effort=Effort.LOW), "New 5 always thinks first."),
    ],
)
def test_whether_thinking_can_be_off_is_told(off: ThinkingOff, parameters: Parameters, reason: str) -> None:
    model = replace(NEW, thinking_off=off)
    assert gates.always_thinks_reason(model, parameters) == reason
    assert (gates.mode(model, parameters) is ThinkingMode.ADAPTIVE) == bool(reason)
    assert gates.always_thinks_reason(replace(model, thinking=()), parameters) == ""


def test_a_model_that_refuses_forced_tools_says_so() -> None:
    assert gates.forced_tool_reason(NEW, Parameters()) == ""
    free = replace(NEW, forced_tools=False)
    assert gates.forced_tool_reason(free, Parameters()) == "New 5 must be free to use a tool or not."


def test_much_effort_gets_much_room_unless_a_length_is_set() -> None:
    roomy = replace(NEW, max_output=128_000, default_max_tokens=8_192)
    assert gates.longest_reply(roomy, Parameters(effort=Effort.MAX)) == gates.USUAL_WITH_MUCH_EFFORT
    assert gates.longest_reply(roomy, Parameters(effort=Effort.MAX, max_tokens=500)) == 500
    assert gates.longest_reply(roomy, Parameters(effort=Effort.HIGH)) == 8_192
