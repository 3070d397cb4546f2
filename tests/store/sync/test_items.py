"""What is no row of the database is kept beside it: the later change of two strangers holds, and nothing odd is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.sync_names import LogName
from turbodesk.store.migrations import STEPS, migrate
from turbodesk.store.sync import items, outgoing, schema
from turbodesk.store.sync.gateway_ids import GatewayLink, id_here, link, links, shared_id, shared_ids
from turbodesk.store.sync.incoming import apply_all

ME, OTHER = "m" * 16, "z" * 16
X, Y = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"


def begun() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, None, STEPS)
    for job in schema.begin(ME):
        job(connection)
    return connection


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = begun()
    yield made
    made.close()


def come(connection: sqlite3.Connection, value: object, *, at: int) -> None:
    record: dict[str, object] = {"k": "preset", "id": "p", "at": at, "by": OTHER, "value": value}
    apply_all(connection, [record], LogName.new(OTHER, 1, 1))


def preset(connection: sqlite3.Connection) -> items.SyncItem:
    return items.some(connection, "preset", ["p"])[0]


def test_a_change_that_knew_the_last_value_holds_whatever_the_clock_says(connection: sqlite3.Connection) -> None:
    come(connection, {"name": "theirs"}, at=1_000)
    assert items.put(connection, "preset", "p", {"name": "mine"}, now=5)
    assert (preset(connection).value, preset(connection).stamp) == ({"name": "mine"}, (1_001, ME))


@pytest.mark.parametrize(("now", "holds"), [(2_000, True), (500, False), (1_000, False)])
def test_among_strangers_the_later_one_holds(connection: sqlite3.Connection, now: int, holds: bool) -> None:
    items.put(connection, "preset", "p", {"name": "old"}, now=10)
    knew = preset(connection).stamp
    come(connection, {"name": "theirs"}, at=1_000)
    assert items.put(connection, "preset", "p", {"name": "mine"}, now=now, knew=knew) is holds
    assert preset(connection).value == {"name": "mine" if holds else "theirs"}


def test_what_is_deleted_is_sent_as_deleted_and_leaves_the_files_it_was_in(connection: sqlite3.Connection) -> None:
    items.put(connection, "preset", "p", {"name": "mine"}, now=10)
    connection.execute("UPDATE sync_stamp SET seq = 3, dirty = 0")
    connection.execute("INSERT INTO sync_file (name, first, last, size, state) VALUES ('f', 2, 4, 9, 'there')")
    assert items.put(connection, "preset", "p", None, now=20)
    assert connection.execute("SELECT stale FROM sync_file").fetchone() == (1,)
    states = list(outgoing.states(connection, [("preset", "p")]))
    assert states == [{"k": "preset", "id": "p", "at": 20, "by": ME, "value": None}]
    assert items.put(connection, "preset", "p", {"name": "back"}, now=15), "it knew"


def test_notes_are_not_sent(connection: sqlite3.Connection) -> None:
    items.note(connection, "step-preset", "p", ["x", 1, "y"])
    assert items.noted(connection, "step-preset") == {"p": ["x", 1, "y"]}
    items.note(connection, "step-preset", "p", None)
    assert items.noted(connection, "step-preset") == {}
    assert connection.execute("SELECT count(*) FROM sync_stamp").fetchone() == (0,)


def nested(levels: int) -> object:
    value: object = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [{"x": float("nan")}, {"x": nested(100)}, {"x": "y" * 3_000_000}, {"x": {1, 2}}])
def test_what_nothing_of_ours_is_made_of_is_not_put(connection: sqlite3.Connection, value: object) -> None:
    assert not items.put(connection, "preset", "p", value, now=10)
    assert items.all_of(connection, "preset") == []


@given(st.dictionaries(st.text(max_size=5), st.text(st.characters(), max_size=5) | st.integers() | st.none()))
def test_what_is_put_is_sent(value: dict[str, object]) -> None:
    connection = begun()
    assert items.put(connection, "preset", "p", value, now=10)
    assert outgoing.dump(outgoing.states(connection, [("preset", "p")]))
    connection.close()


def test_the_gateway_that_all_call_the_same_is_known_by_an_id_of_its_own(connection: sqlite3.Connection) -> None:
    assert (shared_id(connection, "default"), id_here(connection, X)) == ("default", X)
    (made,) = shared_ids(connection, "default")
    assert (shared_id(connection, "default"), id_here(connection, made)) == (made, "default")
    link(connection, X, GatewayLink("default", is_own=False))
    assert shared_id(connection, "default") == min(made, X)
    assert (id_here(connection, X), id_here(connection, made)) == ("default", "default")
    link(connection, X, GatewayLink(Y, is_own=False))
    assert links(connection)[Y] == GatewayLink(Y, is_own=True), "it keeps the id it has by itself"
    assert shared_id(connection, Y) == X
