"""What is offered instead of a model that ends is one to go on with: offered, living, as able, and no dearer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.model_choices import ModelChoice, entries, successor
from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.model import Lifecycle, Model, Prices
from turbodesk.chat.model_line import generation
from turbodesk.gateway import catalogue

TODAY = dt.date(2026, 11, 28)
MODELS = catalogue.load()
OLD = ("claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-sonnet-4-20250514", "claude-mythos-preview")


def model(model_id: str) -> Model:
    return next(one for one in MODELS if one.id == model_id)


def instead(model_id: str, *listed: str, models: tuple[Model, ...] = MODELS) -> str | None:
    offers = [ListedModel(one, owner="anthropic") for one in listed]
    found = successor(model(model_id), entries(models, offers, TODAY), TODAY)
    return found.id if found is not None else None


def test_without_a_list_it_is_the_newest_of_the_line_that_costs_no_more() -> None:
    assert instead("claude-opus-4-5-20251101") == "claude-opus-4-7"
    assert instead("claude-sonnet-4-5-20250929") == "claude-sonnet-4-6"


def test_what_the_gateway_lists_may_be_newer_and_cheaper() -> None:
    everything = [one.id for one in MODELS]
    assert instead("claude-opus-4-5-20251101", *everything) == "claude-opus-5-5"
    assert instead("claude-sonnet-4-5-20250929", *everything) == "claude-sonnet-5-5"
    assert instead("claude-mythos-preview", *everything) == "claude-mythos-5-2"


def test_what_the_gateway_lacks_is_not_offered() -> None:
    assert instead("claude-sonnet-4-5-20250929", "claude-sonnet-5", "claude-opus-5-5") == "claude-sonnet-5"
    assert instead("claude-sonnet-4-5-20250929", "claude-sonnet-4-5", "claude-opus-5-5", "gpt-5.5") is None
    assert instead("claude-sonnet-4-5-20250929", "claude-haiku-5-5", "gpt-5.5") == "claude-haiku-5-5", (
        "weaker, at least"
    )


def test_a_price_that_is_told_goes_before_one_that_is_assumed() -> None:
    assert instead("claude-sonnet-4-5-20250929", "claude-sonnet-7", "claude-sonnet-5-5") == "claude-sonnet-5-5"
    assert instead("claude-sonnet-4-5-20250929", "claude-sonnet-7") == "claude-sonnet-7"


def test_the_persons_own_prices_count() -> None:
    dear = tuple(
        replace(one, prices=Prices(30, 150, 1, 1, 1)) if one.id == "claude-opus-4-7" else one for one in MODELS
    )
    assert instead("claude-opus-4-5-20251101", models=dear) == "claude-opus-4-6"
    cheap = tuple(replace(one, prices=Prices(1, 5, 1, 1, 1)) if one.id == "claude-opus-4-7" else one for one in MODELS)
    listed = "claude-haiku-4-5", "claude-opus-4-7"
    assert instead("claude-sonnet-4-5-20250929", *listed, models=cheap) == "claude-opus-4-7", "abler, and no dearer"


def test_a_dearer_one_of_the_line_is_better_than_none_and_than_a_weaker_one() -> None:
    dear = tuple(replace(one, prices=Prices(9, 45, 1, 1, 1)) if one.id == "claude-opus-5-5" else one for one in MODELS)
    assert instead("claude-opus-4-5-20251101", "claude-opus-5-5", "claude-haiku-4-5", models=dear) == "claude-opus-5-5"


def test_what_the_catalogue_names_is_better_than_a_dearer_one_of_the_line_and_than_a_weaker_one() -> None:
    old = replace(model("claude-opus-4-5-20251101"), replacement="mine")
    mine = Model("mine", "Mine", prices=Prices(50, 50, 1, 1, 1))
    dear = replace(model("claude-opus-5-5"), prices=Prices(9, 45, 1, 1, 1))
    choices = [ModelChoice(one) for one in (model("claude-haiku-4-5-20251001"), dear, mine)]
    assert successor(old, choices, TODAY) == mine


@pytest.mark.parametrize("lifecycle", [Lifecycle.DEPRECATED, Lifecycle.RETIRED])
def test_one_that_the_provider_says_ends_is_no_successor(lifecycle: Lifecycle) -> None:
    offers = [ListedModel("claude-sonnet-5-5", lifecycle=lifecycle), ListedModel("claude-sonnet-5")]
    found = successor(model("claude-sonnet-4-5-20250929"), entries(MODELS, offers, TODAY), TODAY)
    assert found is not None
    assert found.id == "claude-sonnet-5"


IDS = st.sampled_from(
    [f"claude-{line}-{version}" for line in ("haiku", "sonnet", "opus", "nova") for version in ("4", "4-5", "5", "6")]
    + ["my-own", "claude-mythos-preview"]
)
PRICES = st.none() | st.floats(0.01, 50).map(lambda one: Prices(one, 5 * one, one, one, one))
KNOWN = st.builds(
    Model,
    id=IDS,
    name=st.just("Name"),
    prices=PRICES,
    retires=st.none() | st.dates(dt.date(2026, 6, 1), dt.date(2027, 6, 1)),
    lifecycle_told=st.none() | st.sampled_from(Lifecycle),
    replacement=st.none() | IDS,
    known=st.booleans(),
    is_inherited=st.booleans(),
)
CHOICES = st.lists(
    st.builds(ModelChoice, KNOWN, is_unlisted=st.booleans(), is_aside=st.booleans()),
    max_size=8,
    unique_by=lambda one: one.model.id,
)


def cost(model: Model) -> float:
    return model.prices.usual if model.prices is not None else float("inf")


def line(model: Model) -> str | None:
    found = generation(model.id)
    return found.line if found else None


@given(KNOWN, CHOICES)
def test_a_successor_can_be_gone_on_with(old: Model, choices: list[ModelChoice]) -> None:
    found = successor(old, choices, TODAY)
    if found is None:
        return
    assert found.id != old.id
    assert not found.is_ending(TODAY)
    choice = next(one for one in choices if one.model is found)
    assert (choice.is_unlisted, choice.is_aside) == (False, False)
    is_no_dearer = old.prices is None or old.is_inherited or cost(found) <= cost(old)
    assert is_no_dearer or line(found) == line(old) or found.id == old.replacement or "mythos" in found.id + old.id


@given(KNOWN, CHOICES)
def test_the_same_line_at_no_more_goes_before_everything(old: Model, choices: list[ModelChoice]) -> None:
    made = generation(old.id)
    if made is None or made.line == "nova" or old.prices is None or old.is_inherited:
        return
    best = [
        one.model
        for one in choices
        if not (one.is_unlisted or one.is_aside or one.model.is_ending(TODAY) or not one.model.known)
        and (its := generation(one.model.id)) is not None
        and its > made
        and its.line == made.line
        and cost(one.model) <= cost(old)
    ]
    found = successor(old, choices, TODAY)
    assert not best or found in best


@given(KNOWN, CHOICES, st.randoms())
def test_the_order_of_the_list_decides_nothing(old: Model, choices: list[ModelChoice], random: object) -> None:
    shuffled = list(choices)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a `Random`
    first, second = successor(old, choices, TODAY), successor(old, shuffled, TODAY)
    assert (first is None) == (second is None)
    if first is not None and second is not None and line(first):
        assert cost(first) == cost(second)
