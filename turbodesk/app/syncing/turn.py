"""One round as the program sees it: what was typed goes into it, what it brings is shown, and how things stand is told.

What it brings is shown by a task of its own, also where the round fails or is cancelled.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from turbodesk.app.signal import Signal, Subscription
from turbodesk.app.syncing.arrivals import Arrivals
from turbodesk.app.syncing.parts import SyncParts
from turbodesk.app.syncing.round_result import RoundResult
from turbodesk.app.syncing.session import SyncSession
from turbodesk.app.syncing.shared_items import SharedItems
from turbodesk.app.syncing.standing import SyncStanding
from turbodesk.app.syncing.storage_settings import StorageSettings
from turbodesk.app.syncing.this_device import host_name, system_name
from turbodesk.app.syncing.verdicts import FAILURES
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.storage_errors import Refused, StorageError, StorageFull
from turbodesk.chat.sync_names import new_writer
from turbodesk.chat.sync_status import Arrived, SyncState
from turbodesk.store.sync import items, own_files, schema
from turbodesk.store.sync.devices import devices_in, note_device
from turbodesk.store.sync.stamps import writer_of

DEEP_EVERY_S = 86_400.0
"""How often is looked whether all attachments are still in the storage, besides at the start."""
SHORT = 256 * 1024
"""Bytes that are there before anybody has seen a bar for them."""


class SyncTurn:
    """Runs rounds, one when it is told to."""

    def __init__(self, parts: SyncParts, standing: SyncStanding, arrived: Signal[Arrived]) -> None:
        """`standing` hears how things stand, `arrived` what came."""
        self._parts, self._standing, self._arrived = parts, standing, arrived
        self._arrivals = Arrivals(parts.scope, parts.brought)
        self._shared: SharedItems | None = None
        self._subscriptions: list[Subscription] = []
        self.has_sent = False
        """Whether the last round has put anything into the storage, however it ended."""
        self._pulls = True
        """Presets, prompts or gateways have come that are not here yet."""
        self._pushes = False
        """One of them was changed here."""
        self._pushing: asyncio.Task[None] | None = None
        self._deep_at: float | None = None
        """When attachments were looked for last."""

    async def begin(self) -> None:
        """Have every change noticed from now on; what there is already is marked a portion at a time.

        Raises:
            StoreFailure: the chats cannot be read.
        """
        database = self._parts.database
        if not await database.read(_is_ready):
            await database.write_each(schema.begin(new_writer()))
        else:
            await database.write(schema.refresh)
        if self._shared is None:
            self._shared = self._parts.new_shared()
            self._subscriptions = self._shared.when_changed(self._push_soon)
            await self._parts.drafts.refresh()

    def end(self) -> None:
        """Follow changes no more."""
        while self._subscriptions:
            self._subscriptions.pop().close()
        self._shared = None
        self._pulls = True
        self._deep_at = None
        self._parts.drafts.forget()

    async def run(
        self, session: SyncSession, settings: StorageSettings, *, refills: bool = False, is_metered: bool = False
    ) -> None:
        """Go through one round. `refills`: everything is sent again. `is_metered`: attachments wait.

        Raises:
            StorageError, StoreFailure: see `Rounds`; what came is shown, and how much waits is told all the same.
        """
        clock = asyncio.get_running_loop().time
        deep = not is_metered and (self._deep_at is None or clock() - self._deep_at >= DEEP_EVERY_S)
        await self._prepare(session, settings)
        result = RoundResult()
        try:
            await self._both_ways(session, result, refills=refills, deep=deep, is_metered=is_metered)
        except (*FAILURES, asyncio.CancelledError):
            self._pulls |= bool(result.items)
            self._show(result)
            raise
        finally:
            self.has_sent = result.sent > 0
        if deep:
            self._deep_at = clock()
        self._show(result)
        await self._arrivals.shown()
        await self._parts.drafts.refresh()
        await self.tell(result)
        self._standing.note(SyncState.UP_TO_DATE, detail="", until=None, last_at=self._parts.now(), done=0, total=0)

    async def send_last(self, session: SyncSession, settings: StorageSettings) -> None:
        """Send what waits, if anything does; for the end of the program.

        Raises:
            StorageError, StoreFailure: it stays here until the next start.
        """
        await self._prepare(session, settings)
        if (await self._parts.database.read(own_files.backlog)).records:
            await session.rounds.run(is_metered=True)

    async def tell(self, result: RoundResult | None = None) -> None:
        """Tell how much waits and who takes part, and after a round what else it has found.

        Raises:
            StoreFailure: the chats cannot be read.
        """
        database = self._parts.database
        if not await database.read(_is_ready):
            return
        backlog = await database.read(own_files.backlog)
        known = await database.read(partial(devices_in, now=self._parts.now()))
        self._standing.note(waiting=backlog.records, waiting_chats=backlog.chats, devices=known)
        if result is not None:
            names = {one.id: one.name for one in known}
            self._standing.note(
                unreadable=tuple((_name(names, writer), count) for writer, count in result.unreadable.items()),
                awaited=tuple(_name(names, writer) for writer in result.awaited),
                too_new=result.too_new,
                room=result.room,
                was_copy=self._standing.status.was_copy or result.was_copy,
                done=0,
                total=0,
            )

    async def _prepare(self, session: SyncSession, settings: StorageSettings) -> None:
        """Put into the database what is to go with the round."""
        parts = self._parts
        await self.begin()
        parts.flush()
        await parts.database.write(partial(_settle_id, vault_id=session.vault.id, writer=new_writer()))
        device = partial(
            note_device,
            name=settings.device_name or host_name() or system_name(),
            system=system_name(),
            version=parts.version,
            now=parts.now(),
        )
        await parts.database.write(device)
        if self._shared is not None:
            await self._shared.push()

    async def _both_ways(
        self, session: SyncSession, result: RoundResult, *, refills: bool, deep: bool, is_metered: bool
    ) -> None:
        """Take in and send; once more where what came has to be answered, as by another name for one of two alike."""
        shown = set[str]()
        run = partial(
            session.rounds.run,
            result,
            is_metered=is_metered,
            on_progress=self._progress,
            on_arrived=partial(self._come, result, shown),
        )
        failure: StorageError | None = None
        try:
            await run(refill=refills, deep=deep)
        except (StorageFull, Refused) as error:  # all that could be read was
            failure = error
        if (self._pulls or result.items) and self._shared is not None:
            self._pulls = True
            result.chats |= await self._shared.pull()
            self._pulls = False
            if failure is None and (await self._parts.database.read(own_files.backlog)).records:
                await run()
        if failure is not None:
            raise failure

    def _progress(self, done: int, total: int) -> None:
        if total >= SHORT:
            self._standing.note(SyncState.SYNCING, done=done, total=total)

    def _come(self, result: RoundResult, shown: set[str]) -> None:
        """Show the chats that have come since this was called last."""
        if new := result.chats - shown:
            shown |= new
            self._arrivals.show(new)

    def _show(self, result: RoundResult) -> None:
        """Have shown, and told, what a round has brought, as far as it came."""
        if not (result.chats or result.has_projects):
            return
        self._arrivals.show(result.chats)
        names = {one.id: one.name for one in self._standing.status.devices}
        writers = tuple(sorted(_name(names, writer) for writer in result.writers))
        self._arrived.emit(Arrived(result.messages, frozenset(result.chats), writers))

    def _push_soon(self) -> None:
        """Have a preset, prompt or gateway that was changed go with the next round, with the time of the change."""
        self._pushes = True
        if (self._pushing is None or self._pushing.done()) and not self._parts.scope.is_closed:
            self._pushing = self._parts.scope.start("push", self._push())

    async def _push(self) -> None:
        while self._pushes and self._shared is not None:
            self._pushes = False
            with suppress(StoreFailure):  # the database tells it itself
                if await self._parts.database.read(_is_ready):
                    await self._shared.push()


def _is_ready(connection: sqlite3.Connection) -> bool:
    return schema.is_on(connection) and schema.is_marked(connection)


def _settle_id(connection: sqlite3.Connection, *, vault_id: str, writer: str) -> None:
    """Begin as a computer that has never been there: under another code, and where others have taken this one out."""
    if own_files.vault_of(connection) not in ("", vault_id):
        own_files.move(connection, vault_id, writer)
        for table in ("sync_item", "sync_stamp"):  # who takes part there, each says for itself
            connection.execute(f"DELETE FROM {table} WHERE kind IN ('device', 'left')")
    elif items.stamp_of(connection, "left", writer_of(connection)) is not None:
        own_files.become_another(connection, writer)


def _name(names: Mapping[str, str], writer: str) -> str:
    return names.get(writer) or writer[:4].upper()
