"""Tries a storage before it is chosen, step by step, as syncing will use it, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import secrets
from base64 import b32encode
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress

from turbodesk.chat.storage_errors import Damaged, Missing, NotStorage, StorageError
from turbodesk.chat.storage_trial import TrialResult, TrialStep
from turbodesk.remote.storage import Storage

SIZE = 2_000
"""Bytes of the file that is written."""
TIDY_LIMIT_S = 10.0
"""How long it is tried to tidy up after a step failed, or nobody waits any more."""
AGAIN_S = (0.5, 1.0, 2.0)
"""Some storages show a file a little later: what is not there yet is looked for again after so many seconds."""


def trial_id() -> str:
    """Return what stands for a vault's id in a trial: a folder that nobody has, so that nobody's files are touched."""
    return _letters()


async def try_out(storage: Storage) -> AsyncGenerator[TrialResult, None]:
    """Yield how each step went; the first that failed is the last. The storage was opened with a `trial_id`.

    A file is written, read back, looked for and removed, and then the folders that were made for it. All of it is
    removed as well where a step fails, the caller stops asking (`aclose`) or is cancelled, if the storage lets us.
    """
    trial = _Trial(storage)
    try:
        for step in TrialStep:
            error = await trial.go(step)
            yield TrialResult(step, error)
            if error is not None:
                return
    finally:
        await trial.tidy()


class _Trial:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._file = f"{_letters()}.trial"  # no name of a file of records: other computers pass it over
        self._name = f"log/{self._file}"
        self._content = secrets.token_bytes(SIZE)
        self._is_clean = True

    async def go(self, step: TrialStep) -> StorageError | None:
        """Do one step, and return what went wrong."""
        steps: dict[TrialStep, Callable[[], Awaitable[None]]] = {
            TrialStep.REACH: self._reach,
            TrialStep.WRITE: self._write,
            TrialStep.READ: lambda: _until_there(self._read),
            TrialStep.LIST: lambda: _until_there(self._list),
            TrialStep.REMOVE: self._remove,
        }
        try:
            await steps[step]()
        except Missing as error:
            return NotStorage(error.detail)
        except StorageError as error:
            return error
        return None

    async def tidy(self) -> None:
        """Remove what may still be there; what cannot be removed stays."""
        if not self._is_clean:
            with suppress(StorageError, TimeoutError):
                async with asyncio.timeout(TIDY_LIMIT_S):
                    await self._remove()

    async def _reach(self) -> None:
        await self._storage.list("log")

    async def _write(self) -> None:
        self._is_clean = False
        await self._storage.put(self._name, self._content)

    async def _read(self) -> None:
        try:
            content = await self._storage.get(self._name)
        except Damaged as error:
            raise NotStorage(str(error)) from error
        if content != self._content:
            raise NotStorage("what was written reads back differently")  # not for people: details

    async def _list(self) -> None:
        size = (await self._storage.list("log")).get(self._file)
        if size is None:
            raise Missing("what was written is not listed")  # not for people: details
        if size != SIZE:
            raise NotStorage(f"{size} bytes are listed for {SIZE}")  # not for people: details

    async def _remove(self) -> None:
        await self._storage.delete(self._name)
        await self._storage.remove_empty_folders()
        self._is_clean = True


async def _until_there(look: Callable[[], Awaitable[None]]) -> None:
    for wait_s in AGAIN_S:
        with suppress(Missing):
            return await look()
        await asyncio.sleep(wait_s)
    return await look()


def _letters() -> str:
    return b32encode(secrets.token_bytes(10)).decode().lower()
