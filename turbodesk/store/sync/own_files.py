"""The files this computer writes: what goes into the next one, which of them to write anew, which are there.

Every function here is a job for `Database.write` or `Database.read`. Sealing is not theirs: a file is first a row that
says which numbers it has, then its bytes are made outside, then they are kept here, and only then are they sent.

A number of a writer means the same records, or newer states of them, for ever. So bytes are kept from before the first
attempt to send them until a listing shows them whole, whatever became of the answer. The program may end between any
two jobs: a row without bytes is filled at the next round with what stands under its numbers by then (`unfinished`).

    state of a file    cut       its records are chosen, its bytes are not here yet
                       anew      the same, of one that takes the place of others
                       waiting   to be sent, its bytes are here
                       sent      the storage said that it has it
                       there     it was seen in a listing, whole
                       replaced  to be deleted as soon as what replaces it is there
                       gone      a name that was given once
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from turbodesk.chat.sync_names import LogName, Ranges
from turbodesk.store.sync.outgoing import dump, states
from turbodesk.store.sync.stamps import writer_of

PORTION = 4 * 1024 * 1024
"""Bytes of records in one file, about 1 MB when sealed: what a broken transfer costs, and a step of the progress."""
AT_ONCE = 200
"""Records a job reads: nobody else may wait for the database's thread longer."""
ENOUGH = 512 * 1024
"""Bytes after which a job reads no more records."""
GATHERED = 8
"""So many neighbouring files of a size become one, so that each record is written anew a few times in its life."""
FULL = 512 * 1024
"""A file of so many bytes, sealed, is left as it is."""
SHRUNK = 8
"""One whose records have so many times as many bytes, too: what shrinks well when it is sealed has to be in memory."""

TWIN, READ = "twin ", "read "
"""Notes in `sync_state`: that two computers have written under an id, and that a file of such an id was read."""

_COUNTS_OTHERWISE = "counts otherwise"
"""Likewise, that sizes in listings are not those of what was sent."""

Key = tuple[str, str]
"""The kind and the id of a record."""


class CutRecords(NamedTuple):
    """Some of the records of a file."""

    name: LogName
    content: bytes


class Sealed(NamedTuple):
    """A file that waits to be sent."""

    name: str
    size: int


class Backlog(NamedTuple):
    """What waits here to be sent."""

    records: int
    chats: int


# What is sent next


def cut(connection: sqlite3.Connection, suffix: str, name: LogName | None = None) -> CutRecords | None:
    """Put some of what is to be sent into the file `name`, or a new one with this suffix; None: nothing is to be sent.

    To be called with the file's name until it has a `PORTION`, or nothing more comes.
    """
    me = writer_of(connection)
    seq = name.first if name else int(_state(connection, "next", 1))
    content = bytearray()
    while not content and (keys := _to_send(connection)):
        for at, key in enumerate(keys):
            content += dump(states(connection, [key]))
            connection.execute(_CUT, {"kind": key[0], "id": key[1], "me": me, "seq": seq})
            if len(content) >= ENOUGH and at:
                break
    if not content:
        return None
    if name is None:
        name = LogName(me, seq, seq, suffix)
        connection.execute(_NEW_FILE, (str(name), seq, seq, "cut"))
        _put_state(connection, "next", seq + 1)
    return CutRecords(name, bytes(content))


def _to_send(connection: sqlite3.Connection) -> list[Key]:
    """Return some records that are to be sent: chats and whatever is small first, then the newest messages.

    An id begins with the time it was made, so the newest are last in the index and nothing is sorted.
    """
    keys: list[Key] = []
    for kind in sorted(_dirty_kinds(connection), key=lambda one: (_ORDER.get(one, 0), one)):
        rows = connection.execute(_DIRTY, (kind, AT_ONCE - len(keys)))
        keys += [(kind, id_) for (id_,) in rows]
        if len(keys) == AT_ONCE:
            break
    return keys


def _dirty_kinds(connection: sqlite3.Connection) -> Iterator[str]:
    """Find one kind after the other in the index: a first round sends all there is, 200 at a time."""
    row = connection.execute(_NEXT_KIND, ("",)).fetchone()
    while row[0] is not None:
        yield str(row[0])
        row = connection.execute(_NEXT_KIND, row).fetchone()


