"""A folder as the program leaves it, with chats of every kind, and ways to put anything into any cell of it.

What stands in a damaged or foreign file is not bound by the types and rules of its tables. So the tables' own texts
are made lenient, the cell is written, and the texts are put back.
"""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.store.make_old_file import conversation, messages, running
from tests.store.strategies import json_values
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Status, empty_reply, user_message
from turbodesk.chat.parameters import Parameters
from turbodesk.store import AttachmentStore, Database, History, Journal
from turbodesk.store.attachments import hash_of

TABLES = ("conversation", "message", "attachment", "message_attachment", "journal", "remembered")
LAST_WORDS = "the last words of it"


async def populate(path: Path) -> None:
    """Write chats with all kinds of parts, attachments, a draft, a reply that was growing, and a deleted one."""
    database = (await Database.open(path)).database
    history, journal, store = History(database), Journal(database), AttachmentStore(database)
    history.save_conversation(conversation())
    for message in messages():
        history.save_message(conversation().id, message)
    for number in range(3):
        _talk(history, _chat(f"Plain {number}"))
    _attach(history, store)
    gone = _talk(history, _chat("Gone"))
    await history.delete_conversations(gone.id)
    history.remembered.save_new_chat(_chat("Not begun"))
    history.remembered.save_front(gone.id)
    growing = _talk(history, _chat("Growing"))
    reply, events = running()
    reply = replace(reply, id=empty_reply("m", "").id, parent_id=growing.leaf_id, model="m", created_at=now_ms())
    journal.begin(growing.id, reply)
    for event in events:
        journal.append(reply.id, event)
        journal.flush()
    await database.drain()
    await database.close()


def _chat(title: str) -> Conversation:
    return replace(new_conversation(), title=title, parameters=Parameters(system="Be brief.", temperature=0.5))


def _talk(history: History, chat: Conversation, *attached: Message) -> Conversation:
    said: list[Message] = list(attached)
    for text in ("Hello", LAST_WORDS):
        question = user_message(text, said[-1].id if said else None)
        reply = replace(
            empty_reply("m", question.id), status=Status.COMPLETE, blocks=question.blocks, finished_at=now_ms()
        )
        said += [question, reply]
    chat = replace(chat, leaf_id=said[-1].id)
    history.save_conversation(chat)
    for message in said:
        history.save_message(chat.id, message)
    return chat


