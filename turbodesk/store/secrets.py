"""Keeps the API key where the operating system keeps secrets, and says plainly when that is not possible.

How the key store is asked, `secret_store` says; a start does not load it. The key is never written anywhere but to the
key store, and one that could not be read is never deleted.

What a key is filed under is an entry's name, made by `app.keys` of a gateway and an address. Older versions filed keys
under the gateway alone. Such a key is moved when it is first read for the address it belongs to: filed anew, read back,
and only then removed from its old place, so that a crash or a refusal in between loses nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from turbodesk.chat.errors import SecretFailure, SecretsFailed
from turbodesk.chat.keys import ApiKey, KeyPlace, KeyState
from turbodesk.translation import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from turbodesk.store.secret_store import SecretStore

VARIABLE = "TURBODESK_API_KEY"
"""The environment variable whose key wins over the first gateway's own and is never stored. Only the first one's: with
several gateways it would go to each of them otherwise.
"""
VARIABLE_FOR = "TURBODESK_API_KEY_FOR"
"""The environment variable that says for which address the key in `VARIABLE` is; whoever asks for keys reads it."""

TIME_LIMIT_S = 30.0
"""How long a question may take: long enough to type the password of a key store, short enough to be waited for."""


class Secrets:
    """The keys of all gateways. Every method belongs to the event loop's thread."""

    def __init__(
        self,
        service: str = "TurboDesk",
        *,
        time_limit_s: float = TIME_LIMIT_S,
        environment: Mapping[str, str] = os.environ,
        find_store: Callable[[], KeyringBackend] | None = None,
    ) -> None:
        """Touch nothing yet. `service` is the name keys are filed under; `find_store` may block and raise; None: the
        system's own.
        """
        self._service = service
        self._time_limit_s = time_limit_s
        self._environment = environment
        self._find_store = find_store
        self._this_run: dict[str, ApiKey] = {}

    @cached_property
    def store(self) -> SecretStore:
        """The key store, for other secrets than keys too."""
        from turbodesk.store.secret_store import SecretStore

        return SecretStore(self._service, time_limit_s=self._time_limit_s, find_store=self._find_store)

    @property
    def has_variable(self) -> bool:
        """Whether the environment gives a key."""
        return bool(self._environment.get(VARIABLE, "").strip())

    @property
    def variable_for(self) -> str:
        """The address the environment's key is said to be for, as written there; "" where nothing is said."""
        return self._environment.get(VARIABLE_FOR, "").strip()

    async def load(self, entry: str, *, older: str = "", variable: bool = False) -> tuple[ApiKey | None, KeyState]:
        """Return the key in force and where it is from. Never raises: the state says what went wrong.

        With `variable` the environment wins, then a key kept for this run, then the key store. `older` is the entry
        under which an older version may have filed this key. Cancelling gives the question up.
        """
        if variable and self.has_variable:
            given = self._environment[VARIABLE]
            return _read(
                given, KeyState(KeyPlace.ENVIRONMENT), _("The key in {variable} is not used.").format(variable=VARIABLE)
            )
        if entry in self._this_run:
            return self._this_run[entry], KeyState(KeyPlace.THIS_RUN)
        store = self.store
        try:
            text = await store.ask(lambda backend: store.found(backend, entry) or self._moved(backend, older, entry))
        except SecretFailure as failure:
            return None, KeyState(store_name=store.name, failure=failure.note)
        if not text:
            return None, KeyState(store_name=store.name)
        return _read(
            text,
            KeyState(KeyPlace.STORE, store.name),
            _("The key found in {store} is not used.").format(store=store.name),
        )

    async def save(self, entry: str, key: ApiKey) -> KeyState:
        """Put the key into the key store and make sure it is there.

        Cancelling, or reaching the time limit, gives up waiting; a dialog that is open then may still be answered.

        Raises:
            SecretFailure: it could not be saved; the key in force is what it was.
        """
        await self.store.save(entry, key)
        self._this_run.pop(entry, None)
        return KeyState(KeyPlace.STORE, self.store.name)

    def keep_for_this_run(self, entry: str, key: ApiKey) -> None:
        """Keep the key in memory until the program ends; the key store is not touched."""
        self._this_run[entry] = key

    async def forget(self, *entries: str) -> None:
        """Remove the keys of these entries from memory and from the key store.

        Raises:
            SecretFailure: the key store could not be read; nothing was deleted there.
        """
        for entry in entries:
            self._this_run.pop(entry, None)
        await self.store.forget(*entries)

    def _moved(self, store: KeyringBackend, older: str, entry: str) -> str | None:
        """What an older version kept, filed under its new name now; a store that will not is told at the next key."""
        text = self.store.found(store, older) if older else None
        if text:
            from turbodesk.store import keystore

            with suppress(*keystore.faults()):
                _known = ApiKey(text)  # from here on it is hidden wherever an error is written
                store.set_password(self._service, entry, text)
                if store.get_password(self._service, entry) == text:
                    store.delete_password(self._service, older)
        return text

    async def store_name(self) -> str:
        """Return the key store's plain name, "" when there is none. Never opens a dialog."""
        return await self.store.find_name()


def _read(text: str, state: KeyState, sentence: str) -> tuple[ApiKey | None, KeyState]:
    """Make a key of what was found; what cannot be one is told and left where it is."""
    try:
        return ApiKey(text), state
    except ValueError as error:
        note = SecretsFailed(sentence=sentence, advice=str(error)).note
        return None, KeyState(store_name=state.store_name, failure=note)
