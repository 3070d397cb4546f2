"""Copies a whole database into a new file, and gives it its name only once it is proved that it can be read.

It is written beside its place under a temporary name, checked whole, its chats and messages are counted once more, it
is synced, and renamed. Whatever ends the program or fills the disk in the middle, nothing half ever has the name.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from turbodesk.chat.errors import StoreFailure
from turbodesk.store.damage import defects
from turbodesk.store.whole_file import sync_folder
from turbodesk.translation import _

PART = ".part"
"""Ending of a file that is being written; where nobody writes one, it is left of a run that was killed."""
_PAGES = 256
"""Pages copied in one go: a megabyte of the usual ones, after which a person may have thought better of it."""
_ATTEMPTS = 20
"""How often a file that another program holds is tried, a quarter of a second apart (`sqlite3.Connection.backup`)."""


class CopyCancelled(Exception):
    """The person, or the end of the program, wants no copy any more."""


def write_copy(connection: sqlite3.Connection, copy: Path, *, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Copy all that an open database holds into the new file `copy`, readable by its owner alone. Blocks.

    The connection is one whose reading nobody disturbs: in a transaction, or the only one that writes.

    Raises:
        StoreFailure: the copy is not sound.
        CopyCancelled: `goes_on` says no.
        sqlite3.Error, OSError: it could not be written. In every case nothing is left of it.
    """
    part = copy.with_name(f"{copy.name}{PART}")
    remove_part(part)
    with ExitStack() as stack:
        stack.callback(remove_part, part)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(part, isolation_level=None)) as target:
            for pragma in ("synchronous = OFF", "journal_mode = MEMORY"):  # synced as a whole below
                target.execute(f"PRAGMA {pragma}").fetchall()
            copy_pages(connection, target, goes_on=goes_on)
            target.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, which opens where nothing is written
            found = defects(target)
            if not found and counts(target) != (wanted := counts(connection)):
                found = [f"{counts(target)} of {wanted} chats and messages"]  # not for people
        if found:
            raise StoreFailure("\n".join(found), sentence=_("A copy of the chats could not be read back."))
        sync(part)
        part.replace(copy)
    sync_folder(copy.parent)


def remove_part(part: Path) -> None:
    """Remove a file that is being written, and what SQLite has put beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        Path(f"{part}{ending}").unlink(missing_ok=True)


def copy_pages(
    source: sqlite3.Connection, target: sqlite3.Connection, *, goes_on: Callable[[], bool] = lambda: True
) -> None:
    """Let one open database hold what another does, and nothing else: whole, in one transaction, or not at all.

    Raises:
        CopyCancelled: `goes_on` says no.
        sqlite3.Error: it cannot be read or written, or another program holds the file.
    """
    waited, left = 0, -1

    def stepped(_status: int, remaining: int, _total: int) -> None:
        nonlocal waited, left
        waited, left = (waited + 1 if remaining == left else 0), remaining
        if waited > _ATTEMPTS:
            raise sqlite3.OperationalError("database is locked")  # not for people
        if not goes_on():
            raise CopyCancelled

    source.backup(target, pages=_PAGES, progress=stepped)


def counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many chats there are that are not deleted, and how many messages in all."""
    chats = connection.execute("SELECT count(*) FROM conversation WHERE deleted_at IS NULL").fetchone()[0]
    return int(chats), int(connection.execute("SELECT count(*) FROM message").fetchone()[0])


def sync(path: Path) -> None:
    """Let a closed file survive a loss of power."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
