"""Keeps the recovery code and the storage's password in the key store, under two names, and nowhere else.

Neither stays in memory: whoever reads the code makes keys of it and lets it go.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from turbodesk.chat.errors import SecretFailure, SecretsFailed
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.secret_store import SecretStore, SecretText
from turbodesk.translation import _


@dataclass(frozen=True, slots=True)
class SyncKeys:
    """What opens the storage, and what is in it."""

    code: SecretText
    secret: SecretText
    """The storage's password; empty for a folder."""


class SyncSecrets:
    """The two secrets of each storage, by the id of its settings."""

    def __init__(self, store: Callable[[], SecretStore]) -> None:
        """`store` gives the key store, which may not have been asked anything in this run."""
        self._store = store

    def ask_again(self) -> None:
        """Let the key store ask the person once more, where it was refused before in this run."""
        self._store().ask_again()

    async def load(self, id_: str) -> SyncKeys:
        """Read both.

        Raises:
            SecretFailure: the key store cannot be read, or the code is no longer in it.
        """
        code, secret = _entries(id_)
        found = await self._store().load(code, secret)
        if not found.get(code):
            raise SecretsFailed(
                sentence=_("The recovery code is no longer in the key store of this computer."),
                advice=_("Stop syncing here, then set it up again with the code."),
            )
        return SyncKeys(SecretText(found[code]), SecretText(found.get(secret, "")))

    async def save(self, id_: str, code: str, secret: str) -> None:
        """Keep both, or neither.

        Raises:
            SecretFailure: the key store would not take them.
        """
        try:
            await self.save_secret(id_, secret)
            await self._store().save(_entries(id_)[0], SecretText(code))
        except BaseException:
            # What was begun is taken back, also where nobody waits any more. Why it failed is what counts.
            with suppress(SecretFailure):
                await self.forget(id_)
            raise

    async def save_secret(self, id_: str, secret: str) -> None:
        """Keep a new password in place of the old one; "" for none.

        Raises:
            SecretFailure: the key store would not take it.
        """
        if secret:
            await self._store().save(_entries(id_)[1], SecretText(secret))
        else:
            await self._store().forget(_entries(id_)[1])

    async def forget(self, id_: str) -> None:
        """Remove both.

        Raises:
            SecretFailure: the key store cannot be read; nothing was removed.
        """
        await self._store().forget(*_entries(id_))


def _entries(id_: str) -> tuple[str, str]:
    return f"sync {id_} code", f"sync {id_} password"  # not for people: names in the key store
