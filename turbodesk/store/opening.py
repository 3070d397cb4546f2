"""Decides how to open a database file that may be new, older, newer, damaged, foreign, in use or on a full disk.

Nothing here writes to a file it does not fully trust. A newer file stays where it is and a separate one is used; a
damaged one is renamed, with its journal files, and a new one begun; where the disk cannot be written, what can be read
is copied into memory and the program works on there. `Ready.notice` says to the person which of these happened.

Why the header is read before SQLite may look: opening a file in WAL mode can move its write-ahead log into it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreFailure, StoreTooNew, StoreUnwritable
from turbodesk.store.damage import SqlError, defects, is_unwritable, rehearse, schema_defects
from turbodesk.store.lock import FileLock
from turbodesk.store.migrations import APPLICATION_ID, Step, free_name, migrate, version_of
from turbodesk.store.paths import make_private_folder

BUSY_TIMEOUT_MS = 5_000
"""How long a statement waits for another program's lock, such as a backup tool's."""

CHECKED_BYTES = 64 * 1024 * 1024
"""A file up to this size is checked whole at each start: about 0.5 ms a megabyte. A larger one only after a crash, or
after damage was met; else only what the start itself needs."""

DOUBT = "-doubt"
"""Ending of an empty file that says: damage was met in this database, so check all of it at the next start."""

_MAGIC = b"SQLite format 3\0"
_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Ready:
    """A connection to work with, and what happened on the way to it. Whoever holds it closes both."""

    connection: sqlite3.Connection
    path: Path | None
    """The file in use; None: in memory."""
    lock: FileLock | None = None
    notice: FailureNote | None = None
    """What the person must be told, if anything."""
    set_aside: Path | None = None
    """The file left alone or renamed, where there is one."""


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


def prepare(path: Path, steps: Sequence[Step]) -> Ready:
    """Open `path`, or what can stand in for it, at version `len(steps)`.

    Raises:
        StoreInUse: another TurboDesk has it open.
    """
    lock = None
    try:
        make_private_folder(path.parent)
        lock = FileLock(path.with_name(f"{path.name}.lock"))
        return replace(_open(path, steps), lock=lock)
    except BaseException as error:
        if lock is not None:
            lock.release()
        if is_unwritable(error):
            return _in_memory(path, steps, str(error))
        raise


def _open(path: Path, steps: Sequence[Step]) -> Ready:
    finding = examine(path, steps)
    match finding.state:
        case State.NEW | State.SOUND:
            Path(f"{path}{DOUBT}").unlink(missing_ok=True)
            return _migrated(path, steps)
        case State.NEWER:
            beside = path.with_name(f"{path.stem}-v{len(steps)}{path.suffix}")
            note = StoreTooNew(
                f"Left untouched: {path}\nIn use: {beside}",
                sentence=f"The chats in {path.name} were written by a newer TurboDesk and were left untouched.",
                advice=f"Update TurboDesk to see them; until then {beside.name} is used.",
            ).note
            return replace(_open(beside, steps), notice=note, set_aside=path)
        case State.DAMAGED:
            return _begun_anew(path, steps, finding.detail)


def _begun_anew(path: Path, steps: Sequence[Step], detail: str) -> Ready:
    aside = set_aside(path)
    note = StoreDamaged(
        f"Set aside: {aside}\nIn use: {path}\n{detail}",
        sentence=f"The chats in {path.name} could not be read; the damaged file was set aside.",
        advice=f"It is kept as {aside.name}; TurboDesk works on with a new file.",
    ).note
    return replace(_migrated(path, steps), notice=note, set_aside=aside)


def _migrated(path: Path, steps: Sequence[Step]) -> Ready:
    connection = connect(path)
    try:
        is_new = version_of(connection) == 0
        migrate(connection, path, steps)
        defect = rehearse(connection)
        assert not (is_new and defect), f"the steps make no usable database: {defect}"
    except (sqlite3.Error, StoreFailure, OSError) as error:
        connection.close()
        beside = path.with_name(f"{path.stem}-v{len(steps)}{path.suffix}")
        if is_unwritable(error) or path.stem.endswith(f"-v{len(steps)}"):
            raise  # `prepare` goes on in memory; or the stand-in fails as well: a defect, and no reason for another
        note = StoreFailure(
            f"Left as it was: {path}\nIn use: {beside}\n{error}",
            sentence=f"The chats in {path.name} could not be brought up to date and were left as they were.",
            advice=f"Until this is cured, {beside.name} is used.",
        ).note
        return replace(_open(beside, steps), notice=note, set_aside=path)
    except BaseException:
        connection.close()
        raise
    if defect:
        connection.close()
        return _begun_anew(path, steps, defect)
    return Ready(connection, path)


def examine(path: Path, steps: Sequence[Step]) -> Finding:
    """Say what the file at `path` is to a program that knows versions up to `len(steps)`, without changing it.

    Raises:
        OSError, sqlite3.OperationalError: it cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)  # the database header's length (SQLite file format, 1.3)
    except FileNotFoundError:
        return Finding(State.NEW)
    if not header:
        return Finding(State.NEW)
    if len(header) < 100 or not header.startswith(_MAGIC):
        return Finding(State.DAMAGED, "not a database")
    if int.from_bytes(header[60:64], "big") > len(steps):  # user_version, format 1.3.15
        return Finding(State.NEWER)
    return _examine_inside(path, steps)


