"""Keeps conversations and their messages, and hands them out in portions a window can use at once.

Rows become values on the database's thread, so that reading much does not hold up the window. Saving never waits: each
`save_...` queues a row and returns a future that need not be awaited; what is read afterwards sees it. A message's
conversation must have been saved before it.

Of a conversation that is in the database only those columns are written that whoever saves it has changed: others, such
as an import, may have changed the rest since it was read.

What a row holds that cannot be is read as something plain (`cells`), told in the log and, where words are lost to the
view, in `lost`. It stays in the file as it is: a save leaves out the cells of a conversation that were damaged when it
was read, unless the person has given them another value since.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from turbodesk.chat.conversation import UNTITLED, Conversation, Edit, Node, ReadingPlace
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Role
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parts import Part
from turbodesk.store.cells import Cells, is_name
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import (
    Cell,
    conversation_from_cells,
    conversation_row,
    damaged_message,
    edit_row,
    message_from_cells,
    message_row,
    parts_text,
    storable,
)
from turbodesk.store.tree_reading import Tree, read_tree

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from turbodesk.store.connection import Job
    from turbodesk.store.forking import Forking
    from turbodesk.store.projects import ProjectTable
    from turbodesk.store.remembered import Remembered
    from turbodesk.store.removals import Removals


class History:
    """Conversations and messages in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.lost: set[str] = set()
        """What of the conversations read so far cannot be shown: "id: columns", or "row n" for one without an id."""
        self._untouched: dict[str, dict[str, Cell]] = {}
        """By conversation, the damaged columns and what stands for them here."""
        self._gaps: dict[str, Node] = {}
        """Places of messages that are not there, or cannot be found by an id."""

    @cached_property
    def remembered(self) -> Remembered:
        """What stood in the window; made with the first chat, which the first window does not wait for."""
        from turbodesk.store.remembered import Remembered

        return Remembered(self._database)

    @cached_property
    def forking(self) -> Forking:
        """Copies into new conversations; made with the first one."""
        from turbodesk.store.forking import Forking

        return Forking(self._database)

    @cached_property
    def removals(self) -> Removals:
        """Messages that leave for good; made with the first one."""
        from turbodesk.store.removals import Removals

        return Removals(self._database)

    @cached_property
    def projects(self) -> ProjectTable:
        """What chats belong to; made where there is one."""
        from turbodesk.store.projects import ProjectTable

        return ProjectTable(self._database)

    def forget(self) -> None:
        """Forget what was damaged of the conversations read so far: there are others in the database now."""
        for known in (self.lost, self._untouched, self._gaps):
            known.clear()

    async def has_projects(self) -> bool:
        """Return whether there are any projects; most people have none, and load nothing of what reads them."""
        query = "SELECT EXISTS (SELECT 1 FROM project WHERE deleted_at IS NULL)"
        return await self._database.read(lambda connection: bool(connection.execute(query).fetchone()[0]))

    async def conversations(self, ids: Sequence[str] | None = None) -> list[Conversation]:
        """Return all conversations that are not deleted, the one with the newest message first.

        With `ids`, `AT_ONCE` at most, those of them alone.
        """
        among = "" if ids is None else f"AND id IN ({','.join('?' * len(ids))})"
        query = f"SELECT *, rowid FROM conversation WHERE deleted_at IS NULL {among} ORDER BY active_at DESC, id DESC"

        def job(connection: sqlite3.Connection) -> tuple[list[Conversation], list[_Damaged]]:
            found, damaged = list[Conversation](), list[_Damaged]()
            for row in _dicts(connection.execute(query, ids or ())):
                conversation, cells, rowid = _conversation(row)
                if conversation is not None:
                    found.append(conversation)
                if cells.damaged or cells.incomplete:
                    damaged.append((conversation, cells, f"row {rowid}"))
            return found, damaged

        found, damaged = await self._database.read(job)
        for conversation, cells, name in damaged:
            self._note(conversation, cells, name)
        return found

    def _note(self, conversation: Conversation | None, cells: Cells, row: str) -> None:
        """Tell what a conversation's row holds that cannot be, and keep it from being written over."""
        name = row if conversation is None else conversation.id
        columns = ", ".join(sorted({*cells.damaged, *cells.incomplete}))
        if name not in self._untouched:
            log.warning("a chat is damaged in the database; what cannot be read is left there: %s: %s", name, columns)
        if conversation is None or not _SHOWN_ANYWAY.issuperset(cells.damaged):
            self.lost.add(f"{name}: {columns}")
        stands_for = {} if conversation is None else conversation_row(conversation)
        self._untouched[name] = {
            column: stands_for[column] for column in (*cells.damaged, *cells.incomplete) if column in stands_for
        }

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """Return one conversation as it is now, deleted or not; None for one that was never saved."""

        def job(connection: sqlite3.Connection) -> Conversation | None:
            rows = _dicts(connection.execute("SELECT *, rowid FROM conversation WHERE id = ?", (conversation_id,)))
            return next((_conversation(row)[0] for row in rows), None)

        return await self._database.read(job)

    def save_conversation(
        self, conversation: Conversation, also: Job[object] | None = None, *, since: Conversation | None = None
    ) -> asyncio.Future[None]:
        """Queue a conversation's own facts; with what is `also` done, it survives a loss of power.

        `since` is how it was when it was read or saved last: what is the same in both stays as it is on disk by now.
        None: it was neither, so that all of it is written.

        Draft, edit and place of one that exists already are left as they are, since `save_draft`, `save_edit` and
        `save_place` keep them, and so is a deletion: a late save brings nothing back.
        """
        row = conversation_row(conversation)
        if since is None:
            kept = (*_KEPT, *self._left_alone(conversation.id, row))
            save: Job[None] = partial(_upsert, table="conversation", row=row, kept=kept)
        else:
            cells = _changed(conversation_row(since), row)
            save = self._setting(conversation.id, cells)

        def job(connection: sqlite3.Connection) -> None:
            if also is not None:
                also(connection)
            save(connection)

        return self._database.write(job, durable=also is not None)

    def _left_alone(self, conversation_id: str, row: Mapping[str, Cell]) -> set[str]:
        """Return the damaged columns for which `row` has nothing but what stands for them."""
        untouched = self._untouched.get(conversation_id, {})
        for column in [one for one, cell in untouched.items() if row.get(one, cell) != cell]:
            del untouched[column]  # the person's own value from now on
        return {column for column in untouched if column in row}

    def save_draft(
        self, conversation_id: str, text: str | None, parts: Sequence[Part] | None = None, *, durable: bool = False
    ) -> asyncio.Future[None]:
        """Queue what stands unsent in a conversation's composer; None stays. The sidebar's order does not change.

        `durable`: when the future is done, it and the attachments put before it survive a loss of power.
        """
        cells: dict[str, Cell] = {}
        if text is not None:
            cells["draft"] = storable(text)
        if parts is not None:
            cells["draft_parts"] = parts_text(parts)
        return self._set(conversation_id, cells, durable=durable)

    def save_edit(self, conversation_id: str, edit: Edit | None) -> asyncio.Future[None]:
        """Queue how far the editing of an earlier message is; None: none is being edited any more."""
        return self._set(conversation_id, edit_row(edit))

    def save_place(self, conversation_id: str, place: ReadingPlace | None) -> asyncio.Future[None]:
        """Queue where the reader is; None is the end. To archives and others the conversation is no newer for it."""
        cells: dict[str, Cell] = {
            "place_message_id": place.message_id if place else None,
            "place_offset": place.offset if place else 0,
        }
        return self._set(conversation_id, cells, matters=False)

    def pin_conversations(self, pinned: Mapping[str, bool]) -> asyncio.Future[None]:
        """Queue which conversations stand at the top of the list, by their ids: all of them or none."""
        now = now_ms()
        rows = [(int(is_pinned), now, id_) for id_, is_pinned in pinned.items()]

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany("UPDATE conversation SET pinned = ?, updated_at = ? WHERE id = ?", rows)

        return self._database.write(job, durable=True)

    def delete_conversations(self, *ids: str) -> asyncio.Future[None]:
        """Queue the deletion of conversations, all or none; once the future is done no loss of power takes it back."""
        return self._set_deleted(ids, now_ms())

    def restore_conversations(self, *ids: str) -> asyncio.Future[None]:
        """Queue the return of deleted conversations, with everything in them; all, and durable, like the deletion."""
        return self._set_deleted(ids, None)

    def _set_deleted(self, ids: Iterable[str], at: int | None) -> asyncio.Future[None]:
        now = now_ms()
        rows = [(at, now, id_) for id_ in ids]

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany("UPDATE conversation SET deleted_at = ?, updated_at = ? WHERE id = ?", rows)

        return self._database.write(job, durable=True)

    async def nodes(self, conversation_id: str) -> list[Node]:
        """Return the place in the tree and the size of every message, oldest first, without any content.

        Where a message must have been that is not there, a gap stands in its place; `messages` gives it as damaged.
        """

        def job(connection: sqlite3.Connection) -> Tree:
            return read_tree(connection.execute(NODES, (conversation_id,)))

        tree = await self._database.read(job)
        if tree.damage:
            log.warning("the messages of a chat are damaged in the database: %s: %s", conversation_id, tree.damage)
        self._gaps.update((node.id, node) for node in tree.gaps)
        return tree.nodes

    async def attachment_counts(self, conversation_id: str) -> dict[str, int]:
        """Return how many attachments each message has that has any."""
        query = (
            "SELECT message_id, count(*) FROM message_attachment JOIN message ON message.id = message_id"
            " WHERE conversation_id = ? GROUP BY message_id"
        )
        return await self._database.read(lambda connection: dict(connection.execute(query, (conversation_id,))))

    async def texts(self, ids: Sequence[str]) -> list[tuple[str, Role, str]]:
        """Return ids, roles and plain texts of these messages, in the order of `ids`; what is not there is left out.

        Texts of a person's are cut to 1,200 letters, and those of replies without a heading come as "".
        """
        wanted = list(ids)

        def job(connection: sqlite3.Connection) -> dict[str, tuple[str, Role, str]]:
            found = {}
            for start in range(0, len(wanted), _VARIABLES):
                some = wanted[start : start + _VARIABLES]
                query = f"{_TEXTS} WHERE id IN ({','.join('?' * len(some))}) AND deleted_at IS NULL"
                for id_, role, text in connection.execute(query, some):
                    if role in tuple(Role) and isinstance(text, str):
                        found[id_] = (id_, Role(role), text)
            return found

        by_id = await self._database.read(job)
        return [by_id[id_] for id_ in wanted if id_ in by_id]

    async def beginnings(self, ids: Sequence[str]) -> dict[str, tuple[Role, str]]:
        """Return who says these messages, and the first 300 letters of what they say; what is not there is left out."""
        wanted = list(ids)

        def job(connection: sqlite3.Connection) -> dict[str, tuple[Role, str]]:
            found = {}
            for start in range(0, len(wanted), _VARIABLES):
                some = wanted[start : start + _VARIABLES]
                query = f"{_BEGINNINGS} WHERE id IN ({','.join('?' * len(some))}) AND deleted_at IS NULL"
                for id_, role, text in connection.execute(query, some):
                    if role in tuple(Role) and isinstance(text, str):
                        found[id_] = (Role(role), text)
            return found

        return await self._database.read(job)

    async def messages(self, ids: Sequence[str]) -> list[Message]:
        """Return the messages with these ids, in the order of the ids; an unknown id is left out.

        A reply that is growing is returned as it began: whoever grows it has the rest.
        """
        wanted = list(ids)

        def job(connection: sqlite3.Connection) -> dict[str, tuple[Message, Cells]]:
            found: dict[str, tuple[Message, Cells]] = {}
            for start in range(0, len(wanted), _VARIABLES):
                some = wanted[start : start + _VARIABLES]
                marks = ",".join("?" * len(some))
                query = f"SELECT {_CONTENT} FROM message WHERE id IN ({marks}) AND deleted_at IS NULL"
                for cells in map(Cells, _dicts(connection.execute(query, some))):
                    message = message_from_cells(cells)
                    found[message.id] = message, cells
            return found

        by_id = await self._database.read(job)
        found: list[Message] = []
        for id_ in wanted:
            if id_ in by_id:
                message, cells = by_id[id_]
                found.append(message)
                if cells.damaged:
                    log.warning("a message is damaged in the database: %s: %s", id_, ", ".join(cells.damaged))
            elif id_ in self._gaps:
                gap = self._gaps[id_]
                found.append(damaged_message(gap.id, gap.parent_id, gap.role))
        return found

    def save_message(self, conversation_id: str, message: Message) -> asyncio.Future[None]:
        """Queue a message. When the future is done, a final message survives even a loss of power."""
        row = message_row(conversation_id, message)
        return self._database.write(lambda connection: put_message(connection, row), durable=message.is_final)

    def _set(
        self, conversation_id: str, cells: Mapping[str, Cell], *, durable: bool = False, matters: bool = True
    ) -> asyncio.Future[None]:
        stamped = {**cells, "updated_at": now_ms()} if matters else cells  # who only reads has changed nothing
        return self._database.write(self._setting(conversation_id, stamped), durable=durable, matters=matters)

    def _setting(self, conversation_id: str, cells: Mapping[str, Cell]) -> Job[None]:
        """Return what writes these cells of a conversation, those that are damaged and the same excepted."""
        left_alone = self._left_alone(conversation_id, cells)
        assignments = [f"{column} = :{column}" for column in cells if column not in left_alone]
        statement = f"UPDATE conversation SET {', '.join(assignments)} WHERE id = :id"
        values = {**cells, "id": conversation_id}
        if not assignments:
            return _nothing

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)

        return job


