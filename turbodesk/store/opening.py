"""Decides how to open a database file that may be new, older, newer, damaged, foreign, in use or on a full disk.

Nothing here writes to a file it does not fully trust. A newer file stays where it is and a separate one is used; of a
damaged one, all that can be read is brought into a new one (`salvage`), and it is renamed, with its journal files;
where the disk cannot be written, what can be read is copied into memory and the program works on there.
`Ready.notice` says to the person which of these happened.
"""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreFailure, StoreUnwritable
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.damage import SqlError, is_unwritable, rehearse
from turbodesk.store.examination import COMPANIONS, DOUBT, Finding, State, examine, finding_of
from turbodesk.store.lock import FileLock
from turbodesk.store.migrations import Step, free_name, migrate, version_of
from turbodesk.store.paths import BACKUPS, make_private_folder
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.store.salvage import Salvaged

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 5_000
"""How long a statement waits for another program's lock, such as a backup tool's."""

_ROOM = 256 * 1024
"""Bytes a disk must have room for before it is tried again: a new database with its log and index of that."""
SALVAGED = "salvaged"
"""Last word of the name of a complete new file that is about to take the place of a damaged one."""


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


def prepare(path: Path, steps: Sequence[Step]) -> Ready:
    """Open `path`, or what can stand in for it, at version `len(steps)`.

    Raises:
        StoreInUse: another TurboDesk has it open.
    """
    try:
        return prepare_file(path, steps)
    except (sqlite3.Error, OSError) as error:
        if is_unwritable(error):
            return _in_memory(path, steps, str(error))
        raise


def prepare_file(path: Path, steps: Sequence[Step]) -> Ready:
    """Do the same with a file or not at all.

    Raises:
        StoreInUse: another TurboDesk has it open.
        sqlite3.Error, OSError: it cannot be written.
    """
    lock = _locked(path)
    try:
        return replace(_open(path, steps), lock=lock)
    except BaseException:
        lock.release()
        raise


def write_anew(path: Path, source: sqlite3.Connection) -> Ready:
    """Write all that an open database holds into a new file; one that is there by now is set aside.

    Raises:
        StoreInUse: another TurboDesk has it open.
        sqlite3.Error, OSError: it cannot be written.
    """
    from turbodesk.store.whole_copy import sync

    lock = _locked(path)
    made = path.with_name(f"{path.name}.anew")
    try:
        made.unlink(missing_ok=True)
        made.touch(mode=0o600)
        with closing(sqlite3.connect(made, isolation_level=None)) as target:
            source.backup(target)
        sync(made)
        aside = set_aside(path, "replaced")
        made.replace(path)
        return Ready(connect(path), path, lock, set_aside=aside if aside.exists() else None)
    except BaseException:
        lock.release()
        raise


def _locked(path: Path) -> FileLock:
    make_private_folder(path.parent)
    return FileLock(path.with_name(f"{path.name}.lock"))


def takes_files(folder: Path) -> None:
    """Return where a folder, or the place where it shall be, takes a file and some bytes.

    Raises:
        OSError: it does not.
    """
    make_private_folder(folder)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(_ROOM))


def _open(path: Path, steps: Sequence[Step]) -> Ready:
    _finish_salvage(path)
    finding = examine(path, steps)
    match finding.state:
        case State.NEW | State.SOUND:
            Path(f"{path}{DOUBT}").unlink(missing_ok=True)
            note = _missed(path) if finding.state is State.NEW and path.with_name(BACKUPS).is_dir() else None
            ready = _migrated(path, steps)
            return ready if note is None else replace(ready, notice=note)
        case State.NEWER:
            from turbodesk.store.older import opened_beside  # no start with a file of its own version has to read it

            beside = path.with_name(f"{path.stem}-v{len(steps)}{path.suffix}")
            note = opened_beside(path, beside, steps)
            return replace(_open(beside, steps), notice=note, set_aside=path)
        case State.DAMAGED:
            return _begun_anew(path, steps, finding.detail)


def _missed(path: Path) -> FailureNote | None:
    """Say that there are backups of chats of which there is nothing else; None where there are none."""
    from turbodesk.store.backup_files import paths_of

    if not paths_of(path):
        return None
    return StoreDamaged(
        f"In use: {path}",  # not for people
        sentence=_("{file}, the file with your chats, is not there any more, or is empty.").format(file=path.name),
        advice=_("Backups of them are in Settings, under Data: restore one there."),
    ).note


