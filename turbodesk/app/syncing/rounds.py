"""One round of syncing: look, take in, decide, send, tidy up.

No lock, no condition and no order is asked of the storage. It may show a file late, twice, under another name or cut
off, lose one, or say that sending failed when it did not: the next round puts it right. What is absent there never
removes anything here. A round may end anywhere, by a failure, by being cancelled or with the program: what was done
holds, and the next one goes on from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app.syncing.blob_transfers import AbsentBlobs, BlobTransfers
from turbodesk.app.syncing.lanes import each
from turbodesk.app.syncing.new_code_notice import look_for_notice
from turbodesk.app.syncing.place import Listing, SyncPlace
from turbodesk.app.syncing.receiving import Receiving
from turbodesk.app.syncing.round_result import RoundProgress, RoundResult
from turbodesk.app.syncing.sending import Sending
from turbodesk.app.syncing.unopened import UnopenedFiles
from turbodesk.chat.ids import now_ms
from turbodesk.chat.storage_errors import Damaged, Emptied, Missing, OnlineOnly, Refused, StorageError, StorageFull
from turbodesk.chat.sync_names import BLOBS, LOG, Ranges, new_writer
from turbodesk.store.sync import blobs, others_files, own_files, settling
from turbodesk.store.sync.stamps import writer_of

if TYPE_CHECKING:
    import sqlite3

    from turbodesk.remote.storage import Storage
    from turbodesk.remote.vault import Vault
    from turbodesk.store.database import Database


def _nothing(*_: object) -> None:
    pass


class Rounds:
    """Keeps one database in step with others through one storage. Only one round, or removal, may run at a time."""

    def __init__(self, database: Database, vault: Vault, storage: Storage, *, now: Callable[[], int] = now_ms) -> None:
        """`now`: the time in milliseconds since 1970. The database must keep the tables of syncing (`schema`)."""
        self._place = SyncPlace(database, vault, storage)
        self._now = now
        self._waiting = AbsentBlobs()
        self._unopened = UnopenedFiles()
        self._blob_bytes = 0
        """In the folder of attachments when it was last looked at."""

    async def run(
        self,
        result: RoundResult | None = None,
        *,
        refill: bool = False,
        deep: bool = False,
        is_metered: bool = False,
        on_progress: Callable[[int, int], None] = _nothing,
        on_arrived: Callable[[], None] = _nothing,
    ) -> RoundResult:
        """Go through one round; what it did is in `result`, also when it raises or is cancelled.

        A result that is given again counts on, and tells how things stand after the last round it went through.
        `refill`: the person wants everything sent again. `deep`: look whether all attachments are still there, too; to
        be done at the start and once a day. `is_metered`: attachments wait. `on_progress(done, total)`: bytes.
        `on_arrived`: the result names more chats to be read anew; also called while a long round is on its way.

        Raises:
            Emptied: all that was sent is gone; nothing was changed.
            CodeReplaced: another code holds by now; nothing was changed.
            StorageFull, Refused: something could not be sent, or deleted; all that could be read was.
            StorageError: the storage does not work.
        """
        result = RoundResult() if result is None else result
        progress = RoundProgress(on_progress)
        listing = await self._look(result, refill=refill)
        me = await self._place.database.read(writer_of)
        doomed = await self._check(listing)
        try:
            receiving = Receiving(self._place, result, progress, on_arrived, self._unopened)
            await receiving.run(listing, me, self._now(), deep=deep)
        finally:
            # Also what a failure or a person's word cuts short is to be seen as a whole.
            await asyncio.shield(self._settle(result, on_arrived))
        there = await self._blobs_there(listing, result) if deep else None
        transfers = BlobTransfers(self._place, result, progress, on_arrived)
        if there is not None:
            await transfers.check(there)
        failure = await self._send(result, progress, transfers, doomed, is_metered=is_metered)
        if not is_metered:
            await transfers.fetch(self._waiting, there)
        await self._count(result)
        if failure is not None:
            raise failure
        return result

    async def _check(self, listing: Listing) -> dict[str, list[str]]:
        """See whether what was sent lies there whole; return the names of what is to be deleted, and where it lies.

        Some storage tells other sizes than those of what it was given. Before a file is sent again for its size it is
        read, or it would be sent again in every round.
        """
        place, sizes = self._place, {str(name): size for name, size in listing.sizes.items()}

        async def look_at(name: str) -> None:
            with suppress(Missing, Damaged, OnlineOnly):
                await asyncio.to_thread(place.vault.open, name, await place.storage.get(f"{LOG}/{name}"))
                await place.database.write(partial(own_files.put_size, name=name, size=sizes[name]))

        await each(await place.database.read(partial(own_files.of_other_size, listing=sizes)), look_at)
        doomed = set(await place.database.write(partial(own_files.check, listing=sizes)))
        return {str(name): listing.paths(name) for name in listing.sizes if str(name) in doomed}

    async def _look(self, result: RoundResult, *, refill: bool) -> Listing:
        """List the records, and see whether this computer is still who it was."""
        database, vault = self._place.database, self._place.vault
        listing = Listing(await self._place.storage.list(LOG))
        await look_for_notice(vault, self._place.storage, listing)
        result.room = sum(listing.sizes.values()) + self._blob_bytes
        known = await database.read(own_files.vault_of)
        if not known:
            await database.write(partial(own_files.begin_in, vault_id=vault.id))
        elif known != vault.id:
            await database.write(partial(own_files.move, vault_id=vault.id, writer=new_writer()))
        elif refill:
            await database.write(own_files.refill)
        elif not listing.sizes and await database.read(own_files.has_taken_part):
            raise Emptied
        if await database.read(partial(own_files.is_twins, names=listing.sizes)):
            await database.write(partial(own_files.become_another, writer=new_writer()))
            result.was_copy = True
        return listing

    async def _settle(self, result: RoundResult, on_arrived: Callable[[], None]) -> None:
        """Decide what follows from all that has arrived."""
        has_more = True
        while has_more:
            settled = await self._place.database.write(settling.settle)
            result.has_projects |= settled.has_projects
            if not settled.chat_ids <= result.chats:
                result.chats |= settled.chat_ids
                on_arrived()
            has_more = settled.has_more
        await self._place.database.write(_tidied)

    async def _blobs_there(self, listing: Listing, result: RoundResult) -> dict[str, int]:
        there = await self._place.storage.list(BLOBS)
        self._blob_bytes = sum(there.values())
        result.room = sum(listing.sizes.values()) + self._blob_bytes
        return there

    async def _send(
        self,
        result: RoundResult,
        progress: RoundProgress,
        transfers: BlobTransfers,
        doomed: dict[str, list[str]],
        *,
        is_metered: bool,
    ) -> StorageError | None:
        """Send and delete; return why some of it was not taken, where that is no reason to stop reading.

        What is deleted first makes room. Text goes before attachments, so that a full storage has all of it.
        """
        sending = Sending(self._place, result, progress)
        steps: list[Callable[[], Awaitable[None]]] = [partial(sending.tidy, doomed), sending.run]
        if not is_metered:
            steps += [transfers.tidy, transfers.send]
        failure: StorageError | None = None
        for step in steps:
            try:
                await step()
            except (StorageFull, Refused) as error:
                failure = failure or error
        return failure

    async def _count(self, result: RoundResult) -> None:
        backlog = await self._place.database.read(own_files.backlog)
        result.waiting, result.waiting_chats = backlog.records, backlog.chats

    async def remove_writer(self, writer: str) -> int:
        """Take over what a lost computer has sent, then delete its files; return how many of them must stay.

        Only what was read is deleted, and only once this computer's own files are seen to be there. What it wrote after
        this computer last read stays where it is.

        Raises:
            StorageError: nothing is lost; to be done again.
        """
        place = self._place
        await self.run()
        await place.database.write(partial(own_files.adopt, writer=writer))
        await self.run()
        await self.run()
        if await place.database.read(own_files.is_behind):
            return sum(name.writer == writer for name in Listing(await place.storage.list(LOG)).sizes)
        seen = (await place.database.read(others_files.seen)).get(writer, Ranges())
        listing = Listing(await place.storage.list(LOG))
        names = [name for name in listing.sizes if name.writer == writer]
        read = [name for name in names if seen.covers(name.first, name.last)]
        await each([path for name in read for path in listing.paths(name)], self._place.storage.delete)
        await each(await place.database.read(partial(blobs.of_writer, writer=writer)), partial(self._drop, writer))
        return len(names) - len(read)

    async def _drop(self, writer: str, sha256: str) -> None:
        await self._place.storage.delete(self._place.blob(writer, sha256))
        await self._place.database.write(partial(blobs.forget, sha256=sha256, writer=writer))


def _tidied(connection: sqlite3.Connection) -> None:
    others_files.read_again(connection)
    blobs.release(connection)
