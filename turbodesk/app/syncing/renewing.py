"""Gives a storage another code: everything moves into a new vault, and the old one is deleted.

The other computers find a notice there, and ask for the new code. Whoever has the old one can read nothing that is
written from then on; what they have read, they have. Until the new code is kept, all is as it was. After that it holds,
whatever fails: what is left to do stands in the settings, and the next rounds do it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from turbodesk.app.syncing import leaving
from turbodesk.app.syncing.leaving import delete_everything
from turbodesk.app.syncing.new_code_notice import leave_notice
from turbodesk.app.syncing.parts import SyncParts
from turbodesk.app.syncing.round_result import RoundResult
from turbodesk.app.syncing.session import SyncSession, opened
from turbodesk.app.syncing.storage_settings import StorageSettings
from turbodesk.chat.storage_errors import StorageError
from turbodesk.chat.sync_names import NEW_CODE_WRITER
from turbodesk.chat.sync_status import RenewalStep
from turbodesk.remote.recovery_code import new_code

MOST_ROUNDS = 50
"""In which attachments are fetched; each fetches as many as there are, so the second is nearly always the last."""


async def make_new_code(
    parts: SyncParts, session: SyncSession, before: StorageSettings, on_step: Callable[[RenewalStep], object]
) -> tuple[str, StorageSettings]:
    """Take in all there is, then make a new code and keep it; return it and the settings that hold from now on.

    Raises:
        StorageError, StoreFailure, SecretFailure: the old one holds.
    """
    on_step(RenewalStep.FETCH)
    for _ in range(MOST_ROUNDS):
        result = await session.rounds.run(RoundResult())
        if not result.blobs_fetched:
            break
    on_step(RenewalStep.KEEP)
    code = await asyncio.to_thread(new_code)
    keys = await parts.secrets.load(before.id)
    former = (*before.former, session.vault.id)
    settings = replace(StorageSettings.new(before.choice, before.device_name), former=former)
    await parts.secrets.save(settings.id, code, keys.secret.reveal())
    await leaving.keep(parts, settings, before)
    return code, settings  # at once: whoever is cancelled from here on has another code


async def tell_others(session: SyncSession) -> None:
    """Leave a notice under the code that holds no more, if that can be done, and end the connection."""
    try:
        with suppress(StorageError):  # then the others find an empty storage, and ask
            await leave_notice(session.vault, session.storage)
    finally:
        await session.close()


async def delete_former(parts: SyncParts, settings: StorageSettings) -> StorageSettings:
    """Delete what lies under earlier codes, once all of it lies under the present one; return the settings after it.

    The notices that there is another code stay.

    Raises:
        StorageError, StoreFailure, SecretFailure: some of it may still be there; to be done again.
    """
    keys = await parts.secrets.load(settings.id)
    for vault_id in settings.former:
        storage = await opened(parts, settings.choice, keys.secret.reveal(), vault_id)
        try:
            await delete_everything(storage, but=NEW_CODE_WRITER)
        finally:
            await storage.close()
    done = replace(settings, former=())
    await parts.file.save(done)
    return done
