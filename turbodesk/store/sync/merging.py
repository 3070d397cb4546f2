"""Writes into the tables what has been checked and found newer, one row at a time. Nothing here compares stamps.

What is called from here on knows the triggers to be off (`stamps.applying`), so it forgets by itself what they would.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from uuid import uuid4

from turbodesk.chat.ids import now_ms
from turbodesk.chat.moments import LATEST_MS
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.attachments import remove_unreferenced
from turbodesk.store.own_requests import of_chat
from turbodesk.store.removals import remove_marked
from turbodesk.store.row_mapping import Cell, dump, storable, text_of_blocks
from turbodesk.store.sync.registers import DEMO, IS_MARK, MARKS, MESSAGE, FieldsOfRow
from turbodesk.store.sync.stamps import Stamp
from turbodesk.store.sync.triggers import message_forgotten, row_forgotten
from turbodesk.store.trash import KEPT_MS, note_traces

GATEWAY = "default"
"""The gateway of a chat of which nothing has come yet but messages."""


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """What a record says of a message, but for its fields that are registers of their own."""

    id: str
    stamp: Stamp
    chat: str
    parent: Cell
    cells: Mapping[str, Cell]


def make_chat(connection: sqlite3.Connection, id_: str) -> None:
    """Make a chat that has not come yet, so that its messages have somewhere to be; one that is there stays."""
    if connection.execute("SELECT 1 FROM conversation WHERE id = ?", (id_,)).fetchone() is None:
        connection.execute(_MAKE_CHAT, (id_, GATEWAY, str(uuid4())))


def make_project(connection: sqlite3.Connection, id_: str) -> None:
    """Make a project, to be filled; one that is there stays."""
    connection.execute(_MAKE_PROJECT, (id_,))


def put_fields(
    connection: sqlite3.Connection, rows: FieldsOfRow, id_: str, cells: Mapping[str, Cell], newest: int
) -> None:
    """Write these columns of a chat or a project, whose newest stamp is `newest`."""
    changes = ", ".join(f"{column} = :{column}" for column in cells)
    connection.execute(
        f"UPDATE {rows.table} SET {changes}, updated_at = max(updated_at, :newest) WHERE id = :id",
        {**cells, "newest": min(newest, LATEST_MS), "id": id_},
    )


def put_marks(connection: sqlite3.Connection, chat: str, kind: str, marks: Mapping[str, bool]) -> bool:
    """Have messages stand in a chat's list or not, and return whether that changes it; a damaged one stays."""
    row = connection.execute(f"SELECT {MARKS[kind]} FROM conversation WHERE id = ?", (chat,)).fetchone()
    try:
        before = json.loads(row[0]) if row is not None and isinstance(row[0], str) else None
    except (ValueError, RecursionError):
        before = None
    if not isinstance(before, list):
        return False
    stays = [one for one in before if not isinstance(one, str) or marks.get(one, True)]
    after = [*stays, *sorted(one for one, is_in in marks.items() if is_in and one not in before)]
    if after != before:
        connection.execute(f"UPDATE conversation SET {MARKS[kind]} = ? WHERE id = ?", (dump(after), chat))
    return after != before


def put_messages(connection: sqlite3.Connection, found: Collection[MessageRecord]) -> None:
    """Insert messages that are not there, in one statement: as many as one job takes in."""
    rows = [(one.id, one.chat, one.parent, *_with_text(one.cells).values()) for one in found]
    names = ("id", "conversation_id", "parent_id", *MESSAGE, "text", "chars")
    marks = ", ".join([f"({', '.join('?' * len(names))})"] * len(rows))
    cells = [cell for row in rows for cell in row]
    connection.execute(f"INSERT INTO message ({', '.join(names)}) VALUES {marks}", cells)


def change_message(connection: sqlite3.Connection, id_: str, cells: Mapping[str, Cell]) -> None:
    """Write what a message is now, unless a reply is growing in it here."""
    row = _with_text(cells)
    changes = ", ".join(f"{column} = :{column}" for column in row)
    connection.execute(f"UPDATE message SET {changes} WHERE id = :id AND status <> 'replying'", {**row, "id": id_})


