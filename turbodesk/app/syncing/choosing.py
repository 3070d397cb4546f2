"""Finds out what joining a storage would bring, before anything is begun or kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from turbodesk.app.syncing.preview import look
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.sync_status import Found
from turbodesk.remote.vault import Vault

if TYPE_CHECKING:
    from turbodesk.app.syncing.shared_sets import Jobs
    from turbodesk.remote.storage import Storage


async def find(
    choice: StorageChoice,
    secret: str,
    code: str,
    *,
    jobs: Jobs,
    open_storage: Callable[[StorageChoice, str, str], Storage],
) -> Found:
    """Return what lies in a storage under a recovery code; nothing is changed there or here.

    `open_storage` is called on a thread, since it may load what speaks to servers.

    Raises:
        ValueError: the code is none; with a sentence.
        StorageError: the storage cannot be looked at.
        Damaged: there are files, and none can be opened with this code.
        TooNew: there are files, and all are a newer TurboDesk's.
    """
    vault = await asyncio.to_thread(Vault.of, code)
    storage = await asyncio.to_thread(open_storage, choice, secret, vault.id)
    try:
        return await look(storage, vault, jobs)
    finally:
        await storage.close()
