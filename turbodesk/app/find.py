"""Finds words in the conversation in front: counts all matches and goes from one to the next.

It looks at the text of all messages of the active path, shown or not. Messages are read in portions and looked at one
by one with the event loop in between, so that the window never waits; the search begins where the reader is, so that
the first match is there at once, however many messages follow. What was read once is kept while the search is open:
the next letter typed only compares texts. Only messages that may have the words (`prefilter`) are rendered for it.

Why counts and no positions: a growing reply moves positions with each word. The n-th match of a message stays what it
is, and whoever shows the message knows where that stands.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.text_matcher import TextMatcher, matcher_for
from turbodesk.app.text_prefilter import TextPrefilter
from turbodesk.chat.message import Message
from turbodesk.quick_dataclasses import dataclass

PORTION = 50
"""Messages read from disk at a time."""
_SLICE_S = 0.006
"""The longest turn of the event loop, unless one message takes longer: half a frame at 60 Hz."""
_LONG = 8000
"""Characters above which a message is looked at off the main thread: setting it takes some 20 ms."""
_REST = 4
_REST_S = 0.3
"""A growing reply is looked at again after this time, or after `_REST` times as long as it took, if that is more."""
_LINE = 40
"""Characters that would stand in the space between two lines: a short line takes as much room as a longer one."""
_MOST_SHARES = 100
"""Matches of a message whose places are guessed."""
_TASK = "find"


class Searched(Protocol):
    """The messages of one conversation."""

    def ids(self) -> Sequence[str]:
        """Return those that are looked through, oldest first."""
        ...

    async def fetch(self, ids: Sequence[str]) -> Sequence[Message]:
        """Return messages, read from disk where they are not in memory."""
        ...


@dataclass(frozen=True, slots=True)
class TextMatch:
    """One match: the `number`-th, from 0, of a message."""

    message_id: str
    number: int


class Find:
    """One search in one conversation. `close` it before its scope goes on to something else."""

    def __init__(self, chat: Searched, lines_of: Callable[[Message], Sequence[str]], scope: Scope) -> None:
        """`lines_of` gives what is read of a message, rendered; it is called from other threads too, for long ones."""
        self.changed: Signal[None] = Signal()
        """The count, or the number of the match in front, is another."""
        self.moved: Signal[TextMatch] = Signal()
        """Another match is in front, and should be shown."""
        self.matcher: TextMatcher | None = None
        self.match: TextMatch | None = None
        """The match in front."""
        self._chat = chat
        self._lines_of = lines_of
        self._scope = scope
        self._read: dict[str, Message] = {}
        """Messages that are complete and have not been rendered yet."""
        self._lines: dict[str, Sequence[str]] = {}
        self._counts: dict[str, int] = {}
        self._shares: dict[str, tuple[float, ...]] = {}
        self._grown: set[str] = set()
        self._near: str | None = None
        self._picks = False
        self._task: asyncio.Task[None] | None = None
        self._turn_ends = 0.0

    @property
    def is_done(self) -> bool:
        """Whether all messages have been looked at."""
        return self.matcher is None or len(self._counts) >= len(self._chat.ids())

    @property
    def total(self) -> int:
        """How many matches are known."""
        return sum(self._counts.values())

    @property
    def number(self) -> int:
        """Which of them is in front, from 1; 0 for none."""
        if self.match is None:
            return 0
        before = 0
        for id_ in self._chat.ids():
            if id_ == self.match.message_id:
                break
            before += self._counts.get(id_, 0)
        return before + self.match.number + 1

    def places(self) -> list[tuple[str, float]]:
        """Return where matches stand, from the first to the last: a message, and a guess at how far down in it, 0 to 1.

        Of a message that is full of them, the first are told and stand for all.
        """
        return [(id_, share) for id_ in self._chat.ids() for share in self._shares.get(id_, ())]

    def search(self, words: str, near: str | None) -> None:
        """Look for other words; the first match in or after the message `near` comes in front."""
        self.matcher = matcher_for(words)
        self._counts.clear()
        self._shares.clear()
        self._grown.clear()
        self.match = None
        self._near = near
        self._picks = True
        self._stop_looking()
        self._look()
        self.changed.emit(None)

    def step(self, by: int) -> None:
        """Bring the next (1) or the previous (-1) match in front, from the last on to the first."""
        here = self.match
        if here is None:
            self._pick(backwards=by < 0)
            return
        if 0 <= here.number + by < self._counts.get(here.message_id, 0):
            self._move(TextMatch(here.message_id, here.number + by))
            return
        self._near = here.message_id
        ids = self._from_near()
        around = [*ids[1:], *ids[:1]] if by > 0 else ids[::-1]
        found = next((one for one in around if self._counts.get(one)), None)
        if found is not None:
            self._move(TextMatch(found, 0 if by > 0 else self._counts[found] - 1))

    def path_changed(self) -> None:
        """The conversation has other messages now."""
        there = set(self._chat.ids())
        self._counts = {one: count for one, count in self._counts.items() if one in there}
        if self.match is not None and self.match.message_id not in there:
            self.match = None
        self._stop_looking()
        self._look()
        self.changed.emit(None)

    def message_changed(self, message: Message) -> None:
        """A message has more text, or its last."""
        self._lines.pop(message.id, None)
        self._read.pop(message.id, None)
        self._grown.add(message.id)
        self._look()

    def close(self) -> None:
        """Look no further."""
        self._stop_looking()

    # Looking

    def _look(self) -> None:
        # Not the scope's word: it hears of a task's end one turn later, and what comes in between would be lost.
        if self.matcher is not None and (self._task is None or self._task.done()):
            self._task = self._scope.start(_TASK, self._run(self.matcher))

    def _stop_looking(self) -> None:
        self._scope.cancel(_TASK)
        self._task = None

    async def _run(self, words: TextMatcher) -> None:
        prefilter = TextPrefilter(words)
        while True:
            missing = [one for one in self._from_near() if one not in self._counts]
            for start in range(0, len(missing), PORTION):
                await self._portion(words, prefilter, missing[start : start + PORTION])
            self._picks = self._picks and not self.is_done
            if not self._grown:
                if self.is_done or not missing:
                    return
                continue
            began = time.perf_counter()
            grown = [id_ for id_ in self._chat.ids() if id_ in self._grown]
            self._grown.clear()
            await self._portion(words, prefilter, grown)
            await asyncio.sleep(max(_REST_S, _REST * (time.perf_counter() - began)))

    async def _portion(self, words: TextMatcher, prefilter: TextPrefilter, ids: Sequence[str]) -> None:
        unread = [id_ for id_ in ids if id_ not in self._lines and id_ not in self._read]
        fetched = {message.id: message for message in await self._chat.fetch(unread)} if unread else {}
        for id_ in ids:
            lines = self._lines.get(id_)
            message = self._read.get(id_) or fetched.get(id_)
            if lines is None and message is not None:
                lines = await self._text(message, prefilter)
            count, self._shares[id_] = _matches(words, lines or ())
            self._count(id_, count)
            if time.perf_counter() > self._turn_ends:
                await asyncio.sleep(0)
                self._turn_ends = time.perf_counter() + _SLICE_S
        self.changed.emit(None)

    async def _text(self, message: Message, prefilter: TextPrefilter) -> Sequence[str]:
        """Return what is read of a message, or nothing where the words cannot be."""
        if not prefilter.may_have(message.text):
            if message.is_final:
                self._read[message.id] = message
            return ()
        if len(message.text) > _LONG:
            lines = await asyncio.to_thread(self._lines_of, message)
        else:
            lines = self._lines_of(message)
        if message.is_final:
            self._read.pop(message.id, None)
            self._lines[message.id] = lines
        return lines

    def _count(self, message_id: str, count: int) -> None:
        self._counts[message_id] = count
        here = self.match
        if here is not None and here.message_id == message_id and here.number >= count:
            self.match = TextMatch(message_id, count - 1) if count else None
        if count and here is None and self._picks:
            self._pick()

    # Moving

    def _from_near(self) -> Sequence[str]:
        """The path, begun where the reader is."""
        ids = self._chat.ids()
        at = ids.index(self._near) if self._near in ids else 0
        return [*ids[at:], *ids[:at]]

    def _pick(self, *, backwards: bool = False) -> None:
        ids = self._from_near()
        found = next((id_ for id_ in (ids[::-1] if backwards else ids) if self._counts.get(id_)), None)
        if found is not None:
            self._move(TextMatch(found, self._counts[found] - 1 if backwards else 0))

    def _move(self, match: TextMatch) -> None:
        self._picks = False
        self.match = match
        self._near = match.message_id
        self.moved.emit(match)
        self.changed.emit(None)


def _matches(words: TextMatcher, lines: Sequence[str]) -> tuple[int, tuple[float, ...]]:
    """How often some lines have the words, and how far down the first of them stand, 0 to 1, by the lines' lengths."""
    count, above, found = 0, 0, list[int]()
    for line in lines:
        for start, _ in words.spans(line):
            count += 1
            if count <= _MOST_SHARES:
                found.append(above + start)
        above += len(line) + _LINE
    return count, tuple(at / above for at in found)
