"""Conversations fall into the groups a person expects, by the days of the place where they live."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.conversation import Conversation
from turbodesk.ui.sidebar.grouping import PINNED, PORTION, DayHeading, RowRegistry, group_name, grouped, matches, moment

TODAY = dt.date(2026, 3, 10)
TOKYO = dt.timezone(dt.timedelta(hours=9))
LIMA = dt.timezone(dt.timedelta(hours=-5))


def at(*when: int, zone: dt.tzinfo = dt.UTC) -> int:
    return int(dt.datetime(*when, tzinfo=zone).timestamp() * 1000)  # type: ignore[arg-type, misc]  # year, month, ...


@pytest.mark.parametrize(
    ("when", "name"),
    [
        ((2026, 3, 10, 0, 0), "Today"),
        ((2026, 3, 10, 23, 59), "Today"),
        ((2026, 3, 12, 8, 0), "Today"),
        ((2026, 3, 9, 23, 59), "Yesterday"),
        ((2026, 3, 9, 0, 0), "Yesterday"),
        ((2026, 3, 8, 23, 59), "Previous 7 days"),
        ((2026, 3, 3, 0, 0), "Previous 7 days"),
        ((2026, 3, 2, 23, 59), "March"),
        ((2026, 2, 28, 12, 0), "February"),
        ((2025, 12, 31, 12, 0), "December 2025"),
        ((2025, 3, 10, 12, 0), "March 2025"),
    ],
)
def test_the_heading_of_a_moment(when: tuple[int, ...], name: str) -> None:
    assert group_name(at(*when), today=TODAY, zone=dt.UTC) == name


@pytest.mark.parametrize("at", [1_796_000_000_000_000, 2**63 - 1, -(2**63), -1])
def test_a_number_that_is_no_moment_has_a_heading_and_no_date(at: int) -> None:
    assert group_name(at, today=dt.date(2026, 11, 28)) == "Without a date"
    assert moment(at, today=dt.date(2026, 11, 28)) == ""


def test_days_are_those_of_the_place() -> None:
    evening_in_lima = at(2026, 3, 9, 22, 0, zone=LIMA)
    assert group_name(evening_in_lima, today=TODAY, zone=LIMA) == "Yesterday"
    assert group_name(evening_in_lima, today=TODAY, zone=TOKYO) == "Today"


conversations = st.lists(
    st.builds(
        Conversation,
        id=st.uuids().map(str),
        pinned=st.booleans(),
        updated_at=st.integers(at(2023, 1, 1), at(2026, 12, 31)),
    ),
    unique_by=lambda one: one.id,
)


@given(conversations)
def test_every_conversation_stands_in_one_group_newest_first(all_of_them: list[Conversation]) -> None:
    groups = grouped(all_of_them, today=TODAY, zone=dt.UTC)
    shown = [one for group in groups for one in group.conversations]
    assert sorted(one.id for one in shown) == sorted(one.id for one in all_of_them)
    assert all(group.conversations for group in groups)
    assert len({group.name for group in groups}) == len(groups)
    for group in groups:
        times = [one.updated_at for one in group.conversations]
        assert times == sorted(times, reverse=True)
        assert all(one.pinned == (group.name == PINNED) for one in group.conversations)
    unpinned = [one.updated_at for one in shown if not one.pinned]
    assert unpinned == sorted(unpinned, reverse=True)


@given(st.lists(st.integers(-(10**15), 10**17) | st.integers(at(2025, 1, 1), at(2026, 3, 12))))
def test_only_looking_where_the_next_day_begins_gives_each_chat_its_heading(times: list[int]) -> None:
    groups = grouped([Conversation(f"c{n}", updated_at=one) for n, one in enumerate(times)], today=TODAY, zone=dt.UTC)
    found = [(group.name, one.updated_at) for group in groups for one in group.conversations]
    assert sorted(found) == sorted((group_name(one, today=TODAY, zone=dt.UTC), one) for one in times)
    assert len({group.name for group in groups}) == len(groups)


@pytest.mark.parametrize(
    ("title", "words", "found"),
    [
        ("Trip plan", (), True),
        ("Trip plan", ("trip",), True),
        ("Trip plan", ("plan", "tri"), True),
        ("Trip plan", ("plan", "boat"), False),
        ("Größe der STRASSE", ("strasse",), True),
    ],
)
def test_searching_titles(title: str, words: tuple[str, ...], found: bool) -> None:
    assert matches(title, words) is found


def test_rows_are_made_ready_in_portions_and_stay_the_same_as_long_as_they_say_the_same() -> None:
    made, many = RowRegistry(), [Conversation(f"c{n}") for n in range(2 * PORTION + 1)]
    steps = []
    for _ in made.make_ready(many):
        steps.append(len(many) - made.lacks(many))
    assert steps == [PORTION, 2 * PORTION, 2 * PORTION + 1]
    items = made.items(many)
    assert all(was is now for was, now in zip(items, made.items(many), strict=True))
    assert made.item(many[0], is_inset=False) is items[0]
    assert made.item(many[0], is_inset=True).is_inset
    renamed = replace(many[1], title="Renamed")
    assert made.item(renamed, is_inset=False).conversation is renamed
    made.forget(["c2", "nobody's"])
    assert made.lacks(many) == 1
    assert made.head(DayHeading("Today")) is made.head(DayHeading("Today"))
