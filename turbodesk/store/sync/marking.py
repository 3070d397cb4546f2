"""Stamps the rows that are there when syncing begins, a portion at a time, so that nobody waits for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import partial

from turbodesk.store.connection import Job
from turbodesk.store.sync.registers import CHAT, MARKS, PROJECT
from turbodesk.store.sync.triggers import IS_USED, ME, ORIGIN, bounded, filled, list_in

PORTION = 200
"""Rows that one job marks."""


def marking(connection: sqlite3.Connection) -> list[Job[object]]:
    """Return jobs that stamp the rows there are, `PORTION` of a table in each."""
    jobs: list[Job[object]] = []
    for table, statements in _marks().items():
        number = "number" if table == "source_chat" else "rowid"
        numbers = [at for (at,) in connection.execute(f"SELECT {number} FROM {table} ORDER BY {number}")]
        for first in range(0, len(numbers), PORTION):
            some = numbers[first : first + PORTION]
            jobs.append(partial(_mark, statements=statements, first=some[0], last=some[-1]))
    return [*jobs, _note_marked]


def _mark(connection: sqlite3.Connection, *, statements: Iterable[str], first: int, last: int) -> None:
    for statement in statements:
        connection.execute(statement, {"first": first, "last": last})


def _note_marked(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO sync_state VALUES ('marked', 1)")


def _marks() -> dict[str, list[str]]:
    """Return by table the statements that stamp the rows between :first and :last; what has a stamp keeps it."""

    def stamped(table: str, kind: str, id_: str, field: str, at: str, where: str, *, number: str = "rowid") -> str:
        return f"""INSERT INTO sync_stamp (kind, id, field, at, by, dirty)
            SELECT {kind}, {id_}, {field}, {bounded(at)}, {ME}, 1 FROM {table}
            WHERE {number} BETWEEN :first AND :last AND {where} ON CONFLICT (kind, id, field) DO NOTHING"""

    found: dict[str, list[str]] = {}
    for rows in (PROJECT, CHAT):
        found[rows.table] = [
            stamped(rows.table, f"'{rows.kind}'", "id", f"'{field}'", "updated_at", filled(rows, field, ""))
            for field in rows.fields
        ]
    found["conversation"].append(stamped("conversation", "'draft'", "id", ME, "updated_at", "draft <> ''"))
    for kind, column in MARKS.items():
        each = f"conversation, json_each({list_in(column)})"
        told = f"{column} <> '[]' AND type = 'text'"
        found["conversation"].append(
            stamped(each, f"'{kind}'", "conversation.id", "value", "updated_at", told, number="conversation.rowid")
        )
    final = "status <> 'replying'"
    ended = "coalesce(finished_at, created_at)"
    found["message"] = [
        stamped("message", "'message'", "id", "''", ended, final),
        stamped("message", "'message'", "id", "'hidden'", "updated_at", f"{final} AND deleted_at IS NOT NULL"),
    ]
    found["attachment"] = [stamped("attachment", "'file'", "sha256", ME, "0", IS_USED.format("attachment.sha256"))]
    found["source_chat"] = [
        stamped("source_chat", "'origin'", ORIGIN.format(""), "''", "updated_at", "true", number="number")
    ]
    found["removed_message"] = [stamped("removed_message", "'gone'", "id", "'gone'", "removed_at", "true")]
    return found
