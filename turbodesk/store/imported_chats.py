"""Writes chats of other programs into a database, and takes them back: what `importing` does for each portion.

A conversation that is new here is put as it is. Of one that is known only what the person did not touch follows the
source: a title nobody gave by hand, the branch in front of a chat nobody wrote in. Messages are added; one that is here
is changed only where the source had not finished it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from turbodesk.chat.ids import now_ms
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store import origins
from turbodesk.store.attachments import remove_unreferenced
from turbodesk.store.origins import Origin
from turbodesk.store.row_mapping import Cell, dump
from turbodesk.store.sync.taking_back import taking_back

Row = Mapping[str, Cell]
File = tuple[Cell | bytes, ...]
"""Of an attachment: hash, type, name, content, and when it was made and changed."""


_OWN = 2
"""Rows of a chat itself: its own, and where it came from."""


@dataclass(slots=True)
class ChatRows:
    """A chat of another program, or a piece of a long one, as rows."""

    chat_id: str
    """The other program's own."""
    conversation_id: str
    told_at: int
    """When it last changed there."""
    conversation: Row | None = None
    """All columns of a conversation that is new here; the first piece of a long one has it."""
    project: Row | None = None
    """All columns of a project; then it is no chat at all, and `conversation_id` is the project's."""
    changes: Row | None = None
    """Of one that is known: "title", "leaf_id", "active_at", each None where it stays; "leaf_before"."""
    messages: list[Row] = field(default_factory=list)
    grown: list[Row] = field(default_factory=list)
    """Of messages that are here: `GROWING`, "id" and "updated_at"; with "goes_on" what comes behind what is here."""
    attachments: list[File] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    origins_before: dict[str, Origin | None] = field(default_factory=dict)
    """What was known of the same nodes before; and of the chat, in the next."""
    told_before: int | None = None
    """None: the chat was not known."""

    @property
    def has_any(self) -> bool:
        """Whether there is anything but the chat itself."""
        return bool(self.messages or self.grown or self.attachments or self.origins)

    @property
    def count(self) -> int:
        """How many rows of the database there are, the chat's own included."""
        return _OWN + len(self.messages) + len(self.grown) + len(self.attachments) + len(self.origins)


GROWING = ("blocks", "text", "chars", "status", "stop_reason", "finished_at")
"""The columns of a message that change where the source has finished it."""


@dataclass(slots=True)
class Written:
    """What was done of one `ChatRows`, for taking it back."""

    rows: ChatRows
    """Without its messages and files."""
    is_new: bool = False
    changed: Row | None = None
    messages: list[str] = field(default_factory=list)
    grown: list[Row] = field(default_factory=list)
    """As they were."""
    attachments: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows of the database it is, the chat's own included."""
        rows = (self.messages, self.grown, self.attachments, self.rows.origins_before)
        return _OWN + sum(len(one) for one in rows)


def put_chats(connection: sqlite3.Connection, program: str, chats: Sequence[ChatRows]) -> list[Written]:
    """Write chats; return what was done of each."""
    return [_put_chat(connection, program, one) for one in chats]


def _put_chat(connection: sqlite3.Connection, program: str, rows: ChatRows) -> Written:
    kept = ChatRows(rows.chat_id, rows.conversation_id, rows.told_at)
    kept.origins_before = {**dict.fromkeys(rows.origins), **rows.origins_before}
    kept.told_before = rows.told_before
    done = Written(kept)
    if rows.conversation is not None:
        done.is_new = connection.execute(_insert("conversation", rows.conversation), rows.conversation).rowcount > 0
    if rows.project is not None:
        kept.project = {"id": rows.project["id"]}
        done.is_new = connection.execute(_insert("project", rows.project), rows.project).rowcount > 0
    for file in rows.attachments:
        if connection.execute(_PUT_ATTACHMENT, file).rowcount:
            done.attachments.append(str(file[0]))
    for row in rows.messages:
        if connection.execute(_insert("message", row), row).rowcount:
            done.messages.append(str(row["id"]))
    for row in rows.grown:
        before = connection.execute(_GROWN_BEFORE, (row["id"],)).fetchone()
        if before is not None:
            here = dict(zip((*GROWING, "id", "updated_at"), before, strict=True))
            connection.execute(_GROW, _joined(here, row) if "goes_on" in row else row)
            done.grown.append(here)
    if rows.changes is not None:
        done.changed = _change(connection, rows.conversation_id, rows.changes)
    origins.put_chat(
        connection,
        program,
        rows.chat_id,
        conversation_id=rows.conversation_id,
        told_at=rows.told_at,
        nodes=rows.origins,
    )
    return done


