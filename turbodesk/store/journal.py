"""Puts running replies on disk as they grow, so that whatever ends the program takes at most 250 ms of them.

Deltas are gathered and written together five times a second, in one transaction for all replies. When a reply ends,
its message is written whole and its journal removed, in one. What the next start finds in the journal was interrupted.
What events are made of is imported at the first one: most starts find none.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Status
from turbodesk.store.database import Database
from turbodesk.store.history import put_message
from turbodesk.store.rows import dump, message_from_row, message_row

if TYPE_CHECKING:
    from turbodesk.chat.events import Event

GATHER_S = 0.2
"""How long deltas are gathered: of the promised 0.25 s, the rest is for a busy loop and the write itself."""


class Journal:
    """The journal of one database. Every method belongs to the event loop's thread."""

    def __init__(self, database: Database, *, gather_s: float = GATHER_S) -> None:
        self._database = database
        self._gather_s = gather_s
        self._conversations: dict[str, str] = {}
        self._gathered: dict[str, list[Event]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, conversation_id: str, message: Message) -> asyncio.Future[None]:
        """Queue the row a reply will grow in. Its conversation must have been saved before."""
        self._conversations[message.id] = conversation_id
        row = message_row(conversation_id, message)
        return self._database.write(lambda connection: put_message(connection, row))

    def append(self, message_id: str, event: Event) -> None:
        """Take what happened to a reply; it is on disk within 250 ms."""
        self._gathered.setdefault(message_id, []).append(event)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._gather_s, self._flush_in_time)

    def flush(self) -> asyncio.Future[None]:
        """Queue everything gathered now; before the database is closed, for one."""
        self._cancel_timer()
        gathered, self._gathered = self._gathered, {}
        rows = [(message_id, _events_json(events), now_ms()) for message_id, events in gathered.items()]

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT INTO journal (message_id, events, written_at) VALUES (?, ?, ?)", rows)

        return self._database.write(job)

    def end(self, message: Message) -> asyncio.Future[None]:
        """Queue a reply that is final. When the future is done it survives even a loss of power."""
        self._gathered.pop(message.id, None)  # the message holds it all
        if not self._gathered:
            self._cancel_timer()
        row = message_row(self._conversations.pop(message.id), message)

        def job(connection: sqlite3.Connection) -> None:
            put_message(connection, row)
            connection.execute("DELETE FROM journal WHERE message_id = ?", (message.id,))

        return self._database.write(job, durable=True)

    async def recover(self) -> list[tuple[str, Message]]:
        """Finish every reply that the end of an earlier run interrupted, and return them with their conversations.

        To be called once, before any `begin`.
        """
        return await self._database.write(_recover, durable=True)

    def _flush_in_time(self) -> None:
        self._timer = None
        self.flush()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def replay(message: Message, rows: Iterable[tuple[str, int]]) -> Message:
    """Grow an interrupted reply from its journal rows, each events as JSON and the time it was written."""
    from turbodesk.chat.events import Interrupted
    from turbodesk.chat.reduce import apply

    first_part_at = finished_at = None
    for text, written_at in rows:
        for event in _events(text):
            message = apply(message, event, at=written_at)
        finished_at = written_at
        if first_part_at is None and message.first_part_at is not None:
            first_part_at = written_at
    message = apply(message, Interrupted())
    # `apply` took the time of this replay; the truth is when the row was written
    return replace(message, first_part_at=first_part_at, finished_at=finished_at or message.created_at)


def _recover(connection: sqlite3.Connection) -> list[tuple[str, Message]]:
    cursor = connection.execute("SELECT * FROM message WHERE status = ? ORDER BY id", (Status.REPLYING.value,))
    names = [column[0] for column in cursor.description]
    recovered: list[tuple[str, Message]] = []
    for cells in cursor.fetchall():
        row = dict(zip(names, cells, strict=True))
        query = "SELECT events, written_at FROM journal WHERE message_id = ? ORDER BY sequence"
        message = replay(message_from_row(row), connection.execute(query, (row["id"],)))
        conversation_id = str(row["conversation_id"])
        put_message(connection, message_row(conversation_id, message))
        recovered.append((conversation_id, message))
    connection.execute("DELETE FROM journal")
    return recovered


def _events_json(events: Iterable[Event]) -> str:
    from turbodesk.store.event_rows import joined, json_from_event

    return dump([stored for event in joined(events) if (stored := json_from_event(event)) is not None])


def _events(text: str) -> list[Event]:
    """Read one row; a damaged event is left out rather than losing the reply."""
    from turbodesk.store.event_rows import event_from_json

    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        return []
    events: list[Event] = []
    for one in stored if isinstance(stored, list) else []:
        try:
            event = event_from_json(one)
        except ValueError:
            continue
        if event is not None:
            events.append(event)
    return events
