"""Puts running replies on disk as they grow, so that whatever ends the program takes at most 250 ms of them.

Deltas are gathered and written together seven times a second, in one transaction for all replies. When a reply ends,
its message is written whole and its journal removed, in one. What the next start finds in the journal was interrupted.
What events are made of is imported at the first one: most starts find none.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Status
from turbodesk.chat.moments import is_moment
from turbodesk.store.cells import Cells, is_name
from turbodesk.store.database import Database
from turbodesk.store.history import put_message
from turbodesk.store.row_mapping import Row, dump, message_from_cells, message_row

if TYPE_CHECKING:
    from turbodesk.chat.events import Event
    from turbodesk.store.call_journal import CallJournal

log = logging.getLogger(__name__)

GATHER_S = 0.15
"""How long deltas are gathered: of the promised 0.25 s, the rest is for what comes of replies that nobody sees, which
the network is asked for every 0.08 s, and for a busy loop and the write itself."""


class Journal:
    """The journal of one database. Every method belongs to the event loop's thread."""

    def __init__(self, database: Database, *, gather_s: float = GATHER_S) -> None:
        self._database = database
        self._gather_s = gather_s
        self._conversations: dict[str, str] = {}
        self._gathered: dict[str, list[Event]] = {}
        self._timer: asyncio.TimerHandle | None = None

    @cached_property
    def calls(self) -> CallJournal:
        """The tools that run; made with the first chat that is opened."""
        from turbodesk.store.call_journal import CallJournal

        return CallJournal(self._database)

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


def replay(message: Message, rows: Iterable[tuple[Sequence[Event], int]]) -> Message:
    """Grow an interrupted reply from its journal rows, each some events and the time it was written."""
    from turbodesk.chat.events import Interrupted
    from turbodesk.chat.reduce import apply

    first_part_at = finished_at = None
    for events, written_at in rows:
        for event in events:
            message = apply(message, event, at=written_at)
        finished_at = written_at
        if first_part_at is None and message.first_part_at is not None:
            first_part_at = written_at
    message = apply(message, Interrupted())
    # `apply` took the time of this replay; the truth is when the row was written
    return replace(message, first_part_at=first_part_at, finished_at=finished_at or message.created_at)


def _recover(connection: sqlite3.Connection) -> list[tuple[str, Message]]:
    """Finish each reply that was growing; what is damaged of one or its journal stays, and only its state changes."""
    cursor = connection.execute("SELECT * FROM message WHERE status = ? ORDER BY id", (Status.REPLYING.value,))
    names = [column[0] for column in cursor.description]
    recovered: list[tuple[str, Message]] = []
    for found in cursor.fetchall():
        row = dict(zip(names, found, strict=True))
        try:
            recovered.append(_finished(connection, row))
        except (ValueError, RecursionError, sqlite3.IntegrityError) as error:
            log.warning("an interrupted reply is damaged and stays as it is: row %s: %s", row["rowid"], error)
            with suppress(sqlite3.IntegrityError):  # a cell of another type than its column's lets no change pass
                connection.execute(_END, (Status.INTERRUPTED.value, row["rowid"]))
    return recovered


def _finished(connection: sqlite3.Connection, row: Row) -> tuple[str, Message]:
    """Finish one reply.

    Raises:
        ValueError: its row is damaged; finishing it would write over that.
        sqlite3.IntegrityError: it cannot be written.
    """
    cells = Cells(row)
    message = message_from_cells(cells)
    if cells.damaged or cells.incomplete:
        raise ValueError(", ".join((*cells.damaged, *cells.incomplete)))
    if not is_name(row["id"]) or not connection.execute(_IS_THERE, (row["conversation_id"],)).fetchone():
        raise ValueError("ids")
    sequences, events = _journal_of(connection, message)
    message = replay(message, events)
    conversation_id = str(row["conversation_id"])
    put_message(connection, message_row(conversation_id, message))
    connection.executemany("DELETE FROM journal WHERE sequence = ?", sequences)
    return conversation_id, message


_IS_THERE = "SELECT 1 FROM conversation WHERE id = ?"
_END = "UPDATE message SET status = ? WHERE rowid = ?"


def _journal_of(
    connection: sqlite3.Connection, message: Message
) -> tuple[list[tuple[int]], list[tuple[list[Event], int]]]:
    """Return the numbers of a reply's sound journal rows, and what all of them say."""
    sequences: list[tuple[int]] = []
    rows: list[tuple[list[Event], int]] = []
    query = "SELECT sequence, events, written_at FROM journal WHERE message_id = ? ORDER BY sequence"
    for sequence, text, written_at in connection.execute(query, (message.id,)).fetchall():
        events, is_whole = _events(text)
        if is_whole and is_moment(written_at):
            sequences.append((sequence,))
        else:
            log.warning("a row of the journal is damaged and stays: %s", sequence)
        rows.append((events, written_at if is_moment(written_at) else message.created_at))
    return sequences, rows


def _events_json(events: Iterable[Event]) -> str:
    from turbodesk.store.event_rows import joined, json_from_event

    return dump([stored for event in joined(events) if (stored := json_from_event(event)) is not None])


def _events(text: object) -> tuple[list[Event], bool]:
    """Read one row, and say whether all of it could be; a damaged event is left out rather than losing the reply."""
    from turbodesk.store.event_rows import event_from_json

    try:
        stored = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, list):
        return [], False
    events: list[Event] = []
    is_whole = True
    for one in stored:
        try:
            event = event_from_json(one)
        except (ValueError, RecursionError):
            event = None
        if event is None:
            is_whole = False
        else:
            events.append(event)
    return events, is_whole
