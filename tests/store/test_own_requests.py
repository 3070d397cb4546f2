"""What small requests used is summed by day and model, is bounded, and damage of it counts for nothing."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator

import pytest

from turbodesk.chat.cost import cost
from turbodesk.chat.message import MOST_TOKENS, Usage
from turbodesk.chat.model import Prices
from turbodesk.store import own_requests
from turbodesk.store.migrations import STEPS, migrate

DAY = dt.date(2026, 11, 28)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:", isolation_level=None)
    migrate(made, None, STEPS)
    yield made
    made.close()


def known(connection: sqlite3.Connection, since: dt.date = DAY) -> list[tuple[dt.date, str, int | None, int | None]]:
    found = own_requests.since(connection, since)
    assert all(one.replies == 0 for one in found)
    return [(one.day, one.model, one.usage.input_tokens, one.usage.output_tokens) for one in found]


def test_the_same_day_and_model_are_one_sum(connection: sqlite3.Connection) -> None:
    for output in (2, 3):
        own_requests.add(connection, DAY, "m", Usage(10, output))
    own_requests.add(connection, DAY, "n", Usage(1, None))
    assert known(connection) == [(DAY, "m", 20, 5), (DAY, "n", 1, 0)]


def test_long_requests_are_added_up_for_themselves(connection: sqlite3.Connection) -> None:
    for sent in (60_000, 60_000, 100_001):
        own_requests.add(connection, DAY, "m", Usage(sent, 1))
    assert known(connection) == [(DAY, "m", 120_000, 2), (DAY, "m", 100_001, 1)]
    prices = Prices(1, 0, 0, 0, 0, long=5.0)
    costs = [cost(one.usage, prices) for one in own_requests.since(connection, DAY)]
    assert costs == [pytest.approx(0.12), pytest.approx(0.500005)]


def test_fast_ones_and_searches_keep_their_price(connection: sqlite3.Connection) -> None:
    fast = Usage(10, 5, extra={"speed": "fast", "server_tool_use": {"web_search_requests": 2}})
    for used in (fast, fast, Usage(10, 5)):
        own_requests.add(connection, DAY, "m", used)
    prices = Prices(1_000_000, 0, 0, 0, 0, fast=2.0)
    assert [cost(one.usage, prices) for one in own_requests.since(connection, DAY)] == [10, 2 * 20 + 0.04]
    own_requests.add(connection, DAY, "m", fast, sign=-1)
    assert [cost(one.usage, prices) for one in own_requests.since(connection, DAY)] == [10, 20 + 0.02]


def test_only_what_is_asked_for_is_told_and_only_what_can_be_is_kept(connection: sqlite3.Connection) -> None:
    for back in (own_requests.KEPT_DAYS + 1, 40, 1, 0):
        own_requests.add(connection, DAY - dt.timedelta(days=back), "m", Usage(1, back))
    assert [day for day, *_ in known(connection, DAY - dt.timedelta(days=1))] == [DAY - dt.timedelta(days=1), DAY]
    assert len(known(connection, dt.date(2000, 1, 1))) == 3


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "no json",
        "[]",
        '{"2026-11-28": []}',
        '{"2026-11-28": {"m": 3}}',
        '{"never": {"m": {"input_tokens": 1}}}',
        "[" * 5_000,
    ],
)
def test_damage_counts_for_nothing_and_is_written_over(connection: sqlite3.Connection, damage: str) -> None:
    connection.execute("INSERT INTO remembered VALUES (?, ?, 0)", (own_requests.NAME, damage))
    assert known(connection) == []
    own_requests.add(connection, DAY, "m", Usage(1, 2))
    assert known(connection) == [(DAY, "m", 1, 2)]


def test_numbers_that_cannot_be_count_for_nothing(connection: sqlite3.Connection) -> None:
    damage = '{"2026-11-28": {"m": {"input_tokens": -1, "output_tokens": true, "cache_read_input_tokens": 4}}}'
    connection.execute("INSERT INTO remembered VALUES (?, ?, 0)", (own_requests.NAME, damage))
    assert known(connection) == [(DAY, "m", None, None)]
    own_requests.add(connection, DAY, "m", Usage(MOST_TOKENS, MOST_TOKENS))
    own_requests.add(connection, DAY, "m", Usage(MOST_TOKENS, 1))
    assert known(connection)[-1] == (DAY, "m", MOST_TOKENS, MOST_TOKENS)
