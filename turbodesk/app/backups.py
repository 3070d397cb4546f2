"""Keeps backups of all chats: one a day by itself, one when asked, and puts one in place of what is there.

A backup is put back into the running program: replies are stopped, chats are closed, what is there is backed up in the
same moment as the other takes its place, and everything is read anew. So each way has a way back.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack, nullcontext, suppress
from pathlib import Path
from typing import TypeVar

from turbodesk.app.signal import Signal
from turbodesk.app.workspace import Workspace
from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.chat.errors import FailureNote, StoreFailure, StoreUnwritable
from turbodesk.store.backup_files import backups_of, remove_backup, remove_superseded
from turbodesk.store.backups import back_up, back_up_open, staged
from turbodesk.store.database import Database
from turbodesk.store.migrations import STEPS
from turbodesk.translation import _

T = TypeVar("T")

LOOK_EVERY_S = 3_600.0
"""How often is looked whether the day has a backup."""


class Backups:
    """The backups of one person's chats."""

    def __init__(self, database: Database, workspace: Workspace, path: Path) -> None:
        """`path` is where the chats are when they can be written."""
        self.changed: Signal[None] = Signal()
        """There are others than before, or the last one could not be made."""
        self.failure: FailureNote | None = None
        """Why the last one could not be made, until one was, or the person has removed one."""
        self._database, self._workspace, self._path = database, workspace, path
        self.alone: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
        """Has nobody sync the chats for as long as it is entered."""

    async def all(self) -> list[Backup]:
        """Return those that can be read, the newest first."""
        return await asyncio.to_thread(backups_of, self._path)

    async def keep_daily(self) -> None:
        """Make one on each day on which there is anything to keep. Never returns."""
        while True:
            if await self._is_due():
                with suppress(StoreFailure):  # it is told where backups are listed, and tried again
                    await self.make()
            await asyncio.sleep(LOOK_EVERY_S)

    async def make(self) -> Backup:
        """Make one now. Cancelled, nothing is left of it.

        Raises:
            StoreFailure: it cannot be made.
        """
        try:
            source = self._source()
            self._workspace.flush()
            self._workspace.context.journal.flush()
            await self._database.drain()
            async with self._database.whole:
                made = await _in_thread(lambda goes_on: back_up(source, BackupKind.DAILY, goes_on=goes_on))
                await asyncio.to_thread(remove_superseded, self._path, but=(made.path,))
        except StoreFailure as failure:
            self.failure = failure.note
            self.changed.emit(None)
            raise
        self.failure = None
        self.changed.emit(None)
        return made

    async def restore(self, path: Path) -> Backup:
        """Put the backup at `path` in place of all chats, and return that of what was there.

        Replies that grow are stopped. Whatever fails or ends the program: all chats are those of before, or all those
        of the backup.

        Raises:
            StoreTooNew, StoreDamaged, StoreFailure: it cannot be; everything is as it was.
        """
        source = self._source()
        async with self.alone(), self._database.whole:
            with ExitStack() as stack:
                made = await asyncio.to_thread(stack.enter_context, staged(path, STEPS))
                await self._workspace.close_all()
                try:
                    kept = await self._database.replace(
                        made, lambda connection: back_up_open(connection, source, BackupKind.BEFORE)
                    )
                    self._workspace.forget()
                finally:
                    await self._read_anew()
            await asyncio.to_thread(remove_superseded, self._path, but=(path, kept.path))
        self.failure = None
        self.changed.emit(None)
        return kept

    async def remove(self, path: Path) -> None:
        """Remove one of them."""
        async with self._database.whole:
            await asyncio.to_thread(remove_backup, path)
        self.failure = None  # there may be room now, and it is tried again
        self.changed.emit(None)

    async def _read_anew(self) -> None:
        """Show what is on disk by now."""
        workspace, context = self._workspace, self._workspace.context
        await workspace.close_all()  # of those opened since
        context.history.forget()
        cut_off = [conversation_id for conversation_id, _reply in await context.journal.recover()]
        await workspace.load()
        await workspace.attention.load_unseen(cut_off)
        workspace.unseen_changed.emit(workspace.attention.unseen)
        workspace.ledger.count_anew()

    def _source(self) -> Path:
        source = self._database.path
        if source is None:
            raise StoreUnwritable(
                sentence=_("There are no backups while chats cannot be saved."), advice=_("See that the disk has room.")
            )
        return source

    async def _is_due(self) -> bool:
        if self._database.path is None or not self._workspace.all_conversations():
            return False
        days = {dt.datetime.fromtimestamp(one.made_at / 1000).date() for one in await self.all() if _is_daily(one)}
        return dt.date.today() not in days  # a clock that was wrong once may have left one of tomorrow


def _is_daily(backup: Backup) -> bool:
    """Whether it is a day's, of the file that is open: another TurboDesk writes another file beside it."""
    return backup.kind is BackupKind.DAILY and backup.version == len(STEPS)


async def _in_thread(work: Callable[[Callable[[], bool]], T]) -> T:
    """Do `work` in a thread; it is given what says whether anybody still waits for it."""
    ended = threading.Event()
    done = asyncio.get_running_loop().run_in_executor(None, work, lambda: not ended.is_set())
    try:
        return await asyncio.shield(done)
    finally:
        ended.set()
        await asyncio.wait([done])  # what is being written is gone when this is told to have ended
        done.exception()
