"""The text of one block of a message: gives its page what is new, in portions that no turn of the event loop waits for.

A short text, and what a reply gains from frame to frame, is on the page at once. Of more, such as a long message read
from the disk, or a reply that comes faster than it can be set, a portion is set in each turn (`portions`), and beyond
`portions.MOST` the rest waits until the person asks for it.

Why no thread: setting needs the window's, and reading Markdown in another takes the interpreter from it at every call
that Qt answers; a portion read here costs less than those waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.document.portions import LONGEST_LINE, LONGEST_TYPED_LINE, MOST, PORTION, LineBreaker, portion_end
from turbodesk.ui.message.body import Body

_REST = 3
"""A flush that was slow is followed by a rest of this many times its cost, so that typing never waits for it."""
_QUICK_MS = 5
"""A flush below this leaves a 60 Hz frame to others, and needs no rest."""


class TextFeed(QObject):
    """Keeps one `Body` showing a text that may grow: a reply's Markdown, or what a person typed."""

    grew = Signal()
    """More of the text is on the page."""
    rest_changed = Signal()
    """`rest` is another, or `is_filling`."""

    def __init__(
        self, body: Body, *, is_typed: bool = False, most: int = MOST, now: Callable[[], float] = time.perf_counter
    ) -> None:
        """`most` is what may be set before the person asks for more, in the measure of `portions`."""
        super().__init__(body)
        self._body = body
        self._is_typed = is_typed
        self._now = now
        self._stream: BlockStream | None = None
        self._breaker = self._new_breaker()
        self._shown = ""
        """The beginning of the text that was given to the page."""
        self._line_end = ""
        """The end of the last typed line, until it is known what follows: at the end it would be a blank line."""
        self._spent = 0
        self._most = most
        self._text = ""
        self._is_whole = False
        self._is_closed = False
        """Whether the page has all of a text that will not grow any more."""
        self._reserves = False
        """Whether room is taken for what is still to be set: not where text grows before the reader's eyes."""
        self._rest_until = 0.0
        self._told = (False, 0)
        """What was last told of `is_filling` and `rest`."""
        self.portions = 0
        """Portions set so far; tests and benchmarks count them."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._turn)

    @property
    def rest(self) -> int:
        """How many characters wait until the person asks for them."""
        return len(self._text) - len(self._shown) if self._spent >= self._most else 0

    @property
    def is_filling(self) -> bool:
        """Whether a portion is set in the next turns."""
        return not self._is_closed and self._may_go_on and (len(self._shown) < len(self._text) or self._is_whole)

    @property
    def _may_go_on(self) -> bool:
        return self._spent < self._most or len(self._shown) == len(self._text)

    def show_text(self, text: str, *, is_whole: bool) -> None:
        """Show `text`, the beginning of which is usually shown already; `is_whole` when no more will come."""
        if is_whole == self._is_whole and text == self._text:
            return
        had_rest = self.rest
        if self._is_closed or not text.startswith(self._shown):
            self._begin_anew()
        self._text, self._is_whole = text, is_whole
        self._body.source_markdown = text
        if had_rest:
            self._tell()
        elif self._timer.isActive() and self._shown and not (is_whole and self._is_nearly_done()):
            pass  # it has its turn
        elif is_whole or self._now() >= self._rest_until:
            self._turn()
        else:
            self._timer.start(max(1, round((self._rest_until - self._now()) * 1000)))

    def show_more(self, most: int) -> None:
        """Show so much of the text as `most` allows."""
        if most > self._most:
            self._most = most
            self._timer.start(0)

    def _is_nearly_done(self) -> bool:
        return portion_end(self._text, len(self._shown))[0] == len(self._text)

    def _new_breaker(self) -> LineBreaker:
        return LineBreaker(LONGEST_TYPED_LINE if self._is_typed else LONGEST_LINE)

    def _begin_anew(self) -> None:
        """Another text came, which has not the same beginning."""
        self._stream, self._breaker = None, self._new_breaker()
        self._shown, self._line_end, self._spent, self._is_closed = "", "", 0, False

    def _turn(self) -> None:
        """Set one portion, and see to the next."""
        self._timer.stop()
        began = self._now()
        if not self._is_closed and self._may_go_on:
            self._set_portion()
            self.grew.emit()
        took_ms = (self._now() - began) * 1000
        rest_ms = _REST * took_ms if took_ms > _QUICK_MS else 0.0
        self._rest_until = self._now() + rest_ms / 1000
        if self.is_filling:
            self._timer.start(0 if self._is_whole else max(1, round(rest_ms)))
        self._tell()

    def _tell(self) -> None:
        state = (self.is_filling, self.rest)
        if state != self._told:
            self._told = state
            self.rest_changed.emit()

    def _set_portion(self) -> None:
        start = len(self._shown)
        end, cost = portion_end(self._text, start, PORTION)
        is_end = end == len(self._text)
        piece = self._breaker.take(self._text[start:end])
        is_first, is_last = not start, is_end and self._is_whole
        self._shown, self._spent = self._text[:end], self._spent + cost
        self._body.is_partial = not is_end
        if is_first:
            self._reserves = self._is_whole
        share = max(end / max(1, len(self._text)), self._spent / self._most) if self._reserves else 1.0
        self._body.set_share(min(1.0, share))
        self._is_closed = is_last
        self.portions += 1
        if self._is_typed:
            piece, self._line_end = self._line_end + piece, ""
            if not is_last and piece.endswith("\n"):
                piece, self._line_end = piece[:-1], "\n"
            self._body.add_text(piece, is_first=is_first)
        elif is_first and is_last:
            self._stream = None
            self._body.update_page([to_html(piece)], "", reset=True)
        else:
            self._feed(piece, is_first=is_first, is_last=is_last)

    def _feed(self, piece: str, *, is_first: bool, is_last: bool) -> None:
        self._body.page.code.lays_open = not self._is_whole or self._body.page.code.lays_open
        if self._stream is None:
            self._stream = BlockStream()
        update = self._stream.feed(piece)
        finished, tail, reset = update.finished, update.tail, update.reset or is_first
        if is_last:
            end = self._stream.close()
            finished = end.finished if end.reset else [*finished, *end.finished]
            tail, reset = "", reset or end.reset
            self._stream = None
        self._body.update_page(finished, tail, reset=reset)
