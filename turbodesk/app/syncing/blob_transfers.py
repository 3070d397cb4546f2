"""Sends and fetches attachments, the newest first, and looks whether those that were sent are still there."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app.syncing.lanes import MOST_BYTES, Room, each
from turbodesk.chat.storage_errors import Damaged, Missing, OnlineOnly, StorageFull, TooNew
from turbodesk.chat.sync_names import BLOBS
from turbodesk.store.attachments import hash_of
from turbodesk.store.sync import blobs, own_files
from turbodesk.store.sync.stamps import writer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from turbodesk.app.syncing.place import SyncPlace
    from turbodesk.app.syncing.round_result import RoundProgress, RoundResult
    from turbodesk.store.sync.blobs import Held, WantedBlob

LARGEST = 64 * 1024 * 1024
"""Bytes of an attachment that is sent or fetched; none that can be attached has more."""
FEW = 4
"""Attachments that are asked for at once, without listing their folder first."""
PATIENCE = 32
"""Rounds between two looks for what is not there yet, at most; at first one, then twice as many each time."""


class AbsentBlobs:
    """Remembers from round to round which attachments were not to be had, so that they are not asked for each time."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()
        self._pause = self._left = 0

    def is_due(self, wanted: frozenset[str]) -> bool:
        """Whether it is time to look for these."""
        if not wanted <= self._known:
            self._pause = self._left = 0
        self._left -= 1
        return bool(wanted) and self._left < 0

    def looked(self, missing: frozenset[str]) -> None:
        """Note which of them were not there."""
        self._known = missing
        self._pause = min(PATIENCE, max(1, self._pause * 2))
        self._left = self._pause


class BlobTransfers:
    """What one round does about attachments."""

    def __init__(
        self, place: SyncPlace, result: RoundResult, progress: RoundProgress, on_arrived: Callable[[], None]
    ) -> None:
        self._place, self._result, self._progress = place, result, progress
        self._on_arrived = on_arrived
        self._room = Room()
        self._too_large = LARGEST + 1
        """The storage took none of so many bytes: "full" may mean that a server limits what is sent at once."""
        self._full: StorageFull | None = None

    async def check(self, there: Mapping[str, int]) -> None:
        """Have those sent again that are not there any more, or not whole. `there`: what lies in their folder."""
        read = self._place.database.read
        held, me = await read(lambda one: (blobs.held(one), writer_of(one)))
        counts_otherwise = await read(own_files.counts_otherwise)
        lost = await asyncio.to_thread(self._lost, held, me, there, counts_otherwise=counts_otherwise)
        if lost:
            await self._place.database.write(partial(blobs.send_again, hashes=lost))

    def _lost(self, held: list[Held], me: str, there: Mapping[str, int], *, counts_otherwise: bool) -> list[str]:
        vault = self._place.vault

        def lies(one: Held, writer: str) -> bool:
            size = there.get(vault.blob_name(writer, one.sha256), 0)
            return size > 0 if counts_otherwise else size == vault.sealed_size(one.size)

        return [
            one.sha256
            for one in held
            if (one.is_sent and not lies(one, me)) or not any(lies(one, writer) for writer in one.writers)
        ]

    async def send(self) -> None:
        """Send those of this computer.

        Raises:
            StorageFull: some had no room; all that had are sent.
            StorageError: the others are sent the next time.
        """
        to_send = await self._place.database.read(blobs.to_send)
        self._progress.expect(sum(size for _, size in to_send))
        await each(to_send, self._send_one)
        if self._full is not None:
            raise self._full

    async def _send_one(self, one: tuple[str, int]) -> None:
        sha256, size = one
        if size < self._too_large:
            async with self._room.of(size):
                await self._send_content(sha256)
        self._progress.did(size)

    async def _send_content(self, sha256: str) -> None:
        place = self._place
        content, me = await place.database.read(lambda one: (blobs.content_of(one, sha256), writer_of(one)))
        if content is None or await asyncio.to_thread(hash_of, content) != sha256:
            return  # gone by now, or damaged here: what is not it is not passed on
        size, sealed = len(content), await place.seal(sha256, content, compress=False)
        del content
        try:
            await place.storage.put(place.blob(me, sha256), sealed)
        except StorageFull as error:
            self._too_large, self._full = min(self._too_large, size), error
            return
        await place.database.write(partial(blobs.put_state, sha256=sha256, writer=me, state="sent"))
        self._result.blobs_sent += 1

    async def tidy(self) -> None:
        """Delete those of this computer that nothing refers to any more.

        Raises:
            StorageError: the others are deleted the next time.
        """
        doomed, me = await self._place.database.read(lambda one: (blobs.doomed(one), writer_of(one)))

        async def delete(sha256: str) -> None:
            await self._place.storage.delete(self._place.blob(me, sha256))
            await self._place.database.write(partial(blobs.put_state, sha256=sha256, writer=me, state="gone"))

        await each(doomed, delete)

    async def fetch(self, waiting: AbsentBlobs, there: Mapping[str, int] | None = None) -> None:
        """Fetch those of others that are there. `there`: what lies in their folder; None: to be asked, if need be.

        Raises:
            StorageError: the others are fetched the next time.
        """
        wanted = await self._place.database.read(blobs.to_fetch)
        hashes = frozenset(one.sha256 for one in wanted)
        if not waiting.is_due(hashes) and (there is None or not wanted):
            return
        sizes = await self._copies(wanted, there)
        is_told = there is not None or len(wanted) > FEW
        self._progress.expect(sum(copies[0][1] for copies in sizes.values()) if is_told else 0)
        come = set[str]()

        async def one_of(copies: list[tuple[WantedBlob, int]]) -> None:
            for copy, size in copies:
                if size <= LARGEST + 1024 and await self._fetch_one(copy, size):
                    come.add(copy.sha256)
                    break
            self._progress.did(copies[0][1] if is_told else 0)

        await each(sizes.values(), one_of)
        waiting.looked(hashes - come)

    async def _copies(
        self, wanted: list[WantedBlob], there: Mapping[str, int] | None
    ) -> dict[str, list[tuple[WantedBlob, int]]]:
        """Return by hash the copies that are there, and their sizes. A few are asked for without looking first."""
        if there is None and len(wanted) > FEW:
            there = await self._place.storage.list(BLOBS)
        vault = self._place.vault
        found: dict[str, list[tuple[WantedBlob, int]]] = {}
        for one in wanted:
            size = MOST_BYTES if there is None else there.get(vault.blob_name(one.writer, one.sha256), 0)
            if size > 0:
                found.setdefault(one.sha256, []).append((one, size))
        return found

    async def _fetch_one(self, wanted: WantedBlob, size: int) -> bool:
        """Return whether this copy is had, or need not be any more."""
        async with self._room.of(size):
            place = self._place
            try:
                sealed = await place.storage.get(place.blob(wanted.writer, wanted.sha256))
                content = await asyncio.to_thread(place.vault.open, wanted.sha256, sealed)
            except (Missing, Damaged, TooNew, OnlineOnly):
                return False
            del sealed
            if await asyncio.to_thread(hash_of, content) != wanted.sha256:
                wrong = partial(blobs.put_state, sha256=wanted.sha256, writer=wanted.writer, state="wrong")
                await place.database.write(wrong)
                return False
            chats = await place.database.write(partial(blobs.take, wanted=wanted, content=content))
        self._result.blobs_fetched += 1
        if chats:
            self._result.chats.update(chats)
            self._on_arrived()
        return True
