"""Attachments between the computers: which are to be sent, which to be had, which are there no more.

Every function here is a job for `Database.write` or `Database.read`. Each computer sends the attachments
under a name of its own, so that none depends on another's; they go after the records that refer to them, since a
message without its picture is worth more than none. Until it has come, a message shows its name and size.

    state of an attachment    wanted   another computer has it, and it is not here
                              here     it is here, and need not be fetched
                              wrong    what came under its name is not it
                              sent     this computer has sent it
                              doomed   this computer has sent it, and no message here refers to it any more
                              gone     it was deleted there
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from turbodesk.store.sync.stamps import writer_of
from turbodesk.store.sync.triggers import IS_USED


class WantedBlob(NamedTuple):
    """An attachment that another computer has."""

    sha256: str
    writer: str
    media_type: str
    name: str


class Held(NamedTuple):
    """An attachment that is here and that something refers to."""

    sha256: str
    size: int
    is_sent: bool
    """Whether this computer has sent it."""
    writers: tuple[str, ...]
    """Who says to have sent it, this computer included."""


def to_send(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return the hashes and sizes of attachments this computer has to send, those of the newest messages first."""
    me = writer_of(connection)
    return [(sha256, size) for sha256, size in connection.execute(_TO_SEND, (me, me))]


def content_of(connection: sqlite3.Connection, sha256: str) -> bytes | None:
    """Return an attachment; None: it is gone by now."""
    row = connection.execute("SELECT content FROM attachment WHERE sha256 = ?", (sha256,)).fetchone()
    return row[0] if row is not None and isinstance(row[0], bytes) else None


def to_fetch(connection: sqlite3.Connection) -> list[WantedBlob]:
    """Return the attachments that messages here refer to and that are elsewhere, those of the newest messages first.

    One that several computers have sent is there several times, one after the other. It may have been here: it went
    with the last message that had it, and then came another one.
    """
    return [WantedBlob(*row) for row in connection.execute(_TO_FETCH)]


def take(connection: sqlite3.Connection, wanted: WantedBlob, content: bytes) -> list[str]:
    """Keep an attachment that has come, if something still refers to it; return the chats whose messages do."""
    if connection.execute(f"SELECT {IS_USED.format('?1')}", (wanted.sha256,)).fetchone()[0]:
        connection.execute(_PUT, (wanted.sha256, wanted.media_type, wanted.name, content))
    put_state(connection, wanted.sha256, wanted.writer, "here")
    return [id_ for (id_,) in connection.execute(_CHATS, (wanted.sha256,))]


def put_state(connection: sqlite3.Connection, sha256: str, writer: str, state: str) -> None:
    """Note where a writer's copy of an attachment is."""
    connection.execute(_STATE, (sha256, writer, state))


def release(connection: sqlite3.Connection) -> None:
    """Let go of attachments nobody refers to any more: their records leave the files, and they leave the storage."""
    me = writer_of(connection)
    for sha256, seq in connection.execute(_UNUSED, (me,)).fetchall():  # few: only these are looked for in the files
        connection.execute(_STALE, (seq,))
        connection.execute("DELETE FROM sync_stamp WHERE kind = 'file' AND id = ? AND field = ?", (sha256, me))
    connection.execute(_DOOMED, (me,))


def doomed(connection: sqlite3.Connection) -> list[str]:
    """Return the hashes of attachments that this computer is to delete from the storage."""
    query = "SELECT sha256 FROM sync_blob WHERE writer = ? AND state = 'doomed'"
    return [sha256 for (sha256,) in connection.execute(query, (writer_of(connection),))]


def held(connection: sqlite3.Connection) -> list[Held]:
    """Return the attachments that are here and that something refers to; nothing of them is read."""
    me = writer_of(connection)
    return [
        Held(sha256, size, bool(is_sent), tuple(writers.split()) if writers else ())
        for sha256, size, is_sent, writers in connection.execute(_HELD, (me,))
    ]


