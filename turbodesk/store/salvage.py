"""Brings what can still be read of a damaged file into a new one, row by row, and says what was lost.

Rows are told by their shape, since the schema may be among what is lost. A row that holds no id of ours is left out;
one that is cut short keeps what it has, and whoever reads it checks its cells as ever (`cells`). A chat whose own row
is lost is made anew around its messages. How many messages are lost, the tree's index says, as far as it can be read.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from uuid import uuid4

from turbodesk.chat.ids import now_ms
from turbodesk.chat.moments import is_moment
from turbodesk.quantities import listed, number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.pages import FoundRow, Pages, Value
from turbodesk.translation import _, ngettext

UNTITLED = _("Recovered chat")
"""The title of a chat whose own was lost, and its beginning too."""


_NAMED, _SHOWN = 3, 60
"""How many chats with missing messages are named, and by how many characters of their titles."""


@dataclass(slots=True)
class Salvaged:
    """What came of it; deleted chats and their messages are not counted."""

    chats: int = 0
    messages: int = 0
    cut: int = 0
    """How many of these messages cannot be read whole."""
    lost: dict[str, int] = field(default_factory=dict)
    """How many messages are missing, by the title of the chat they were in; "": that is lost as well."""

    @property
    def words(self) -> str:
        """What is here and what is missing, for a person."""
        chats, messages = _chats(self.chats), _messages(self.messages)
        said = _("{chats} with {messages}").format(chats=chats, messages=messages)
        if self.cut:
            said = ngettext(
                "{chats} with {messages}, {count} of them damaged",
                "{chats} with {messages}, {count} of them damaged",
                self.cut,
            ).format(chats=chats, messages=messages, count=number(self.cut))
        if not self.lost:
            return said
        # Translators: {here} is such as "3 chats with 25 messages", {missing} such as "2 messages of “Plans”".
        return _("{here}. Missing: {missing}").format(here=said, missing=listed(self._missing()))

    def _missing(self) -> list[str]:
        titles = sorted((title for title in self.lost if title), key=lambda title: -self.lost[title])[:_NAMED]
        missing = [
            _("{messages} of “{chat}”").format(messages=_messages(self.lost[title]), chat=title[:_SHOWN])
            for title in titles
        ]
        others = sum(count for title, count in self.lost.items() if title not in titles)
        if others and titles:
            missing.append(_("{count} of other chats").format(count=number(others)))
        elif others:
            missing.append(_("{messages} of other chats").format(messages=_messages(others)))
        return missing

    @property
    def found_nothing(self) -> bool:
        """Whether the file holds nothing of ours."""
        return not self.chats and not self.messages


def _chats(count: int) -> str:
    return ngettext("{count} chat", "{count} chats", count).format(count=number(count))


def _messages(count: int) -> str:
    return ngettext("{count} message", "{count} messages", count).format(count=number(count))


def salvage(damaged: Path, connection: sqlite3.Connection) -> Salvaged:
    """Put all that can be read of the file at `damaged` into an empty database of this version.

    All or nothing, in one transaction. `damaged` is not touched.

    Raises:
        OSError: it cannot be read.
        sqlite3.Error: the new database cannot be written.
    """
    placed: dict[str, tuple[str, bool]] = {}
    columns = {table: connection.execute(f"PRAGMA table_info({table})").fetchall() for table in _SHAPES}
    connection.execute("PRAGMA foreign_keys = OFF")  # a message may be found before its chat
    connection.execute("BEGIN IMMEDIATE")
    try:
        for record in Pages(damaged).records():
            if record.is_of_index:
                placed.update(_place(record.values))
            elif (table := _table_of(record)) is not None:
                _put(connection, table, columns[table], record.values)
        _mend(connection)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")
    return _counted(connection, placed)


def _table_of(record: FoundRow) -> str | None:
    """Return which table a row is of; None for one of none."""
    return next((table for table, is_one in _SHAPES.items() if is_one(record)), None)


def _is_message(record: FoundRow) -> bool:
    values = record.values
    return len(values) > _CONTENT and values[0] is None and all(map(_is_id, values[1:3])) and values[4] in _ROLES


def _is_conversation(record: FoundRow) -> bool:
    return len(record.values) > 1 and _is_id(record.values[0]) and isinstance(record.values[1], str)


def _is_project(record: FoundRow) -> bool:
    values = record.values
    return len(values) > 2 and _is_id(values[0]) and is_moment(values[1]) and isinstance(values[2], str)


def _is_attachment(record: FoundRow) -> bool:
    values = record.values
    return record.is_whole and len(values) == 7 and _is_text(values[0], _HASH) and isinstance(values[3], bytes)


def _is_journal(record: FoundRow) -> bool:
    values = record.values
    return record.is_whole and len(values) == 4 and values[0] is None and _is_id(values[1]) and is_moment(values[3])


def _is_remembered(record: FoundRow) -> bool:
    return record.is_whole and len(record.values) == 3 and record.values[0] in ("front", "new-chat")


def _is_id(value: Value) -> bool:
    return _is_text(value, _ID)


def _is_text(value: Value, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


_SHAPES: dict[str, Callable[[FoundRow], bool]] = {
    "message": _is_message,
    "journal": _is_journal,
    "attachment": _is_attachment,
    "remembered": _is_remembered,
    "project": _is_project,
    "conversation": _is_conversation,
}
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_ROLES = ("user", "assistant")
_CONTENT = 9
"""Where a message's row has its blocks: without any of them nothing was said."""


