"""A profile and what was learned of it: written and read again, and read from files nobody should have written."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.profile import GatewayFacts, Profile

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
names = st.text(min_size=1, max_size=12)
truth = st.none() | st.booleans()
facts = st.builds(
    GatewayFacts,
    models=st.none() | st.lists(names, max_size=4).map(tuple),
    count_tokens=truth,
    web_search=truth,
    cache_marker=truth,
    refused=st.dictionaries(names, st.frozensets(names, min_size=1, max_size=3), max_size=3),
)


@given(facts)
def test_facts_come_back_as_they_were(known: GatewayFacts) -> None:
    assert GatewayFacts.from_json(json.loads(json.dumps(known.to_json()))) == known


@given(st.dictionaries(st.sampled_from(["models", "listed", "count_tokens", "refused", "web_search"]), anything))
def test_facts_of_any_file_are_read_without_complaint(raw: dict[str, object]) -> None:
    read = GatewayFacts.from_json(raw)
    assert all(isinstance(one, str) for one in read.models or ())
    assert read.refuse("m", "temperature").refused["m"] >= {"temperature"}


@given(anything)
def test_whatever_is_no_profile_is_none(raw: object) -> None:
    assert Profile.from_json(raw) is None


def test_a_profile_comes_back_as_it_was() -> None:
    local = Profile("id-1", "Attic", "http://localhost:8080", needs_key=False)
    assert Profile.from_json(local.to_json()) == local


def test_what_a_check_found_missing_is_left_out_for_every_model_until_it_is_forgotten() -> None:
    known = GatewayFacts(cache_marker=False, web_search=True).refuse("a", "top_k")
    assert known.left_out_for("a") == {"top_k", "cache_control"}
    assert known.left_out_for("b") == {"cache_control"}
    assert known.forget_refusals() == GatewayFacts(web_search=True)
    assert GatewayFacts().left_out_for("a") == frozenset()


def test_what_was_refused_of_the_web_is_forgotten_for_one_model() -> None:
    known = GatewayFacts(web_search=False, cache_marker=False)
    for model, name in (("a", "web_search"), ("a", "web_fetch.20260318"), ("a", "top_k"), ("b", "web_search")):
        known = known.refuse(model, name)
    again = known.forget_web("a").forget_web("c")
    assert again.refused == {"a": {"top_k"}, "b": {"web_search"}}
    assert (again.web_search, again.cache_marker) == (None, False)
    assert GatewayFacts().refuse("a", "web_search").forget_web("a") == GatewayFacts()


def test_refusals_add_up_and_are_forgotten_together() -> None:
    known = GatewayFacts(count_tokens=True).refuse("a", "top_k").refuse("a", "thinking").refuse("b", "top_k")
    assert known.refused == {"a": {"top_k", "thinking"}, "b": {"top_k"}}
    assert known.forget_refusals() == GatewayFacts(count_tokens=True)