def unfinished(connection: sqlite3.Connection, state: str) -> list[LogName]:
    """Return the files whose bytes are not here yet, "cut" or "anew"."""
    rows = connection.execute("SELECT name FROM sync_file WHERE state = ? ORDER BY first", (state,))
    return [name for (text,) in rows if (name := LogName.read(text)) is not None]


def keys_of(connection: sqlite3.Connection, first: int, last: int) -> list[Key]:
    """Return which records stand under these numbers."""
    found: list[Key] = connection.execute(_BETWEEN, (first, last)).fetchall()
    return sorted(found, key=lambda key: (_ORDER.get(key[0], 0), key[0]))


def records_of(connection: sqlite3.Connection, keys: Sequence[Key]) -> tuple[bytes, int]:
    """Return the present states of some of these records, from the first on, and of how many."""
    content = bytearray()
    for at, key in enumerate(keys[:AT_ONCE]):
        content += dump(states(connection, [key]))
        if len(content) >= ENOUGH:
            return bytes(content), at + 1
    return bytes(content), min(len(keys), AT_ONCE)


def keep(connection: sqlite3.Connection, name: str, sealed: bytes, unsealed: int) -> None:
    """Keep the bytes of a file, which is sent from now on. `unsealed`: how many bytes its records have."""
    connection.execute(_KEEP, (sealed, len(sealed), unsealed, name))


def waiting(connection: sqlite3.Connection) -> list[Sealed]:
    """Return the files that are to be sent."""
    query = "SELECT name, size FROM sync_file WHERE state = 'waiting' ORDER BY first"
    return [Sealed(name, size) for name, size in connection.execute(query)]


def content_of(connection: sqlite3.Connection, name: str) -> bytes | None:
    """Return the sealed bytes of a file that waits; None: it waits no more."""
    query = "SELECT content FROM sync_file WHERE name = ? AND state = 'waiting'"
    row = connection.execute(query, (name,)).fetchone()
    return None if row is None or row[0] is None else bytes(row[0])


def sent(connection: sqlite3.Connection, name: str) -> None:
    """Note that the storage said it has a file."""
    connection.execute("UPDATE sync_file SET state = 'sent' WHERE name = ? AND state = 'waiting'", (name,))


def is_behind(connection: sqlite3.Connection) -> bool:
    """Whether something of this computer's is not known to be in the storage, whole."""
    query = """SELECT 1 FROM sync_file WHERE state IN ('cut', 'anew', 'waiting', 'sent') OR stale AND state = 'there'
        UNION ALL SELECT 1 FROM sync_stamp WHERE dirty LIMIT 1"""
    return connection.execute(query).fetchone() is not None


def backlog(connection: sqlite3.Connection) -> Backlog:
    """Return how much of what was written here waits to be sent, and in how many chats."""
    (records,) = connection.execute(_WAITING_RECORDS).fetchone()
    (chats,) = connection.execute(_WAITING_CHATS).fetchone() if records else (0,)
    return Backlog(records, chats)


# Which files are written anew


def renew(connection: sqlite3.Connection, suffix: str) -> bool:
    """Begin one file in place of those that are to be written anew next; return whether there are such.

    What is still current of their records is read afterwards (`unfinished`). They are deleted once it is there.
    """
    ends = _to_renew(connection)
    if ends is None:
        return False
    connection.execute(_REPLACED, ends)
    connection.execute(_NEW_FILE, (str(LogName(writer_of(connection), *ends, suffix)), *ends, "anew"))
    return True


def _to_renew(connection: sqlite3.Connection) -> tuple[int, int] | None:
    """Return the numbers of what to write anew: something in it was removed for good, or it lies in too many files."""
    stale = connection.execute(f"SELECT first, last FROM sync_file WHERE stale AND {_LIVE} LIMIT 1").fetchone()
    if stale is not None:
        return int(stale[0]), int(stale[1])
    own = connection.execute(_WEIGHTS, (SHRUNK,)).fetchall()
    for most in range(_class(FULL)):
        run: list[tuple[int, int, int]] = []
        for first, last, size in reversed(own):
            if _class(size) > most:
                break
            run.append((first, last, _class(size)))
        if sum(size == most for _, _, size in run) >= GATHERED:
            return run[-1][0], run[0][1]
    return None


