"""Writes this computer's files of records, sends them, and deletes those that others have taken the place of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app.syncing.lanes import each
from turbodesk.chat.sync_names import LOG, LogName, new_suffix
from turbodesk.store.sync import own_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from turbodesk.app.syncing.place import SyncPlace
    from turbodesk.app.syncing.round_result import RoundProgress, RoundResult
    from turbodesk.store.sync.own_files import Sealed


class Sending:
    """The writing half of one round."""

    def __init__(self, place: SyncPlace, result: RoundResult, progress: RoundProgress) -> None:
        self._place, self._result, self._progress = place, result, progress

    async def run(self) -> None:
        """Send what was changed here, then write anew what has to be.

        The order matters: what newer files have is left out of those that are written anew, so these are made only
        once the newer ones are sent.

        Raises:
            StorageError: what was not sent is kept, and sent the next time.
        """
        await self._finish("cut")
        await self._cut()
        await self._send()
        await self._finish("anew")
        while await self._place.database.write(partial(own_files.renew, suffix=new_suffix())):
            await self._finish("anew")
        await self._send()

    async def tidy(self, doomed: Mapping[str, Sequence[str]]) -> None:
        """Delete these files of ours in the storage, each wherever it lies.

        Raises:
            StorageError: the others are deleted the next time.
        """
        await each(doomed.items(), self._delete)

    async def _cut(self) -> None:
        """Make files of all that is to be sent."""
        database = self._place.database
        while (begun := await database.write(partial(own_files.cut, suffix=new_suffix()))) is not None:
            name, content = begun.name, bytearray(begun.content)
            while len(content) < own_files.PORTION:
                more = await database.write(partial(own_files.cut, suffix=name.suffix, name=name))
                if more is None:
                    break
                content += more.content
            await self._keep(name, bytes(content))

    async def _finish(self, state: str) -> None:
        """Make the bytes of files that have none yet, of what stands under their numbers now."""
        database = self._place.database
        for name in await database.read(partial(own_files.unfinished, state=state)):
            keys = await database.read(partial(own_files.keys_of, first=name.first, last=name.last))
            content, at = bytearray(), 0
            while at < len(keys):
                some = keys[at : at + own_files.AT_ONCE]
                more, count = await database.read(partial(own_files.records_of, keys=some))
                content += more
                at += count
            await self._keep(name, bytes(content))

    async def _keep(self, name: LogName, content: bytes) -> None:
        sealed = await self._place.seal(str(name), content)
        await self._place.database.write(partial(own_files.keep, name=str(name), sealed=sealed, unsealed=len(content)))

    async def _send(self) -> None:
        waiting = await self._place.database.read(own_files.waiting)
        self._progress.expect(sum(one.size for one in waiting))
        await each(waiting, self._put)

    async def _put(self, file: Sealed) -> None:
        database = self._place.database
        content = await database.read(partial(own_files.content_of, name=file.name))
        if content is not None:
            await self._place.storage.put(f"{LOG}/{file.name}", content)
            await database.write(partial(own_files.sent, name=file.name))
            self._result.sent += 1
        self._progress.did(file.size)

    async def _delete(self, one: tuple[str, Sequence[str]]) -> None:
        name, paths = one
        for path in paths:
            await self._place.storage.delete(path)
        await self._place.database.write(partial(own_files.deleted, name=name))
