"""Gives the sentences of messages one after another, as they are asked for: of a long one, and of one that still grows.

The text is read in portions, each as far as the reader has come, so that a long one costs nothing before it is read. Of
what grows, all but the last piece is given: that may still become something else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from turbodesk.app.live import LiveChat
from turbodesk.app.speech import Sentence
from turbodesk.app.tool_loop import CallState
from turbodesk.chat.citations import Passage, passages
from turbodesk.chat.message import Message, Role
from turbodesk.chat.turns import calls, is_results
from turbodesk.rendering.stream import BlockStream
from turbodesk.ui.document.builder import pieces_of_html, pieces_of_text
from turbodesk.ui.document.page_places import PagePlace
from turbodesk.ui.document.pieces import Piece
from turbodesk.ui.document.portions import LineBreaker, portion_end
from turbodesk.ui.document.sentences import SentenceMaker

_PIECES = 20
"""Pieces whose sentences are made in one turn of the event loop."""
_NOTES = "footnote"  # not for people: what is in the HTML of notes, which stand behind what still comes
_UNSETTLED = (CallState.ASKING, CallState.RUNNING)


class MessageStretch(NamedTuple):
    """What is read of one message."""

    message_id: str
    passage: int | None = None
    """The text in which it begins, by its `Passage.index`; None: with the first."""
    first: PagePlace | None = None
    """Where in that; None: at its beginning."""
    last: PagePlace | None = None
    """Where in that it ends; None: with the message."""
    is_exact: bool = True
    """Whether it begins just there, or with the sentence that stands there."""


class SpokenMessages:
    """A `SentenceSource`; whoever has it says when something came (`came`)."""

    def __init__(self, chat: LiveChat, stretches: Sequence[MessageStretch], *, goes_on: bool) -> None:
        """`goes_on`: the last message is read with the parts of the reply that follow it."""
        self._chat = chat
        self._stretches = list(stretches)
        self._goes_on = goes_on
        self._sentences: list[Sentence] = []
        self._at = 0
        """Which of the stretches is read now."""
        self._passage = 0
        """Which of its texts, in their order."""
        self._text: _SpokenPassage | None = None
        self._kept: Message | None = None
        self._came = asyncio.Event()
        self._has_more = True

    @property
    def message_ids(self) -> list[str]:
        """The messages that are read."""
        return [one.message_id for one in self._stretches]

    @property
    def is_whole(self) -> bool:
        return self._at >= len(self._stretches)

    @property
    def has_more(self) -> bool:
        return self._has_more

    def at(self, number: int) -> Sentence | None:
        if number >= len(self._sentences):
            self._has_more = self._read_on()
        return self._sentences[number] if number < len(self._sentences) else None

    async def more(self) -> None:
        self._came.clear()
        if self._has_more:
            await asyncio.sleep(0)
        elif not self.is_whole:
            await self._came.wait()

    def came(self) -> None:
        """Look again: the chat is another."""
        self._came.set()

    def _read_on(self) -> bool:
        """Read a portion; False: there is none, or none yet."""
        if self.is_whole:
            return False
        stretch = self._stretches[self._at]
        message = self._message(stretch.message_id)
        if message is None:
            return False
        found = [one for one in passages(message) if self._is_read(stretch, one)]
        if self._passage >= len(found):
            return message.is_final and self._next_stretch(message)
        passage = found[self._passage]
        if self._text is None:
            self._text = _SpokenPassage(message, stretch, passage)
        sentences = self._text.read_on(passage)
        if sentences is None:
            is_over = passage.is_closed
            if is_over:
                self._passage, self._text = self._passage + 1, None
            return is_over
        self._sentences += sentences
        return True

    def _message(self, message_id: str) -> Message | None:
        if self._kept is not None and self._kept.id == message_id and self._kept.is_final:
            return self._kept
        self._kept = self._chat.message(message_id)
        if self._kept is None and self._chat.has(message_id):
            self._chat.request([message_id])
        return self._kept

    @staticmethod
    def _is_read(stretch: MessageStretch, passage: Passage) -> bool:
        if stretch.passage is None:
            return True
        return passage.index == stretch.passage or (stretch.last is None and passage.index > stretch.passage)

    def _next_stretch(self, message: Message) -> bool:
        """Go to the next message; False where that is not there yet."""
        if self._goes_on and self._at == len(self._stretches) - 1 and calls(message):
            following = _reply_after(self._chat, message.id)
            if following:
                self._stretches.append(MessageStretch(following))
            elif self._chat.is_busy or any(call.state in _UNSETTLED for call in self._chat.calls(message.id)):
                return False
        self._at, self._passage, self._text, self._kept = self._at + 1, 0, None, None
        return True


def _reply_after(chat: LiveChat, message_id: str) -> str:
    """Return the message in which a reply goes on with the results of its calls, "" where there is none yet."""
    ids = chat.ids()
    at = ids.index(message_id) if message_id in ids else len(ids)
    results = chat.message(ids[at + 1]) if at + 2 < len(ids) else None
    return ids[at + 2] if results is not None and is_results(results) else ""


class _SpokenPassage:
    """One text of a message."""

    def __init__(self, message: Message, stretch: MessageStretch, passage: Passage) -> None:
        is_first = stretch.passage == passage.index
        first, last = (stretch.first, stretch.last) if is_first else (None, None)
        self._after = first if not stretch.is_exact else None
        self._maker = SentenceMaker(message.id, passage.index, first=first if stretch.is_exact else None, last=last)
        self._is_typed = message.role is Role.USER
        self._waiting: list[tuple[int, Piece]] = []
        """Pieces whose sentences are made next, with their numbers."""
        self._count = 0
        """Pieces that have been read."""
        self._begin()

    def _begin(self) -> None:
        self._stream, self._breaker = BlockStream(), LineBreaker()
        self._read = ""
        self._pieces = 0
        """Pieces the stream has given since it began."""
        self._is_over = False

    def read_on(self, passage: Passage) -> list[Sentence] | None:
        """Return the next sentences, possibly none; None: all there is has been read."""
        if not self._waiting and not self._read_pieces(passage):
            return None
        portion, self._waiting = self._waiting[:_PIECES], self._waiting[_PIECES:]
        return self._wanted([one for number, piece in portion for one in self._maker.take(number, piece)])

    def _read_pieces(self, passage: Passage) -> bool:
        """Read a portion of the text; False: there is none."""
        if self._is_over:
            return False
        if self._is_typed:
            self._is_over = True
            self._waiting = list(enumerate(pieces_of_text(passage.text)))
            return True
        text = passage.marked
        if not text.startswith(self._read):  # the number of a source came into what was read
            self._begin()
        end = len(text) if passage.is_closed else text.rfind("\n") + 1
        if len(self._read) < end:
            stop = portion_end(text[:end], len(self._read))[0]
            update = self._stream.feed(self._breaker.take(text[len(self._read) : stop]))
            self._read = text[:stop]
        elif passage.is_closed:
            self._is_over = True
            update = self._stream.close()
        else:
            return False
        self._pieces = 0 if update.reset else self._pieces
        finished = [piece for html in update.finished for piece in pieces_of_html(html)]
        self._take(finished)
        self._pieces += len(finished)
        if not passage.is_closed and _NOTES not in update.tail:
            self._take(pieces_of_html(update.tail)[:-1])  # such as the items of a list that goes on
        return True

    def _take(self, pieces: Sequence[Piece]) -> None:
        """Take what follows the finished pieces, but for what has been taken already."""
        for number, piece in enumerate(pieces, self._pieces):
            if number >= self._count:
                self._waiting.append((number, piece))
                self._count = number + 1

    def _wanted(self, sentences: list[Sentence]) -> list[Sentence]:
        if self._after is None:
            return sentences
        return [one for one in sentences if PagePlace(one.piece, *one.stretches[-1][::2]) > self._after]