def _class(size: int) -> int:
    """Return 0 up to 1 KB, and one more for each time it is `GATHERED` times as large."""
    return max(0, int(math.log(size / 1024, GATHERED)) + 1) if size > 1024 else 0


# A listing is looked at


def is_twins(connection: sqlite3.Connection, names: Iterable[LogName]) -> bool:
    """Whether one of these files is written under this computer's id and is not this computer's."""
    me, known = writer_of(connection), "SELECT 1 FROM sync_file WHERE name = ?"
    return any(one.writer == me and not connection.execute(known, (str(one),)).fetchone() for one in names)


def has_taken_part(connection: sqlite3.Connection) -> bool:
    """Whether files of this computer, or of others, were seen in the storage."""
    query = f"SELECT 1 FROM sync_file WHERE state IN ('there', 'replaced') UNION ALL {_HAS_READ} LIMIT 1"
    return connection.execute(query).fetchone() is not None


def check(connection: sqlite3.Connection, listing: Mapping[str, int]) -> list[str]:
    """Compare what lies there with what was sent; return the names that are to be deleted there.

    `listing`: the size of each file of records by its own name. One that is cut off, or missing in two listings, is
    written anew: the storage, or a person, has lost it.
    """
    rows = connection.execute(
        "SELECT name, size, missed, state FROM sync_file WHERE state IN ('waiting', 'sent', 'there')"
    )
    for name, size, missed, state in rows.fetchall():
        if listing.get(name) == size:  # also one whose sending seemed to fail: it is not to be risked again
            if state != "there" or missed:
                connection.execute(_THERE, (name,))
        elif state == "waiting":
            continue
        elif name in listing or missed:
            connection.execute("UPDATE sync_file SET stale = 1 WHERE name = ?", (name,))
        else:
            connection.execute("UPDATE sync_file SET missed = 1 WHERE name = ?", (name,))
    there = Ranges(connection.execute("SELECT first, last FROM sync_file WHERE state = 'there' AND NOT stale"))
    replaced = connection.execute("SELECT name, first, last FROM sync_file WHERE state = 'replaced'").fetchall()
    covered = [name for name, first, last in replaced if there.covers(first, last)]
    for name in covered:
        if name not in listing:
            deleted(connection, name)
    return [name for name in covered if name in listing]


def of_other_size(connection: sqlite3.Connection, listing: Mapping[str, int]) -> list[str]:
    """Return what was sent and lies there with another size: cut off, or the storage counts otherwise."""
    rows = connection.execute("SELECT name, size FROM sync_file WHERE state IN ('sent', 'there') AND NOT stale")
    return [name for name, size in rows if listing.get(name, size) != size]


def put_size(connection: sqlite3.Connection, name: str, size: int) -> None:
    """Note that the storage says of a file that is whole that it has `size` bytes: it says so of others, too."""
    connection.execute("UPDATE sync_file SET size = ? WHERE name = ?", (size, name))
    _put_state(connection, _COUNTS_OTHERWISE, 1)


def counts_otherwise(connection: sqlite3.Connection) -> bool:
    """Whether the storage says of files that are whole that they have another size, as where it encrypts them."""
    return bool(_state(connection, _COUNTS_OTHERWISE, 0))


def deleted(connection: sqlite3.Connection, name: str) -> None:
    """Note that a file is no longer there. Its name is kept, or an old listing would make it a twin's."""
    connection.execute("UPDATE sync_file SET state = 'gone' WHERE name = ?", (name,))


# What is sent again


