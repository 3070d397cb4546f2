"""Keeps what was set up, or takes it back; takes a computer out, this one or a lost one; and empties a storage."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from turbodesk.app.syncing.parts import SyncParts
from turbodesk.app.syncing.session import SyncSession
from turbodesk.app.syncing.storage_settings import StorageSettings
from turbodesk.app.syncing.verdicts import FAILURES
from turbodesk.chat.errors import SecretFailure, StoreFailure
from turbodesk.chat.sync_names import BLOBS, LOG
from turbodesk.remote.storage import Storage
from turbodesk.store.sync import schema
from turbodesk.store.sync.devices import note_left
from turbodesk.store.sync.stamps import writer_of

LAST_WORDS_S = 10.0
"""How long a computer that stops tries to tell the others; they see it as one that is switched off otherwise."""
AT_ONCE = 4
"""Requests at a time."""
MOST_LOOKS = 5
"""At a storage that is emptied: old listings may show for a while what was deleted."""


async def say_so(parts: SyncParts, opened: Callable[[], Awaitable[SyncSession]]) -> None:
    """Tell the others that this computer takes part no more, if that goes quickly; what waits goes with it."""
    with suppress(TimeoutError, *FAILURES):
        async with asyncio.timeout(LAST_WORDS_S):
            if await parts.database.read(schema.is_on):
                await parts.database.write(lambda one: note_left(one, writer_of(one), now=parts.now()))
                await (await opened()).rounds.run(is_metered=True)


async def forget(parts: SyncParts, id_: str) -> None:
    """Forget all that syncing has kept here: its notes in the database, the code and the password.

    Raises:
        StoreFailure: the chats cannot be written.
        SecretFailure: the key store cannot be read; the rest is forgotten.
    """
    await parts.database.write(schema.end)
    await parts.secrets.forget(id_)


async def keep(parts: SyncParts, settings: StorageSettings, before: StorageSettings | None) -> None:
    """Write settings in place of those of `before`. Where that fails or is cancelled, all is as it was.

    A code and a password that were kept for them alone are then forgotten.

    Raises:
        StoreFailure: they cannot be written.
    """
    try:
        await parts.file.save(settings)
    except BaseException:
        with suppress(StoreFailure):
            if before is None:
                await parts.file.remove()
            else:
                await parts.file.save(before)
        if before is None or settings.id != before.id:
            await forget_secrets(parts, settings.id)
        raise


async def forget_secrets(parts: SyncParts, id_: str) -> None:
    """Forget a code and a password that nothing uses any more; a key store that is locked keeps them."""
    with suppress(SecretFailure):
        await parts.secrets.forget(id_)


async def remove_device(parts: SyncParts, session: SyncSession, device_id: str) -> int:
    """Take over what a lost computer has sent, delete its files, and say that it takes part no more.

    Returns how many of its files had to stay.

    Raises:
        StorageError, StoreFailure: nothing is lost; to be done again.
    """
    left = await session.rounds.remove_writer(device_id)
    if not left:
        await parts.database.write(lambda one: note_left(one, device_id, now=parts.now()))
    return left


async def delete_everything(storage: Storage, *, but: str = "") -> None:
    """Delete all files of a vault, the records first: without them nobody looks for the attachments.

    What the writer `but` has written stays.

    Another computer may write meanwhile. One that finds its new file alone takes the others to be lost and sends them
    again, so it is looked again until there is nothing.

    Raises:
        StorageError: some may still be there.
    """
    for _ in range(MOST_LOOKS):
        is_left = False
        for folder in (LOG, BLOBS):
            names = [name for name in await storage.list(folder) if not (but and name.startswith(f"{but}."))]
            await _delete(storage, folder, names)
            is_left |= bool(names)
        if not is_left:
            break
    await storage.remove_empty_folders()


async def _delete(storage: Storage, folder: str, names: Iterable[str]) -> None:
    left = list(names)
    while left:
        some, left = left[:AT_ONCE], left[AT_ONCE:]
        ends = await asyncio.gather(*(storage.delete(f"{folder}/{name}") for name in some), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
