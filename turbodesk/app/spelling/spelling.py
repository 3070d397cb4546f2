"""Knows which words are right: asks the engine for those that are new, in portions, and remembers what it said.

A word is right if one of the languages chosen knows it, if the person has added it, or for this run if they ignore it.
The engine is opened at the first word. Where it may, it has a thread of its own, for a dictionary takes 0.1 s to read
and suggestions nearly as long; else it is asked for a few words in each turn of the event loop.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from turbodesk.app.signal import Signal
from turbodesk.app.spelling import engine as engines
from turbodesk.app.spelling.engine import SpellingEngine
from turbodesk.app.spelling.languages import chosen
from turbodesk.app.spelling.own_words import OwnWords
from turbodesk.app.spelling.scripts import can_have
from turbodesk.app.spelling.words import parts, plain
from turbodesk.app.tasks import Scope

T = TypeVar("T")

PORTION = 200
"""Words the engine is asked for at a time on its thread: about a millisecond."""
PORTION_HERE = 20
"""And where it has none."""
MOST_KNOWN = 50_000
"""Words that are remembered: some 5 MB."""
MOST_SUGGESTIONS = 6

_NONE, _ANY = "", "*"
"""Instead of the language that knows a word: it is wrong; it is nobody's to judge."""
BESIDE = "en"
"""The language that many people write beside their own, whatever system and keyboard say."""
_STRANGE = 8
"""So many words that none of the languages knows are looked up in the one beside them."""