def put_back(connection: sqlite3.Connection, lying: Mapping[str, Ranges]) -> list[str]:
    """Have sent again what was read in files that have been gone for two rounds, and stands in no other.

    `lying`: the numbers that lie there, by writer. The storage has lost the others, or somebody deleted them; their
    writer may be no more. Returns the writers.
    """
    before = {
        (w, a, b): n for w, a, b, n in connection.execute("SELECT writer, first, last, rounds FROM sync_vanished")
    }
    if before:
        connection.execute("DELETE FROM sync_vanished")
    none, found = Ranges(), set()
    for writer in _writers_with_less(connection, lying):
        for first, last in connection.execute(_READ_FROM, (writer,)).fetchall():
            if lying.get(writer, none).covers(first, last):
                continue
            rounds = before.get((writer, first, last), 0) + 1
            connection.execute("INSERT INTO sync_vanished VALUES (?, ?, ?, ?)", (writer, first, last, rounds))
            found.add(writer)
            if rounds >= 2:
                connection.execute(_PUT_BACK, (writer, first, last))
    return sorted(found)


def _writers_with_less(connection: sqlite3.Connection, lying: Mapping[str, Ranges]) -> list[str]:
    """Return the writers of whom something was read that lies there no more: none, as nearly always."""
    none = Ranges()
    rows = connection.execute("SELECT writer, first, last FROM sync_seen").fetchall()
    return sorted({writer for writer, first, last in rows if not lying.get(writer, none).covers(first, last)})


def refill(connection: sqlite3.Connection) -> None:
    """Have everything that is here sent again, whoever wrote it.

    One statement for all there is, since it is whole or not at all: 0.3 s for 100,000 messages, once in a blue moon.
    """
    me = writer_of(connection)
    connection.execute("UPDATE sync_file SET state = 'gone', stale = 0, content = NULL WHERE state <> 'gone'")
    connection.execute(f"UPDATE sync_stamp SET dirty = 1, seq = NULL WHERE {_SHARED} OR field = ?", (me,))
    _send_files_too(connection)
    connection.execute("UPDATE sync_blob SET state = 'here' WHERE writer = ? AND state = 'sent'", (me,))


def become_another(connection: sqlite3.Connection, writer: str) -> None:
    """Go on under the new id `writer`, because another computer writes under this one's.

    A disk was cloned, or a backup put back. Everything is sent again, and what stands under the old id is a stranger's:
    of this stranger the same number may mean different records, so each of its files is read (`others_files.twins`).
    Whole or not at all: 0.4 s for 100,000 messages.
    """
    old = writer_of(connection)
    _put_state(connection, f"{TWIN}{old}", 1)
    connection.execute(
        "UPDATE OR REPLACE sync_stamp SET field = ? WHERE kind IN ('draft', 'file') AND field = ?", (writer, old)
    )
    connection.execute("UPDATE OR REPLACE sync_blob SET writer = ? WHERE writer = ?", (writer, old))
    _put_state(connection, "writer", writer)
    refill(connection)
    connection.execute("DELETE FROM sync_file")
    connection.execute("DELETE FROM sync_seen WHERE writer = ?", (old,))
    _put_state(connection, "next", 1)


def move(connection: sqlite3.Connection, vault_id: str, writer: str) -> None:
    """Take part under another code, as a computer that has never been there: everything is sent again.

    Whole or not at all: 0.8 s for 100,000 messages.
    """
    become_another(connection, writer)
    connection.execute("DELETE FROM sync_seen")
    connection.execute("DELETE FROM sync_vanished")
    connection.execute("DELETE FROM sync_blob WHERE writer <> ?", (writer,))
    connection.execute("DELETE FROM sync_stamp WHERE kind = 'file' AND field <> ?", (writer,))
    connection.execute("UPDATE sync_stamp SET src = NULL, src_first = NULL, src_last = NULL WHERE src IS NOT NULL")
    connection.execute(_FORGET_NOTES, {"twin": f"{TWIN}*", "read": f"{READ}*"})
    _put_state(connection, "vault", vault_id)


def vault_of(connection: sqlite3.Connection) -> str:
    """Return the id of the vault that all this is about; "" before the first round."""
    return str(_state(connection, "vault", ""))


def begin_in(connection: sqlite3.Connection, vault_id: str) -> None:
    """Note which vault all this is about."""
    _put_state(connection, "vault", vault_id)


