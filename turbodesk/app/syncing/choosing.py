"""Finds out what joining a storage would bring, before anything is begun or kept."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk.app.syncing.preview import Progress, look
from turbodesk.chat.storage_choice import FOLDER, StorageChoice
from turbodesk.chat.sync_status import Found
from turbodesk.remote.storages import open_storage
from turbodesk.remote.vault import Vault

if TYPE_CHECKING:
    from turbodesk.app.syncing.shared_sets import Jobs

_VAULT = re.compile(r"[a-z2-7]{16}")
_LOOKED_AT = 10_000
"""Entries of a folder that are looked at."""


async def find(
    choice: StorageChoice,
    secret: str,
    code: str,
    *,
    jobs: Jobs,
    proxy: str = "",
    progress: Progress = lambda *_told: None,
) -> Found:
    """Return what lies in a storage under a recovery code; nothing is changed there or here.

    Raises:
        ValueError: the code is none; with a sentence.
        StorageError: the storage cannot be looked at.
        Damaged: there are files, and none can be opened with this code.
        TooNew: there are files, and all are a newer TurboDesk's.
    """
    vault = await asyncio.to_thread(Vault.of, code)
    storage = open_storage(choice, secret, vault.id, proxy=proxy)
    try:
        found = await look(storage, vault, jobs, progress=progress)
    finally:
        await storage.close()
    if found.is_new and choice.kind == FOLDER:
        return replace(found, others=await asyncio.to_thread(_others, Path(choice.address), vault.id))
    return found


def _others(folder: Path, own: str) -> int:
    """Return how many other codes a folder has files of; who meant to join one has mistaken the code, or the folder."""
    found = 0
    try:
        for number, entry in enumerate(folder.iterdir()):
            if number == _LOOKED_AT:
                break
            found += entry.name != own and _VAULT.fullmatch(entry.name) is not None and (entry / "log").is_dir()
    except OSError:
        return 0  # the storage itself could be listed, so nobody needs to know
    return found