class Spelling:
    """All that is known of words in this run."""

    def __init__(
        self,
        own_words: Path,
        scope: Scope,
        *,
        open_engine: Callable[[], SpellingEngine | None] | None = None,
        has_thread: bool | None = None,
    ) -> None:
        """`open_engine`: else the system's; `has_thread`: it is used on one of its own, else as the system's wants."""
        self.changed: Signal[None] = Signal()
        """More is known of words, or something else."""
        self.written: Signal[str] = Signal()
        """The code of a language that is written and was not asked for: most of the words that are wrong are of it."""
        self._own = OwnWords(own_words)
        self._scope = scope
        self._open_engine = open_engine or engines.open_engine
        self._engine: SpellingEngine | None = None
        self._available: tuple[str, ...] | None = None
        self._wanted: tuple[str, ...] = ()
        self._languages: tuple[str, ...] = ()
        self._known: dict[str, str] = {}
        """By word: the language that knows it, or one of the marks above."""
        self._ignored: set[str] = set()
        self._strange: dict[str, None] = {}
        """Words that are wrong, until there are enough to tell whether they are of another language."""
        self._waiting: dict[str, None] = {}
        self._has_thread = engines.belongs_to_a_thread() if has_thread is None else has_thread
        self._thread: ThreadPoolExecutor | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The dictionaries that are asked; () until the engine is open, and where there is none."""
        return self._languages

    @property
    def dictionaries(self) -> tuple[str, ...] | None:
        """What `available` has found; None where nobody has looked yet."""
        return self._available

    def set_languages(self, wanted: Sequence[str]) -> None:
        """Ask the dictionaries of these languages from now on, as far as there are some."""
        if self._wanted == (asked := tuple(wanted)):
            return
        self._wanted = asked
        if self._available is not None:
            self._languages = chosen(asked, self._available)
            self._known.clear()
            self._strange.clear()
            self.changed.emit(None)

    async def available(self) -> tuple[str, ...]:
        """Return the languages there are dictionaries of; () where there is no engine."""
        if self._available is None:
            found = await self._on_thread(self._opened)
            if self._available is None:
                self._available = found
                self._languages = chosen(self._wanted, found)
        return self._available

    def is_wrong(self, word: str) -> bool | None:
        """Return whether a word is to be marked; None: it has to be asked for first (`ask`)."""
        language = self._known.get(word)
        if language is None:
            return None
        return language == _NONE and word not in self._ignored and plain(word) not in self._own

    def is_own(self, word: str) -> bool:
        """Return whether the person has added a word."""
        return plain(word) in self._own

    def ask(self, words: Iterable[str]) -> None:
        """Find out about words soon; `changed` tells."""
        self._waiting.update((word, None) for word in words if word not in self._known)
        if self._waiting and not self._scope.is_closed and not self._scope.is_running("spelling"):
            self._scope.start("spelling", self._work())

    async def learn(self, words: Iterable[str]) -> None:
        """Find out about words, and return when that is done."""
        await self._find_out([word for word in dict.fromkeys(words) if word not in self._known])

    async def suggestions(self, word: str, beside: Iterable[str] = ()) -> tuple[str, ...]:
        """Return what may be meant; the language that most words `beside` it are of comes first."""
        await self.available()
        counts = Counter(self._known.get(one, _NONE) for one in beside)
        languages = [one for one in self._languages if can_have(one, word)]
        languages.sort(key=lambda one: -counts[one])  # those that are equal stay in their order

        def ask() -> list[tuple[str, ...]]:
            assert self._engine is not None
            return [_suggested(self._engine, plain(word), one) for one in languages]

        found = await self._on_thread(ask) if languages else []
        return _merged(found, word)

    def add(self, word: str) -> None:
        """Count a word as right for good.

        Raises:
            StoreUnwritable: for this run only.
        """
        self._tell_after(lambda: self._own.add(plain(word)))

    def remove(self, word: str) -> None:
        """Undo `add`.

        Raises:
            StoreUnwritable: for this run only.
        """
        self._tell_after(lambda: self._own.remove(plain(word)))

    def ignore(self, word: str) -> None:
        """Count a word as right until the program is closed."""
        self._ignored.add(word)
        self.changed.emit(None)

    def close(self) -> None:
        """End the thread; to be called when nothing asks any more."""
        if self._thread is not None:
            if self._engine is not None:
                self._thread.submit(self._engine.close)
            self._thread.shutdown(wait=True, cancel_futures=False)
        elif self._engine is not None:
            self._engine.close()
        self._thread = self._engine = None

    def _tell_after(self, change: Callable[[], None]) -> None:
        try:
            change()
        finally:
            self.changed.emit(None)

    async def _work(self) -> None:
        while self._waiting:
            words = list(self._waiting)
            self._waiting.clear()
            await self._find_out(words)

    async def _find_out(self, words: Sequence[str]) -> None:
        await self.available()
        size = PORTION if self._has_thread else PORTION_HERE
        for at in range(0, len(words), size):
            languages, ask = self._languages, partial(self._asked, words[at : at + size], self._languages)
            found = await self._on_thread(ask)
            if languages != self._languages:
                self._waiting.update(dict.fromkeys(words))  # others were chosen meanwhile
                return
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known.update(found)
            self._strange.update((word, None) for word, knower in found.items() if knower == _NONE and len(word) > 2)
            self.changed.emit(None)
            if len(self._strange) >= _STRANGE:
                await self._look_beside(list(self._strange))

    async def _look_beside(self, words: Sequence[str]) -> None:
        """Tell it where most of these words, which are wrong, are right in `BESIDE`."""
        self._strange.clear()
        languages = chosen([BESIDE], self._available or ())
        if languages and languages[0] not in self._languages:
            found = await self._on_thread(partial(self._asked, words, languages))
            if 3 * sum(knower == languages[0] for knower in found.values()) >= 2 * len(words):
                self.written.emit(BESIDE)

    def _asked(self, words: Iterable[str], languages: Sequence[str]) -> dict[str, str]:
        return {word: self._knower(word, [one for one in languages if can_have(one, word)]) for word in words}

    def _knower(self, word: str, languages: Sequence[str]) -> str:
        """Return which language knows a word, or all that it is joined of."""
        if not languages or self._engine is None:
            return _ANY
        for language in languages:
            if _knows(self._engine, plain(word), language):
                return language
        pieces = parts(plain(word))
        return self._together(pieces, languages) if pieces else _NONE

    def _together(self, pieces: Sequence[str], languages: Sequence[str]) -> str:
        assert self._engine is not None
        found = ""
        for piece in pieces:
            knower = next((one for one in languages if _knows(self._engine, piece, one)), "")
            if not knower and piece not in self._own:
                return _NONE
            found = found or knower
        return found or _ANY

    def _opened(self) -> tuple[str, ...]:
        if self._engine is None:
            self._engine = self._open_engine()
        try:
            return () if self._engine is None else self._engine.languages()
        except OSError:
            return ()

    async def _on_thread(self, work: Callable[[], T]) -> T:
        if not self._has_thread:
            await asyncio.sleep(0)
            return work()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "spelling")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _knows(engine: SpellingEngine, word: str, language: str) -> bool:
    try:
        return engine.knows(word, language)
    except OSError:  # the system's speller has gone
        return True


def _suggested(engine: SpellingEngine, word: str, language: str) -> tuple[str, ...]:
    try:
        return engine.suggestions(word, language)
    except OSError:
        return ()


def _merged(found: Sequence[Sequence[str]], word: str) -> tuple[str, ...]:
    """Return the first of each language, more of the first language than of the others, in the letters of `word`."""
    shares = [list(one) for one in found if one]
    if not shares:
        return ()
    others = len(shares) - 1
    most = MOST_SUGGESTIONS - min(2 * others, MOST_SUGGESTIONS // 2)
    rest = [one for share in shares[1:] for one in share[: max(1, (MOST_SUGGESTIONS - most) // max(1, others))]]
    apostrophe = "’" if "’" in word else "'"
    merged = dict.fromkeys(one.replace("'", apostrophe) for one in [*shares[0][:most], *rest, *shares[0][most:]])
    return tuple(merged)[:MOST_SUGGESTIONS]
