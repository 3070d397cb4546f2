"""Copies the beginning of a conversation into a new one, on the database's own thread, all of it or nothing.

A copy is a message of its own, with an id of its own: what is deleted or changed on one side stays on the other. It
says which message it is a copy of, so that what its reply cost is not counted twice.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from turbodesk.chat.conversation import Conversation
from turbodesk.chat.ids import new_id
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import Cell, conversation_row, dump

_SOURCE = """SELECT conversation.id, original.id FROM message AS copy
    JOIN message AS original ON original.id = copy.copied_from AND original.deleted_at IS NULL
    JOIN conversation ON conversation.id = original.conversation_id AND conversation.deleted_at IS NULL
    WHERE copy.id = ?"""


class Forking:
    """Copies within one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fork(self, conversation: Conversation, ids: Sequence[str]) -> asyncio.Future[str]:
        """Queue `conversation` with copies of the messages `ids`, from its root down; gives the id of the last copy.

        Its leaf becomes that copy; `sent_from`, `unsent` and the summaries name the copies of the messages they named.
        Durable once the future is done.

        Raises:
            KeyError: one of the messages is not there; nothing was written.
        """
        copies = {id_: new_id() for id_ in ids}  # ids grow, and versions are ordered by them; a job may be done again
        row = conversation_row(conversation) | {"leaf_id": copies[ids[-1]], "forked_at": copies[ids[-1]]}
        row["sent_from"] = copies.get(conversation.sent_from or "")
        taken = [one for one in conversation.summaries if one.before in copies]
        row["unsent"] = dump([copies[one] for one in conversation.unsent if one in copies])
        row["summaries"] = dump([replace(one, before=copies[one.before]).to_json() for one in taken])
        return self._database.write(partial(_fork, conversation=row, copies=copies), durable=True)

    async def source(self, message_id: str) -> tuple[str, str] | None:
        """Return the ids of the conversation and the message that this one was copied from, if those are there."""

        def job(connection: sqlite3.Connection) -> tuple[str, str] | None:
            found = connection.execute(_SOURCE, (message_id,)).fetchone()
            return None if found is None else (str(found[0]), str(found[1]))

        return await self._database.read(job)


def _fork(connection: sqlite3.Connection, conversation: dict[str, Cell], copies: Mapping[str, str]) -> str:
    _insert(connection, "conversation", conversation)
    parent: str | None = None
    for id_, copy in copies.items():
        cursor = connection.execute("SELECT * FROM message WHERE id = ? AND deleted_at IS NULL", (id_,))
        row = cursor.fetchone()
        if row is None:
            raise KeyError(id_)
        cells = dict(zip((column[0] for column in cursor.description), row, strict=True))
        del cells["rowid"]
        cells |= {"id": copy, "conversation_id": conversation["id"], "parent_id": parent, "copied_from": id_}
        _insert(connection, "message", cells)
        parent = copy
    return str(parent)


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Cell]) -> None:
    names = ", ".join(row)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", row)
