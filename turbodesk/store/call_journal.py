"""Writes down that a tool begins to run before it does, and what it gave, until the message with the results is there.

A tool may have sent a mail when the program is killed; so what is found begun and not ended at the next start is told,
and never done again by itself. It stands in the journal beside the pieces of growing replies: those are of replies that
grow, these of replies that have ended, so neither is taken for the other.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import field

from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Block, Status
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import block_from_entry, dump, entry_from_block

log = logging.getLogger(__name__)


@dataclass(slots=True)
class JournalledCalls:
    """What is known of the calls of one reply."""

    begun: set[str] = field(default_factory=set)
    """The ids of those that began and gave nothing."""
    given: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    """By the id of a call, its result and the files of it."""


class CallJournal:
    """The running tools of one database. Every method belongs to the event loop's thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, message_id: str, call_id: str) -> asyncio.Future[None]:
        """Queue that a call of a reply begins; once the future is done, not even a loss of power undoes it."""
        return self._append(message_id, {"call": call_id})

    def give(self, message_id: str, call_id: str, blocks: Sequence[Block]) -> asyncio.Future[None]:
        """Queue what a call gave: its result, and the files of it."""
        return self._append(message_id, {"call": call_id, "gave": [entry_from_block(block) for block in blocks]})

    def _append(self, message_id: str, entry: Mapping[str, object]) -> asyncio.Future[None]:
        row = (message_id, dump(entry), now_ms())

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO journal (message_id, events, written_at) VALUES (?, ?, ?)", row)

        return self._database.write(job, durable=True)

    def end(self, message_id: str) -> asyncio.Future[None]:
        """Queue that the message with the results is there, or that nobody asks for them any more."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM journal WHERE message_id = ?", (message_id,))

        return self._database.write(job)

    async def read(self, conversation_id: str) -> dict[str, JournalledCalls]:
        """Return what is known of the calls of a conversation's replies, by the ids of those.

        Raises:
            StoreFailure: it cannot be read.
        """
        values = (conversation_id, Status.REPLYING.value)
        rows = await self._database.read(lambda connection: connection.execute(_READ, values).fetchall())
        found: dict[str, JournalledCalls] = {}
        for message_id, text in rows:
            try:
                _take(found.setdefault(message_id, JournalledCalls()), json.loads(text))
            except (ValueError, TypeError, RecursionError):
                log.warning("a call in the journal is damaged and stays: %s", message_id)
        return found


def _take(calls: JournalledCalls, entry: object) -> None:
    """Take one row.

    Raises:
        ValueError: it is none of these.
    """
    if not isinstance(entry, Mapping) or not isinstance(call_id := entry.get("call"), str):
        raise ValueError("no call")
    gave = entry.get("gave")
    if isinstance(gave, list) and all(isinstance(one, Mapping) for one in gave):
        calls.given[call_id] = tuple(block_from_entry(one) for one in gave)
        calls.begun.discard(call_id)
    elif gave is None:
        calls.given.pop(call_id, None)  # it was run again
        calls.begun.add(call_id)


_READ = """SELECT journal.message_id, journal.events FROM journal JOIN message ON message.id = journal.message_id
    WHERE message.conversation_id = ? AND message.status <> ? AND message.deleted_at IS NULL ORDER BY sequence"""
