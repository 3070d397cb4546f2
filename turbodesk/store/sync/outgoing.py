"""What is sent: states, never changes. A record says how something is now, whoever made it so.

    {"k": "chat", "id", "f": {field: [at, by, [cells]]}}           `registers.CHAT`; "gone" and "back" have no cells
    {"k": "project", "id", "f": ...}                               `registers.PROJECT`, likewise
    {"k": "message", "id", "at", "by", "chat", "parent", "row": {column: cell}, "f": {"parent": [at, by, [id]],
                     "hidden": [at, by, [0 or 1]], "back": [at, by, []]}}
                                                                   "parent" and "f" where there is something to say
    {"k": "gone", "id", "f": {"gone": [at, by, [chat, parent]], "back": [at, by, []]}}
                                                                   a message removed for good, and where it hung
    {"k": "star" or "unsent", "id": chat, "f": {message: [at, by, [0 or 1]]}}
    {"k": "draft", "id": chat, "w": writer, "at", "by", "text"}
    {"k": "file", "id": hash, "w": writer, "at", "by", "media_type", "name"}
    {"k": "origin", "id", "at", "by", "row": {"program", "chat_id", "conversation_id", "told_at",
                     "nodes": [[id, message or null, 0 or 1]]}}
    {"k": one of `ITEMS`, "id", "at", "by", "value": object or null}

JSON in a cell stays the text it is. What cannot be read here is not sent, and neither are the chats of the demo.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping

from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.row_mapping import Cell
from turbodesk.store.row_mapping import dump as compact
from turbodesk.store.sync.gateway_ids import shared_id
from turbodesk.store.sync.registers import (
    CHAT,
    DEMO,
    ITEMS,
    MARKS,
    MESSAGE,
    PROJECT,
    FieldsOfRow,
    checked,
    is_hash,
    is_id,
)
from turbodesk.store.sync.stamps import stamps_of, writer_of

Json = dict[str, object]
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one record: far above any message."""


@dataclass(frozen=True, slots=True)
class Records:
    """What a file of another computer held."""

    records: list[Json]
    passed_over: int = 0
    """Lines that were no records."""


def dump(records: Iterable[Json]) -> bytes:
    """Write records, one a line."""
    return b"".join(compact(one).encode() + b"\n" for one in records)


def load(content: bytes) -> Records:
    """Read what `dump` wrote; what is no record is passed over. It takes a while: call it in a thread."""
    found, passed_over = list[Json](), 0
    for line in content.split(b"\n"):
        try:
            record = json.loads(line) if len(line) <= LONGEST_LINE else None
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict) and isinstance(record.get("k"), str) and isinstance(record.get("id"), str):
            found.append(record)
        else:
            passed_over += bool(line)
    return Records(found, passed_over)


def portions(content: bytes, lines: int) -> Iterator[bytes]:
    """Cut what `dump` wrote into parts of so many lines, at least one part; whoever loads one by one needs no more
    memory than for these. A few kilobytes of a file can be millions of records.
    """
    start = 0
    while start < len(content) or not start:
        end = start
        for _ in range(lines):
            end = content.find(b"\n", end) + 1 or len(content)
            if end == len(content):
                break
        yield content[start:end]
        start = max(end, 1)


def states(connection: sqlite3.Connection, keys: Iterable[tuple[str, str]]) -> Iterator[Json]:
    """Yield the state of each (kind, id) as it is now; what is no more, or cannot be sent, has none."""
    for kind, id_ in keys:
        state = _STATES.get(kind, _none)(connection, kind, id_)
        if state is not None:
            yield state


def _none(_connection: sqlite3.Connection, _kind: str, _id: str) -> None:
    return None


def _row_state(connection: sqlite3.Connection, rows: FieldsOfRow, id_: str) -> Json | None:
    stamps = stamps_of(connection, rows.kind, id_)
    row = _row(connection, f"SELECT * FROM {rows.table} WHERE id = ?", id_)
    if not is_id(id_) or (row or {}).get("gateway_id") == DEMO:
        return None
    fields: dict[str, object] = {}
    for field, stamp in stamps.items():
        if field in ("gone", "back"):
            fields[field] = [*stamp, []]
        elif row is not None and field in rows.fields:
            try:
                fields[field] = [*stamp, _cells(connection, row, rows.fields[field])]
            except ValueError:
                continue
    return {"k": rows.kind, "id": id_, "f": fields} if fields else None


def _cells(connection: sqlite3.Connection, row: Json, columns: Mapping[str, str]) -> list[Cell]:
    """Return the columns of a field as they are sent. Raises `ValueError`."""
    cells = {column: checked(row[column], kind) for column, kind in columns.items()}
    if "gateway_id" in cells:
        cells["gateway_id"] = shared_id(connection, str(cells["gateway_id"]))
    return list(cells.values())


def _chat_state(connection: sqlite3.Connection, _kind: str, id_: str) -> Json | None:
    return _row_state(connection, CHAT, id_)


def _project_state(connection: sqlite3.Connection, _kind: str, id_: str) -> Json | None:
    return _row_state(connection, PROJECT, id_)