def _joined(here: Row, more: Row) -> Row:
    """Return a message with more behind what it says; as it is, where its content is damaged."""
    try:
        stored, added = json.loads(str(here["blocks"])), json.loads(str(more["blocks"]))
        first = 1 + max((block["i"] for block in stored["blocks"]), default=-1)
        stored["blocks"] += [{**block, "i": first + block["i"]} for block in added["blocks"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return here
    text = "\n\n".join(words for words in (str(here["text"]), str(more["text"])) if words)
    return {**more, "blocks": dump(stored), "text": text, "chars": len(text)}


def _change(connection: sqlite3.Connection, id_: str, changes: Row) -> Row | None:
    """Change a conversation where it is still as it was read; return it as it was."""
    before, now = connection.execute(_CHAT_BEFORE, (id_,)).fetchone(), now_ms()
    if before is None or not connection.execute(_CHANGE, {**changes, "id": id_, "now": now}).rowcount:
        return None
    return {**dict(zip((*_FOLLOWING, "id"), before, strict=True)), "imported_at": now}


def take_back_chats(connection: sqlite3.Connection, program: str, written: Iterable[Written]) -> None:
    """Undo what `put_chats` returned; the last first."""
    with taking_back(connection):
        _take_back(connection, program, written)


def _take_back(connection: sqlite3.Connection, program: str, written: Iterable[Written]) -> None:
    for done in written:
        rows = done.rows
        connection.executemany("DELETE FROM message WHERE id = ?", [(id_,) for id_ in done.messages])
        connection.executemany(_GROW, done.grown)
        if done.changed is not None:
            connection.execute(_PUT_BACK, done.changed)
        if rows.told_before is None:
            origins.forget_chat(connection, program, rows.chat_id)
        else:
            origins.forget_nodes(connection, program, rows.chat_id, told_at=rows.told_before, nodes=rows.origins_before)
        if done.is_new and rows.project is not None:
            connection.execute("DELETE FROM project WHERE id = :id", rows.project)
        elif done.is_new:
            connection.execute("DELETE FROM message WHERE conversation_id = ?", (rows.conversation_id,))
            connection.execute("DELETE FROM conversation WHERE id = ?", (rows.conversation_id,))
        remove_unreferenced(connection, done.attachments)


def _insert(table: str, row: Row) -> str:
    columns = ", ".join(row)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(f':{one}' for one in row)}) ON CONFLICT (id) DO NOTHING"


_PUT_ATTACHMENT = (
    "INSERT INTO attachment (sha256, media_type, name, content, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (sha256) DO NOTHING"
)
_GROWN_BEFORE = f"SELECT {', '.join(GROWING)}, id, updated_at FROM message WHERE id = ? AND deleted_at IS NULL"
_GROW = f"UPDATE message SET {', '.join(f'{one} = :{one}' for one in GROWING)}, updated_at = :updated_at WHERE id = :id"
_FOLLOWING = ("title", "leaf_id", "active_at", "updated_at")
_CHAT_BEFORE = f"SELECT {', '.join(_FOLLOWING)}, id FROM conversation WHERE id = ?"
_CHANGE = """UPDATE conversation SET
        title = CASE WHEN titled_by_hand = 0 THEN coalesce(:title, title) ELSE title END,
        leaf_id = CASE WHEN leaf_id IS :leaf_before THEN coalesce(:leaf_id, leaf_id) ELSE leaf_id END,
        active_at = max(active_at, coalesce(:active_at, active_at)), updated_at = :now
    WHERE id = :id AND deleted_at IS NULL"""
_PUT_BACK = (
    f"UPDATE conversation SET {', '.join(f'{one} = :{one}' for one in _FOLLOWING)}"
    " WHERE id = :id AND updated_at = :imported_at"
)
