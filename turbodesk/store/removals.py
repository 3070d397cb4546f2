"""Removes single messages of a conversation for good, in two steps, each of them whole or not at all.

At first a message is only marked, out of everybody's sight and with what hung from it in its new place, so that it can
be brought back. Then its row goes, and with it its words in the index for searching, its references to attachments and
those that nobody else has, and what was written down while it grew; a later start brings the last traces of it out of
the file's free places (`trash`). Where the program ends in between, the next one takes the second step.

What a reply has cost is counted on, as a number of tokens of a model. Where it stood is remembered by its id: an
archive that still has it brings it no more, and what hangs from it there finds its place.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from turbodesk.chat.ids import now_ms
from turbodesk.chat.moments import LATEST_MS
from turbodesk.chat.removal import MessageRemoval
from turbodesk.store import own_requests
from turbodesk.store.attachments import remove_unreferenced
from turbodesk.store.connection import Job
from turbodesk.store.database import Database
from turbodesk.store.spending import used_by
from turbodesk.store.trash import note_traces

Save = Callable[[Job[object]], asyncio.Future[None]]
"""Queues a conversation's own facts and a job in one."""


class Removals:
    """The messages that leave one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remove(self, removal: MessageRemoval, save: Save) -> asyncio.Future[None]:
        """Queue the first step, with the conversation as `save` has it; durable once the future is done."""
        now = now_ms()

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany(_MARK, [(now, now, id_) for id_ in removal.ids])
            connection.executemany(_MOVE, [(removal.moved_to, now, id_) for id_ in removal.moved])
            connection.executemany(_SET_GAP, [(id_,) for id_ in removal.marked])

        return save(job)

    def restore(self, removal: MessageRemoval, save: Save) -> asyncio.Future[None]:
        """Queue the way back, with the conversation as `save` has it; what has moved on since stays where it is."""
        now = now_ms()

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany(_UNMARK, [(now, id_) for id_ in removal.ids])
            back = [(removal.moved_from, now, id_) for id_ in removal.moved]
            connection.executemany(_MOVE, back)
            connection.executemany(_CLEAR_GAP, [(id_,) for id_ in removal.marked])

        return save(job)

    def finish(self, ids: Sequence[str] | None = None, *, demo: str, before_ms: int = LATEST_MS) -> asyncio.Future[int]:
        """Queue the second step for marked messages, None: all marked before a time; the result is how many went.

        `demo` is the gateway id whose replies cost nothing.
        """

        def job(connection: sqlite3.Connection) -> int:
            wanted = [id_ for (id_,) in connection.execute(_MARKED, (before_ms,))] if ids is None else ids
            return remove_marked(connection, wanted, demo=demo)

        return self._database.write(job, durable=True)


def remove_marked(connection: sqlite3.Connection, ids: Iterable[str], *, demo: str) -> int:
    """Remove those of these messages that are marked, for good; return how many there were."""
    gone = [row for id_ in ids if (row := connection.execute(_WHOSE, (id_,)).fetchone()) is not None]
    hashes = {sha256 for id_, *_ in gone for (sha256,) in connection.execute(_ATTACHED, (id_,))}
    for id_, chat, _ in gone:
        for used in used_by(connection, id_, demo=demo):
            own_requests.add(connection, used.day, used.model, used.usage, chat=chat)
    connection.executemany(_REMEMBER, [(now_ms(), *row) for row in gone])
    connection.executemany("DELETE FROM journal WHERE message_id = ?", [(id_,) for id_, *_ in gone])
    connection.executemany("DELETE FROM message WHERE id = ?", [(id_,) for id_, *_ in gone])
    if gone:
        remove_unreferenced(connection, sorted(str(one) for one in hashes))
        note_traces(connection, [str(id_) for id_, *_ in gone])
    return len(gone)


def has_removed(connection: sqlite3.Connection) -> bool:
    """Whether any message was removed for good, or waits to be."""
    return connection.execute(_ANY).fetchone() is not None


def is_removed(connection: sqlite3.Connection, message_id: str) -> bool:
    """Whether a message was removed for good."""
    return connection.execute("SELECT 1 FROM removed_message WHERE id = ?", (message_id,)).fetchone() is not None


def hang_beside_gap(connection: sqlite3.Connection, message_id: str, parent_id: object) -> None:
    """Hang a message that has just come in from the nearest one above that is there, where its parent was removed."""
    at, seen = parent_id, set[object]()
    while at is not None and at not in seen and (row := connection.execute(_ABOVE, {"id": at}).fetchone()) is not None:
        seen.add(at)
        at = row[0]
    if seen:
        connection.execute(_MOVE, (None if at in seen else at, now_ms(), message_id))
        connection.execute(_SET_GAP, (message_id,))


_MARK = "UPDATE message SET deleted_at = ?, updated_at = ? WHERE id = ? AND deleted_at IS NULL"
_UNMARK = "UPDATE message SET deleted_at = NULL, updated_at = ? WHERE id = ?"
_MOVE = "UPDATE message SET parent_id = ?, updated_at = ? WHERE id = ?"
# One that is damaged is not sent, whatever it follows.
_SET_GAP = "UPDATE message SET blocks = json_set(blocks, '$.gap', json('true')) WHERE id = ? AND json_valid(blocks)"
_CLEAR_GAP = "UPDATE message SET blocks = json_remove(blocks, '$.gap') WHERE id = ? AND json_valid(blocks)"
_MARKED = "SELECT id FROM message INDEXED BY message_deleted WHERE deleted_at IS NOT NULL AND deleted_at < ?"
_WHOSE = "SELECT id, conversation_id, parent_id FROM message WHERE id = ? AND deleted_at IS NOT NULL"
_ATTACHED = "SELECT DISTINCT sha256 FROM message_attachment WHERE message_id = ?"
_REMEMBER = "INSERT OR REPLACE INTO removed_message (removed_at, id, conversation_id, parent_id) VALUES (?, ?, ?, ?)"
_ANY = """SELECT 1 FROM removed_message UNION ALL
    SELECT 1 FROM message INDEXED BY message_deleted WHERE deleted_at IS NOT NULL LIMIT 1"""
_ABOVE = """SELECT parent_id FROM removed_message WHERE id = :id
    UNION ALL SELECT parent_id FROM message WHERE id = :id AND deleted_at IS NOT NULL"""
