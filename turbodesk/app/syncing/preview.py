"""Looks what lies in a storage under a code, and what would come of joining it. Nothing is changed, there or here.

Every file is read, four at a time, and counted; none is kept. To be cancelled at any moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from turbodesk.app.syncing.counting import ChatsHere, Tally
from turbodesk.app.syncing.new_code_notice import look_for_notice
from turbodesk.app.syncing.place import Listing
from turbodesk.chat.ids import now_ms
from turbodesk.chat.storage_errors import Damaged, Missing, TooNew
from turbodesk.chat.sync_names import BLOBS, LOG, LogName
from turbodesk.chat.sync_status import Found
from turbodesk.store.sync import others_files
from turbodesk.store.sync.outgoing import load, portions
from turbodesk.store.sync.registers import DEMO

if TYPE_CHECKING:
    import sqlite3

    from turbodesk.app.syncing.shared_sets import Jobs
    from turbodesk.remote.storage import Storage
    from turbodesk.remote.vault import Vault

AT_ONCE = 4
"""Files that are loaded at a time."""
Progress = Callable[[int, int], object]
"""Is told how many bytes of how many are read."""


async def look(
    storage: Storage, vault: Vault, jobs: Jobs, *, progress: Progress = lambda *_told: None, now: int | None = None
) -> Found:
    """Return what lies in `storage`, opened for `vault`. What cannot be read is not counted.

    Raises:
        CodeReplaced: another code holds by now.
        StorageError: it cannot be looked at.
        Damaged: there are files, and none of them can be opened with this code.
        TooNew: there are files, and all of them are a newer TurboDesk's.
    """
    here = await jobs.read(_chats_here)
    listing = await storage.list(LOG)
    await look_for_notice(vault, storage, Listing(listing))
    files = {str(read): (listed, size) for listed, size in listing.items() if (read := LogName.read(listed))}
    if not files:
        return Found(is_new=True, new_there=len(here.shown))
    tally, done, opened, too_new = Tally(), 0, 0, 0
    total, damaged = sum(size for _, size in files.values()), ""
    progress(0, total)
    names = list(files)
    for at in range(0, len(names), AT_ONCE):
        some = names[at : at + AT_ONCE]
        for name, sealed in zip(some, await _loaded(storage, [files[one][0] for one in some]), strict=True):
            try:
                if sealed is not None:
                    await asyncio.to_thread(_count, tally, vault, name, sealed)
                    opened += 1
            except TooNew:
                too_new += 1
            except Damaged:
                damaged = name
            done += files[name][1]
            progress(done, total)
    if too_new and not opened:  # they could be opened, so the code is right
        raise TooNew(next(iter(files)))
    if damaged and not opened:
        raise Damaged(damaged)
    size = total + sum((await storage.list(BLOBS)).values())
    return await asyncio.to_thread(tally.found, here, now=now or now_ms(), size=size, too_new=too_new)


def _count(tally: Tally, vault: Vault, name: str, sealed: bytes) -> None:
    for portion in portions(vault.open(name, sealed), others_files.AT_ONCE):
        tally.add(load(portion).records)


async def _loaded(storage: Storage, listed: list[str]) -> list[bytes | None]:
    """Load files at the same time, as they are called in the listing; None for one that has gone meanwhile.

    Cancelled or failed, none of them is loaded any more.

    Raises:
        StorageError: one of them could not be had.
    """
    found = await asyncio.gather(*(storage.get(f"{LOG}/{one}") for one in listed), return_exceptions=True)
    contents: list[bytes | None] = []
    for one in found:
        if isinstance(one, bytes):
            contents.append(one)
        elif isinstance(one, Missing | Damaged):  # or larger than any of ours
            contents.append(None)
        else:
            raise one
    return contents


def _chats_here(connection: sqlite3.Connection) -> ChatsHere:
    query = """SELECT id, deleted_at IS NULL FROM conversation WHERE gateway_id <> ?
        AND EXISTS (SELECT 1 FROM message WHERE conversation_id = conversation.id)"""
    rows = connection.execute(query, (DEMO,)).fetchall()
    shown = frozenset(hash(id_) for id_, is_shown in rows if is_shown)
    return ChatsHere(shown, frozenset(hash(id_) for id_, is_shown in rows if not is_shown))
