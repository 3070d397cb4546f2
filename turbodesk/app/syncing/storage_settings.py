"""Keeps on disk which storage this computer syncs through; its code and its password are in the key store, not here.

The file is there while syncing is on, and its being there is what a start of the program asks for. What it holds that
this version does not know stays in it; what cannot be used counts as not said.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from turbodesk.chat.errors import FailureNote, StoreUnwritable
from turbodesk.chat.one_line import one_line
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store import settings_file
from turbodesk.translation import _

T = TypeVar("T")

LONGEST_NAME = 60
"""Characters of a computer's name."""
_ID = re.compile(r"[0-9a-f]{16}")
_VAULT = re.compile(r"[a-z2-7]{16}")
_MOST_FORMER = 20


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """What is kept."""

    id: str
    """Names the secrets in the key store, which several data folders of one computer may share."""
    choice: StorageChoice
    device_name: str
    """What this computer is called; "" for its own name."""
    former: tuple[str, ...] = ()
    """Ids of vaults of earlier codes, whose files are still to be deleted from this storage."""

    @classmethod
    def new(cls, choice: StorageChoice, device_name: str = "") -> StorageSettings:
        """Return settings for a storage that was never used by this computer."""
        return cls(secrets.token_hex(8), choice, clean_name(device_name))


def clean_name(text: str) -> str:
    """Return a computer's name as it is kept: one line, not too long."""
    return one_line(text)[:LONGEST_NAME].strip()


class StorageFile:
    """The file; one thing at a time is done with it, each on a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._one_at_a_time = asyncio.Lock()

    async def load(self) -> tuple[StorageSettings | None, FailureNote | None]:
        """Read it; never raises. None where syncing is off, with a note where the file is there and cannot be used."""
        async with self._one_at_a_time:
            loaded = await _whole(lambda: settings_file.load(self._path))
        read = _read(loaded.values)
        if read is None and loaded.values:
            return None, StoreUnwritable(
                str(self._path),
                sentence=_("What was set up for syncing cannot be read."),
                advice=_("Set it up again with the recovery code; no chat is lost."),
            ).note
        return read, loaded.notice

    async def save(self, settings: StorageSettings) -> None:
        """Write it. Cancelled, it is written all the same.

        Raises:
            StoreUnwritable: it cannot be written; it is as it was.
        """
        async with self._one_at_a_time:
            await _whole(lambda: settings_file.save(self._path, _written(settings)))

    async def remove(self) -> None:
        """Remove it: syncing is off. Cancelled, it is removed all the same.

        Raises:
            StoreUnwritable: it cannot be removed.
        """
        async with self._one_at_a_time:
            try:
                await _whole(lambda: self._path.unlink(missing_ok=True))
            except OSError as error:
                raise StoreUnwritable(
                    f"{self._path}\n{error}", sentence=_("The settings could not be saved.")
                ) from error


async def _whole(work: Callable[[], T]) -> T:
    """Do `work` on a thread. Cancelled, this ends when it is done."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        done.exception()
        raise


def _written(settings: StorageSettings) -> dict[str, object]:
    return {
        "id": settings.id,
        "storage": settings.choice.to_json(),
        "device": settings.device_name,
        "former": list(settings.former),
    }


def _read(values: dict[str, object]) -> StorageSettings | None:
    id_, device, former = values.get("id"), values.get("device"), values.get("former")
    choice = StorageChoice.from_json(values.get("storage"))
    if not isinstance(id_, str) or not _ID.fullmatch(id_) or choice is None:
        return None
    known = (
        [one for one in former if isinstance(one, str) and _VAULT.fullmatch(one)] if isinstance(former, list) else []
    )
    return StorageSettings(
        id_,
        choice,
        clean_name(device) if isinstance(device, str) else "",
        tuple(dict.fromkeys(known))[:_MOST_FORMER],
    )