def _examine_inside(path: Path, steps: Sequence[Step]) -> Finding:
    in_doubt = any(Path(f"{path}{ending}").exists() for ending in (*_COMPANIONS, DOUBT))
    whole = in_doubt or path.stat().st_size <= CHECKED_BYTES
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            version = version_of(connection)
            if version > len(steps):
                return Finding(State.NEWER)
            tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if tables and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return Finding(State.DAMAGED, "the database of another program")
            found = defects(connection, () if whole else _NEEDED_AT_START)
            found = found or _defects_of_schema(connection, steps[:version])
    except SqlError as error:
        if getattr(error, "sqlite_errorcode", 0) in _UNDECIDED:
            return Finding(State.SOUND)
        if is_unwritable(error):
            raise
        return Finding(State.DAMAGED, str(error))
    return Finding(State.DAMAGED, "\n".join(found)) if found else Finding(State.SOUND)


def _defects_of_schema(connection: sqlite3.Connection, steps: Sequence[Step]) -> list[str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        migrate(model, None, steps)
        return schema_defects(connection, model)


_NEEDED_AT_START = ("conversation", "journal")
_UNDECIDED = (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY)
# ^ a crash in the middle of a change, which only a connection that may write can take back; the header said it is ours


def set_aside(path: Path) -> Path:
    """Rename a damaged file and what belongs to it, so that a tool can still open it, and return its new name."""
    aside = free_name(path, "damaged")
    Path(f"{path}{DOUBT}").unlink(missing_ok=True)
    for ending in _COMPANIONS:
        companion = Path(f"{path}{ending}")
        if companion.exists():
            companion.rename(f"{aside}{ending}")
    return path.rename(aside)


def connect(path: Path) -> sqlite3.Connection:
    """Open a trusted file for reading and writing, made readable by its owner alone.

    Raises:
        OSError, sqlite3.OperationalError: it cannot be written.
    """
    path.touch(mode=0o600, exist_ok=True)
    with suppress(OSError):  # a disk without rights, or another owner's file: SQLite finds out whether it can write
        path.chmod(0o600)
    return _configured(sqlite3.connect(path, isolation_level=None))


def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Set what every connection needs. `synchronous`, `fullfsync`: see `Database.write`."""
    try:
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "fullfsync = ON",  # macOS: fsync alone leaves data in the disk's own cache
            "foreign_keys = ON",
            "secure_delete = ON",  # what is removed is overwritten: see trash.py
            "trusted_schema = ON",  # where a build defaults to OFF, triggers may not feed the index
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _in_memory(path: Path, steps: Sequence[Step], detail: str) -> Ready:
    """Work on in memory, with what can be read of the file."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if _can_read(path, steps):
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as source:
                source.backup(connection)
        migrate(_configured(connection), None, steps)
    except BaseException:
        connection.close()
        raise
    return Ready(connection, None, notice=StoreUnwritable(f"{path}\n{detail}").note)


def _can_read(path: Path, steps: Sequence[Step]) -> bool:
    try:
        return examine(path, steps).state is State.SOUND
    except (OSError, sqlite3.OperationalError):
        return False
