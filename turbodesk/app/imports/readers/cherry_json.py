"""Cherry Studio 1: `data.json`, in a zip, in gzip or alone, of its versions 1 to 5.

It is one object that can have hundreds of megabytes, and the words of a topic stand far from the topic, in another
table of it. It is read once from end to end into a private file (SQLite's own temporary one, gone when it is closed)
and put together from there, a topic at a time. Of its settings, where keys and passwords are, nothing is read but the
list of assistants.
"""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import SourceChat
from turbodesk.app.imports.findings import UNKNOWN, UNREADABLE_CHATS, Findings, Unkept
from turbodesk.app.imports.json_stream import JsonDamaged, JsonStream, JsonUnread
from turbodesk.app.imports.readers.cherry_blocks import nodes_of
from turbodesk.app.imports.readers.cherry_files import KEY, PROGRAM, CherryFiles, model_of
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.app.imports.values import flag, mapping, moment, name, rows, text
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.json_values import joined
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member

_STORE = "persist:cherry-studio"


@dataclass(frozen=True, slots=True)
class _Topic:
    """What the list of assistants says of a topic."""

    row: Mapping[str, object]
    assistant: Mapping[str, object]


class CherryBackup(SourceArchive):
    """A back-up of version 1."""

    program, key = PROGRAM, KEY

    def __init__(self, container: Container, member: Member) -> None:
        self._container, self._member = container, member
        self._files = CherryFiles(container)
        self.size = 2 * member.size  # it is read, and then put together

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        with closing(_Spool()) as spool:
            self._container.at_its_end(spool.close)
            is_whole = False
            with self._container.json(self._member, found) as stream:
                _read(stream, spool, found)
                is_whole = True
            if not is_whole:
                raise ImportRefused(
                    sentence=_("This back-up of Cherry Studio is damaged, or was not written to its end."),
                    advice=_("Make a new one in Cherry Studio, and choose that. Nothing here has changed."),
                )
            for done, topic in enumerate(spool.topics(), start=1):
                yield self._chat(topic, spool)
                self._container.told = self._member.size + self._member.size * done // spool.count

    def _chat(self, topic: Mapping[str, object], spool: _Spool) -> SourceChat:
        id_ = text(topic.get("id"))
        about = spool.about.get(id_, _Topic({}, {}))
        row, assistant = about.row, about.assistant
        nodes, current = nodes_of(rows(topic.get("messages")), spool.block, self._files)
        answered_by = next((node.model for node in reversed(nodes) if node.model), None)
        return SourceChat(
            id_,
            name(row.get("name")),
            nodes,
            current,
            created_at=moment(row.get("createdAt")),
            updated_at=moment(row.get("updatedAt")),
            pinned=flag(row.get("pinned")),
            folder=name(assistant.get("name")),
            model=model_of(dict(assistant)) or answered_by,
            system=text(row.get("prompt")).strip() or text(assistant.get("prompt")).strip() or None,
        )


class _Spool:
    """What was read, on disk, until it is put together."""

    def __init__(self) -> None:
        self.about: dict[str, _Topic] = {}
        self.count = 0
        """Of the topics."""
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000; BEGIN;"
            "CREATE TABLE topic (n INTEGER PRIMARY KEY, body TEXT);"
            "CREATE TABLE block (id TEXT, body TEXT);"
        )

    def close(self) -> None:
        self._db.close()

    def add_topic(self, row: Mapping[str, object]) -> None:
        self.count += 1
        self._db.execute("INSERT INTO topic (body) VALUES (?)", (json.dumps(row),))

    def add_block(self, row: Mapping[str, object]) -> None:
        self._db.execute("INSERT INTO block VALUES (?, ?)", (joined(text(row["id"])), json.dumps(row)))

    def topics(self) -> Iterator[dict[str, object]]:
        """Yield the topics in their order, once all is added."""
        self._db.execute("CREATE INDEX by_id ON block (id)")  # at the end: 10,000 chats take a third of the time so
        for (body,) in self._db.execute("SELECT body FROM topic ORDER BY n"):
            yield json.loads(body)

    def block(self, id_: str) -> dict[str, object]:
        """Return a block; {} where there is none."""
        row = self._db.execute("SELECT body FROM block WHERE id = ?", (joined(id_),)).fetchone()
        return {} if row is None else mapping(json.loads(row[0]))


def _read(stream: JsonStream, spool: _Spool, found: Findings) -> None:
    """Read the whole of `data.json`. Raises `JsonDamaged` where it is not whole."""
    for key in stream.members():
        if key == "localStorage" and stream.peek() == "{":
            for inner in stream.members():
                if inner == _STORE:
                    _read_assistants(stream, spool, found)
        elif key == "indexedDB" and stream.peek() == "{":
            for table in stream.members():
                if table in ("topics", "message_blocks") and stream.peek() == "[":
                    _read_table(stream, table, spool, found)
        elif key == "indexedDB" and stream.peek() == "[":  # version 1
            for row in _objects(stream, found, UNREADABLE_CHATS):
                if text(row.get("key")).startswith("topic:"):  # not for people
                    _put_topic(mapping(row.get("value")), spool, found)


def _read_table(stream: JsonStream, table: str, spool: _Spool, found: Findings) -> None:
    if table == "topics":
        for row in _objects(stream, found, UNREADABLE_CHATS):
            _put_topic(row, spool, found)
    else:
        for row in _objects(stream, found, UNKNOWN):
            if name(row.get("id")):
                spool.add_block(row)


def _put_topic(row: Mapping[str, object], spool: _Spool, found: Findings) -> None:
    if name(row.get("id")):
        spool.add_topic({"id": row["id"], "messages": row.get("messages")})
    else:
        found.leave_out(UNREADABLE_CHATS)


def _objects(stream: JsonStream, found: Findings, kind: Unkept) -> Iterator[dict[str, object]]:
    for element in stream.elements():
        try:
            value = element.value()
        except JsonUnread:
            value = None
        if isinstance(value, dict):
            yield value
        else:
            found.leave_out(kind)


def _read_assistants(stream: JsonStream, spool: _Spool, found: Findings) -> None:
    """Read names and settings of topics: JSON in a text of JSON in a text of JSON."""
    try:
        stored = _stream_of(stream.value())
        for key in stored.members():
            if key == "assistants":
                _put_assistants(mapping(_stream_of(stored.value()).value()), spool)
    except (JsonUnread, JsonDamaged):
        found.trouble(_("The names of the chats could not be read; each is called by its first words."))


def _put_assistants(stored: Mapping[str, object], spool: _Spool) -> None:
    for assistant in (*rows(stored.get("assistants")), mapping(stored.get("defaultAssistant"))):
        for row in rows(assistant.get("topics")):
            if id_ := name(row.get("id")):
                spool.about.setdefault(id_, _Topic(row, assistant))


def _stream_of(written: object) -> JsonStream:
    return JsonStream(io.BytesIO(text(written).encode(errors="replace")))
