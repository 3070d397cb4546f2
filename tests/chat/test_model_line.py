"""A model on its first day: an id newer than one of its line can do what that one does, and is counted as it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.model_choices import entries, from_offer, resolve
from turbodesk.chat.cost import cost, cost_facts
from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.message import Usage, empty_reply
from turbodesk.chat.model import Effort, ThinkingMode, unknown_model
from turbodesk.chat.model_line import Generation, generation, inherited, parent, plain_id, plain_name
from turbodesk.gateway import catalogue

MODELS = catalogue.load()
INVENTED = {
    "claude-opus-6": "Opus 5.5",
    "claude-sonnet-5-6-20270301": "Sonnet 5.5",
    "claude-haiku-6": "Haiku 5.5",
    "us.anthropic.claude-fable-6-1-20270401-v1:0": "Fable 5.2",
    "claude-saga-1": "Fable 5.1",
}
"""The next ids one could think of, the last of a line nobody knows, and whom each is taken to be like."""


@pytest.mark.parametrize("model_id", INVENTED)
def test_an_id_of_tomorrow_works_fully(model_id: str) -> None:
    model = resolve(model_id, MODELS)
    assert model.id == model_id
    assert model.known
    assert model.assumed_as == INVENTED[model_id]
    assert model.thinking == (ThinkingMode.ADAPTIVE,)
    assert model.thinking_reason() == ""
    assert model.efforts == tuple(Effort)
    assert (model.context, model.max_output) == (1_000_000, 128_000)
    assert model.prices is not None
    assert model.prices.note == f"assumed, as {INVENTED[model_id]}"
    usage = Usage(input_tokens=100_000, output_tokens=0)
    assert cost(usage, model.prices)
    facts = dict(cost_facts(replace(empty_reply(model_id, "q"), usage=usage), model.prices))
    assert facts["Costs about"].endswith(f"at list prices, assumed, as {INVENTED[model_id]}")
    assert "prices" in model.assumed


@pytest.mark.parametrize("model_id", INVENTED)
def test_it_is_offered_where_the_gateway_lists_it(model_id: str) -> None:
    shown = {one.model.id: one for one in entries(MODELS, [ListedModel(model_id)], dt.date(2027, 5, 1))}
    assert shown[model_id].is_new
    assert shown[model_id].model == from_offer(ListedModel(model_id), MODELS)


def test_names_are_read_from_ids() -> None:
    assert plain_name("claude-opus-6") == "Opus 6"
    assert plain_name("us.anthropic.claude-fable-6-1-20270401-v1:0") == "Fable 6.1"
    assert plain_name("gpt-9") == "gpt-9"
    assert generation("claude-opus-4-8") == Generation("opus", 4, 8)
    assert generation("claude-3-5-sonnet-20241022") is None
    assert generation("claude-mythos-preview") is None
    assert plain_id("claude-opus-4-1@20250805") == "claude-opus-4-1"


def test_the_nearest_of_the_line_that_is_not_newer_is_taken() -> None:
    by_id = {model.id: model for model in MODELS}
    assert parent("claude-opus-4-9", MODELS) == by_id["claude-opus-4-8"]
    assert parent("claude-opus-5-9", MODELS) == by_id["claude-opus-5-5"]
    assert parent("claude-opus-3", MODELS) is None, "older than all that is known of its line"
    assert inherited("claude-opus-3", MODELS).prices is None


def test_what_is_no_claude_keeps_the_safe_rules() -> None:
    assert inherited("llama-3", MODELS) == unknown_model("llama-3")


def test_nobody_known_gives_the_safe_rules() -> None:
    assert not inherited("claude-opus-6", []).known


@given(
    st.sampled_from(["opus", "sonnet", "haiku", "fable", "mythos"]), st.integers(6, 99), st.none() | st.integers(0, 99)
)
def test_the_newest_of_a_line_is_never_better_known_than_its_parent(line: str, major: int, minor: int | None) -> None:
    model_id = f"claude-{line}-{major}" + ("" if minor is None else f"-{minor}")
    model, base = inherited(model_id, MODELS), parent(model_id, MODELS)
    assert base is not None
    assert (model.context, model.efforts) == (base.context, base.efforts)
    assert model.prices is not None
    assert base.prices is not None
    assert model.prices == replace(base.prices, note=model.prices.note)
    assert set(base.assumed) <= set(model.assumed)
    assert model.retires is None
