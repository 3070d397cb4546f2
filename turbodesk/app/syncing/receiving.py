"""Reads the files of other computers that lie in the storage and takes in what they say."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app.syncing.lanes import each
from turbodesk.chat.storage_errors import Damaged, Missing, OnlineOnly, TooNew
from turbodesk.chat.sync_names import LogName, Ranges
from turbodesk.store.sync import others_files, own_files
from turbodesk.store.sync.outgoing import load, portions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from turbodesk.app.syncing.place import Listing, SyncPlace
    from turbodesk.app.syncing.round_result import RoundProgress, RoundResult
    from turbodesk.app.syncing.unopened import UnopenedFiles

LARGEST = 64 * 1024 * 1024
"""Bytes of a file of records that is looked at; none of ours is nearly as large."""


class Receiving:
    """The reading half of one round."""

    def __init__(
        self,
        place: SyncPlace,
        result: RoundResult,
        progress: RoundProgress,
        on_arrived: Callable[[], None],
        unopened: UnopenedFiles,
    ) -> None:
        """`on_arrived` is called whenever the result names more chats; `unopened` is kept from round to round."""
        self._place, self._result, self._progress = place, result, progress
        self._on_arrived, self._unopened = on_arrived, unopened
        self._turn = asyncio.Lock()
        """Files are fetched several at once and taken in one after the other."""
        self._unread: list[LogName] = []

    async def run(self, listing: Listing, me: str, now: int, *, deep: bool = False) -> None:
        """Take in what is new. A file that does not open is noted, and no reason to stop. `deep`: all are tried again.

        Raises:
            StorageError: what was taken in so far holds.
        """
        database, result = self._place.database, self._result
        result.damaged, result.too_new = [], 0
        self._unopened.look(listing, deep=deep)
        left = [name for name in listing.sizes if name.writer != me]
        while some := needed(left, *await database.read(lambda one: (others_files.seen(one), others_files.twins(one)))):
            chosen = set(some)
            left = [name for name in left if name not in chosen]
            due = [name for name in some if not self._is_left(name)]
            self._progress.expect(sum(listing.sizes[name] for name in due))
            await each(in_order(due, listing.sizes), partial(self._one, listing))
        seen = await database.read(others_files.seen)
        lying = ranges_of(listing.sizes)
        result.awaited = tuple(sorted(writer for writer, ranges in seen.items() if has_gaps(ranges, lying.get(writer))))
        result.vanished = tuple(await database.write(lambda one: own_files.put_back(one, lying)))
        unread = [name for name in self._unread if not seen.get(name.writer, Ranges()).covers(name.first, name.last)]
        note = partial(others_files.note_unreadable, names=unread, now=now)
        result.unreadable = dict(await database.write(note))

    def _is_left(self, name: LogName) -> bool:
        """Whether a file is left as it is in this round, which is noted: it did not open before."""
        if self._unopened.is_too_new(name):
            self._result.too_new += 1
            return True
        if self._unopened.rests(name):
            self._note_damaged(name)
            return True
        return False

    def _note_damaged(self, name: LogName) -> None:
        self._result.damaged.append(str(name))
        self._unread.append(name)

    async def _one(self, listing: Listing, name: LogName) -> None:
        content = await self._content(listing, name)
        if content is not None:
            async with self._turn:
                await self._take_in(name, content)
        self._progress.did(listing.sizes[name])

    async def _content(self, listing: Listing, name: LogName) -> bytes | None:
        """Fetch and open a file; None: not to be read now."""
        is_damaged = False
        if listing.sizes[name] > LARGEST:
            is_damaged = True
        else:
            for path in listing.paths(name):
                try:
                    sealed = await self._place.storage.get(path)
                    return await asyncio.to_thread(self._place.vault.open, str(name), sealed)
                except Missing:  # an old listing, or it has been written anew meanwhile
                    continue
                except (Damaged, OnlineOnly):
                    is_damaged = True
                except TooNew:
                    self._result.too_new += 1
                    self._unopened.note_too_new(name)
                    return None
        if is_damaged:
            self._note_damaged(name)
            self._unopened.note_damaged(name, listing)
        return None

    async def _take_in(self, name: LogName, content: bytes) -> None:
        result = self._result
        is_news, taken = False, 0
        for portion in portions(content, others_files.AT_ONCE):
            taken += len(portion)
            is_last = taken == len(content)
            some = (await asyncio.to_thread(load, portion)).records
            if not some and not is_last:
                continue
            job = partial(others_files.take_some, name=name, records=some, is_last=is_last)
            changes = await self._place.database.write(job)
            result.records += len(some)
            result.messages += sum(one.is_new_message for one in changes)
            result.chats.update(one.chat_id for one in changes if one.chat_id)
            result.items.update(one.item for one in changes if one.item)
            result.has_projects |= any(one.has_projects for one in changes)
            is_news |= bool(changes)
        if is_news:
            result.writers.add(name.writer)
            self._on_arrived()


def needed(
    names: Collection[LogName], seen: Mapping[str, Ranges], twins: Mapping[str, Collection[str]]
) -> list[LogName]:
    """Return which files to fetch: none that was read, and none that longer ones of them make needless.

    `twins`: the ids whose numbers tell nothing, and the names of their files that were read.
    """
    known = {writer: Ranges(ranges) for writer, ranges in seen.items()}
    some: list[LogName] = []
    for name in sorted(names, key=lambda one: (one.first - one.last, one)):
        ranges = known.setdefault(name.writer, Ranges())
        if name.writer in twins:
            is_needed = str(name) not in twins[name.writer]
        else:
            is_needed = not ranges.covers(name.first, name.last)
        if is_needed:
            ranges.add(name.first, name.last)
            some.append(name)
    return some


def in_order(names: Collection[LogName], sizes: Mapping[LogName, int]) -> list[LogName]:
    """Return these files with the newest chats first, as far as names tell.

    Small files and gathered ones were written one after the other as chats went on, so the last come first. Large
    ones of a single number are a computer's beginning, which it sends from its newest chats on.
    """

    def when(name: LogName) -> tuple[bool, int, LogName]:
        is_beginning = name.first == name.last and sizes[name] >= own_files.FULL
        return is_beginning, name.first if is_beginning else -name.last, name

    return sorted(names, key=when)


def ranges_of(names: Collection[LogName]) -> dict[str, Ranges]:
    """Return which numbers of each writer are in these files."""
    found: dict[str, list[tuple[int, int]]] = {}
    for name in names:
        found.setdefault(name.writer, []).append((name.first, name.last))
    return {writer: Ranges(ranges) for writer, ranges in found.items()}


def has_gaps(seen: Ranges, lying: Ranges | None) -> bool:
    """Whether numbers are missing between those that were read, and lie in no file that is there."""
    lying = lying or Ranges()
    return any(not lying.covers(first, last) for first, last in seen.gaps())
