"""Keeps conversations and their messages, and hands them out in portions a window can use at once.

Rows become values on the database's thread, so that reading much does not hold up the window. Saving never waits: each
`save_...` queues a row and returns a future that need not be awaited; what is read afterwards sees it. A message's
conversation must have been saved before it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from turbodesk.chat.conversation import Conversation, Edit, Node, Place
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Role
from turbodesk.chat.parts import Part
from turbodesk.store.database import Database
from turbodesk.store.rows import (
    Cell,
    conversation_from_row,
    conversation_row,
    edit_row,
    message_from_row,
    message_row,
    parts_text,
    storable,
)

if TYPE_CHECKING:
    from turbodesk.store.remembered import Remembered


class History:
    """Conversations and messages in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def remembered(self) -> Remembered:
        """What stood in the window; made with the first chat, which the first window does not wait for."""
        from turbodesk.store.remembered import Remembered

        return Remembered(self._database)

    async def conversations(self) -> list[Conversation]:
        """Return all conversations that are not deleted, the one with the newest message first."""
        query = "SELECT * FROM conversation WHERE deleted_at IS NULL ORDER BY active_at DESC, id DESC"

        def job(connection: sqlite3.Connection) -> list[Conversation]:
            return [conversation_from_row(row) for row in _dicts(connection.execute(query))]

        return await self._database.read(job)

    def save_conversation(self, conversation: Conversation) -> asyncio.Future[None]:
        """Queue a conversation's own facts.

        Draft, edit and place of one that exists already are left as they are, since `save_draft`, `save_edit` and
        `save_place` keep them, and so is a deletion: a late save brings nothing back.
        """
        row = conversation_row(conversation)
        return self._database.write(lambda connection: _upsert(connection, "conversation", row, _KEPT))

    def save_draft(
        self, conversation_id: str, text: str, parts: Sequence[Part] = (), *, durable: bool = False
    ) -> asyncio.Future[None]:
        """Queue what stands unsent in a conversation's composer. The sidebar's order does not change.

        `durable`: when the future is done, it and the attachments put before it survive a loss of power.
        """
        return self._set(conversation_id, durable=durable, draft=storable(text), draft_parts=parts_text(parts))

    def save_edit(self, conversation_id: str, edit: Edit | None) -> asyncio.Future[None]:
        """Queue how far the editing of an earlier message is; None: none is being edited any more."""
        row = edit_row(edit)
        return self._set(conversation_id, edited_id=row["edited_id"], edit_text=row["edit_text"])

    def save_place(self, conversation_id: str, place: Place | None) -> asyncio.Future[None]:
        """Queue where the reader is; None is the end. The sidebar's order does not change."""
        if place is None:
            return self._set(conversation_id, place_message_id=None, place_offset=0)
        return self._set(conversation_id, place_message_id=place.message_id, place_offset=place.offset)

    def delete_conversation(self, conversation_id: str) -> asyncio.Future[None]:
        """Queue a conversation's deletion, which a loss of power does not take back once the future is done."""
        return self._set(conversation_id, durable=True, deleted_at=now_ms())

    def restore_conversation(self, conversation_id: str) -> asyncio.Future[None]:
        """Queue the return of a deleted conversation, with everything in it; durable like the deletion."""
        return self._set(conversation_id, durable=True, deleted_at=None)

    async def nodes(self, conversation_id: str) -> list[Node]:
        """Return the place in the tree and the size of every message, oldest first, without any content."""

        def job(connection: sqlite3.Connection) -> list[Node]:
            rows = connection.execute(NODES, (conversation_id,))
            return [Node(id_, parent_id, _ROLES.get(role, Role.USER), chars) for id_, parent_id, role, chars in rows]

        return await self._database.read(job)

    async def attachment_counts(self, conversation_id: str) -> dict[str, int]:
        """Return how many attachments each message has that has any."""
        query = (
            "SELECT message_id, count(*) FROM message_attachment JOIN message ON message.id = message_id"
            " WHERE conversation_id = ? GROUP BY message_id"
        )
        return await self._database.read(lambda connection: dict(connection.execute(query, (conversation_id,))))

    async def messages(self, ids: Sequence[str]) -> list[Message]:
        """Return the messages with these ids, in the order of the ids; an unknown id is left out.

        A reply that is growing is returned as it began: whoever grows it has the rest.
        """
        wanted = list(ids)

        def job(connection: sqlite3.Connection) -> dict[str, Message]:
            found: dict[str, Message] = {}
            for start in range(0, len(wanted), _VARIABLES):
                some = wanted[start : start + _VARIABLES]
                marks = ",".join("?" * len(some))
                query = f"SELECT {_CONTENT} FROM message WHERE id IN ({marks}) AND deleted_at IS NULL"
                messages = (message_from_row(row) for row in _dicts(connection.execute(query, some)))
                found.update((message.id, message) for message in messages)
            return found

        by_id = await self._database.read(job)
        return [by_id[id_] for id_ in wanted if id_ in by_id]

    def save_message(self, conversation_id: str, message: Message) -> asyncio.Future[None]:
        """Queue a message. When the future is done, a final message survives even a loss of power."""
        row = message_row(conversation_id, message)
        return self._database.write(lambda connection: put_message(connection, row), durable=message.is_final)

    def _set(self, conversation_id: str, *, durable: bool = False, **cells: Cell) -> asyncio.Future[None]:
        assignments = ", ".join(f"{column} = :{column}" for column in cells)
        statement = f"UPDATE conversation SET {assignments}, updated_at = :updated_at WHERE id = :id"
        values = {**cells, "id": conversation_id, "updated_at": now_ms()}

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)

        return self._database.write(job, durable=durable)


def put_message(connection: sqlite3.Connection, row: dict[str, Cell]) -> None:
    """Insert or replace one message's row; the index for searching follows by itself."""
    _upsert(connection, "message", row, ("id", "conversation_id"))


def _upsert(connection: sqlite3.Connection, table: str, row: dict[str, Cell], kept: Sequence[str]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in kept)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {changes}", row)


def _dicts(cursor: sqlite3.Cursor) -> Iterator[dict[str, Cell]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


NODES = "SELECT id, parent_id, role, chars FROM message WHERE conversation_id = ? AND deleted_at IS NULL ORDER BY id"
"""Answered by the index `message_tree` alone."""

_ROLES = {role.value: role for role in Role}
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
_VARIABLES = 500  # SQLite's own limit is 32,766; the shorter text is parsed faster and stays in the statement cache
_CONTENT = (
    "id, parent_id, role, status, model, reported_model, wire_id, blocks, usage, stop_reason, stop_sequence,"
    " stop_details, failure, created_at, first_part_at, finished_at"
)
