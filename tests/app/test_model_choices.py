"""What can be chosen is the catalogue and the gateway's list, put together without doubles, by dates that are data."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app import model_choices as offering
from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.model import Effort, Lifecycle, Model, Sampling, Stage, ThinkingMode, ThinkingOff
from turbodesk.chat.model_line import plain_id
from turbodesk.gateway import catalogue

TODAY = dt.date(2026, 11, 22)
MODELS = catalogue.load()
IDS = st.sampled_from([one.id for one in MODELS] + ["claude-opus-9", "claude-haiku-4-5", "gpt-x", "llama-3"])

VALUES = st.none() | st.integers() | st.text() | st.lists(st.text())


def entry(model_id: str, offers: list[ListedModel]) -> offering.ModelChoice:
    return next(one for one in offering.entries(MODELS, offers, TODAY) if one.model.id == model_id)


def test_without_a_list_nothing_is_marked() -> None:
    assert not any(one.is_new or one.is_unlisted for one in offering.entries(MODELS, [], TODAY))


def test_a_new_id_is_new_and_a_missing_one_is_not_listed() -> None:
    offers = [ListedModel("claude-opus-9", owner="anthropic"), ListedModel("claude-sonnet-4-6", owner="anthropic")]
    new = entry("claude-opus-9", offers)
    assert new.is_new
    assert (new.model.name, new.model.known) == ("Opus 9", True)
    assert not entry("claude-sonnet-4-6", offers).is_unlisted
    assert entry("claude-opus-4-7", offers).is_unlisted


@pytest.mark.parametrize(
    "spelling",
    [
        "claude-haiku-4-5",
        "claude-haiku-4-5-latest",
        "anthropic/claude-haiku-4-5",
        "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    ],
)
def test_another_spelling_is_the_same_model(spelling: str) -> None:
    found = offering.resolve(spelling, MODELS)
    assert (found.id, found.name, found.sampling) == (spelling, "Haiku 4.5", Sampling.ONE)
    shown = offering.entries(MODELS, [ListedModel(spelling)], TODAY)
    assert [one.model.id for one in shown if one.is_new] == []
    assert not next(one for one in shown if one.model.name == "Haiku 4.5").is_unlisted


def test_models_of_others_stand_aside_where_there_is_claude() -> None:
    offers = [ListedModel("claude-sonnet-4-6"), ListedModel("gpt-x", owner="openai")]
    assert entry("gpt-x", offers).is_aside
    assert not entry("llama-3", [ListedModel("llama-3")]).is_aside


def test_a_list_that_tells_of_no_web_is_believed_and_one_that_is_silent_says_nothing() -> None:
    for told, is_searching in ((False, False), (True, True), (None, True)):
        offer = ListedModel("claude-sonnet-4-6", web_search=told)
        assert offering.resolve("claude-sonnet-4-6", MODELS, [offer]).web_search is is_searching


def test_what_the_list_tells_is_used() -> None:
    offer = ListedModel(
        "claude-opus-9", "Claude Opus 9", "", 500_000, 600_000, (ThinkingMode.ADAPTIVE,), (Effort.LOW, Effort.HIGH)
    )
    model = offering.resolve("claude-opus-9", MODELS, [offer])
    assert (model.name, model.context, model.max_output) == ("Opus 9", 500_000, 500_000)
    assert model.thinking == (ThinkingMode.ADAPTIVE,)
    assert model.efforts == (Effort.LOW, Effort.HIGH)
    assert (model.sampling, model.prefill) == (Sampling.NONE, False), "as its line"
    assert set(model.assumed) == {"image_edge", "prices"}


def test_a_list_replaces_what_is_assumed_and_never_what_is_documented_or_the_persons() -> None:
    assumed = ListedModel("claude-opus-5-5", context=500_000, efforts=(Effort.HIGH,))
    model = offering.resolve("claude-opus-5-5", MODELS, [assumed])
    assert (model.context, model.efforts) == (500_000, (Effort.HIGH,))
    assert not {"context", "efforts"} & set(model.assumed)
    small = ListedModel("claude-sonnet-4-6", context=4_096, thinking=())
    assert offering.resolve("claude-sonnet-4-6", MODELS, [small]) == offering.resolve("claude-sonnet-4-6", MODELS)
    own = {"claude-opus-5-5": {"context": 700_000}}
    assert offering.resolve("claude-opus-5-5", MODELS, [assumed], own).context == 1_000_000, "merged elsewhere"


@pytest.mark.parametrize(
    ("lifecycle", "stage", "words"),
    [
        (Lifecycle.ACTIVE, Stage.ACTIVE, ""),
        (Lifecycle.DEPRECATED, Stage.RETIRING, "was to retire 15 Jun 2026, and still answers"),
        (Lifecycle.RETIRED, Stage.RETIRED, "retired 15 Jun 2026"),
        (None, Stage.RETIRED, "retired 15 Jun 2026"),
    ],
)
def test_the_providers_word_goes_before_the_day(lifecycle: Lifecycle | None, stage: Stage, words: str) -> None:
    model = offering.resolve("claude-sonnet-4-20250514", MODELS, [ListedModel("claude-sonnet-4", lifecycle=lifecycle)])
    assert (model.stage(TODAY), model.lifecycle(TODAY)) == (stage, words)


def test_a_day_the_list_gives_is_the_day() -> None:
    told = ListedModel("claude-sonnet-4-6", retires=dt.date(2027, 8, 1), lifecycle=Lifecycle.DEPRECATED)
    model = entry("claude-sonnet-4-6", [told]).model
    assert model.lifecycle(TODAY) == "retires 1 Aug 2027"
    mine = offering.resolve("claude-sonnet-4-6", MODELS, [told], {"claude-sonnet-4-6": {"retires"}})
    assert mine.stage(TODAY) is Stage.ACTIVE


@pytest.mark.parametrize(
    "model_id",
    ["text-embedding-3-large", "dall-e-3", "gpt-image-1.5", "sora-2", "whisper-1", "tts-1-hd", "grok-2-image", "veo-3"],
)
def test_models_one_cannot_talk_to_stand_aside(model_id: str) -> None:
    assert entry(model_id, [ListedModel(model_id)]).is_aside


@pytest.mark.parametrize("model_id", ["gpt-5.5", "glm-5.2", "kimi-k2.6", "sonar", "llama-3", "claude-image-reader"])
def test_models_one_can_talk_to_are_shown(model_id: str) -> None:
    assert not entry(model_id, [ListedModel(model_id)]).is_aside


@given(st.lists(IDS, max_size=8), st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)))
def test_nothing_is_lost_or_doubled(ids: list[str], today: dt.date) -> None:
    shown = offering.entries(MODELS, [ListedModel(one) for one in ids], today)
    plain = [plain_id(one.model.id) for one in shown]
    assert len(plain) == len(set(plain))
    shipped = [model.id for model in MODELS if not model.listed_only]
    assert {plain_id(one) for one in [*ids, *shipped]} == set(plain)
    stages = [one.model.stage(today) == "retired" for one in shown]
    assert stages == sorted(stages)


class TestOwnValues:
    def test_differing_fields_are_laid_over_the_shipped_ones(self) -> None:
        sonnet = MODELS[0]
        own = [{"id": sonnet.id, "max_output": 64_000}, {"id": "mine", "name": "Mine", "context": 32_000}]
        merged = catalogue.merged(MODELS, own)
        assert merged.models[0].max_output == 64_000
        assert merged.models[0].prices == sonnet.prices
        assert "mine" in merged.mistakes  # its longest reply would be longer than its context
        fitting = catalogue.merged(MODELS, [{**own[1], "max_output": 8_192}])
        assert fitting.models[-1] == Model("mine", "Mine", catalogue.ADDED, context=32_000, max_output=8_192)

    def test_a_mistake_is_told_and_the_shipped_values_stay(self) -> None:
        merged = catalogue.merged(MODELS, [{"id": MODELS[0].id, "context": "lots"}])
        assert merged.models == MODELS
        assert merged.mistakes == {MODELS[0].id: "context must be a whole number above 0"}

    @given(
        st.dictionaries(
            st.sampled_from(["name", "context", "prices", "retires", "thinking", "x"]),
            st.none() | st.integers() | st.text() | st.lists(st.text()),
        )
    )
    def test_whatever_is_in_the_file_there_are_models(self, fields: dict[str, object]) -> None:
        merged = catalogue.merged(MODELS, [{"id": "mine", **fields}])
        assert merged.models[: len(MODELS)] == MODELS
        assert merged.models[-1].id == "mine"

    @pytest.mark.parametrize("model", MODELS, ids=lambda one: one.name)
    def test_what_is_kept_of_a_model_brings_it_back(self, model: Model) -> None:
        assert catalogue.differing(model, model) == {}
        kept = {"id": model.id, **catalogue.differing(model, None)}
        assert catalogue.merged((), [kept]).models == (model,)


@pytest.mark.parametrize(
    ("base", "told_off", "off"),
    [
        ("claude-opus-4-8", ThinkingOff.DISABLED, ThinkingOff.OMITTED),  # takes it, and needs it not
        ("claude-opus-5-5", ThinkingOff.DISABLED, ThinkingOff.DISABLED),
        ("claude-opus-9-9", ThinkingOff.BETWEEN_TOOLS, ThinkingOff.BETWEEN_TOOLS),
        ("someone-new", ThinkingOff.DISABLED, ThinkingOff.DISABLED),
        ("claude-opus-4-7", ThinkingOff.NEVER, ThinkingOff.OMITTED),  # documented: no list changes that
        ("claude-opus-9-9", None, ThinkingOff.NEVER),  # as its line
    ],
)
def test_what_a_list_tells_of_thinking_goes_before_what_is_assumed(
    base: str, told_off: ThinkingOff | None, off: ThinkingOff
) -> None:
    offer = ListedModel(base, thinking=(ThinkingMode.ADAPTIVE,), thinking_off=told_off)
    assert offering.resolve(base, catalogue.load(), (offer,)).thinking_off is off