def _with_text(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return the columns `MESSAGE` in their order, and the two that follow from them."""
    row = {column: cells.get(column) for column in MESSAGE}
    text = storable(text_of_blocks(str(row["blocks"])))
    return {**row, "text": text, "chars": len(text)}


def hidden_at(at: int) -> int:
    """Return when a message that another computer has hidden is deleted.

    That computer can show it again or removes it for good. Should it never do so, this one does, in a month.
    """
    return min(at + KEPT_MS, LATEST_MS)


def remove_message(connection: sqlite3.Connection, id_: str, *, is_single: bool) -> str | None:
    """Remove a message for good, as it was done elsewhere; return its chat, None: it is not here.

    `is_single`: by itself and not with its chat, so what it has cost is counted on.
    """
    # A mark may have come before, and the message never: an older file of somebody's still tells of it.
    for kind, chat in connection.execute(MARKS_OF, (id_,)).fetchall():
        put_marks(connection, chat, kind, {id_: False})
        connection.execute("DELETE FROM sync_stamp WHERE kind = ? AND id = ? AND field = ?", (kind, chat, id_))
    row = connection.execute("SELECT conversation_id FROM message WHERE id = ?", (id_,)).fetchone()
    if row is None:
        return None
    chat = str(row[0])
    for statement in message_forgotten(":id", ":chat"):
        connection.execute(statement, {"id": id_, "chat": chat})
    for kind in MARKS:
        put_marks(connection, chat, kind, {id_: False})
    if is_single:
        connection.execute("UPDATE message SET deleted_at = 1 WHERE id = ?", (id_,))
        remove_marked(connection, [id_], demo=DEMO)
        return chat
    hashes = connection.execute("SELECT sha256 FROM message_attachment WHERE message_id = ?", (id_,)).fetchall()
    connection.execute("DELETE FROM journal WHERE message_id = ?", (id_,))
    connection.execute("DELETE FROM message WHERE id = ?", (id_,))
    remove_unreferenced(connection, [str(sha256) for (sha256,) in hashes])
    return chat


def remember_place(connection: sqlite3.Connection, id_: str, chat: str, parent: str | None) -> None:
    """Remember where a message stood that was removed for good, so that no archive brings it back."""
    connection.execute(_REMEMBER, (now_ms(), id_, chat, parent))


def forget_place(connection: sqlite3.Connection, id_: str) -> None:
    """Let a message be brought again."""
    connection.execute("DELETE FROM removed_message WHERE id = ?", (id_,))


def remove_chat(connection: sqlite3.Connection, id_: str) -> bool:
    """Remove a chat without messages for good; return whether it was there."""
    for statement in row_forgotten("chat", "?1"):
        connection.execute(statement, (id_,))
    connection.execute("DELETE FROM removed_message WHERE conversation_id = ?", (id_,))
    connection.execute("DELETE FROM remembered WHERE name = ?", (of_chat(id_),))
    if not connection.execute("DELETE FROM conversation WHERE id = ?", (id_,)).rowcount:
        return False
    note_traces(connection, [id_])
    return True


def remove_project(connection: sqlite3.Connection, id_: str) -> None:
    """Remove a project for good."""
    for statement in row_forgotten("project", "?1"):
        connection.execute(statement, (id_,))
    if connection.execute("DELETE FROM project WHERE id = ?", (id_,)).rowcount:
        note_traces(connection, [id_])


def hang_anew(connection: sqlite3.Connection, chat: str) -> int:
    """Hang messages of a chat whose parent was removed for good from the nearest above that is there.

    Return how many. Every computer that has the same messages and removals does the same.
    """
    found = connection.execute(_ORPHANS, (chat,)).fetchall()
    for id_, parent in found:
        at, seen = parent, set[object]()
        while at is not None and at not in seen and not connection.execute(_IS_THERE, (at,)).fetchone():
            seen.add(at)
            above = connection.execute("SELECT parent_id FROM removed_message WHERE id = ?", (at,)).fetchone()
            at = None if above is None else above[0]
        connection.execute(_HANG, (None if at in seen or at == id_ else at, id_))
    return len(found)


MARKS_OF = f"SELECT kind, id FROM sync_stamp WHERE {IS_MARK} AND field = ?"
_MAKE_CHAT = """INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)
    VALUES (?, '', ?, ?, 0, 0, 0)"""
_MAKE_PROJECT = """INSERT INTO project (id, name, created_at, updated_at) VALUES (?, '', 0, 0)
    ON CONFLICT (id) DO NOTHING"""
_REMEMBER = "INSERT OR REPLACE INTO removed_message (removed_at, id, conversation_id, parent_id) VALUES (?, ?, ?, ?)"
_IS_THERE = "SELECT 1 FROM message WHERE id = ?"
_ORPHANS = """SELECT message.id, message.parent_id FROM message
    JOIN sync_stamp AS gone ON gone.kind = 'gone' AND gone.id = message.parent_id AND gone.field = 'gone'
    WHERE message.conversation_id = ? AND NOT EXISTS (SELECT 1 FROM message AS above WHERE above.id = message.parent_id)
    """
_HANG = """UPDATE message SET parent_id = ?,
    blocks = CASE WHEN json_valid(blocks) THEN json_set(blocks, '$.gap', json('true')) ELSE blocks END WHERE id = ?"""