def _put(connection: sqlite3.Connection, table: str, columns: Sequence[_Column], values: Sequence[Value]) -> None:
    """Insert a row as far as its values go and their types are right; the rest is as in an empty one."""
    row: dict[str, Value] = {}
    for at, (_id, name, kind, is_needed, default, _key) in enumerate(columns):
        value = values[at] if at < len(values) else None
        if isinstance(value, _TYPES[kind]):
            row[name] = value
        elif is_needed and default is None:
            row[name] = now_ms() if name in _TIMES else _TYPES[kind]()
    if table in ("message", "journal"):
        row.pop(columns[0][1], None)  # the number of a row is given anew
    names = ", ".join(row)
    connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", row)


_Column = tuple[int, str, str, int, str | None, int]
"""What SQLite says of one: place, name, type, whether it is needed, what stands in it by itself, place in a key."""
_TYPES: dict[str, type[int | str | bytes]] = {"TEXT": str, "INTEGER": int, "BLOB": bytes}
_GATEWAY = "default"
_TIMES = ("created_at", "active_at", "updated_at", "written_at")


def _mend(connection: sqlite3.Connection) -> None:
    """Make chats for messages that have none, and let each end at a message that is there."""
    chats = "SELECT conversation_id, min(created_at), max(created_at) FROM message WHERE NOT EXISTS"
    # not for people
    homeless = f"{chats} (SELECT 1 FROM conversation AS chat WHERE chat.id = conversation_id) GROUP BY conversation_id"
    usual = connection.execute(
        "SELECT gateway_id FROM conversation GROUP BY gateway_id ORDER BY count(*) DESC LIMIT 1"
    ).fetchone()
    gateway = usual[0] if usual else _GATEWAY
    for id_, first, last in connection.execute(homeless).fetchall():
        connection.execute(
            "INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                id_,
                _first_words(connection, id_),
                gateway[0] if gateway else _GATEWAY,
                str(uuid4()),
                first,
                last,
                now_ms(),
            ),
        )
    connection.execute(
        "UPDATE conversation SET leaf_id = (SELECT max(message.id) FROM message"
        " WHERE conversation_id = conversation.id AND message.deleted_at IS NULL)"
        " WHERE leaf_id IS NULL OR leaf_id NOT IN (SELECT id FROM message)"
    )


def _first_words(connection: sqlite3.Connection, conversation_id: str) -> str:
    """Return how a chat begins, as its title."""
    said = connection.execute(
        "SELECT text FROM message WHERE conversation_id = ? AND text <> '' ORDER BY id LIMIT 1", (conversation_id,)
    ).fetchone()
    return " ".join(said[0][: _SHOWN * 4].split())[:_SHOWN] if said else UNTITLED


def _place(values: Sequence[Value]) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield which message an entry of the index `message_tree` names, its chat, and whether it was deleted."""
    if len(values) == 7 and _is_id(values[0]) and _is_id(values[2]):
        yield str(values[2]), (str(values[0]), values[1] is not None)


def _counted(connection: sqlite3.Connection, placed: dict[str, tuple[str, bool]]) -> Salvaged:
    titles = dict(connection.execute("SELECT id, title FROM conversation WHERE deleted_at IS NULL"))
    gone = {row[0] for row in connection.execute("SELECT id FROM conversation WHERE deleted_at IS NOT NULL")}
    there = dict(connection.execute("SELECT id, conversation_id FROM message WHERE deleted_at IS NULL"))
    found = Salvaged(len(titles), sum(chat in titles for chat in there.values()))
    (found.cut,) = connection.execute(_CUT).fetchone()
    for message, (chat, was_deleted) in placed.items():
        if message not in there and not was_deleted and chat not in gone:
            title = titles.get(chat, "")
            found.lost[title] = found.lost.get(title, 0) + 1
    return found


_CUT = "SELECT count(*) FROM message WHERE deleted_at IS NULL AND NOT json_valid(blocks)"
