"""Makes backups of the chats, and makes ready what is put back from one.

A backup is an ordinary database of the version it was made at, attachments included, since these are rows of it. One
of a running program is read by a connection of its own in one transaction: the thread that writes is not held up for a
moment, and the copy is of one state. What is called a backup, and which are kept, is `backup_files`'; how a copy is
proved to be whole, `whole_copy`'s.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.chat.errors import StoreDamaged, StoreFailure, StoreTooNew
from turbodesk.store.backup_files import backups_of, folder_of, new_name, open_backup, read_backup
from turbodesk.store.damage import SqlError, is_damage, rehearse
from turbodesk.store.examination import State, finding_of
from turbodesk.store.migrations import Step, migrate
from turbodesk.store.paths import make_private_folder
from turbodesk.store.whole_copy import PART, copy_pages, remove_part, sync, write_copy
from turbodesk.translation import _

SPARE = 64 * 1024 * 1024
"""Bytes a disk must have left with the backup on it: what is written today needs room too."""


_PRAGMAS = ("synchronous = OFF", "journal_mode = MEMORY", "foreign_keys = ON", "trusted_schema = ON")
"""What is made ready is synced as a whole."""


def back_up(database: Path, kind: BackupKind, *, goes_on: Callable[[], bool] = lambda: True) -> Backup:
    """Make a backup of a database that others write. Takes a while: call it in a thread.

    Raises:
        StoreFailure: it cannot be made, and nothing of it is left.
        CopyCancelled: `goes_on` says no.
    """
    with (
        _told(),
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as reader,
    ):
        reader.execute("BEGIN")
        return back_up_open(reader, database, kind, goes_on=goes_on)


def back_up_open(
    connection: sqlite3.Connection,
    database: Path,
    kind: BackupKind,
    *,
    goes_on: Callable[[], bool] = lambda: True,
) -> Backup:
    """Make a backup by an open connection, on its thread: in a transaction, or the only one that writes.

    Raises:
        StoreFailure: it cannot be made, and nothing of it is left.
        CopyCancelled: `goes_on` says no.
    """
    with _told():
        make_private_folder(folder_of(database))
        if shutil.disk_usage(folder_of(database)).free < _size(connection) + SPARE:
            raise StoreFailure(sentence=_("The disk has no room for a backup of the chats."))
        copy = new_name(database, kind)
        write_copy(connection, copy, goes_on=goes_on)
        made = read_backup(copy)
    if made is None:
        raise StoreFailure(sentence=_("A backup of the chats was made and cannot be read."))
    return made


@contextmanager
def staged(backup: Path, steps: Sequence[Step], *, at: Path | None = None) -> Iterator[Path]:
    """Make a database of this version of a backup, of any version up to it, and prove that it can be worked with.

    It is there under a temporary name as long as the context is, in the folder `at` or beside the backup. Takes a
    while: enter it in a thread.

    Raises:
        StoreTooNew, StoreDamaged: no such database can be made of it.
        StoreFailure: the disk takes none.
    """
    made = (at or backup.parent) / f"restoring.db{PART}"
    try:
        with _told():
            remove_part(made)
            made.touch(mode=0o600)
            with closing(sqlite3.connect(made, isolation_level=None)) as target, closing(open_backup(backup)) as source:
                for pragma in _PRAGMAS:
                    target.execute(f"PRAGMA {pragma}").fetchall()
                copy_pages(source, target)
                target.execute("PRAGMA journal_mode = MEMORY").fetchall()
                _make_ready(target, steps)
            sync(made)
        yield made
    finally:
        remove_part(made)


def newest_readable(database: Path, steps: Sequence[Step]) -> Iterator[Backup]:
    """Return the backups that a program of this version may read, the newest first."""
    return (one for one in backups_of(database) if 0 < one.version <= len(steps))


def _make_ready(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    found = finding_of(connection, steps, ())
    if found.state is State.NEWER:
        raise StoreTooNew(
            sentence=_("This backup was made by a newer TurboDesk."), advice=_("Update TurboDesk, then restore it.")
        )
    defect = found.detail
    if found.state is State.SOUND:
        migrate(connection, None, steps)
        defect = rehearse(connection)
    if defect or found.state is not State.SOUND:
        raise _damaged(defect)


def _size(connection: sqlite3.Connection) -> int:
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages) * int(size)


def _damaged(detail: str) -> StoreDamaged:
    return StoreDamaged(
        detail,
        sentence=_("This backup is damaged and cannot be restored."),
        advice=_("Nothing was changed. Try another."),
    )


@contextmanager
def _told() -> Iterator[None]:
    """Say of what SQLite and the disk raise what it means for a backup."""
    try:
        yield
    except (*SqlError, OSError) as error:
        if is_damage(error):
            raise _damaged(str(error)) from error
        raise StoreFailure(
            str(error),
            sentence=_("A backup of the chats cannot be written or read."),
            advice=_("See that the disk has room."),
        ) from error
