"""Tells kinds of database trouble apart: a damaged file, a disk that takes no more, or an index that can be made anew.

Result codes are SQLite's (sqlite.org/rescode.html); Python puts the extended code into `sqlite_errorcode`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from turbodesk.chat.errors import StoreUnwritable
from turbodesk.translation import _

INDEX = "message_text"
"""The table for searching. It holds nothing that is not in `message`, so its damage is no loss."""

SqlError = (sqlite3.Error, UnicodeDecodeError)
"""What a statement on a damaged file may raise."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_DATATYPE = sqlite3.SQLITE_CONSTRAINT | (12 << 8)  # SQLITE_CONSTRAINT_DATATYPE, which Python 3.11 does not name
_UNWRITABLE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,  # another program has held the file for longer than the busy timeout
)


def is_damage(error: BaseException) -> bool:
    """Whether the file is damaged, beyond its index for searching."""
    if isinstance(error, UnicodeDecodeError):
        return True  # SQLite's own message quotes the rubbish, and Python cannot read it
    return _primary(error) in _DAMAGE and not is_index_damage(error)


def is_damaged_row(error: BaseException) -> bool:
    """Whether a row cannot be changed because one of its cells has another type than its column."""
    return getattr(error, "sqlite_errorcode", 0) == _DATATYPE


def is_index_damage(error: BaseException) -> bool:
    """Whether only the index for searching is damaged: `rebuild_index` cures it."""
    names_it = isinstance(error, sqlite3.OperationalError) and ("fts5" in str(error) or INDEX in str(error))
    return names_it or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB


def is_unwritable(error: BaseException) -> bool:
    """Whether the disk, the folder's rights or another program keeps the file from being written."""
    return isinstance(error, OSError) or _primary(error) in _UNWRITABLE


def is_held(error: BaseException) -> bool:
    """Whether another program is using the file."""
    return _primary(error) == sqlite3.SQLITE_BUSY


def why_unwritable(error: Exception) -> StoreUnwritable:
    """Return what to tell of a file of chats that takes no writes."""
    if not is_held(error):
        return StoreUnwritable(str(error))
    return StoreUnwritable(
        str(error),
        sentence=_("Chats cannot be saved: another program is using their file."),
        advice=_("TurboDesk keeps everything in memory, and saves it as soon as that program lets go."),
    )


def defects(connection: sqlite3.Connection, tables: Sequence[str] = ()) -> list[str]:
    """Return what a check of the whole file, or of these tables alone, finds wrong; the index for searching aside.

    One cell of another type than its column's is no reason to give up a file: whoever reads a row checks its cells.

    Takes about 0.5 ms a megabyte.
    """
    checks = [f"quick_check({table})" for table in tables] or ["quick_check(1000)"]
    try:
        said = [str(row[0]) for check in checks for row in connection.execute(f"PRAGMA {check}")]
    except sqlite3.DatabaseError as error:
        if tables or not is_index_damage(error):
            raise
        # SQLite 3.44 and later look into the index too, and give the whole check up when it cannot be opened.
        return defects(connection, sorted(name for kind, name in _objects(connection) if kind == "table"))
    return [line for line in said if line != "ok" and INDEX not in line and not _ONE_CELL.match(line)]


def schema_defects(connection: sqlite3.Connection, model: sqlite3.Connection) -> list[str]:
    """Return what a database lacks of an empty one of the same version; what it has beyond that is no defect.

    A check of the file does not look into the text of the schema. Statements are compiled here and not run.
    """
    found = [f"lacks {kind} {name}" for kind, name in sorted(_objects(model) - _objects(connection))]
    for table in sorted(name for kind, name in _objects(model) if kind == "table"):
        found += [f"lacks {table}.{column}" for column in sorted(_columns(model, table) - _columns(connection, table))]
        every_column = ", ".join(f"{column} = NULL" for column in sorted(_columns(model, table)))
        for change in (
            f"INSERT INTO {table} DEFAULT VALUES",
            f"UPDATE {table} SET {every_column}",
            f"DELETE FROM {table}",
        ):
            try:
                connection.execute(f"EXPLAIN {change}").close()  # compiles the triggers as well
            except sqlite3.DatabaseError as error:
                found += [] if is_index_damage(error) else [str(error)]
    return found


def rehearse(connection: sqlite3.Connection) -> str:
    """Write a conversation and a message, change and remove them, and take it all back; return what went wrong, or "".

    The last look at a file before it is trusted: what no check of its parts finds shows when they work together.
    Nothing of it reaches the file, unless the index for searching is all that is broken: then that is made anew.

    Raises:
        sqlite3.OperationalError: the disk takes no writes (`is_unwritable`).
    """
    for index_is_new in (False, True):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if index_is_new:
                rebuild_index(connection)
            for statement in _REHEARSAL:
                connection.execute(statement)
            connection.execute("COMMIT" if index_is_new else "ROLLBACK")
            break
        except SqlError as error:
            if is_unwritable(error):
                raise
            if index_is_new or not is_index_damage(error):
                return str(error)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return ""


_ONE_CELL = re.compile(r"(NULL|NUMERIC|TEXT|non-[A-Z]+) value in \w+\.\w+$")
_REHEARSAL = (
    "INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)"
    " VALUES ('rehearsal', '', '', '', 0, 0, 0)",
    "INSERT INTO message (id, conversation_id, role, status, blocks, text, chars, created_at, updated_at)"
    " VALUES ('rehearsal', 'rehearsal', 'user', 'replying', '', 'one', 3, 0, 0)",
    "UPDATE message SET text = 'two' WHERE id = 'rehearsal'",
    "INSERT INTO journal (message_id, events, written_at) VALUES ('rehearsal', '[]', 0)",
    "DELETE FROM journal WHERE message_id = 'rehearsal'",
    "DELETE FROM message WHERE id = 'rehearsal'",
    "DELETE FROM conversation WHERE id = 'rehearsal'",
)


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Kind and name of all that steps make; the tables an index for searching makes for itself are its own affair."""
    rows = connection.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    return {(kind, name) for kind, name in rows if kind != "table" or not name.startswith(INDEX)}


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the index for searching anew from the messages; some seconds for a hundred thousand of them.

    FTS5 cannot open a badly damaged index, not even to drop it, so its own tables are first given a new one's rows.
    """
    connection.execute("CREATE VIRTUAL TABLE temp.fresh USING fts5(text)")
    for table in ("data", "idx", "docsize", "config"):
        connection.execute(f"DELETE FROM main.{INDEX}_{table}")
        connection.execute(f"INSERT INTO main.{INDEX}_{table} SELECT * FROM temp.fresh_{table}")
    connection.execute("DROP TABLE temp.fresh")
    connection.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")


def _primary(error: BaseException) -> int:
    """Return SQLite's primary result code, the low byte of the extended one; 0 where Python found the fault."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
