"""What every part of a round works with."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from turbodesk.chat.sync_names import BLOBS, LOG, LogName

if TYPE_CHECKING:
    from turbodesk.remote.storage import Storage
    from turbodesk.remote.vault import Vault
    from turbodesk.store.database import Database


class SyncPlace(NamedTuple):
    """One computer's database, the keys, and the storage."""

    database: Database
    vault: Vault
    storage: Storage

    async def seal(self, name: str, content: bytes, *, compress: bool = True) -> bytes:
        """Seal on another thread."""
        return await asyncio.to_thread(self.vault.seal, name, content, compress=compress)

    def blob(self, writer: str, sha256: str) -> str:
        """Return where a writer's copy of an attachment lies."""
        return f"{BLOBS}/{self.vault.blob_name(writer, sha256)}"


class Listing:
    """What lies in the folder of records."""

    def __init__(self, found: dict[str, int]) -> None:
        self.sizes: dict[LogName, int] = {}
        """Each of our files, and its size in bytes."""
        self._others: dict[LogName, list[str]] = {}
        self._found = found
        for text, size in sorted(found.items()):
            name = LogName.read(text)
            if name is not None and text == str(name):
                self.sizes[name] = size
            elif name is not None:
                self._others.setdefault(name, []).append(text)
        for name, texts in self._others.items():
            self.sizes.setdefault(name, found[texts[0]])

    def paths(self, name: LogName) -> list[str]:
        """Return where a file is to be had: under its own name, and under those that copies of it were given."""
        return [f"{LOG}/{text}" for text in (str(name), *self._others.get(name, ()))]

    def sight(self, name: LogName) -> tuple[tuple[str, int], ...]:
        """Return what lies there of a file: names and sizes."""
        texts = [*([str(name)] if str(name) in self._found else []), *self._others.get(name, ())]
        return tuple((text, self._found[text]) for text in texts)
