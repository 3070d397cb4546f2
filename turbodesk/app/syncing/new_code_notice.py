"""Tells the other computers, in what is left of a vault, that the person has made a new code.

The notice is sealed with the old code, so that a storage cannot make one up. Whoever has the old code learns from it
that there is another one, and nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from turbodesk.app.syncing.place import Listing
from turbodesk.chat.storage_errors import CodeReplaced, Damaged, Missing, TooNew
from turbodesk.chat.sync_names import LOG, NEW_CODE_WRITER, LogName

if TYPE_CHECKING:
    from turbodesk.remote.storage import Storage
    from turbodesk.remote.vault import Vault

_CONTENT = b'{"k":"new-code"}\n'


async def leave_notice(vault: Vault, storage: Storage) -> None:
    """Put the notice there. Raises `StorageError`: it may not be there."""
    name = str(LogName.new(NEW_CODE_WRITER, 1, 1))
    await storage.put(f"{LOG}/{name}", await asyncio.to_thread(vault.seal, name, _CONTENT))


async def look_for_notice(vault: Vault, storage: Storage, listing: Listing) -> None:
    """Look whether this code still holds.

    Raises:
        CodeReplaced: it does not.
        StorageError: that cannot be seen.
    """
    for name in listing.sizes:
        if name.writer == NEW_CODE_WRITER:
            for path in listing.paths(name):
                try:
                    await asyncio.to_thread(vault.open, str(name), await storage.get(path))
                except (Missing, Damaged):  # not whole yet, or nobody's of ours
                    continue
                except TooNew:  # sealed with this code all the same
                    pass
                raise CodeReplaced
