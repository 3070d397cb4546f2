"""What the picker says of models is short, true on the day, and finds them by any of their names."""

from __future__ import annotations

import datetime as dt

import pytest

from turbodesk.chat.model import Model, Prices, unknown_model
from turbodesk.ui.models.wording import (
    context_words,
    facts,
    found,
    is_ending,
    lifecycle_words,
    price_words,
    spoken,
)

TODAY = dt.date(2026, 7, 1)
SONNET = Model("sonnet-5", "Sonnet 5", "Everyday work", context=200_000, prices=Prices(3, 15, 3.75, 6, 0.3))
OLD = Model("old-1", "Old 1", "Nothing much", retires=dt.date(2026, 6, 15))
RETIRING = Model("late-2", "Late 2", retires=dt.date(2026, 11, 30), prices=Prices(0.25, 1.25, 0.3, 0.5, 0.03))


@pytest.mark.parametrize(
    ("tokens", "words"), [(200_000, "200k"), (1_000_000, "1M"), (1_500_000, "1.5M"), (8_192, "8.2k"), (500, "500")]
)
def test_tokens_as_people_say_them(tokens: int, words: str) -> None:
    assert context_words(tokens) == words


def test_prices() -> None:
    assert price_words(SONNET) == "$3 / $15 per million tokens"
    assert price_words(RETIRING) == "$0.25 / $1.25 per million tokens"
    assert price_words(OLD) == ""


def test_facts_are_told_only_where_they_are_known() -> None:
    assert facts(SONNET) == "200k context · $3 / $15 per million tokens"
    assert facts(OLD) == "200k context"
    assert facts(unknown_model("mine")) == ""


def test_the_whole_for_those_who_listen() -> None:
    assert spoken(SONNET, TODAY) == (
        "Sonnet 5, Everyday work, 200k context, $3 / $15 per million tokens, list price, sonnet-5"
    )
    assert "retires 30 Nov 2026" in spoken(RETIRING, TODAY)
    assert spoken(unknown_model("mine"), TODAY) == "mine, Not in the catalogue"


@pytest.mark.parametrize(
    ("text", "names"),
    [("", ["Old 1", "Sonnet 5"]), ("SONN", ["Sonnet 5"]), ("work 5", ["Sonnet 5"]), ("old-1", ["Old 1"]), ("zzz", [])],
)
def test_finding(text: str, names: list[str]) -> None:
    assert [one.name for one in found((OLD, SONNET), text)] == names


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (dt.date(2026, 7, 1), "retires 30 Nov 2026"),
        (dt.date(2026, 11, 22), "retires in 8 days: try Sonnet 4.6"),
        (dt.date(2026, 11, 29), "retires tomorrow: try Sonnet 4.6"),
        (dt.date(2026, 11, 30), "retired 30 Nov 2026: try Sonnet 4.6"),
    ],
)
def test_an_end_is_counted_in_days_when_it_is_near(today: dt.date, words: str) -> None:
    model = Model("old", "Old", retires=dt.date(2026, 11, 30))
    assert lifecycle_words(model, today, replacement="Sonnet 4.6") == words
    assert is_ending(model, today) == ("try" in words)
