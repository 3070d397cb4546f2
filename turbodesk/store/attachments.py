"""Keeps the bytes of attachments, each once, under the hash of what it holds.

Why in the database and not in files of their own: a draft and its pictures are written in one order and survive the
same crashes, one file is the whole history to a backup, and there is nothing to tidy up after half a write. Measured
with pictures of 3.5 MB: 23 ms to write one and 1.5 ms to read it, both on the database's own thread; files take
4 ms and 0.2 ms, which nobody would feel.

An attachment is removed by `sweep` when no message and no project, deleted or not, no draft, nothing that waits to be
sent and no result of a tool that is still in the journal refers to it any more.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterable

from turbodesk.chat.ids import now_ms
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import storable

log = logging.getLogger(__name__)


def hash_of(content: bytes) -> str:
    """Return the hash an attachment is found by, in hexadecimal; for 13 MB a matter of many milliseconds."""
    import hashlib  # 2 ms that a start does without

    return hashlib.sha256(content).hexdigest()


class AttachmentStore:
    """The attachments of one database."""

    def __init__(self, database: Database, *, is_checked: bool = True) -> None:
        """`is_checked`: what is read is compared with its hash, which takes a while; in memory nothing is damaged."""
        self._database, self._is_checked = database, is_checked

    def put(self, content: bytes, media_type: str, name: str = "", *, sha256: str = "") -> asyncio.Future[None]:
        """Queue `content`, unless it is there already; return a future that need not be awaited.

        `sha256` is its `hash_of`, for callers on the loop's thread to have taken on another one; "": taken here.
        """
        sha256 = sha256 or hash_of(content)
        now = now_ms()
        row = (sha256, media_type, storable(name), content, now, now)

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO attachment (sha256, media_type, name, content, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET updated_at = excluded.updated_at",
                row,
            )

        return self._database.write(job)

    async def content(self, sha256: str) -> bytes | None:
        """Return the bytes; None when there are none, or others than the hash says: damage is not passed on."""

        def job(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute("SELECT content FROM attachment WHERE sha256 = ?", (sha256,)).fetchone()
            content = None if row is None else row[0]
            is_sound = isinstance(content, bytes) and (not self._is_checked or hash_of(content) == sha256)
            return content if is_sound else None

        return await self._database.read(job)

    async def has(self, sha256: str) -> bool:
        """Whether there is one of this hash, whatever it holds."""
        query = "SELECT EXISTS (SELECT 1 FROM attachment WHERE sha256 = ?)"
        return await self._database.read(lambda connection: bool(connection.execute(query, (sha256,)).fetchone()[0]))

    def sweep(self, *, spared_ms: int = 3_600_000) -> asyncio.Future[int]:
        """Queue the removal of what nobody refers to; the result is how many went.

        To be called at the start, and when deleted conversations are removed for good. What was put in during the
        last `spared_ms` milliseconds stays: its message or draft may not have been written yet. So does everything
        while a reference is damaged: it may be the one to it.
        """
        before = now_ms() - spared_ms

        def job(connection: sqlite3.Connection) -> int:
            if connection.execute(_DOUBTFUL).fetchone():
                log.warning("no attachment is removed: what refers to them is damaged in the database")
                return 0
            found = connection.execute(_UNREFERENCED, (before,)).fetchall()
            return remove_unreferenced(connection, [sha256 for (sha256,) in found])

        return self._database.write(job)


def remove_unreferenced(connection: sqlite3.Connection, hashes: Iterable[str]) -> int:
    """Remove those of these attachments that nothing refers to any more; return how many went.

    The connection may be to a copy of an older version, which has no projects and nothing that waits to be sent.
    """
    rows = [(one,) for one in hashes]
    queries = [*_REFERENCES]
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'project'").fetchone():
        queries.append(_IN_A_PROJECT)
    if "queue" in {column[1] for column in connection.execute("PRAGMA table_info(conversation)")}:
        queries.append(_IN_A_QUEUE)
    gone = [row for row in rows if not any(connection.execute(query, row).fetchone() for query in queries)]
    connection.executemany("DELETE FROM attachment WHERE sha256 = ?", gone)
    return len(gone)


IS_HASH = "typeof({0}) = 'text' AND length({0}) = 64 AND {0} NOT GLOB '*[^0-9a-f]*'"
"""The condition in SQL that a column holds a hash."""
_DOUBTFUL = f"""SELECT 1 FROM message_attachment WHERE NOT ({IS_HASH.format("sha256")})
    UNION ALL SELECT 1 FROM conversation WHERE NOT (typeof(draft_parts) = 'text' AND json_valid(draft_parts)
        AND typeof(queue) = 'text' AND json_valid(queue))
    UNION ALL SELECT 1 FROM project WHERE NOT (typeof(files) = 'text' AND json_valid(files)) LIMIT 1"""
_UNREFERENCED = f"""SELECT sha256 FROM attachment
    WHERE typeof(updated_at) = 'integer' AND updated_at BETWEEN created_at AND ? AND {IS_HASH.format("sha256")}
    AND NOT EXISTS (SELECT 1 FROM message_attachment AS link WHERE link.sha256 = attachment.sha256)"""
_IN_A_DRAFT = "SELECT 1 FROM conversation WHERE draft_parts <> '[]' AND instr(draft_parts, ?) > 0 LIMIT 1"
_IN_A_PROJECT = "SELECT 1 FROM project WHERE files <> '[]' AND instr(files, ?) > 0 LIMIT 1"
_IN_A_QUEUE = "SELECT 1 FROM conversation WHERE queue <> '[]' AND instr(queue, ?) > 0 LIMIT 1"
_IN_THE_JOURNAL = "SELECT 1 FROM journal WHERE instr(events, ?) > 0 LIMIT 1"
_REFERENCES = ("SELECT 1 FROM message_attachment WHERE sha256 = ? LIMIT 1", _IN_A_DRAFT, _IN_THE_JOURNAL)
