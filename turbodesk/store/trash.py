"""Removes deleted conversations for good, so that what they said can be read in no file of the folder any more.

SQLite marks the place of a removed row as free and leaves its bytes. Four things work against that:
`secure_delete`, set on every connection (`opening`), overwrites whatever is removed, rows of the journal included;
FTS5 remembers words of removed messages until its parts are merged, so `optimize` merges them; VACUUM writes the file
anew, since moved rows leave copies in half-used pages, and so do files of versions without `secure_delete`; and a
truncating checkpoint empties the write-ahead log. Backups (`backup_files`) are treated alike. What
is left to do of this is written down with the removal, so that whatever ends the program, a later start does it.
What the disk itself keeps of overwritten files, and what backups hold, is beyond any program.

A conversation that is not deleted is never removed, whatever is asked for.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from turbodesk.chat.conversation import shown_title
from turbodesk.chat.deleted import UNKNOWN, Deleted
from turbodesk.chat.ids import now_ms
from turbodesk.chat.moments import LATEST_MS, is_moment
from turbodesk.chat.one_line import one_line
from turbodesk.chat.project import NAMELESS
from turbodesk.store.attachments import remove_unreferenced
from turbodesk.store.cells import LONGEST_NAME, is_name
from turbodesk.store.damage import INDEX, is_index_damage, rebuild_index
from turbodesk.store.database import Database
from turbodesk.store.own_requests import of_chat
from turbodesk.store.row_mapping import DAMAGED_CHAT

log = logging.getLogger(__name__)

KEPT_MS = 30 * 86_400_000
"""How long a deleted conversation can be brought back where the person lets TurboDesk remove old ones: 30 days."""

_HASH = re.compile(r"\b[0-9a-f]{64}\b")
"""In the text of a draft and of what waits to be sent; one that is no attachment's does no harm."""
_BUSY_MS = 2_000
_UNFINISHED = "unfinished-removal"
"""Under this name stand the ids of what was removed and may have left traces."""


class TrashTable:
    """The deleted conversations of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def deleted(self) -> list[Deleted]:
        """Return all of them and the deleted projects without any, the one deleted last first.

        A project that was deleted with its chats comes back with the first of them.
        """
        return await self._database.read(
            lambda one: [found for row in one.execute(_DELETED) if (found := _deleted(*row)) is not None]
        )

    async def has_marked_messages(self, before_ms: int) -> bool:
        """Whether the removal of single messages was begun before this time and not ended (`removals`)."""
        return await self._database.read(lambda one: one.execute(_MARKED, (before_ms,)).fetchone() is not None)

    async def old(self, *, kept_ms: int = KEPT_MS) -> list[str]:
        """Return the ids of those deleted more than `kept_ms` milliseconds ago, and of projects likewise.

        One whose times contradict one another is not among them: nothing goes by itself because of a damaged number.
        """
        before = now_ms() - kept_ms
        rows = await self._database.read(
            lambda one: [*one.execute(_OLD, (before,)), *one.execute(_OLD_PROJECTS, (before,))]
        )
        return [id_ for (id_,) in rows if is_name(id_)]

    async def remove(self, ids: Sequence[str]) -> int:
        """Remove deleted conversations for good, with attachments nobody else has; return how many there were.

        `ids` may be those of deleted projects without any, which go too, as do those deleted with the last of them.
        Once begun it goes on to its end, also if the waiting is cancelled.
        """
        removed = await self._database.write(lambda connection: _remove_and_note(connection, ids), durable=True)
        await self.finish()
        return removed

    async def finish(self) -> None:
        """Do what is left of removals, of an earlier run too: bring no word of them into any file's free places."""
        path = self._database.path
        if path is None or not (ids := await self._database.read(_unfinished)):
            return  # what is in memory alone leaves its traces in the file later
        async with self._database.whole:
            is_done = await self._database.read(_write_anew)
            await asyncio.to_thread(_remove_from_copies, path, ids)
        if is_done:
            await self._database.write(_note_finished, matters=False)


