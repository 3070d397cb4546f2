"""Sums count every token once, and a limit is spoken of only when it is near."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.cost import cost
from turbodesk.chat.message import Usage
from turbodesk.chat.model import Prices
from turbodesk.chat.spending import NEAR, Used, limit_words, total

PRICES = Prices(3.0, 15.0, 3.75, 6.0, 0.3)
DAY = dt.date(2026, 11, 22)
tokens = st.none() | st.integers(0, 10**9)
usages = st.builds(Usage, tokens, tokens, tokens, tokens)
used = st.builds(Used, st.just(DAY), st.sampled_from(["dear", "unpriced"]), st.integers(1, 9), usages)


def prices(model: str) -> Prices | None:
    return PRICES if model == "dear" else None


@given(st.lists(used))
def test_a_total_is_the_sum_of_its_parts(parts: list[Used]) -> None:
    summed = total(parts, prices)
    assert summed.replies == sum(one.replies for one in parts)
    assert summed.dollars == pytest.approx(sum(cost(one.usage, prices(one.model)) or 0 for one in parts))
    assert summed.unpriced == sum(one.replies for one in parts if cost(one.usage, prices(one.model)) is None)
    assert 0 <= summed.hit_share <= 1


@given(st.floats(0, 1e6), st.integers(0, 10_000), st.booleans())
def test_a_limit_is_spoken_of_when_it_is_near_and_only_then(spent: float, limit: int, stops: bool) -> None:
    words = limit_words(spent, limit, stops=stops)
    assert bool(words) is (limit > 0 and spent >= NEAR * limit)
    assert ("reached" in words) is (limit > 0 and spent >= limit)
    assert ("Nothing more is sent" in words) is (limit > 0 and spent >= limit and stops)
