"""What is open of a storage while syncing is on: the keys made of the code, the connection, and what runs rounds.

The code and the password are read from the key store once and let go; the keys stay as long as this does.
"""

from __future__ import annotations

import asyncio

from turbodesk.app.syncing.parts import SyncParts
from turbodesk.app.syncing.rounds import Rounds
from turbodesk.app.syncing.storage_settings import StorageSettings
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.sync_names import LOG
from turbodesk.quick_dataclasses import dataclass
from turbodesk.remote.storage import Storage
from turbodesk.remote.vault import Vault


@dataclass(frozen=True, slots=True)
class SyncSession:
    """One storage, open."""

    vault: Vault
    storage: Storage
    rounds: Rounds

    async def close(self) -> None:
        """End the connection."""
        await self.storage.close()


async def open_session(parts: SyncParts, settings: StorageSettings) -> SyncSession:
    """Open the storage that is set up; nothing is asked of it yet.

    Raises:
        SecretFailure: the key store cannot be read.
        NotStorage: this program does not know its kind.
    """
    keys = await parts.secrets.load(settings.id)
    vault = await asyncio.to_thread(Vault.of, keys.code.reveal())
    storage = await opened(parts, settings.choice, keys.secret.reveal(), vault.id)
    return SyncSession(vault, storage, Rounds(parts.database, vault, storage, now=parts.now))


async def opened(parts: SyncParts, choice: StorageChoice, secret: str, vault_id: str) -> Storage:
    """Open a storage on a thread, since that may load what speaks to servers.

    Raises:
        NotStorage: this program does not know its kind.
    """
    return await asyncio.to_thread(parts.open_storage, choice, secret, vault_id)


async def is_empty(parts: SyncParts, choice: StorageChoice, secret: str, code: str) -> bool:
    """Whether nothing lies in a storage under a code yet, which proves that the storage can be used.

    Raises:
        StorageError: it cannot.
    """
    vault = await asyncio.to_thread(Vault.of, code)
    storage = await opened(parts, choice, secret, vault.id)
    try:
        return not await storage.list(LOG)
    finally:
        await storage.close()
