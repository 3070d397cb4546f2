"""What the picker says of models is short, true on the day, and finds them by any of their names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from turbodesk.chat.model import Lifecycle, Model, Prices, ThinkingMode, ThinkingOff, unknown_model
from turbodesk.ui.models.wording import (
    card_lines,
    cents_words,
    context_words,
    found,
    lifecycle_words,
    spoken,
)

TODAY = dt.date(2026, 7, 1)
SONNET = Model("sonnet-5", "Sonnet 5", "Everyday work", context=200_000, prices=Prices(3, 15, 3.75, 6, 0.3))
OLD = Model("old-1", "Old 1", "Nothing much", retires=dt.date(2026, 6, 15))
RETIRING = Model("late-2", "Late 2", retires=dt.date(2026, 11, 30), prices=Prices(0.25, 1.25, 0.3, 0.5, 0.03))


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (200_000, "200,000 tokens"),
        (1_000_000, "1 million tokens"),
        (1_500_000, "1.5 million tokens"),
        (8_192, "8,192 tokens"),
        (1, "1 token"),
    ],
)
def test_tokens_as_people_say_them(tokens: int, words: str) -> None:
    assert context_words(tokens) == words


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        (Prices(3, 15, 3.75, 6, 0.3), "1 ¢"),
        (Prices(5, 25, 6.25, 10, 0.5), "1.7 ¢"),
        (Prices(1, 5, 1.25, 2, 0.1), "0.3 ¢"),
        (Prices(0.1, 0.4, 0, 0, 0), "under 0.1 ¢"),
        (Prices(30, 150, 0, 0, 0), "10 ¢"),
        (None, ""),
    ],
)
def test_what_a_usual_question_costs(prices: Prices | None, words: str) -> None:
    assert cents_words(Model("one", "One", prices=prices)) == words


def test_the_card_tells_only_what_is_known() -> None:
    assert card_lines(SONNET, TODAY) == [
        ("Keeps in mind", "200,000 tokens"),
        ("Reads, per million", "$3"),
        ("Writes, per million", "$15"),
        ("Thinks first, if asked", "no"),
    ]
    assert card_lines(RETIRING, TODAY)[1:] == [
        ("Reads, per million", "$0.25"),
        ("Writes, per million", "$1.25"),
        ("Thinks first, if asked", "no"),
        ("How long", "ends 30 Nov 2026"),
    ]
    assert card_lines(OLD, TODAY)[-1] == ("How long", "ended 15 Jun 2026")
    assert card_lines(unknown_model("mine"), TODAY) == []


def test_the_whole_for_those_who_listen() -> None:
    assert spoken(SONNET, TODAY) == (
        "Sonnet 5, Everyday work, a usual question costs 1 ¢, keeps 200,000 tokens in mind, sonnet-5"
    )
    assert "ends 30 Nov 2026" in spoken(RETIRING, TODAY)
    assert spoken(unknown_model("mine"), TODAY) == "mine, A model of your own"


@pytest.mark.parametrize(
    ("text", "names"),
    [("", ["Old 1", "Sonnet 5"]), ("SONN", ["Sonnet 5"]), ("work 5", ["Sonnet 5"]), ("old-1", ["Old 1"]), ("zzz", [])],
)
def test_finding(text: str, names: list[str]) -> None:
    assert [one.name for one in found((OLD, SONNET), text)] == names


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (dt.date(2026, 7, 1), "ends 30 Nov 2026"),
        (dt.date(2026, 11, 22), "ends in 8 days"),
        (dt.date(2026, 11, 29), "ends tomorrow"),
        (dt.date(2026, 11, 30), "ended 30 Nov 2026"),
    ],
)
def test_an_end_is_counted_in_days_when_it_is_near(today: dt.date, words: str) -> None:
    model = Model("old", "Old", retires=dt.date(2026, 11, 30))
    assert lifecycle_words(model, today) == words
    assert model.is_ending(today) == (today.month == 11)


@pytest.mark.parametrize(
    ("told", "retires", "words", "ends"),
    [
        (Lifecycle.ACTIVE, dt.date(2026, 6, 15), "", False),
        (Lifecycle.DEPRECATED, None, "will end", True),
        (Lifecycle.DEPRECATED, dt.date(2026, 6, 15), "may end any day", True),
        (Lifecycle.DEPRECATED, dt.date(2026, 11, 30), "ends 30 Nov 2026", True),
        (Lifecycle.RETIRED, None, "ended", True),
        (Lifecycle.RETIRED, dt.date(2026, 11, 30), "ended 30 Nov 2026", True),
    ],
)
def test_what_the_gateway_says_goes_before_the_day(
    told: Lifecycle, retires: dt.date | None, words: str, ends: bool
) -> None:
    model = Model("old", "Old", retires=retires, lifecycle_told=told)
    assert lifecycle_words(model, TODAY) == words
    assert model.is_ending(TODAY) is ends
    assert (("How long", words) in card_lines(model, TODAY)) is bool(words)


def test_the_card_tells_the_day_and_what_replaces_it() -> None:
    model = Model("old", "Old", retires=dt.date(2026, 11, 30))
    lines = card_lines(model, dt.date(2026, 11, 22), Model("new", "New"))
    assert lines[-2:] == [("How long", "ends 30 Nov 2026"), ("Instead", "New")]


def test_a_card_says_from_where_on_a_model_is_dearer() -> None:
    assert dict(card_lines(replace(SONNET, long_price=5.0), TODAY))["Above 100,000 tokens"] == "5× that"


def test_a_card_says_what_always_happens_and_what_is_dearer() -> None:
    new = replace(SONNET, thinking=(ThinkingMode.ADAPTIVE,), thinking_off=ThinkingOff.NEVER, fast_price=2.0)
    lines = dict(card_lines(new, TODAY))
    assert (lines["Thinks first"], lines["Fast mode"]) == ("always", "for twice the price")
    lines = dict(card_lines(replace(new, thinking_off=ThinkingOff.DISABLED, fast_price=3.5), TODAY))
    assert (lines["Thinks first, if asked"], lines["Fast mode"]) == ("yes", "for 3.5× the price")
    assert "Fast mode" not in dict(card_lines(SONNET, TODAY))
