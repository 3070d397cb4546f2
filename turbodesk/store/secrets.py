"""Keeps the API key where the operating system keeps secrets, and says plainly when that is not possible.

A key store may block for as long as its "unlock" dialog is open, so each question to it goes to a thread of its own and
is given up after a time limit. The thread is a daemon: a dialog nobody answers must not keep the program from ending,
which is why no ThreadPoolExecutor is used here, for that one waits at exit. Questions never overlap, or there would be
two dialogs; one given up before its turn is never asked.

A refusal is remembered for the run, because every further question would open the dialog again. It is forgotten only
when the store turns out to have been unlocked since, where that can be seen without a dialog.
The key is never written anywhere but to the key store, and one that could not be read is never deleted.

What a key is filed under is an entry's name, made by `app.keys` of a gateway and an address. Older versions filed keys
under the gateway alone. Such a key is moved when it is first read for the address it belongs to: filed anew, read back,
and only then removed from its old place, so that a crash or a refusal in between loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from turbodesk.chat.errors import (
    FailureNote,
    SecretFailure,
    SecretsFailed,
    SecretsLocked,
    SecretsRefused,
    SecretsUnavailable,
)
from turbodesk.chat.keys import ApiKey, KeyPlace, KeyState
from turbodesk.store import keystore

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

log = logging.getLogger(__name__)

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
        find_store: Callable[[], KeyringBackend] = keystore.find,
    ) -> None:
        """Touch nothing yet. `service` is the name keys are filed under; `find_store` may block and raise."""
        self._service = service
        self._time_limit_s = time_limit_s
        self._environment = environment
        self._find_store = find_store
        self._store: KeyringBackend | None = None
        self._name = ""
        self._this_run: dict[str, ApiKey] = {}
        self._refusal: FailureNote | None = None
        self._one_at_a_time = threading.Lock()

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
            return _read(given, KeyState(KeyPlace.ENVIRONMENT), f"The key in {VARIABLE} is not used.")
        if entry in self._this_run:
            return self._this_run[entry], KeyState(KeyPlace.THIS_RUN)
        try:
            text = await self._ask(lambda store: self._found(store, entry) or self._moved(store, older, entry))
        except SecretFailure as failure:
            return None, KeyState(store_name=self._name, failure=failure.note)
        if not text:
            return None, KeyState(store_name=self._name)
        return _read(text, KeyState(KeyPlace.STORE, self._name), f"The key found in {self._name} is not used.")

    async def save(self, entry: str, key: ApiKey) -> KeyState:
        """Put the key into the key store and make sure it is there.

        Cancelling, or reaching the time limit, gives up waiting; a dialog that is open then may still be answered.

        Raises:
            SecretFailure: it could not be saved; the key in force is what it was.
        """

        def put(store: KeyringBackend) -> bool:
            store.set_password(self._service, entry, key.reveal())
            return store.get_password(self._service, entry) == key.reveal()

        if not await self._ask(put, hide=key):
            raise SecretsFailed("what was saved did not read back the same")
        self._this_run.pop(entry, None)
        return KeyState(KeyPlace.STORE, self._name)

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

        def remove(store: KeyringBackend) -> None:
            for entry in entries:
                if self._found(store, entry) is not None:
                    store.delete_password(self._service, entry)

        with suppress(SecretsUnavailable):  # where there is no store, there is nothing in it
            await self._ask(remove)

    def _found(self, store: KeyringBackend, entry: str) -> str | None:
        """What is kept under a name, without making a store to look in."""
        return store.get_password(self._service, entry) if keystore.is_made(store) else None

    def _moved(self, store: KeyringBackend, older: str, entry: str) -> str | None:
        """What an older version kept, filed under its new name now; a store that will not is told at the next key."""
        text = self._found(store, older) if older else None
        if text:
            with suppress(*keystore.faults()):
                _known = ApiKey(text)  # from here on it is hidden wherever an error is written
                store.set_password(self._service, entry, text)
                if store.get_password(self._service, entry) == text:
                    store.delete_password(self._service, older)
        return text

    async def store_name(self) -> str:
        """Return the key store's plain name, "" when there is none. Never opens a dialog."""
        if not self._name:
            with suppress(SecretFailure):
                await self._ask(lambda _: None, opens_dialogs=False)
        return self._name

    async def _ask(
        self, call: Callable[[KeyringBackend], T], *, hide: ApiKey | None = None, opens_dialogs: bool = True
    ) -> T:
        """Ask the key store in a thread and wait for the answer, or give it up after the time limit.

        Raises:
            SecretFailure: there is no store, it refused now or earlier in this run, or it took too long.
        """
        loop = asyncio.get_running_loop()
        question: _Question[T] = _Question(call, hide, opens_dialogs, loop, loop.create_future())
        threading.Thread(target=self._answer, args=(question,), name="key store", daemon=True).start()
        try:
            async with asyncio.timeout(self._time_limit_s):
                return await question.answer
        except TimeoutError:
            raise SecretsFailed(
                f"no answer within {self._time_limit_s:g} s",
                sentence="The key store did not answer in time; it may be waiting to be unlocked.",
                advice="Unlock it and try again, or use the key until TurboDesk closes.",
            ) from None
        finally:
            question.is_given_up = True

    def _answer(self, question: _Question[T]) -> None:
        """The thread's work. What a store raises that it should not is told, and written to the log.

        Nobody may be waiting any more: nothing is left for the thread itself to raise.
        """
        outcome: T | SecretFailure = SecretsFailed("the key store broke off")
        with self._one_at_a_time:
            try:
                if question.is_given_up:
                    return
                if self._store is None:
                    store = self._find_store()
                    self._name = keystore.name_of(store)
                    self._store = store
                if question.opens_dialogs:
                    self._respect_refusal(self._store)
                outcome = question.call(self._store)
            except keystore.faults() as error:
                hide = "" if question.hide is None else question.hide.reveal()
                outcome = keystore.failure_from(error, name=self._name, hide=hide)
            except Exception as defect:
                log.error("the key store broke off", exc_info=defect)
            finally:
                if isinstance(outcome, SecretsLocked | SecretsRefused):
                    self._refusal = outcome.note
                question.settle(outcome)

    def _respect_refusal(self, store: KeyringBackend) -> None:
        if self._refusal is not None and not keystore.is_open(store):
            raise _KINDS[self._refusal.kind](self._refusal.detail, sentence=self._refusal.sentence)
        self._refusal = None


@dataclass(slots=True)
class _Question(Generic[T]):
    """One question to the key store, on its way through the thread."""

    call: Callable[[KeyringBackend], T]
    hide: ApiKey | None
    opens_dialogs: bool
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[T]
    is_given_up: bool = False

    def settle(self, outcome: T | SecretFailure) -> None:
        """Hand the outcome over to the loop, from the thread; nobody is there when the program has ended."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._settle, outcome)

    def _settle(self, outcome: T | SecretFailure) -> None:
        if self.answer.done():
            return
        if isinstance(outcome, SecretFailure):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


def _read(text: str, state: KeyState, sentence: str) -> tuple[ApiKey | None, KeyState]:
    """Make a key of what was found; what cannot be one is told and left where it is."""
    try:
        return ApiKey(text), state
    except ValueError as error:
        note = SecretsFailed(sentence=sentence, advice=str(error)).note
        return None, KeyState(store_name=state.store_name, failure=note)


_KINDS = {one.kind: one for one in (SecretsLocked, SecretsRefused)}