def _attach(history: History, store: AttachmentStore) -> None:
    for content in (b"bytes of a file", b"bytes of a draft"):
        store.put(content, PLAIN, "a.txt")
    sent, drafted = (
        Attachment(hash_of(one), PLAIN, "a.txt", len(one)).part for one in (b"bytes of a file", b"bytes of a draft")
    )
    chat = _talk(history, _chat("Carrying"), user_message("See this", None, [sent]))
    history.save_draft(chat.id, "half a thou", [drafted])


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the database."""

    table: str
    column: str
    key: str
    """The condition that names its row."""
    chat: str
    """The id of the conversation it is part of; "" for what belongs to all."""


def cells(path: Path) -> list[Cell]:
    """Return every cell there is."""
    found: list[Cell] = []
    with closing(sqlite3.connect(path)) as connection:
        for table in TABLES:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for (key,) in connection.execute(f"SELECT {_KEYS.get(table, _ROWID)} FROM {table}").fetchall():
                (chat,) = connection.execute(_CHATS[table].format(key=key)).fetchone()
                found += [Cell(table, column, key, chat) for column in columns]
    return found


_ROWID = "'rowid = ' || rowid"
_KEYS = {"message_attachment": "'message_id = ''' || message_id || ''' AND position = ' || position"}
_CHATS = {
    "conversation": "SELECT id FROM conversation WHERE {key}",
    "message": "SELECT conversation_id FROM message WHERE {key}",
    "attachment": "SELECT ''",
    "remembered": "SELECT ''",
    "message_attachment": "SELECT conversation_id FROM message WHERE id IN "
    "(SELECT message_id FROM message_attachment WHERE {key})",
    "journal": "SELECT conversation_id FROM message WHERE id IN (SELECT message_id FROM journal WHERE {key})",
}


def put(path: Path, cell: Cell, value: object) -> bool:
    """Put `value` into a cell, whatever its column says; bytes in a tuple become a text of these bytes.

    Returns whether it is there: a key of a table keeps some values out.
    """
    mark, given = ("CAST(? AS TEXT)", value[0]) if isinstance(value, tuple) else ("?", value)
    with _lenient(path) as connection:
        try:
            connection.execute(f"UPDATE {cell.table} SET {cell.column} = {mark} WHERE {cell.key}", (given,))
        except (sqlite3.Error, OverflowError):
            return False
    return True


@contextmanager
def _lenient(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        texts = connection.execute("SELECT sql, name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'")
        strict = texts.fetchall()
    loose = [
        (sql.replace(" STRICT,", "").replace(" STRICT", "").replace(" NOT NULL", ""), name) for sql, name in strict
    ]
    for schema in (loose, strict):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            connection.executemany("UPDATE sqlite_schema SET sql = ? WHERE name = ? AND type = 'table'", schema)
        if schema is loose:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                yield connection


def stored(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is in the tables; texts as bytes, since they may be none."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES}


def in_cell(path: Path, cell: Cell) -> tuple[object, ...]:
    """Return type and bytes of what is in a cell; () where its row cannot be found by what was written into it."""
    return _one(path, f"SELECT typeof({cell.column}), {cell.column} FROM {cell.table} WHERE {cell.key}")


def row_of(path: Path, cell: Cell) -> tuple[object, ...]:
    """Return the whole row of a cell."""
    return _one(path, f"SELECT * FROM {cell.table} WHERE {cell.key}")


def _one(path: Path, query: str) -> tuple[object, ...]:
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return tuple(connection.execute(query).fetchone() or ())


NESTED = "[" * 900 + "]" * 900
_JSON = (
    *(
        "{}",
        "[]",
        "null",
        "1",
        '"',
        "[[]]",
        '[{"b":1}]',
        '{"v":1}',
        '{"v":2,"blocks":[]}',
        '{"v":1,"blocks":{}}',
        NESTED,
    ),
    '{"v":1,"blocks":[{"i":-1,"b":{"type":"text","text":"x"}}]}',
    '{"v":1,"blocks":[{"i":0,"b":{"type":"text","text":"\\ud800"}}],"adjusted":[[1]]}',
    '{"v":1,"blocks":[{"i":0,"b":{}},{"i":0,"b":{}}]}',
    '{"v":1,"blocks":[{"i":0,"b":{"type":"thinking","thinking":"a"},"began":1e99,"ended":-99999999999999999999}]}',
    '{"v":1,"blocks":[{"i":4294967296000,"b":{"type":"image","source":{"type":"attachment","sha256":7}}}]}',
    f'{{"v":1,"blocks":[{{"i":0,"b":{{"type":"tool_use","id":"","name":"x","input":{{"a":{NESTED}}}}}}}]}}',
    '{"input_tokens":9223372036854775807,"output_tokens":1e999,"cache_creation":{"ephemeral_1h_input_tokens":-1}}',
    f'{{"input_tokens":1{"0" * 400},"output_tokens":5,"cache_read_input_tokens":true}}',
    f'{{"max_tokens":1{"0" * 40},"temperature":9e99,"tools":[1],"system":"\\udfff","stop_sequences":[""]}}',
    '[["text",-1,"x"],["block",true,{"b":{}}],["started",1,2,3],["failed",{"status":1e9}],["nobody knows"]]',
    f'{{"kind":{{}},"sentence":[],"status":1{"0" * 300},"remedy":"nobody"}}',
)
_INTEGERS = (-1, 0, 1, 5, 2**31, 2**53, 10**18, 2**63 - 1, -(2**63), 253_402_300_800_000, 1_796_000_000_000_000)
_BYTES = (b"", b"\xff", b"\xed\xa0\x80", b"a\0b", b"\xc3", b"\xf5\x80\x80\x80", b"line\nline", b"\xe2\x80\xae")


def values(path: Path, cell: Cell) -> SearchStrategy[object]:
    """Return what may stand in a cell: numbers, texts, bytes, JSON, and the ids of other rows."""
    with closing(sqlite3.connect(path)) as connection:
        ids = [row[0] for table in ("conversation", "message") for row in connection.execute(f"SELECT id FROM {table}")]
    known = in_cell(path, cell)[1]
    held = known.decode(errors="replace") if isinstance(known, bytes) else ""
    return st.one_of(
        *([_changed(json.loads(held))] * 3 if held[:2] in ('{"', "[{", "[[") else ()),
        st.none(),
        st.sampled_from(_INTEGERS),
        st.integers(-(2**63), 2**63 - 1),
        st.sampled_from((1e308, -1.5, float("inf"), 1.0)),
        st.sampled_from(_JSON),
        st.sampled_from(ids),
        st.text(max_size=20),
        st.sampled_from(("x" * 5_000, "ffffffff-ffff-7fff-bfff-ffffffffffff", "replying", "assistant")),
        st.sampled_from(_BYTES) | st.binary(max_size=8),
        st.tuples(st.sampled_from(_BYTES) | st.binary(max_size=8)),
    )


def places(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Return the way to each value within a value."""
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*at, key))


STRANGE: SearchStrategy[object] = st.sampled_from(
    (
        *(None, True, -1, 0, 2**31, 2**63 - 1, 2**80, 10**400, 1e999, 1e300, -0.5),
        *("", "\ud800", "a\nb", "a\0b", "x" * 5_000),
        *([], {}, [[]], {"type": "text"}),
        {"source": {"type": "attachment", "sha256": "0" * 64, "media_type": "image/png", "width": 2**31 - 1}},
    )
)


@st.composite
def changed(draw: st.DrawFn, content: object) -> object:
    """Some JSON with one value of it, or one name, replaced."""
    content = copy.deepcopy(content)
    *way, last = draw(st.sampled_from(list(places(content))))
    inner: object = content
    for step in way:
        inner = inner[step]  # type: ignore[index]
    value = draw(STRANGE | json_values)
    if isinstance(inner, dict) and draw(st.integers(0, 5)) == 0:
        inner[draw(st.sampled_from(("width", "height", "size", "pages", "type", "name", "")))] = value
    inner[last] = value  # type: ignore[index]
    return content


def _changed(content: object) -> SearchStrategy[object]:
    return changed(content).map(json.dumps)