def send_again(connection: sqlite3.Connection, hashes: Sequence[str]) -> None:
    """Have these sent by this computer, whoever else has said to have sent them: they are not there, or not whole."""
    me = writer_of(connection)
    for sha256 in hashes:
        connection.execute("UPDATE sync_blob SET state = 'here' WHERE sha256 = ? AND writer = ?", (sha256, me))
        connection.execute(_OWN_FILE, (sha256, me, me))


def of_writer(connection: sqlite3.Connection, writer: str) -> list[str]:
    """Return the hashes of a writer's attachments nobody needs: unused, or sent by this computer too."""
    return [sha256 for (sha256,) in connection.execute(_NEEDLESS, (writer, writer_of(connection)))]


def forget(connection: sqlite3.Connection, sha256: str, writer: str) -> None:
    """Forget a writer's copy of an attachment, which is deleted."""
    connection.execute("DELETE FROM sync_blob WHERE sha256 = ? AND writer = ?", (sha256, writer))
    connection.execute("DELETE FROM sync_stamp WHERE kind = 'file' AND id = ? AND field = ?", (sha256, writer))


_NEWEST = "(SELECT max(message_id) FROM message_attachment AS link WHERE link.sha256 = {})"  # not for people: SQL
_PUT = """INSERT OR IGNORE INTO attachment (sha256, media_type, name, content, created_at, updated_at)
    VALUES (?, ?, ?, ?, 0, 0)"""
_STATE = """INSERT INTO sync_blob (sha256, writer, state) VALUES (?, ?, ?)
    ON CONFLICT (sha256, writer) DO UPDATE SET state = excluded.state"""
_TO_SEND = f"""SELECT id, length(content) FROM sync_stamp JOIN attachment ON sha256 = id
    WHERE kind = 'file' AND field = ? AND {IS_USED.format("id")}
    AND NOT EXISTS (SELECT 1 FROM sync_blob WHERE sync_blob.sha256 = id AND writer = ? AND state = 'sent')
    ORDER BY {_NEWEST.format("id")} DESC, id"""
_TO_FETCH = f"""SELECT sha256, writer, media_type, name FROM sync_blob
    WHERE state IN ('wanted', 'here', 'sent') AND {IS_USED.format("sync_blob.sha256")}
    AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.sha256 = sync_blob.sha256)
    ORDER BY {_NEWEST.format("sync_blob.sha256")} DESC, sha256, writer"""
_CHATS = """SELECT DISTINCT conversation_id FROM message JOIN message_attachment ON message_id = message.id
    WHERE sha256 = ?"""
_UNUSED = f"SELECT id, seq FROM sync_stamp WHERE kind = 'file' AND field = ? AND NOT {IS_USED.format('id')}"
_STALE = "UPDATE sync_file SET stale = 1 WHERE state NOT IN ('replaced', 'gone') AND ? BETWEEN first AND last"
_DOOMED = f"""UPDATE sync_blob SET state = 'doomed' WHERE writer = ? AND state IN ('sent', 'here')
    AND NOT {IS_USED.format("sync_blob.sha256")}"""
_HELD = f"""SELECT sha256, length(content),
        EXISTS (SELECT 1 FROM sync_blob AS own WHERE own.sha256 = attachment.sha256 AND writer = ? AND state = 'sent'),
        (SELECT group_concat(field, ' ') FROM sync_stamp WHERE kind = 'file' AND id = attachment.sha256)
    FROM attachment WHERE {IS_USED.format("attachment.sha256")}"""
_OWN_FILE = "INSERT OR IGNORE INTO sync_stamp (kind, id, field, at, by, dirty) VALUES ('file', ?, ?, 0, ?, 1)"
_NEEDLESS = f"""SELECT sha256 FROM sync_blob AS theirs WHERE writer = ?
    AND (NOT {IS_USED.format("theirs.sha256")}
        OR EXISTS (SELECT 1 FROM sync_blob AS own
            WHERE own.sha256 = theirs.sha256 AND writer = ? AND state = 'sent'))"""
