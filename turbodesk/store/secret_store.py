"""Asks the operating system's key store, and says plainly when that is not possible.

A key store may block for as long as its "unlock" dialog is open, so each question to it goes to a thread of its own and
is given up after a time limit. The thread is a daemon: a dialog nobody answers must not keep the program from ending,
which is why no ThreadPoolExecutor is used here, for that one waits at exit. Questions never overlap, or there would be
two dialogs; one given up before its turn is never asked.

A refusal is remembered for the run, because every further question would open the dialog again. It is forgotten only
when the store turns out to have been unlocked since, where that can be seen without a dialog.

Windows keeps 1,280 characters under a name (2,560 bytes of UTF-16), and what a server signs people in with is longer.
So a long secret is kept in parts, under names of their own; the first tells how many there are.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterable
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
from turbodesk.chat.keys import ApiKey
from turbodesk.store import keystore
from turbodesk.translation import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

log = logging.getLogger(__name__)

TIME_LIMIT_S = 30.0
"""How long a question may take: long enough to type the password of a key store, short enough to be waited for."""
PART = 600
"""Characters kept under one name; those beyond the sixteen bits of UTF-16 count twice on Windows."""
MOST_PARTS = 100
_IN_PARTS = re.compile(r"\(in (\d{1,3}) parts, ([0-9a-f]{8})\)(.*)", re.DOTALL)


class SecretText:
    """Any text that never shows itself, where no key is meant."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "SecretText(hidden)"