def adopt(connection: sqlite3.Connection, writer: str) -> None:
    """Have what stands in a writer's files alone sent by this computer too: that one is lost, or is to go."""
    connection.execute(f"UPDATE sync_stamp SET dirty = 1 WHERE src = ? AND seq IS NULL AND {_SHARED}", (writer,))
    _send_files_too(connection)


def _send_files_too(connection: sqlite3.Connection) -> None:
    me = writer_of(connection)
    connection.execute(_OWN_FILES, (me, me))


def _state(connection: sqlite3.Connection, key: str, otherwise: str | int) -> str | int:
    row = connection.execute("SELECT value FROM sync_state WHERE key = ?", (key,)).fetchone()
    found: str | int = otherwise if row is None else row[0]
    return found


def _put_state(connection: sqlite3.Connection, key: str, value: str | int) -> None:
    connection.execute("INSERT OR REPLACE INTO sync_state (key, value) VALUES (?, ?)", (key, value))


_ORDER = {"message": 1, "draft": 2, "file": 3}
"""Kinds that go after all others: without a chat a message is nowhere, and an attachment waits for its message."""
_SHARED = "kind NOT IN ('draft', 'file')"  # not for people: SQL
"""The condition that a record may be sent by any computer: a draft and an attachment are sent by whoever has them."""
_LIVE = "state NOT IN ('replaced', 'gone')"  # not for people: SQL
_NEXT_KIND = "SELECT min(kind) FROM sync_stamp INDEXED BY sync_dirty WHERE dirty AND kind > ?"
_DIRTY = """SELECT DISTINCT id FROM sync_stamp INDEXED BY sync_dirty
    WHERE dirty AND kind = ? ORDER BY id DESC LIMIT ?"""  # else all there is would be looked at for one that is
_CUT = f"""UPDATE sync_stamp SET dirty = 0, seq = CASE WHEN {_SHARED} OR field = :me THEN :seq ELSE seq END
    WHERE kind = :kind AND id = :id"""
_BETWEEN = "SELECT DISTINCT kind, id FROM sync_stamp WHERE seq BETWEEN ? AND ? ORDER BY kind, id DESC"
_NEW_FILE = "INSERT INTO sync_file (name, first, last, size, state) VALUES (?, ?, ?, 0, ?)"
_KEEP = """UPDATE sync_file SET content = ?, size = ?, unsealed = ?, state = 'waiting'
    WHERE name = ? AND state IN ('cut', 'anew')"""
_WEIGHTS = f"SELECT first, last, max(size, unsealed / ?) FROM sync_file WHERE {_LIVE} ORDER BY first"
_REPLACED = f"""UPDATE sync_file SET state = 'replaced', stale = 0, content = NULL
    WHERE first >= ? AND last <= ? AND {_LIVE}"""
_THERE = "UPDATE sync_file SET state = 'there', missed = 0, content = NULL WHERE name = ?"
_HAS_READ = "SELECT 1 FROM sync_seen"
_FORGET_NOTES = "DELETE FROM sync_state WHERE key GLOB :twin OR key GLOB :read"
_READ_FROM = f"""SELECT DISTINCT src_first, src_last FROM sync_stamp
    WHERE src = ? AND seq IS NULL AND {_SHARED}"""
_PUT_BACK = f"""UPDATE sync_stamp SET dirty = 1
    WHERE src = ? AND src_first = ? AND src_last = ? AND seq IS NULL AND {_SHARED}"""
_OWN_FILES = """INSERT OR IGNORE INTO sync_stamp (kind, id, field, at, by, dirty)
    SELECT DISTINCT 'file', sha256, ?, 0, ?, 1 FROM message_attachment"""
_WAITING = """FROM sync_stamp WHERE dirty UNION SELECT kind, id FROM sync_stamp JOIN sync_file
    ON seq BETWEEN first AND last WHERE state IN ('cut', 'waiting')"""
_WAITING_RECORDS = f"SELECT count(*) FROM (SELECT kind, id {_WAITING})"
_WAITING_CHATS = f"""SELECT count(DISTINCT CASE WHEN kind = 'message'
        THEN (SELECT conversation_id FROM message WHERE message.id = one.id) ELSE id END)
    FROM (SELECT kind, id {_WAITING}) AS one WHERE kind IN ('chat', 'message', 'draft')"""