def _message_state(connection: sqlite3.Connection, kind: str, id_: str) -> Json | None:
    row = _row(connection, _MESSAGE, id_)
    stamps = stamps_of(connection, kind, id_)
    if row is None or "" not in stamps or row["gateway_id"] == DEMO or not is_id(id_):
        return None
    try:
        told = {column: checked(row[column], form) for column, form in MESSAGE.items()}
        chat, parent = checked(row["conversation_id"], "id"), checked(row["parent_id"], "id?")
    except ValueError:
        return None
    at, by = stamps[""]
    cells = {column: cell for column, cell in told.items() if cell is not None}
    record: Json = {"k": kind, "id": id_, "at": at, "by": by, "chat": chat, "row": cells}
    if parent is not None:
        record["parent"] = parent
    fields: dict[str, object] = {}
    if "parent" in stamps:
        fields["parent"] = [*stamps["parent"], [parent]]
    if "hidden" in stamps:
        fields["hidden"] = [*stamps["hidden"], [int(row["deleted_at"] is not None)]]
    if (back := stamps_of(connection, "gone", id_).get("back")) is not None:
        fields["back"] = [*back, []]
    return {**record, "f": fields} if fields else record


def _gone_state(connection: sqlite3.Connection, kind: str, id_: str) -> Json | None:
    stamps = stamps_of(connection, kind, id_)
    if not is_id(id_) or not stamps:
        return None
    row = _row(connection, "SELECT conversation_id, parent_id FROM removed_message WHERE id = ?", id_)
    where = [row[column] if row is not None and is_id(row[column]) else None for column in _PLACE]
    return {"k": kind, "id": id_, "f": {one: [*at, where if one == "gone" else []] for one, at in stamps.items()}}


def _marks_state(connection: sqlite3.Connection, kind: str, id_: str) -> Json | None:
    row = _row(connection, f"SELECT {MARKS[kind]} AS marked, gateway_id FROM conversation WHERE id = ?", id_)
    if row is None or row["gateway_id"] == DEMO or not is_id(id_):
        return None
    try:
        marked = json.loads(str(row["marked"]))
    except (ValueError, RecursionError):
        return None
    if not isinstance(marked, list):
        return None
    stamps = stamps_of(connection, kind, id_)
    fields = {one: [*stamp, [int(one in marked)]] for one, stamp in stamps.items() if is_id(one)}
    return {"k": kind, "id": id_, "f": fields} if fields else None


def _draft_state(connection: sqlite3.Connection, kind: str, id_: str) -> Json | None:
    me = writer_of(connection)
    stamp = stamps_of(connection, kind, id_).get(me)
    row = _row(connection, "SELECT draft, gateway_id FROM conversation WHERE id = ?", id_)
    if stamp is None or row is None or row["gateway_id"] == DEMO or not isinstance(row["draft"], str):
        return None
    return {"k": kind, "id": id_, "w": me, "at": stamp[0], "by": stamp[1], "text": row["draft"]}


def _file_state(connection: sqlite3.Connection, kind: str, id_: str) -> Json | None:
    row = _row(connection, "SELECT media_type, name FROM attachment WHERE sha256 = ?", id_)
    me = writer_of(connection)
    if row is None or not is_hash(id_):
        return None
    try:
        told = {column: checked(cell, "name") for column, cell in row.items()}
    except ValueError:
        return None
    return {"k": kind, "id": id_, "w": me, "at": 0, "by": me, **told}


def _origin_state(connection: sqlite3.Connection, kind: str, id_: str) -> Json | None:
    stamp = stamps_of(connection, kind, id_).get("")
    row = _row(connection, _ORIGIN, id_)
    if stamp is None or row is None:
        return None
    nodes = connection.execute(_NODES, (row.pop("number"),)).fetchall()
    return {"k": kind, "id": id_, "at": stamp[0], "by": stamp[1], "row": {**row, "nodes": [list(one) for one in nodes]}}


def _item_state(connection: sqlite3.Connection, kind: str, id_: str) -> Json | None:
    stamp = stamps_of(connection, kind, id_).get("")
    row = _row(connection, f"SELECT value FROM sync_item WHERE kind = '{kind}' AND id = ?", id_)
    if stamp is None or row is None:
        return None
    try:
        value = None if row["value"] is None else json.loads(str(row["value"]))
    except (ValueError, RecursionError):
        return None
    return {"k": kind, "id": id_, "at": stamp[0], "by": stamp[1], "value": value}


def _row(connection: sqlite3.Connection, query: str, id_: str) -> dict[str, object] | None:
    cursor = connection.execute(query, (id_,))
    row = cursor.fetchone()
    return None if row is None else dict(zip((one[0] for one in cursor.description), row, strict=True))


_STATES: Mapping[str, Callable[[sqlite3.Connection, str, str], Json | None]] = {
    "chat": _chat_state,
    "project": _project_state,
    "message": _message_state,
    "gone": _gone_state,
    "draft": _draft_state,
    "file": _file_state,
    "origin": _origin_state,
    **dict.fromkeys(MARKS, _marks_state),
    **dict.fromkeys(ITEMS, _item_state),
}
_PLACE = ("conversation_id", "parent_id")
_MESSAGE = """SELECT message.*, conversation.gateway_id FROM message
    LEFT JOIN conversation ON conversation.id = message.conversation_id WHERE message.id = ?"""
_ORIGIN = """SELECT number, program, chat_id, conversation_id, told_at FROM source_chat
    WHERE program = substr(?1, 1, instr(?1, char(31)) - 1) AND chat_id = substr(?1, instr(?1, char(31)) + 1)"""
_NODES = "SELECT node_id, message_id, is_shown FROM source_node WHERE chat = ? ORDER BY node_id"
