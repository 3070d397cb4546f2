"""Finds what an older program can show where the chats were written by a newer one, which it leaves untouched.

That is the newest backup it can read, put into a file beside, in which it works on. The file stays for the next time,
until there is a backup that is newer than what was last done in it; then it is kept as a backup itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.chat.errors import FailureNote, StoreFailure, StoreTooNew
from turbodesk.chat.moments import local_time
from turbodesk.quantities import day_and_time, number
from turbodesk.store.backup_files import folder_of, new_name
from turbodesk.store.backups import newest_readable, staged
from turbodesk.store.examination import COMPANIONS
from turbodesk.store.migrations import Step
from turbodesk.store.paths import make_private_folder
from turbodesk.translation import _, ngettext

log = logging.getLogger(__name__)


def opened_beside(path: Path, beside: Path, steps: Sequence[Step]) -> FailureNote:
    """Bring the newest backup of `path` that can be read into `beside`, unless that is newer; return what to say of it.

    Raises:
        OSError: nothing can be written there.
    """
    backup = _brought(path, beside, steps)
    if backup is None:
        advice = _("Update TurboDesk to see them; until then {other} is used.").format(other=beside.name)
    else:
        advice = ngettext(
            "You see the backup of {day} instead, with {count} chat. Update TurboDesk to see all of them again.",
            "You see the backup of {day} instead, with {count} chats. Update TurboDesk to see all of them again.",
            backup.chats,
        ).format(day=_day(backup), count=number(backup.chats))
    return StoreTooNew(
        f"Left untouched: {path}\nIn use: {beside}",  # not for people
        sentence=_("The chats in {file} were written by a newer TurboDesk and were left untouched.").format(
            file=path.name
        ),
        advice=advice,
    ).note


def _brought(path: Path, beside: Path, steps: Sequence[Step]) -> Backup | None:
    last_used = max((part.stat().st_mtime for part in _parts(beside) if part.exists()), default=0.0) * 1000
    for one in newest_readable(path, steps):
        if one.made_at < last_used:
            return None
        try:
            with staged(one.path, steps, at=beside.parent) as made:
                _keep(beside)
                made.replace(beside)
                return one
        except StoreFailure as failure:  # the next one may do
            log.warning("a backup cannot be used: %s: %s", one.path.name, failure.note.detail)
    return None


def _keep(beside: Path) -> None:
    """Keep what was used until now as a backup, with its journal files."""
    if beside.exists():
        make_private_folder(folder_of(beside))
        kept = new_name(beside, BackupKind.BEFORE)
        for part, name in zip(_parts(beside), _parts(kept), strict=True):
            if part.exists():
                part.rename(name)


def _parts(path: Path) -> tuple[Path, ...]:
    """The files of a database, itself last: what is renamed in this order is never taken for another's."""
    return (*(Path(f"{path}{ending}") for ending in COMPANIONS), path)


def _day(backup: Backup) -> str:
    moment = local_time(backup.made_at)
    return "" if moment is None else day_and_time(moment)
