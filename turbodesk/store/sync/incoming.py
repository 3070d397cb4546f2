"""Makes one of a record that arrives and what is here. In any order, any number of times, it ends in the same place.

  * A message is there or not, and once removed for good it stays removed, unless somebody who knew brought it back.
  * A field of a chat or a project, and all of what a message is, have the value with the greatest stamp.
  * A star is a register of its own, and so is whether a message is left out: what two computers mark is marked.
  * A draft belongs to the computer it was typed at and is only offered elsewhere, so typing never loses.

What follows from several records together is decided once they are all in (`settling`). A record is a stranger's: what
is not known here, or not of the right form, is passed over; its writer keeps it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from turbodesk.chat.sync_names import LogName
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store import origins
from turbodesk.store.cells import is_name
from turbodesk.store.origins import Origin
from turbodesk.store.row_mapping import Cell, dump, storable
from turbodesk.store.sync import merging
from turbodesk.store.sync.gateway_ids import id_here
from turbodesk.store.sync.new_messages import message_record, runs, take_new
from turbodesk.store.sync.registers import (
    CHAT,
    ITEMS,
    MARKS,
    PROJECT,
    FieldsOfRow,
    checked,
    is_hash,
    is_id,
)
from turbodesk.store.sync.stamps import (
    NEVER,
    Stamp,
    applying,
    is_writer,
    note_again,
    put_stamp,
    stamp_of,
    stamps_of,
    writer_of,
)

Record = Mapping[str, object]
MOST_ENTRIES = 100_000
"""Marks of one chat, and nodes of one origin, that are taken in."""
LONGEST_ITEM = 4 * 1024 * 1024
"""Letters of the JSON of one preset or the like."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a record has changed here."""

    chat_id: str = ""
    """The chat that is another now; "" for none."""
    is_new_message: bool = False
    has_projects: bool = False
    """Whether a project is another now."""
    draft_of: str = ""
    """The chat in which another computer has another draft now."""
    item: str = ""
    """The kind, where it was one of `ITEMS`."""


NOTHING = Change()