def _begun_anew(path: Path, steps: Sequence[Step], detail: str) -> Ready:
    """Put a new file in place of a damaged one, with all that could be read of it.

    It is complete before anything is renamed: whatever ends the program, the next start finds one or the other.
    """
    from turbodesk.store.salvage import salvage  # no start with a sound file has to read these
    from turbodesk.store.whole_copy import sync

    made, complete = (path.with_name(f"{path.name}.{word}") for word in ("salvaging", SALVAGED))
    made.unlink(missing_ok=True)
    made.touch(mode=0o600)
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "trusted_schema = ON"):  # synced as a whole below
            connection.execute(f"PRAGMA {pragma}")
        migrate(connection, None, steps)
        found = salvage(path, connection)
    sync(made)
    made.replace(complete)
    aside = set_aside(path)
    complete.replace(path)
    detail = f"Set aside: {aside}\nIn use: {path}\n{detail}"  # not for people
    log.warning("%s\n%s", found, detail)
    return replace(_migrated(path, steps), notice=_salvaged(found, path, aside, detail), set_aside=aside)


def _finish_salvage(path: Path) -> None:
    """Put a salvaged file in its place where the program ended just before that."""
    complete = path.with_name(f"{path.name}.{SALVAGED}")
    if complete.exists():
        if path.exists():
            set_aside(path)
        complete.replace(path)


def _salvaged(found: Salvaged, path: Path, aside: Path, detail: str) -> FailureNote:
    has_backups = path.with_name(BACKUPS).is_dir()
    if found.found_nothing:
        advice = _("It is kept as {other}; TurboDesk works on with a new file.")
        if has_backups:
            advice = _("It is kept as {other}. Backups of all chats are in Settings, under Data: restore one there.")
        return StoreDamaged(
            detail,
            sentence=_("The chats in {file} could not be read; the damaged file was set aside.").format(file=path.name),
            advice=advice.format(other=aside.name),
        ).note
    advice = _("The damaged file is kept as {other}.")
    if has_backups:
        advice = _("The damaged file is kept as {other}. Backups of all chats are in Settings, under Data.")
    return StoreDamaged(
        detail,
        sentence=_("The file of chats was damaged. What could be read is here: {found}.").format(found=found.words),
        advice=advice.format(other=aside.name),
    ).note


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
            f"Left as it was: {path}\nIn use: {beside}\n{error}",  # not for people
            sentence=_("The chats in {file} could not be brought up to date and were left as they were.").format(
                file=path.name
            ),
            advice=_("Until this is cured, {other} is used.").format(other=beside.name),
        ).note
        return replace(_open(beside, steps), notice=note, set_aside=path)
    except BaseException:
        connection.close()
        raise
    if defect:
        connection.close()
        return _begun_anew(path, steps, defect)
    return Ready(connection, path)


def set_aside(path: Path, word: str = "damaged") -> Path:
    """Rename a file and what belongs to it, as far as they are there, and return its new name.

    Together, so that a tool can still open it, and no log of it is taken for a new file's.
    """
    aside = free_name(path, word)
    Path(f"{path}{DOUBT}").unlink(missing_ok=True)
    for ending in (*COMPANIONS, ""):
        part = Path(f"{path}{ending}")
        if part.exists():
            part.rename(f"{aside}{ending}")
    return aside


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
    connection = _copied(path, steps) or sqlite3.connect(":memory:", isolation_level=None)  # not for people
    try:
        migrate(_configured(connection), None, steps)
    except BaseException:
        connection.close()
        raise
    return Ready(connection, None, notice=StoreUnwritable(f"{path}\n{detail}").note)


def _copied(path: Path, steps: Sequence[Step]) -> sqlite3.Connection | None:
    """Copy what can be read of a file into memory; None where that is nothing.

    Why not by SQLite: it cannot open a file in WAL mode where it can make none beside it.
    """
    from turbodesk.store.pages import Pages
    from turbodesk.store.salvage import salvage

    try:
        if not path.stat().st_size:
            return None
        pages = Pages(path)
    except OSError:
        return None
    connection = sqlite3.connect(":memory:", isolation_level=None)  # not for people
    try:
        pages.copy_into(connection)
        finding = finding_of(connection, steps, ())
    except SqlError as error:
        finding = Finding(State.DAMAGED, str(error))
    if finding.state is State.SOUND:
        return connection
    connection.close()
    if finding.state is State.NEWER:
        return None
    connection = sqlite3.connect(":memory:", isolation_level=None)  # not for people
    migrate(connection, None, steps)
    log.warning("%s\n%s", salvage(path, connection), finding.detail)
    return connection
