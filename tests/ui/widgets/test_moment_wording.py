"""When something was, in the words people use."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.moments import LATEST_MS
from turbodesk.ui.widgets.moment_wording import clock_words, when_words

NOW = dt.datetime(2026, 11, 28, 14, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (NOW, "a moment ago"),
        (NOW + dt.timedelta(days=3), "a moment ago"),
        (NOW - dt.timedelta(minutes=2), "2 minutes ago"),
        (NOW - dt.timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (NOW - dt.timedelta(hours=1), "today, 13:05"),
        (NOW.replace(hour=9, minute=41), "today, 9:41"),
        (NOW - dt.timedelta(days=1), "yesterday, 14:05"),
        (NOW - dt.timedelta(days=2), "Thursday"),
        (NOW - dt.timedelta(days=6), "Sunday"),
        (NOW - dt.timedelta(days=7), "21 Nov"),
        (NOW.replace(year=2025), "28 Nov 2025"),
    ],
)
def test_when(then: dt.datetime, words: str) -> None:
    assert when_words(round(then.timestamp() * 1000), NOW) == words


def test_a_number_that_is_no_moment_is_not_told() -> None:
    assert when_words(LATEST_MS + 1, NOW) == ""


@given(st.integers(min_value=0, max_value=LATEST_MS))
def test_every_moment_has_words(at: int) -> None:
    assert when_words(at, NOW)


def test_the_clock_says_the_day_only_where_it_is_another() -> None:
    now = dt.datetime(2026, 11, 28, 15, 0, tzinfo=dt.UTC)

    def said(*when: int) -> str:
        return clock_words(int(dt.datetime(*when, tzinfo=dt.UTC).timestamp() * 1000), now)  # type: ignore[misc, arg-type]

    assert said(2026, 11, 28, 9, 5) == "09:05"
    assert said(2026, 11, 27, 23, 59) == "yesterday, 23:59"
    assert said(2026, 11, 3, 14, 2) == "3 Nov, 14:02"
    assert said(2025, 11, 3, 14, 2) == "3 Nov 2025, 14:02"
    assert clock_words(-1, now) == ""