def apply(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    """Make one of `record`, from the file `src`, and what is here. To be called while `applying`."""
    kind, id_ = record.get("k"), record.get("id")
    take = _TAKE.get(kind) if isinstance(kind, str) else None
    if take is None or not isinstance(id_, str):
        return NOTHING
    with _whole_or_not(connection) as passed_over:
        change = take(connection, record, src)
    return NOTHING if passed_over else change


def apply_all(connection: sqlite3.Connection, records: list[dict[str, object]], src: LogName) -> list[Change]:
    """Do so with at most `others_files.AT_ONCE`, and return what changed: one job."""
    with applying(connection):
        changes: list[Change] = []
        for run in runs(records):
            new = take_new(connection, run, src)
            changes += [Change(chat, is_new_message=True) for chat in new.values()]
            changes += [apply(connection, record, src) for record in run if record["id"] not in new]
    return [change for change in changes if change is not NOTHING]


@contextmanager
def _whole_or_not(connection: sqlite3.Connection) -> Iterator[list[bool]]:
    """Take a record in whole or pass over it, where its form is not what it must be."""
    passed_over: list[bool] = []
    connection.execute("SAVEPOINT record")
    try:
        yield passed_over
    except (ValueError, sqlite3.IntegrityError):  # a form that only the database knows to be wrong
        connection.execute("ROLLBACK TO record")
        passed_over.append(True)
    connection.execute("RELEASE record")


# ---- chats and projects


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field of a record."""

    stamp: Stamp
    cells: list[object]


def _entries(record: Record) -> dict[str, _Entry]:
    """Return the fields of a record that have the right form.

    Raises:
        ValueError: it has none.
    """
    stored = record.get("f")
    if not isinstance(stored, dict) or len(stored) > MOST_ENTRIES:
        raise ValueError("no fields")
    found: dict[str, _Entry] = {}
    for field, entry in stored.items():
        match entry:
            case [at, by, list(cells)]:
                try:
                    found[field] = _Entry(stamp_of(at, by), cells)
                except ValueError:
                    continue
    return found


def _take_row(connection: sqlite3.Connection, rows: FieldsOfRow, record: Record, src: LogName) -> bool:
    """Take in the fields of a chat or a project that are newer; return whether there were any."""
    id_ = _id(record)
    here = stamps_of(connection, rows.kind, id_)
    values: dict[str, Cell] = {}
    newer: dict[str, Stamp] = {}
    for field, entry in _entries(record).items():
        if field in rows.fields:
            try:
                values_of_field = _cells(entry, rows.fields[field])
            except ValueError:
                continue
        elif field in ("gone", "back"):
            values_of_field = {}
        else:
            continue  # a newer program's
        if entry.stamp > here.get(field, NEVER):
            newer[field] = entry.stamp
            values.update(values_of_field)
        elif entry.stamp == here[field]:
            note_again(connection, rows.kind, id_, field, src)
    if "gateway_id" in values:
        values["gateway_id"] = id_here(connection, str(values["gateway_id"]))
    if values:
        (merging.make_chat if rows is CHAT else merging.make_project)(connection, id_)
        merging.put_fields(connection, rows, id_, values, max(at for at, _ in newer.values()))
    if "gone" in newer:
        _send_the_rest(connection, rows.kind, id_)
    for field, stamp in newer.items():
        put_stamp(connection, rows.kind, id_, field, stamp, src)
        if "gone" in here and field in rows.fields:
            _send_on(connection, rows.kind, id_, field)
    _look_again(connection, rows.kind, id_)
    return bool(newer)


def _send_on(connection: sqlite3.Connection, kind: str, id_: str, field: str) -> None:
    """Have this computer send a register of something that came back too: who removed it has forgotten it for good."""
    sent = "UPDATE sync_stamp SET dirty = 1 WHERE kind = ? AND id = ? AND field = ?"
    connection.execute(sent, (kind, id_, field))


def _send_the_rest(connection: sqlite3.Connection, kind: str, id_: str) -> None:
    """Have this computer send what it has of something that was removed: should it come back, others may lack it."""
    kinds = (kind, *MARKS) if kind == CHAT.kind else (kind,)
    sent = "UPDATE sync_stamp SET dirty = 1 WHERE kind = ? AND id = ?"
    connection.executemany(sent, [(one, id_) for one in kinds])


def _cells(entry: _Entry, columns: Mapping[str, str]) -> dict[str, Cell]:
    if len(entry.cells) != len(columns):
        raise ValueError("other columns")
    return {column: checked(cell, kind) for (column, kind), cell in zip(columns.items(), entry.cells, strict=True)}


def _take_chat(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    return Change(_id(record)) if _take_row(connection, CHAT, record, src) else NOTHING


def _take_project(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    return Change(has_projects=True) if _take_row(connection, PROJECT, record, src) else NOTHING


def _take_marks(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    kind, chat = str(record["k"]), _id(record)
    here = stamps_of(connection, kind, chat)
    came_back = "gone" in stamps_of(connection, "chat", chat)
    marks: dict[str, bool] = {}
    for id_, entry in _entries(record).items():
        if not is_id(id_) or entry.cells not in ([0], [1]) or type(entry.cells[0]) is not int:
            continue
        if entry.stamp == here.get(id_):
            note_again(connection, kind, chat, id_, src)
        elif entry.stamp > here.get(id_, NEVER) and not _is_gone(stamps_of(connection, "gone", id_)):
            marks[id_] = entry.cells == [1]
            put_stamp(connection, kind, chat, id_, entry.stamp, src)
            if came_back:
                _send_on(connection, kind, chat, id_)
    if not marks:
        return NOTHING
    merging.make_chat(connection, chat)
    _look_again(connection, "chat", chat)
    return Change(chat) if merging.put_marks(connection, chat, kind, marks) else NOTHING


# ---- messages


def _take_message(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    told = message_record(record)
    id_, stamp = told.id, told.stamp
    fields = _entries(record) if "f" in record else {}
    gone = stamps_of(connection, "gone", id_)
    if (back := fields.get("back")) is not None and back.stamp > gone.get("back", NEVER):
        gone["back"] = back.stamp
        put_stamp(connection, "gone", id_, "back", back.stamp, src)
    if _is_gone(gone):
        return NOTHING
    here = stamps_of(connection, "message", id_)
    found = connection.execute("SELECT conversation_id FROM message WHERE id = ?", (id_,)).fetchone()
    if found is None:
        merging.make_chat(connection, told.chat)
        merging.put_messages(connection, [told])
        here = {}
    elif stamp > here.get("", NEVER):
        merging.change_message(connection, id_, told.cells)
    chat_id = told.chat if found is None else str(found[0])
    is_changed = _stamped(connection, "message", id_, "", stamp, here, src)
    is_changed |= _take_message_fields(connection, id_, fields, here, src)
    _look_again(connection, "chat", chat_id)
    return Change(chat_id, is_new_message=found is None) if is_changed else NOTHING


def _take_message_fields(
    connection: sqlite3.Connection, id_: str, fields: Mapping[str, _Entry], here: Mapping[str, Stamp], src: LogName
) -> bool:
    is_changed = False
    for field, kind, column in (("parent", "id?", "parent_id"), ("hidden", "flag", "deleted_at")):
        entry = fields.get(field)
        if entry is None or len(entry.cells) != 1:
            continue
        cell = checked(entry.cells[0], kind)
        if _stamped(connection, "message", id_, field, entry.stamp, here, src):
            if field == "hidden":
                cell = merging.hidden_at(entry.stamp[0]) if cell else None
            connection.execute(f"UPDATE message SET {column} = ? WHERE id = ?", (cell, id_))
            is_changed = True
    return is_changed


def _stamped(
    connection: sqlite3.Connection,
    kind: str,
    id_: str,
    field: str,
    stamp: Stamp,
    here: Mapping[str, Stamp],
    src: LogName,
) -> bool:
    """Note where a register was read; return whether it is newer."""
    if stamp > here.get(field, NEVER):
        put_stamp(connection, kind, id_, field, stamp, src)
        return True
    if stamp == here[field]:
        note_again(connection, kind, id_, field, src)
    return False


def _take_gone(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    id_, fields = _id(record), _entries(record)
    here = stamps_of(connection, "gone", id_)
    was_gone = _is_gone(here)
    now = dict(here)
    for field in ("gone", "back"):
        if (entry := fields.get(field)) is not None and _stamped(
            connection, "gone", id_, field, entry.stamp, here, src
        ):
            now[field] = entry.stamp
    place = _place(fields["gone"].cells) if "gone" in fields else None
    if not _is_gone(now):
        if was_gone:
            merging.forget_place(connection, id_)
        return NOTHING
    removed = merging.remove_message(connection, id_, is_single=place is not None)
    if place is not None:
        merging.remember_place(connection, id_, *place)
    for chat in (removed, place[0] if place else None):
        if chat is not None:
            _look_again(connection, "chat", chat)
    return NOTHING if removed is None else Change(removed)


def _place(cells: list[object]) -> tuple[str, str | None] | None:
    """Return the chat and the parent of a message that was removed by itself; None: it was removed with its chat."""
    match cells:
        case [str(chat), None] if is_id(chat):
            return chat, None
        case [str(chat), str(parent)] if is_id(chat) and is_id(parent):
            return chat, parent
    return None


def _is_gone(stamps: Mapping[str, Stamp]) -> bool:
    return stamps.get("gone", NEVER) > stamps.get("back", NEVER)


# ---- drafts, attachments, where chats came from, and what is no row


def _take_draft(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    id_, writer, text = _id(record), record.get("w"), record.get("text")
    stamp = stamp_of(record.get("at"), record.get("by"))
    if not isinstance(writer, str) or not is_writer(writer) or not isinstance(text, str):
        raise ValueError("no draft")
    if writer == writer_of(connection):
        return NOTHING
    if not _stamped(connection, "draft", id_, writer, stamp, stamps_of(connection, "draft", id_), src):
        return NOTHING
    if text:
        connection.execute("INSERT OR REPLACE INTO sync_draft VALUES (?, ?, ?)", (id_, writer, storable(text)))
    else:
        connection.execute("DELETE FROM sync_draft WHERE conversation_id = ? AND writer = ?", (id_, writer))
    return Change(draft_of=id_)


def _take_file(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    sha256, writer = str(record["id"]), record.get("w")
    stamp = stamp_of(record.get("at"), record.get("by"))
    if not is_hash(sha256) or not isinstance(writer, str) or not is_writer(writer):
        raise ValueError("no file")
    told = [checked(record.get(column), "name") for column in ("media_type", "name")]
    connection.execute(_PUT_BLOB, (sha256, writer, *told))
    here = stamps_of(connection, "file", sha256)
    _stamped(connection, "file", sha256, writer, stamp, here, src)
    return NOTHING


def _take_origin(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    id_, stamp, row = str(record["id"]), stamp_of(record.get("at"), record.get("by")), record.get("row")
    if not isinstance(row, dict):
        raise ValueError("no row")
    program, chat_id, stored = row.get("program"), row.get("chat_id"), row.get("nodes")
    if not is_name(program) or not is_name(chat_id) or id_ != f"{program}\x1f{chat_id}" or not isinstance(stored, list):
        raise ValueError("no origin")
    if len(stored) > MOST_ENTRIES or storable(id_) != id_:
        raise ValueError("no origin")
    here = stamps_of(connection, "origin", id_)
    if stamp == here.get(""):
        note_again(connection, "origin", id_, "", src)
        return NOTHING
    conversation_id = str(checked(row.get("conversation_id"), "id"))
    told_at = int(checked(row.get("told_at"), "time") or 0)
    nodes = dict(map(_node, stored))
    known = connection.execute(_KNOWN, (program, chat_id)).fetchone()
    if known is None or known[0] == conversation_id:  # else this computer has brought it as another chat
        names = {"conversation_id": conversation_id, "told_at": told_at}
        origins.put_chat(connection, str(program), str(chat_id), nodes=nodes, **names)  # type: ignore[arg-type]
    _stamped(connection, "origin", id_, "", stamp, here, src)
    return NOTHING


def _node(stored: object) -> tuple[str, Origin]:
    match stored:
        case [str(id_), message_id, is_shown] if len(id_) <= 1_000:
            message = checked(message_id, "id?")
            return storable(id_), Origin(None if message is None else str(message), is_shown == 1)
    raise ValueError("no node")


def _take_item(connection: sqlite3.Connection, record: Record, src: LogName) -> Change:
    kind, id_, value = str(record["k"]), str(record["id"]), record.get("value")
    stamp = stamp_of(record.get("at"), record.get("by"))
    if not is_name(id_) or storable(id_) != id_ or not (value is None or isinstance(value, dict)):
        raise ValueError("no item")
    try:
        text = None if value is None else dump(value)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if text is not None and (len(text) > LONGEST_ITEM or json.loads(text, parse_constant=_refused) != value):
        raise ValueError("no item")
    if not _stamped(connection, kind, id_, "", stamp, stamps_of(connection, kind, id_), src):
        return NOTHING
    connection.execute(_PUT_ITEM, (kind, id_, text, stamp[0]))
    return Change(item=kind)


def _refused(word: str) -> object:
    raise ValueError(f"{word} is no JSON")


def _id(record: Record) -> str:
    return str(checked(record["id"], "id"))


def _look_again(connection: sqlite3.Connection, kind: str, id_: str) -> None:
    connection.execute("INSERT OR IGNORE INTO sync_look VALUES (?, ?)", (kind, id_))


_TAKE: Mapping[str, Callable[[sqlite3.Connection, Record, LogName], Change]] = {
    "chat": _take_chat,
    "project": _take_project,
    "message": _take_message,
    "gone": _take_gone,
    "draft": _take_draft,
    "file": _take_file,
    "origin": _take_origin,
    **dict.fromkeys(MARKS, _take_marks),
    **dict.fromkeys(ITEMS, _take_item),
}
_PUT_BLOB = """INSERT INTO sync_blob (sha256, writer, state, media_type, name) VALUES (?, ?, 'wanted', ?, ?)
    ON CONFLICT (sha256, writer) DO NOTHING"""
_PUT_ITEM = """INSERT INTO sync_item (kind, id, value, changed_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"""
_KNOWN = "SELECT conversation_id FROM source_chat WHERE program = ? AND chat_id = ?"
