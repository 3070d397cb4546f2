"""Says what a database file is: new, sound, newer than this program, or damaged. Nothing here changes it.

Why the header is read before SQLite may look: opening a file in WAL mode can move its write-ahead log into it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from enum import Enum, auto
from pathlib import Path

from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.damage import SqlError, defects, is_unwritable, schema_defects
from turbodesk.store.migrations import APPLICATION_ID, Step, migrate, version_of

MAGIC = b"SQLite format 3\0"
HEADER = 100
"""Bytes of the database header, on the first page (sqlite.org/fileformat2.html, 1.3)."""

CHECKED_BYTES = 64 * 1024 * 1024
"""A file up to this size is checked whole at each start: about 0.5 ms a megabyte. A larger one only after a crash, or
after damage was met; else only what the start itself needs."""

DOUBT = "-doubt"
"""Ending of an empty file that says: damage was met in this database, so check all of it at the next start."""

COMPANIONS = ("-wal", "-shm", "-journal")


class State(Enum):
    """What a file turned out to be."""

    NEW = auto()
    SOUND = auto()
    NEWER = auto()
    DAMAGED = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at a file said."""

    state: State
    detail: str = ""


def examine(path: Path, steps: Sequence[Step]) -> Finding:
    """Say what the file at `path` is to a program that knows versions up to `len(steps)`, without changing it.

    Raises:
        OSError, sqlite3.OperationalError: it cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            header = file.read(HEADER)
    except FileNotFoundError:
        return Finding(State.NEW)
    if not header:
        return Finding(State.NEW)
    if len(header) < HEADER or not header.startswith(MAGIC):
        return Finding(State.DAMAGED, "not a database")
    if len(steps) < int.from_bytes(header[60:64], "big") <= _LATEST_VERSION:  # user_version, format 1.3.15
        return Finding(State.NEWER)
    return _examine_inside(path, steps)


def _examine_inside(path: Path, steps: Sequence[Step]) -> Finding:
    in_doubt = any(Path(f"{path}{ending}").exists() for ending in (*COMPANIONS, DOUBT))
    whole = in_doubt or path.stat().st_size <= CHECKED_BYTES
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return finding_of(connection, steps, () if whole else _NEEDED_AT_START)
    except SqlError as error:
        if getattr(error, "sqlite_errorcode", 0) in _UNDECIDED:
            return Finding(State.SOUND)
        if is_unwritable(error):
            raise
        return Finding(State.DAMAGED, str(error))


def finding_of(connection: sqlite3.Connection, steps: Sequence[Step], tables: Sequence[str]) -> Finding:
    """Say what an open file is; `tables` are looked at whole, () is all of them.

    Raises:
        SqlError: it is damaged, or cannot be read.
    """
    version = version_of(connection)
    if len(steps) < version <= _LATEST_VERSION:
        return Finding(State.NEWER)
    if not 0 <= version <= len(steps):
        return Finding(State.DAMAGED, f"version {version}")
    count = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if count and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return Finding(State.DAMAGED, "the database of another program")
    found = defects(connection, tables) or _defects_of_schema(connection, steps[:version])
    return Finding(State.DAMAGED, "\n".join(found)) if found else Finding(State.SOUND)


def _defects_of_schema(connection: sqlite3.Connection, steps: Sequence[Step]) -> list[str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        migrate(model, None, steps)
        return schema_defects(connection, model)


_LATEST_VERSION = 99
"""Versions of any TurboDesk to come: a number beyond it is damage."""
_NEEDED_AT_START = ("conversation", "journal")
_UNDECIDED = (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY)
# ^ a crash in the middle of a change, which only a connection that may write can take back; the header said it is ours
