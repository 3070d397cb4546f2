"""Cherry Studio 2: an SQLite database in a zip, beside the files.

A stranger's database is code as well as data. It is opened as a private copy, read-only, without trust in its schema,
looked over before it is read, and only real tables are asked: a view can run for ever. Columns differ between releases,
so what is there is asked for, and nothing else: keys of providers stand in tables that are never read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import SourceChat, SourceNode
from turbodesk.app.imports.findings import UNREADABLE_MESSAGES, Findings
from turbodesk.app.imports.readers.cherry_files import KEY, PROGRAM, CherryFiles, bare_model
from turbodesk.app.imports.readers.cherry_parts import node_of
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.app.imports.values import moment, name, text
from turbodesk.chat.errors import ImportRefused
from turbodesk.store.archive_reading import UNREADABLE
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member

    Row = Mapping[str, object]

LARGEST = 4 * 1024**3
"""Bytes of a database: it is copied to be read."""
LONGEST_CELL = 64 * 1024 * 1024
_TABLES = {
    "topic": ("id", "name", "assistant_id", "active_node_id", "created_at", "updated_at", "deleted_at"),
    "message": (
        *("id", "parent_id", "topic_id", "role", "data", "status", "model_id"),
        *("message_snapshot", "model_snapshot", "created_at", "deleted_at"),
    ),
    "assistant": ("id", "name", "prompt", "model_id"),
    "pin": ("entity_type", "entity_id"),
}
_DAMAGED = _("The database in this back-up of Cherry Studio is damaged.")
_ADVICE = _("Make a new back-up in Cherry Studio, and choose that. Nothing here has changed.")


class CherryDatabase(SourceArchive):
    """A back-up of version 2."""

    program, key = PROGRAM, KEY

    def __init__(self, container: Container, member: Member, *, is_newer: bool = False) -> None:
        self._container, self._member, self._is_newer = container, member, is_newer
        self._files = CherryFiles(container)
        self.size = member.size
        self._uri = ""
        """Of the private copy, once there is one."""
        self._count, self._done = 1, 0
        """Of the messages, and how many of them are read."""

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        if self._is_newer:
            found.trouble(_("This back-up was made by a newer Cherry Studio; what is new in it may be missing."))
        try:
            self._uri = self._uri or self._copied()
            with closing(sqlite3.connect(self._uri, uri=True, check_same_thread=False)) as connection:
                self._container.at_its_end(connection.close)
                _make_safe(connection)
                yield from self._read(connection, found)
        except (sqlite3.Error, *UNREADABLE) as error:
            raise ImportRefused(str(error), sentence=_DAMAGED, advice=_ADVICE) from error

    def _copied(self) -> str:
        """Copy the database, with what was not yet written into it where the folder was packed by hand."""
        path = self._container.temporary_copy(self._member, LARGEST)
        beside = f"{self._member.path}-wal"
        for log in (one for one in self._container.members if one.path == beside and one.size):
            self._container.temporary_copy(log, LARGEST).replace(path.with_name(f"{path.name}-wal"))
            return f"{path.absolute().as_uri()}?mode=ro"
        return f"{path.absolute().as_uri()}?mode=ro&immutable=1"

    def _read(self, connection: sqlite3.Connection, found: Findings) -> Iterator[SourceChat]:
        topics = {text(row["id"]): row for row in _rows(connection, "topic") if name(row.get("id"))}
        assistants = {text(row["id"]): row for row in _rows(connection, "assistant") if name(row.get("id"))}
        pinned = {text(row.get("entity_id")) for row in _rows(connection, "pin") if row.get("entity_type") == "topic"}
        messages = _rows(connection, "message", order="topic_id")
        self._done = 0
        if _columns(connection, "message"):  # and no view, which would be counted without end
            (self._count,) = connection.execute("SELECT max(1, count(*)) FROM message").fetchone()
        seen = set[str]()
        for key, group in groupby(messages, key=lambda row: row.get("topic_id")):
            id_ = name(key)
            if id_ is None:
                found.leave_out(UNREADABLE_MESSAGES, sum(1 for _ in group))
                continue
            topic = topics.get(id_, {})
            if topic.get("deleted_at") is None:
                assistant = assistants.get(text(topic.get("assistant_id")), {})
                yield self._chat(id_, topic, assistant, group, id_ in pinned)
            seen.add(id_)
        for id_, topic in topics.items():
            if id_ not in seen and topic.get("deleted_at") is None:
                yield self._chat(id_, topic, {}, iter(()), id_ in pinned)

    def _chat(self, id_: str, topic: Row, assistant: Row, messages: Iterator[Row], is_pinned: bool) -> SourceChat:
        nodes = [node for row in messages if (node := self._node(row)) is not None]
        answered_by = next((node.model for node in reversed(nodes) if node.model), None)
        return SourceChat(
            id_,
            name(topic.get("name")),
            nodes,
            name(topic.get("active_node_id")),
            created_at=moment(topic.get("created_at")),
            updated_at=moment(topic.get("updated_at")),
            pinned=is_pinned,
            folder=name(assistant.get("name")),
            model=bare_model(assistant.get("model_id")) or answered_by,
            system=text(assistant.get("prompt")).strip() or None,
        )

    def _node(self, row: Row) -> SourceNode | None:
        self._done += 1
        self._container.told = self.size * self._done // self._count
        return node_of(row, self._files)


def _make_safe(connection: sqlite3.Connection) -> None:
    """Take from a stranger's database what it could do, and look it over.

    Raises:
        sqlite3.Error: it is damaged, or none.
    """
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    for pragma in ("trusted_schema=OFF", "ignore_check_constraints=ON", "cell_size_check=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    if (told := connection.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
        raise sqlite3.DatabaseError(f"quick_check: {told}")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return those of the known columns that a table has; none where there is no such table.

    Raises:
        ImportRefused: something else stands there under its name, or no table for messages.
    """
    told = connection.execute("SELECT type, sql FROM sqlite_schema WHERE name = ? COLLATE NOCASE", (table,)).fetchall()
    if not told and table != "message":
        return []
    if [kind for kind, sql in told if kind != "table" or "VIRTUAL" in text(sql).upper().split("(")[0]] or not told:
        raise ImportRefused(f"{table}: {told}", sentence=_("No chats can be read from this database."), advice=_ADVICE)
    there = {str(row[1]).lower() for row in connection.execute(f"PRAGMA table_info({table})")}
    return [column for column in _TABLES[table] if column in there]


def _rows(connection: sqlite3.Connection, table: str, order: str | None = None) -> Iterator[Row]:
    """Yield the rows of a table. Raises what `_columns` does."""
    columns = _columns(connection, table)
    if not columns:
        return
    ordered = f' ORDER BY "{order}"' if order in columns else ""
    quoted = ", ".join(f'"{column}"' for column in columns)
    for row in connection.execute(f'SELECT {quoted} FROM "{table}"{ordered}'):
        yield dict(zip(columns, row, strict=True))
