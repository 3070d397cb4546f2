"""Takes in messages that are new here many at once, as nearly all are when a computer begins.

The index for searching writes out what it holds before each statement. So a hundred messages in one statement cost a
fourth of what they cost one by one, and leave a smaller file. Whatever is not plainly new is left to `incoming`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from turbodesk.chat.sync_names import LogName
from turbodesk.store.sync import merging
from turbodesk.store.sync.merging import MessageRecord
from turbodesk.store.sync.registers import MESSAGE, checked, is_id
from turbodesk.store.sync.stamps import put_stamps, stamp_of

Record = Mapping[str, object]


def message_record(record: Record) -> MessageRecord:
    """Read a record.

    Raises:
        ValueError: it is not of the form it must have.
    """
    id_, stamp = str(checked(record["id"], "id")), stamp_of(record.get("at"), record.get("by"))
    chat, parent = str(checked(record.get("chat"), "id")), checked(record.get("parent"), "id?")
    row = record.get("row")
    if not isinstance(row, dict):
        raise ValueError("no row")
    return MessageRecord(
        id_, stamp, chat, parent, {column: checked(row.get(column), kind) for column, kind in MESSAGE.items()}
    )


def runs(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield records in their order: messages that may be taken in together in one list, each other one in its own."""
    run: list[Record] = []
    ids = set[object]()
    for record in records:
        id_ = record.get("id")
        is_plain = record.get("k") == "message" and "f" not in record and is_id(id_)
        if run and (not is_plain or id_ in ids):
            yield run
            run, ids = [], set()
        if is_plain:
            run.append(record)
            ids.add(id_)
        else:
            yield [record]
    if run:
        yield run


def take_new(connection: sqlite3.Connection, run: list[Record], src: LogName) -> dict[str, str]:
    """Take in those of one of `runs` that are plainly new here; return their chats by their ids.

    To be called while `applying`. None is, where one of them is of a form that only the database knows to be wrong.
    """
    if len(run) == 1:
        return {}
    found = dict[str, MessageRecord]()
    for record in run:
        try:
            one = message_record(record)
        except ValueError:
            continue
        found[one.id] = one
    for (known,) in connection.execute(_KNOWN, (json.dumps([*found]),)).fetchall():
        found.pop(known, None)
    if not found:
        return {}
    connection.execute("SAVEPOINT messages")
    try:
        _put(connection, found, src)
    except sqlite3.IntegrityError:
        connection.execute("ROLLBACK TO messages")
        found.clear()
    connection.execute("RELEASE messages")
    return {id_: one.chat for id_, one in found.items()}


def _put(connection: sqlite3.Connection, found: Mapping[str, MessageRecord], src: LogName) -> None:
    chats = dict.fromkeys(one.chat for one in found.values())
    for chat in chats:
        merging.make_chat(connection, chat)
    merging.put_messages(connection, found.values())
    put_stamps(connection, "message", {id_: one.stamp for id_, one in found.items()}, src)
    connection.executemany("INSERT OR IGNORE INTO sync_look VALUES ('chat', ?)", [(chat,) for chat in chats])


_KNOWN = """SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?1)) UNION ALL
    SELECT id FROM sync_stamp WHERE kind = 'gone' AND id IN (SELECT value FROM json_each(?1))"""
