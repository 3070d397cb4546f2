"""What is sent of each table: every column was thought of, and what is checked is what the database can hold."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store import strategies
from turbodesk.store.migrations import STEPS, migrate
from turbodesk.store.sync.registers import CHAT, MARKS, MESSAGE, PROJECT, FieldsOfRow, checked

STAYS_HERE = {
    "conversation": {
        "draft",  # a record of its own, for it is only offered elsewhere
        "draft_parts",
        "queue",  # two computers would send it twice
        "edited_id",
        "edit_text",
        "place_message_id",
        "place_offset",
        "allowed_tools",  # who may run what is each computer's to say
        "updated_at",  # follows from the stamps
    },
    "message": {"rowid", "text", "chars"},  # these follow from the content
    "project": {"updated_at"},
}
APART = {
    "conversation": {"id", *MARKS.values()},
    "message": {"id", "conversation_id", "parent_id", "deleted_at", *MESSAGE},
    "project": {"id"},
}


@pytest.mark.parametrize("table", STAYS_HERE)
def test_every_column_is_sent_or_known_to_stay_here(table: str) -> None:
    rows = {"conversation": CHAT, "project": PROJECT}.get(table)
    fields = [] if rows is None else [column for columns in rows.fields.values() for column in columns]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, None, STEPS)
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    assert sorted([*fields, *APART[table], *STAYS_HERE[table]]) == sorted(columns)


@pytest.mark.parametrize("rows", [CHAT, PROJECT], ids=["chat", "project"])
def test_an_empty_row_is_as_the_fields_say(rows: FieldsOfRow) -> None:
    """So a computer that was never told a field has the same in it as the one that never told."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, None, STEPS)
        defaults = {row[1]: row[4] or "NULL" for row in connection.execute(f"PRAGMA table_info({rows.table})")}
    columns = [column for field, columns in rows.fields.items() if field not in rows.always for column in columns]
    assert {column: defaults[column] for column in columns} == dict(rows.empty)


KINDS = ["time", "time?", "flag", "id", "id?", "header", "role", "status", "gateway", "name", "name?", "text", "text?"]


@given(strategies.json_values | strategies.json_values.map(json.dumps), st.sampled_from([*KINDS, "object", "list"]))
def test_what_is_checked_stays_as_it_is_and_can_be_stored(value: object, kind: str) -> None:
    try:
        cell = checked(value, kind)
    except ValueError:
        return
    assert checked(cell, kind) == cell
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("SELECT ?", (cell,)).fetchone() == (cell,)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "time"),
        (-1, "time"),
        (2**62, "time"),
        (1.0, "flag"),
        ("demo", "gateway"),
        ("", "gateway"),
        ("019B7600-0000-7000-8000-000000000001", "id"),
        ("019b7600-0000-7000-8000-000000000001\n", "id"),
        ("replying", "status"),
        ("system", "role"),
        ("two\nlines", "header"),
        ("[NaN]", "list"),
        ("{}", "list"),
        ("[]", "object"),
        ("[" * 100_000 + "]" * 100_000, "list"),
        ('{"v": 1, "blocks": {"a": {}}}', "blocks"),
        ('{"v": 1, "blocks": [1]}', "blocks"),
        (None, "name"),
        ("x", "of a newer program"),
    ],
)
def test_what_no_column_of_the_kind_can_have_is_refused(value: object, kind: str) -> None:
    with pytest.raises(ValueError, match=r"no|is no JSON|nested"):
        checked(value, kind)