AT_ONCE = 200
"""Rows that are read or written in one job, where there may be many: others wait for one job at most."""

_Damaged = tuple[Conversation | None, Cells, str]
"""A conversation that could not be read whole, its cells, and what its row is called."""


def put_message(connection: sqlite3.Connection, row: dict[str, Cell]) -> None:
    """Insert or replace one message's row; the index for searching follows by itself."""
    _upsert(connection, "message", row, ("id", "conversation_id"))


def _nothing(_connection: sqlite3.Connection) -> None:
    """Change nothing."""


def _changed(before: Mapping[str, Cell], after: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return the facts of a conversation that are others than before; what says one thing together goes together."""
    others = {name for name, cell in after.items() if cell != before[name] and name not in (*_KEPT, "updated_at")}
    if others.intersection(_TITLE):
        others.update(_TITLE)
    return {name: after[name] for name in (*others, "updated_at")} if others else {}


def _upsert(connection: sqlite3.Connection, table: str, row: dict[str, Cell], kept: Sequence[str]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in kept)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {changes}", row)


def _conversation(row: dict[str, Cell]) -> tuple[Conversation | None, Cells, object]:
    """Read a row; without an id that is one, nothing can be asked of the conversation.

    Its title may come from another program or an older version: what would turn words around stays in the file.
    """
    cells = Cells(row)
    conversation = conversation_from_cells(cells)
    if (title := one_line(conversation.title)) != conversation.title:
        conversation = replace(conversation, title=title or UNTITLED)
    return (conversation if is_name(row["id"]) else None), cells, row["rowid"]


def _dicts(cursor: sqlite3.Cursor) -> Iterator[dict[str, Cell]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


NODES = (
    "SELECT id, parent_id, role, chars, rowid FROM message WHERE conversation_id = ? AND deleted_at IS NULL ORDER BY id"
)
"""Answered by the index `message_tree` alone."""

_SHOWN_ANYWAY = frozenset(("created_at", "active_at", "titled_by_hand", "pinned", "place_offset", "place_message_id"))
"""Columns whose damage takes no word from the view."""
_KEPT = (
    "id",
    "wire_id",
    "created_at",
    "draft",
    "draft_parts",
    "edited_id",
    "edit_text",
    "place_message_id",
    "place_offset",
)
_TITLE = ("title", "titled_by_hand")
_TEXTS = """SELECT id, role, CASE WHEN role = 'user' THEN substr(text, 1, 1200)
    WHEN instr(text, '# ') > 0 THEN text ELSE '' END FROM message"""
_BEGINNINGS = "SELECT id, role, substr(text, 1, 300) FROM message"
_VARIABLES = 500  # SQLite's own limit is 32,766; the shorter text is parsed faster and stays in the statement cache
_CONTENT = (
    "id, parent_id, role, status, model, reported_model, wire_id, blocks, usage, stop_reason, stop_sequence,"
    " stop_details, failure, created_at, first_part_at, finished_at"
)
