"""Reads sentences one after another, and holds, goes on, leaps and ends as the person wants.

To hold is to be silent at once; going on begins the sentence anew. What is read may still be growing: behind its last
sentence the next is waited for, and nothing runs meanwhile.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from turbodesk.app.signal import Signal
from turbodesk.app.speech.engine import SpeechEngine
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import Failure, FailureNote

_TASK = "reading"
_MOST_PORTIONS = 20


class TextStretch(NamedTuple):
    """A part of one line of a message's page."""

    line: int
    """Of the piece: a line of code; a cell of a table, counted through its rows."""
    start: int
    end: int
    """In UTF-16 units."""


class Sentence(NamedTuple):
    """What is said at a time, and where it stands."""

    words: str
    language: str
    message_id: str
    passage: int
    """Which of the message's texts, by its `Passage.index`."""
    piece: int
    """Which piece of the text's page."""
    stretches: tuple[TextStretch, ...]


class SentenceSource(Protocol):
    """What is read. Sentences are numbered from 0."""

    def at(self, number: int) -> Sentence | None:
        """Return a sentence; None: it is not there, or has not been read, or has not come yet."""
        ...

    @property
    def has_more(self) -> bool:
        """Whether more is there, and has only to be read: `more` returns at once."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether no more sentences come than `at` gives."""
        ...

    async def more(self) -> None:
        """Return when there may be more, or it `is_whole`."""
        ...


class ReadAloud:
    """One voice that reads one thing at a time."""

    def __init__(self, engine: SpeechEngine, scope: Scope) -> None:
        self.changed: Signal[None] = Signal()
        """Another sentence is read, or it holds, waits or has ended."""
        self.ended: Signal[FailureNote | None] = Signal()
        """Nothing is read any more; with what went wrong. Not told of `stop`."""
        self.is_held = False
        self.is_waiting = False
        """Whether all that is there has been read, and more is on its way."""
        self.sentence: Sentence | None = None
        """What is read now."""
        self._engine, self._scope = engine, scope
        self._source: SentenceSource | None = None
        self._number = 0
        self._speed = 1.0

    @property
    def is_reading(self) -> bool:
        """Whether something is read, or held."""
        return self._source is not None

    def begin(self, source: SentenceSource) -> None:
        """Read something from its beginning, instead of what is read now."""
        self._source, self._number, self.sentence = source, 0, None
        self._go_on()

    def toggle(self) -> None:
        """Hold, or go on with the sentence that was begun."""
        if self._source is None:
            return
        if self.is_held:
            self._go_on()
        else:
            self._scope.cancel(_TASK)
            self.is_held, self.is_waiting = True, False
            self.changed.emit(None)

    def step(self, by: int) -> None:
        """Go to the next (1) or the previous (-1) sentence; behind the last one of something whole it ends."""
        if self._source is None:
            return
        if by > 0 and self._source.at(self._number) is None:
            return  # that is what is waited for
        before, self._number = self._number, max(0, self._number + by)
        if not self.is_held:
            self._go_on()
        elif (found := _looked_up(self._source, self._number)) is not None:
            self.sentence = found
            self.changed.emit(None)
        else:
            self._number = before

    def set_speed(self, speed: float) -> None:
        """Read `speed` times as fast as usual; what is being said is begun anew."""
        if speed != self._speed:
            self._speed = speed
            if self._source is not None and not self.is_held:
                self._go_on()

    def stop(self) -> None:
        """Read nothing any more."""
        if self._source is not None:
            self._scope.cancel(_TASK)
            self._let_go()

    def close(self) -> None:
        """Be silent and let the voice go."""
        self.stop()

    def _go_on(self) -> None:
        self.is_held = self.is_waiting = False
        self._scope.start(_TASK, self._run())
        self.changed.emit(None)

    async def _run(self) -> None:
        try:
            while (sentence := await self._next()) is not None:
                await self._engine.say(sentence.words, language=sentence.language, speed=self._speed)
                self._number += 1
        except Failure as failure:
            self._let_go()
            self.ended.emit(failure.note)
            return
        self._let_go()
        self.ended.emit(None)

    async def _next(self) -> Sentence | None:
        source = self._source
        assert source is not None
        while (found := source.at(self._number)) is None and not source.is_whole:
            if not source.has_more and not self.is_waiting:
                self.is_waiting = True
                self.changed.emit(None)
            await source.more()
        if found is not None:
            self.sentence, self.is_waiting = found, False
            self.changed.emit(None)
        return found

    def _let_go(self) -> None:
        self._source = self.sentence = None
        self.is_held = self.is_waiting = False
        self._engine.close()  # a service that nobody is connected to can end
        self.changed.emit(None)


def _looked_up(source: SentenceSource, number: int) -> Sentence | None:
    """Return a sentence as soon as it can be had without waiting; of what takes long to be read the beginning alone."""
    for _ in range(_MOST_PORTIONS):
        if (found := source.at(number)) is not None or not source.has_more:
            return found
    return None
