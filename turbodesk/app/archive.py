"""Takes all chats out into one file."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import threading
from pathlib import Path

from turbodesk.app.new_file import write_new_file
from turbodesk.app.profile_joining import without_secrets
from turbodesk.app.profiles import Profiles
from turbodesk.app.workspace import Workspace
from turbodesk.chat.errors import StoreFailure
from turbodesk.store.archive import write_archive
from turbodesk.store.database import Database
from turbodesk.translation import _


def archive_name(day: dt.date) -> str:
    """Return the name offered for an archive made on `day`."""
    return f"TurboDesk {day.isoformat()}.zip"  # not for people


class Archive:
    """The way out for everything of one person."""

    def __init__(self, database: Database, workspace: Workspace, profiles: Profiles) -> None:
        self._database, self._profiles = database, profiles
        self._workspace = workspace

    async def export(self, path: Path) -> int:
        """Write all chats that are not deleted into the file `path`; return how many. The form: `store.archive`.

        Cancelled or failed, whatever was at `path` before is untouched.

        Raises:
            StoreFailure: something cannot be read or written.
        """
        self._workspace.flush()
        await self._database.drain()
        source, ended, counts = self._database.path, threading.Event(), list[int]()
        gateways = without_secrets(self._profiles.all())
        if source is None:
            raise StoreFailure(sentence=_("Nothing can be exported while conversations cannot be saved."))

        def work() -> None:
            try:
                write_new_file(
                    path,
                    lambda file: counts.append(
                        write_archive(source, file, gateways=gateways, goes_on=lambda: not ended.is_set())
                    ),
                )
            except sqlite3.Error as error:
                raise StoreFailure(str(error)) from error

        try:
            await asyncio.to_thread(work)
        finally:
            ended.set()
        return counts[0]
