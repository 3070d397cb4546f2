"""Takes all chats out into one file, and takes such a file in."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import threading
from pathlib import Path

from turbodesk.app.new_file import write_new_file
from turbodesk.app.workspace import Workspace
from turbodesk.chat.errors import StoreFailure
from turbodesk.store.archive import write_archive
from turbodesk.store.archive_reading import take_in
from turbodesk.store.database import Database
from turbodesk.store.importing import TakenIn


def archive_name(day: dt.date) -> str:
    """Return the name offered for an archive made on `day`."""
    return f"TurboDesk {day.isoformat()}.zip"


class Archive:
    """The way out and in for everything of one person."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self._database = database
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
        if source is None:
            raise StoreFailure(sentence="Nothing can be exported while conversations cannot be saved.")

        def work() -> None:
            try:
                write_new_file(
                    path, lambda file: counts.append(write_archive(source, file, goes_on=lambda: not ended.is_set()))
                )
            except sqlite3.Error as error:
                raise StoreFailure(str(error)) from error

        try:
            await asyncio.to_thread(work)
        finally:
            ended.set()
        return counts[0]

    async def take_in(self, path: Path) -> TakenIn:
        """Add the chats of an archive to those that are here; none that is here is lost. Cancelled, none is added.

        Raises:
            StoreFailure: it is no archive, or cannot be read.
        """
        taken = await take_in(self._database, path)
        await self._workspace.load()
        return taken
