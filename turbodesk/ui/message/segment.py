"""The text of one block of a message while it arrives: feeds what is new to the stream and the page."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.message.body import Body

_REST = 3
"""A flush that was slow is followed by a rest of this many times its cost, so that typing never waits for it."""
_QUICK_MS = 5
"""A flush below this leaves a 60 Hz frame to others, and needs no rest."""


class TextFeed(QObject):
    """Keeps one `Body` showing a growing Markdown text."""

    def __init__(self, body: Body, *, now: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(body)
        self._body = body
        self._now = now
        self._stream: BlockStream | None = None
        self._fed = ""
        self._text = ""
        self._is_closed = False
        self._rest_until = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._flush)

    def show_text(self, text: str, *, is_whole: bool) -> None:
        """Show `text`, the beginning of which is usually shown already; `is_whole` when no more will come."""
        if text == self._text and is_whole == self._is_closed:
            return
        self._text = text
        self._body.source_markdown = text
        if is_whole:
            self._finish()
        elif self._now() >= self._rest_until:
            self._flush()
        elif not self._timer.isActive():
            self._timer.start(max(1, round((self._rest_until - self._now()) * 1000)))

    def _flush(self) -> None:
        began = self._now()
        self._body.page.code.lays_open = True
        reset = not self._text.startswith(self._fed)
        if self._stream is None or reset:
            self._stream = BlockStream()
            self._fed = ""
        update = self._stream.feed(self._text[len(self._fed) :])
        self._fed = self._text
        self._body.update_page(update.finished, update.tail, reset=reset or update.reset)
        took_ms = (self._now() - began) * 1000
        self._rest_until = self._now() + (_REST * took_ms / 1000 if took_ms > _QUICK_MS else 0)

    def _finish(self) -> None:
        self._timer.stop()
        self._is_closed = True
        if self._stream is None or not self._text.startswith(self._fed):
            self._body.update_page([to_html(self._text)], "", reset=True)
        else:
            update = self._stream.feed(self._text[len(self._fed) :])
            end = self._stream.close()
            finished = end.finished if end.reset else [*update.finished, *end.finished]
            self._body.update_page(finished, "", reset=update.reset or end.reset)
        self._stream = None
        self._fed = self._text