class SecretStore:
    """The key store, where there is one. Every method belongs to the event loop's thread."""

    def __init__(
        self,
        service: str = "TurboDesk",
        *,
        time_limit_s: float = TIME_LIMIT_S,
        find_store: Callable[[], KeyringBackend] | None = None,
    ) -> None:
        """Touch nothing yet. `service` is the name secrets are filed under; `find_store` may block and raise;
        None: the system's own.
        """
        self.service = service
        self.name = ""
        """The key store's plain name, once it was asked anything; "" when there is none."""
        self._time_limit_s = time_limit_s
        self._find_store = find_store or keystore.find
        self._store: KeyringBackend | None = None
        self._refusal: FailureNote | None = None
        self._one_at_a_time = threading.Lock()

    async def load(self, *entries: str) -> dict[str, str]:
        """Return what is kept under each of these names; one with nothing is left out.

        Raises:
            SecretFailure: the key store could not be read.
        """

        def get(store: KeyringBackend) -> dict[str, str]:
            found = {entry: self._joined(store, entry) for entry in entries}
            return {entry: text for entry, text in found.items() if text is not None}

        return await self.ask(get)

    async def save(self, entry: str, secret: ApiKey | SecretText) -> None:
        """Put a secret into the key store, and make sure it is there.

        Cancelling, or reaching the time limit, gives up waiting; a dialog that is open then may still be answered.

        Raises:
            SecretFailure: it could not be saved.
        """
        if len(secret.reveal()) > PART * MOST_PARTS:
            raise SecretsFailed("the secret is too long")  # not for people

        def put(store: KeyringBackend) -> bool:
            parts = _parts(secret.reveal())
            for name, part in zip(_names(entry, len(parts)), parts, strict=True):
                store.set_password(self.service, name, part)
            self._remove(store, _names(entry, MOST_PARTS)[len(parts) :])
            return self._joined(store, entry) == secret.reveal()

        if not await self.ask(put, hide=secret):
            raise SecretsFailed("what was saved did not read back the same")  # not for people

    async def forget(self, *entries: str) -> None:
        """Remove what is kept under these names.

        Raises:
            SecretFailure: the key store could not be read; nothing was deleted there.
        """

        def remove(store: KeyringBackend) -> None:
            for entry in entries:
                if self.found(store, entry) is not None:
                    self._remove(store, _names(entry, MOST_PARTS)[1:])
                    store.delete_password(self.service, entry)

        with suppress(SecretsUnavailable):  # where there is no store, there is nothing in it
            await self.ask(remove)

    def found(self, store: KeyringBackend, entry: str) -> str | None:
        """Return what is kept under a name, without making a store to look in. On the store's own thread."""
        return store.get_password(self.service, entry) if keystore.is_made(store) else None

    def _joined(self, store: KeyringBackend, entry: str) -> str | None:
        """Return a secret put together of its parts; None where one of them is missing or another's."""
        first = self.found(store, entry)
        if first is None or (told := _IN_PARTS.fullmatch(first)) is None:
            return first
        others = [self.found(store, name) for name in _names(entry, int(told[1]))[1:]]
        text = "".join((told[3], *(part or "" for part in others)))
        return text if _digest(text) == told[2] else None

    def _remove(self, store: KeyringBackend, names: Iterable[str]) -> None:
        for name in names:
            if self.found(store, name) is None:
                break
            store.delete_password(self.service, name)

    def ask_again(self) -> None:
        """Let the next question open a dialog, whatever the last one was answered: a person wishes it."""
        self._refusal = None

    async def find_name(self) -> str:
        """Return the key store's plain name, "" when there is none. Never opens a dialog."""
        if not self.name:
            with suppress(SecretFailure):
                await self.ask(lambda _: None, opens_dialogs=False)
        return self.name

    async def ask(
        self,
        call: Callable[[KeyringBackend], T],
        *,
        hide: ApiKey | SecretText | None = None,
        opens_dialogs: bool = True,
    ) -> T:
        """Ask the key store in a thread and wait for the answer, or give it up after the time limit.

        Raises:
            SecretFailure: there is no store, it refused now or earlier in this run, or it took too long.
        """
        loop = asyncio.get_running_loop()
        question: _Question[T] = _Question(call, hide, opens_dialogs, loop, loop.create_future())
        # not for people
        threading.Thread(target=self._answer, args=(question,), name="key store", daemon=True).start()
        try:
            async with asyncio.timeout(self._time_limit_s):
                return await question.answer
        except TimeoutError:
            raise SecretsFailed(
                f"no answer within {self._time_limit_s:g} s",  # not for people
                sentence=_("The key store did not answer in time; it may be waiting to be unlocked."),
                advice=_("Unlock it and try again, or use the key until TurboDesk closes."),
            ) from None
        finally:
            question.is_given_up = True

    def _answer(self, question: _Question[T]) -> None:
        """The thread's work. What a store raises that it should not is told, and written to the log.

        Nobody may be waiting any more: nothing is left for the thread itself to raise.
        """
        outcome: T | SecretFailure = SecretsFailed("the key store broke off")  # not for people
        with self._one_at_a_time:
            try:
                if question.is_given_up:
                    return
                if self._store is None:
                    store = self._find_store()
                    self.name = keystore.name_of(store)
                    self._store = store
                if question.opens_dialogs:
                    self._respect_refusal(self._store)
                outcome = question.call(self._store)
            except keystore.faults() as error:
                hide = "" if question.hide is None else question.hide.reveal()
                outcome = keystore.failure_from(error, name=self.name, hide=hide)
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
    hide: ApiKey | SecretText | None
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


_KINDS = {one.kind: one for one in (SecretsLocked, SecretsRefused)}


def _parts(text: str) -> list[str]:
    """Return a secret as it is kept: itself, or in parts of which the first says how many there are."""
    if len(text) <= PART and not _IN_PARTS.fullmatch(text):
        return [text]
    parts = [text[at : at + PART] for at in range(0, max(len(text), 1), PART)]
    return [f"(in {len(parts)} parts, {_digest(text)}){parts[0]}", *parts[1:]]  # not for people


def _names(entry: str, count: int) -> list[str]:
    return [entry, *(f"{entry} ({number})" for number in range(2, count + 1))]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