def _deleted(id_: object, title: object, deleted_at: object, is_project: int) -> Deleted | None:
    if not is_name(id_):
        return None
    damaged = NAMELESS if is_project else DAMAGED_CHAT
    shown = shown_title(one_line(title[:LONGEST_NAME])) if isinstance(title, str) else damaged
    return Deleted(str(id_), shown, deleted_at if is_moment(deleted_at) else UNKNOWN, bool(is_project))


def _remove_and_note(connection: sqlite3.Connection, ids: Sequence[str]) -> int:
    """Remove conversations and write down, in the same transaction, that their traces are to be removed."""
    emptied = _projects_of(connection, ids) | set(ids)
    removed = _remove(connection, ids)
    projects = _remove_projects(connection, emptied)
    if removed or projects:
        note_traces(connection, [*ids, *projects])
    return removed


def note_traces(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Write down that what was removed, given by ids of chats, projects and messages, may have left traces."""
    left = json.dumps([*_unfinished(connection), *ids])
    connection.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?, ?)", (_UNFINISHED, left, now_ms()))


def _unfinished(connection: sqlite3.Connection) -> list[str]:
    row = connection.execute("SELECT value FROM remembered WHERE name = ?", (_UNFINISHED,)).fetchone()
    try:
        return [one for one in json.loads(row[0]) if isinstance(one, str)] if row else []
    except (ValueError, TypeError, RecursionError):
        return [""]  # damaged: of nobody any more, and to be done all the same


def _note_finished(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM remembered WHERE name = ?", (_UNFINISHED,))


def _remove(connection: sqlite3.Connection, ids: Iterable[str]) -> int:
    gone = [(id_,) for id_ in ids if connection.execute(_IS_DELETED, (id_,)).fetchone()]
    hashes = {sha256 for one in gone for sha256 in _attachments_of(connection, one)}
    for statement in _REMOVALS:
        connection.executemany(statement, gone)
    if _has(connection, "remembered"):  # older copies have not
        connection.executemany("DELETE FROM remembered WHERE name = ?", [(of_chat(id_),) for (id_,) in gone])
    if _has(connection, "removed_message"):
        connection.executemany("DELETE FROM removed_message WHERE conversation_id = ?", gone)
    if gone:
        connection.execute("DELETE FROM journal WHERE message_id NOT IN (SELECT id FROM message)")  # damaged ones
        _forget_words(connection)
        remove_unreferenced(connection, sorted(hashes))
    return len(gone)


def _projects_of(connection: sqlite3.Connection, ids: Iterable[str]) -> set[object]:
    query = "SELECT project_id FROM conversation WHERE id = ? AND project_id IS NOT NULL"
    return {row[0] for id_ in ids for row in connection.execute(query, (id_,))}


def _remove_projects(connection: sqlite3.Connection, emptied: Collection[object]) -> list[str]:
    """Remove those of these deleted projects that no chat, deleted or not, belongs to any more; return their ids."""
    gone = [str(id_) for (id_,) in connection.execute(_EMPTY_PROJECTS) if id_ in emptied]
    _drop_projects(connection, gone)
    return gone


def _drop_projects(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Remove projects, and their files where nobody else has them."""
    query = "SELECT files FROM project WHERE id = ?"
    files = [str(row[0]) for id_ in ids for row in connection.execute(query, (id_,))]
    connection.executemany("DELETE FROM project WHERE id = ?", [(id_,) for id_ in ids])
    remove_unreferenced(connection, sorted({sha256 for text in files for sha256 in _HASH.findall(text)}))


def _drop_messages(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Remove single messages of a copy, and their attachments where nobody else has them."""
    hashes: set[str] = set()
    if _has(connection, "message_attachment"):
        query = "SELECT sha256 FROM message_attachment WHERE message_id = ?"
        hashes = {str(sha256) for id_ in ids for (sha256,) in connection.execute(query, (id_,))}
    for statement in ("DELETE FROM journal WHERE message_id = ?", "DELETE FROM message WHERE id = ?"):
        connection.executemany(statement, [(id_,) for id_ in ids])
    if hashes:
        remove_unreferenced(connection, sorted(hashes))


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone() is not None


def _attachments_of(connection: sqlite3.Connection, conversation: tuple[str]) -> set[str]:
    if not _has(connection, "message_attachment"):
        return set()  # a copy of the first version
    found = {str(row[0]) for row in connection.execute(_SENT, conversation)}
    cursor = connection.execute("SELECT * FROM conversation WHERE id = ?", conversation)
    row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    return found | {one for column in ("draft_parts", "queue") for one in _HASH.findall(str(row.get(column)))}


def _forget_words(connection: sqlite3.Connection) -> None:
    try:
        connection.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")
    except sqlite3.DatabaseError as error:
        if not is_index_damage(error):
            raise
        rebuild_index(connection)


def _write_anew(connection: sqlite3.Connection) -> bool:
    """Write the whole file anew and empty its log; where there is no room for it, what was removed is overwritten.

    Returns whether it was.
    """
    is_done = True
    try:
        _forget_words(connection)
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        log.warning("the file of conversations could not be written anew: %s", error)
        is_done = False
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return is_done


def _remove_from_copies(path: Path, ids: Sequence[str]) -> None:
    from turbodesk.store.backup_files import paths_of  # a start in which nothing was removed has no use for it

    for copy in sorted({*path.parent.glob(f"{path.stem}.v*-*{path.suffix}"), *paths_of(path)}):
        try:
            with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                for pragma in ("secure_delete = ON", f"busy_timeout = {_BUSY_MS}"):
                    connection.execute(f"PRAGMA {pragma}").fetchall()
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(_DELETE_IN_COPY, [(id_,) for id_ in ids])
                _remove(connection, ids)
                _drop_messages(connection, ids)
                if _has(connection, "project"):
                    _drop_projects(connection, ids)
                connection.execute("COMMIT")
                _write_anew(connection)
        except (sqlite3.Error, OSError) as error:
            log.warning("deleted chats could not be removed from %s: %s", copy.name, error)


# A deletion writes both times, and is later than the first.
_IS_OLD = f"""typeof(deleted_at) = 'integer' AND deleted_at < ?
    AND typeof(created_at) = 'integer' AND created_at BETWEEN 0 AND deleted_at
    AND typeof(updated_at) = 'integer' AND updated_at BETWEEN deleted_at AND {LATEST_MS}"""
_IS_EMPTY = """deleted_at IS NOT NULL
    AND id NOT IN (SELECT project_id FROM conversation WHERE project_id IS NOT NULL)"""
_EMPTY_PROJECTS = f"SELECT id FROM project WHERE {_IS_EMPTY}"
_OLD = f"SELECT id FROM conversation WHERE {_IS_OLD}"
_OLD_PROJECTS = f"{_EMPTY_PROJECTS} AND {_IS_OLD}"
_DELETED = f"""SELECT id, title, deleted_at, 0 FROM conversation WHERE deleted_at IS NOT NULL
    UNION ALL SELECT id, name, deleted_at, 1 FROM project WHERE {_IS_EMPTY} ORDER BY deleted_at DESC"""
_IS_DELETED = "SELECT 1 FROM conversation WHERE id = ? AND deleted_at IS NOT NULL"
_MARKED = "SELECT 1 FROM message INDEXED BY message_deleted WHERE deleted_at IS NOT NULL AND deleted_at < ? LIMIT 1"
_DELETE_IN_COPY = "UPDATE conversation SET deleted_at = 1 WHERE id = ?"
_SENT = """SELECT DISTINCT sha256 FROM message_attachment JOIN message ON message.id = message_id
    WHERE conversation_id = ?"""
# In this order: messages refer to their conversation, and triggers follow them with words and attachments.
_REMOVALS = (
    "DELETE FROM journal WHERE message_id IN (SELECT id FROM message WHERE conversation_id = ?)",
    "DELETE FROM message WHERE conversation_id = ?",
    "DELETE FROM conversation WHERE id = ?",
)
