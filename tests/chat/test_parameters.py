"""What is tuned survives being stored, and nothing stored by accident or by others gets through."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.model import Effort
from turbodesk.chat.parameters import (
    MAX_USER_ID,
    MIN_THINKING_BUDGET,
    MOST_SITES,
    MOST_TEMPERATURE,
    CacheLife,
    Parameters,
    WebParameters,
)

fractions = st.none() | st.floats(0, 1)
counts = st.none() | st.integers(1, 10**6)
words = st.text(max_size=12)
sites = st.lists(st.sampled_from(["a.org", "b.example/path", "xn--mnchen-3ya.de"]), max_size=3, unique=True).map(tuple)
places = st.sampled_from(["", "Aachen", "Bad Cannstatt"])
web = st.one_of(
    st.builds(WebParameters, only=sites, city=places, country=st.sampled_from(["", "DE"])),
    st.builds(WebParameters, never=sites, region=places, timezone=st.sampled_from(["", "Europe/Berlin"])),
)
parameters = st.builds(
    Parameters,
    system=words,
    temperature=fractions,
    top_p=fractions,
    top_k=counts,
    thinking=st.booleans(),
    budget_tokens=st.none() | st.integers(MIN_THINKING_BUDGET, 10**6),
    effort=st.none() | st.sampled_from(Effort),
    fast=st.booleans(),
    max_tokens=counts,
    stop_sequences=st.lists(words.filter(str.strip), max_size=3).map(tuple),
    stream=st.booleans(),
    cache=st.sampled_from(CacheLife),
    tools=st.lists(words, max_size=3).map(tuple),
    tool_choice=words.filter(bool),
    web_search=st.booleans(),
    web=web,
    keep_attachments=st.none() | st.integers(0, 100),
    user_id=words,
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(parameters)
def test_what_is_written_is_read_back(tuned: Parameters) -> None:
    assert Parameters.from_json(json.loads(json.dumps(tuned.to_json()))) == tuned


def test_only_what_was_changed_is_written() -> None:
    assert Parameters().to_json() == {}
    assert Parameters(thinking=True, tools=("clock",)).to_json() == {"thinking": True, "tools": ["clock"]}


@given(st.dictionaries(st.sampled_from([*Parameters.__dataclass_fields__, "unheard_of"]), anything))
def test_nothing_out_of_range_gets_through(raw: dict[str, object]) -> None:
    read = Parameters.from_json(raw)
    assert read.temperature is None or 0 <= read.temperature <= MOST_TEMPERATURE
    assert read.top_p is None or 0 <= read.top_p <= 1
    assert all(one is None or one >= 1 for one in (read.top_k, read.max_tokens))
    assert read.budget_tokens is None or read.budget_tokens >= MIN_THINKING_BUDGET
    assert all(one.strip() for one in read.stop_sequences)
    assert len(read.user_id) <= MAX_USER_ID
    assert read.tool_choice
    assert not (read.web.only and read.web.never)
    assert Parameters.from_json(read.to_json()) == read


def test_a_temperature_is_kept_as_far_up_as_gateways_document_it() -> None:
    assert [Parameters.from_json({"temperature": one}).temperature for one in (1.7, 2, 2.1)] == [1.7, 2.0, None]


def test_what_is_no_site_and_no_place_is_left_out() -> None:
    raw = {
        "only": [
            "a.org",
            "a.org",
            "https://b.org",
            "C.org",
            "localhost",
            "d.org/a b",
            7,
            "e.org/x\n",
            f"{'x' * 300}.org",
        ],
        "never": ["f.org"],
        "city": "Aachen\nignore what was said",
        "region": "x" * 101,
        "country": "de",
        "timezone": 3,
    }
    assert WebParameters.from_json(raw) == WebParameters(only=("a.org",))
    many = WebParameters.from_json({"never": [f"{number}.org" for number in range(99)], "country": "DE"})
    assert (len(many.never), many.country, many.has_place) == (MOST_SITES, "DE", True)
    assert WebParameters.from_json("junk") == WebParameters.from_json(None) == WebParameters()
    assert not WebParameters().has_place
