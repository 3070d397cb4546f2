"""Knows the backups of the chats in a folder: what each is called and holds, and which of them are kept.

    turbodesk.db                                the chats
    turbodesk.v13-20260102-030405.db            before an update of version 13 (`migrations`), in local time
    backups/20260102-030405Z.daily.db           the day's
    backups/20260102-030405Z.before.db          before a backup was put in place of what was there

Kept are the newest of each of the last seven days there are any of, of each of the last four weeks, the last one before
each update, and the last three before a backup was put back; the oldest of them go where all together take more than
`MOST_BYTES`. Days that made none do not count: who comes back after a year finds what was there. Those of the newest
version count for themselves: after a step back to an older TurboDesk, the days of the file it writes beside the chats
(`opening`) take no place of theirs.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.store.damage import SqlError
from turbodesk.store.examination import COMPANIONS
from turbodesk.store.migrations import version_of
from turbodesk.store.paths import BACKUPS
from turbodesk.store.whole_copy import PART, counts, remove_part

log = logging.getLogger(__name__)

DAYS, WEEKS, BEFORE = 7, 4, 3
MOST_BYTES = 4 * 1024**3
"""What all backups may take; chats with many large attachments have fewer of them."""


def folder_of(database: Path) -> Path:
    """Return the folder with the backups of a database."""
    return database.parent / BACKUPS


def new_name(database: Path, kind: BackupKind) -> Path:
    """Return the path of a backup made now, which no file has."""
    stamp = dt.datetime.now(dt.UTC).strftime(_STAMP)
    names = (f"{stamp}Z{f'-{number}' if number > 1 else ''}.{kind}.db" for number in count(1))
    return next(path for path in map(folder_of(database).joinpath, names) if not path.exists())


def backups_of(database: Path) -> list[Backup]:
    """Return all that can be read, the newest first. Takes some milliseconds: not for the thread of a window."""
    found = (read_backup(path) for path in paths_of(database))
    return sorted((one for one in found if one is not None), key=_age, reverse=True)


def paths_of(database: Path) -> list[Path]:
    """Return every file that is called as a backup is."""
    stem = _STAND_IN.sub("", database.stem)
    beside = [path for path in database.parent.glob(f"{stem}.v*{database.suffix}") if _UPDATE.match(path.name)]
    return beside + [path for path in folder_of(database).glob("*.db") if _OWN.match(path.name)]


def read_backup(path: Path) -> Backup | None:
    """Return what a file is, None where it is no backup or cannot be read."""
    named = _named(path.name)
    if named is None:
        return None
    try:
        with closing(open_backup(path)) as connection:
            chats, _ = counts(connection)
            return Backup(path, named[0], named[1], version_of(connection), chats, path.stat().st_size)
    except (*SqlError, OSError) as error:
        log.warning("a backup cannot be read: %s: %s", path.name, error)
        return None


def open_backup(path: Path) -> sqlite3.Connection:
    """Open a backup for reading, with nothing written, and no file made beside it.

    Where the end of the program left one, it was being changed (`trash`): that is taken back first.

    Raises:
        sqlite3.Error, OSError: it cannot be read.
    """
    if any(Path(f"{path}{ending}").exists() for ending in COMPANIONS):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None)


def superseded(backups: Iterable[Backup], *, most_bytes: int = MOST_BYTES) -> list[Backup]:
    """Return those that are kept no longer, of all that there are."""
    ordered = sorted(backups, key=lambda one: one.made_at, reverse=True)
    daily = [one for one in ordered if one.kind is BackupKind.DAILY]
    before = [one for one in ordered if one.kind is BackupKind.BEFORE]
    newest = max((one.version for one in daily), default=0)
    kept = [
        *_newest_days([one for one in daily if one.version == newest]),
        *_newest_days([one for one in daily if one.version < newest]),
        *_newest_of_each([one for one in ordered if one.kind is BackupKind.UPDATE], lambda one: str(one.version)),
        *before[:BEFORE],
    ]
    kept = [one for one in ordered if one in kept]
    while len(kept) > _FEWEST and sum(one.size for one in kept) > most_bytes:
        kept.pop()
    return [one for one in ordered if one not in kept]


def remove_superseded(database: Path, *, but: Sequence[Path] = ()) -> None:
    """Remove what is kept no longer, and what runs that were killed left half made. Nobody is making one meanwhile."""
    stem = _STAND_IN.sub("", database.stem)
    beside = (f"{stem}.v*{database.suffix}{PART}*", f"restoring.db{PART}*")
    halves = [half for pattern in beside for half in database.parent.glob(pattern)]
    for part in [*folder_of(database).glob(f"*{PART}*"), *halves]:
        with suppress(OSError):
            remove_part(part)
    for one in superseded(backups_of(database)):
        if one.path not in but:
            remove_backup(one.path)


def remove_backup(path: Path) -> None:
    """Remove one backup; one that cannot be removed stays, and is listed."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a backup cannot be removed: %s: %s", path.name, error)


def _age(backup: Backup) -> tuple[int, bool, Path]:
    """Order by when they were made; within one second, what was there comes after what was put in its place."""
    return backup.made_at, backup.kind is BackupKind.BEFORE, backup.path


def _newest_days(daily: Sequence[Backup]) -> list[Backup]:
    """Return those that stand for the last days and weeks there are any of."""
    return [
        *_newest_of_each(daily, lambda one: _day(one).isoformat(), DAYS),
        *_newest_of_each(daily, lambda one: "{}-{}".format(*_day(one).isocalendar()), WEEKS),
    ]


def _newest_of_each(backups: Iterable[Backup], group: Callable[[Backup], str], most: int | None = None) -> list[Backup]:
    newest: dict[str, Backup] = {}
    for one in backups:
        newest.setdefault(group(one), one)
    return list(newest.values())[:most]


def _day(backup: Backup) -> dt.date:
    return dt.datetime.fromtimestamp(backup.made_at / 1000).date()


def _milliseconds(moment: dt.datetime) -> int:
    """Return a moment as backups have it.

    Raises:
        ValueError, OverflowError, OSError: it has no local time.
    """
    made_at = int(moment.timestamp() * 1000)
    dt.datetime.fromtimestamp(made_at / 1000)  # as everybody does who shows or compares it
    return made_at


def _named(name: str) -> tuple[BackupKind, int] | None:
    """Return kind and moment that a name tells of; None where it is no backup's."""
    try:
        if own := _OWN.match(name):
            moment = dt.datetime.strptime(own[1], _STAMP).replace(tzinfo=dt.UTC)
            return BackupKind(own[2]), _milliseconds(moment)
        if update := _UPDATE.match(name):
            return BackupKind.UPDATE, _milliseconds(dt.datetime.strptime(update[1], _STAMP).astimezone())
    except (ValueError, OverflowError, OSError):  # a moment that is none, or none in local time
        return None
    return None


_STAMP = "%Y%m%d-%H%M%S"
_OWN = re.compile(r"(\d{8}-\d{6})Z(?:-\d+)?\.(daily|before)\.db$")
_UPDATE = re.compile(r".+\.v\d+-(\d{8}-\d{6})(?:-\d+)?\.\w+$")
_STAND_IN = re.compile(r"-v\d+$")
_FEWEST = 2
"""So many stay, however large they are."""
