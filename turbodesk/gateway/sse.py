"""Splits a stream of bytes into server-sent events, wherever the network cut it, as much at a time as has come.

As the standard says (html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation), with what it
leaves open: the bytes are UTF-8 whatever the header claims, with a byte order mark or without; a lone CR ends a line at
once instead of with the next bytes; a last event whose blank line never came is still given out, since proxies lose it;
and an event without data is none. Ids and times for asking again, which no gateway resumes by, are passed over.

Why not httpx-sse, which the tests hold this to: it has a line at a time go through several coroutines, which for a
reply in pieces of a token is twice what reading their JSON costs. Why not httpx's own lines: they end at U+2028 and
U+0085 too, which stand within JSON.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from turbodesk.chat.errors import TooMuch
from turbodesk.quick_dataclasses import dataclass

MOST_EVENT_BYTES = 16 * 1024 * 1024
"""Of one event. Most have a hundred; one with a page that the gateway read has some million."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a stream."""

    name: str
    """Its `event:` line; "message" where there was none."""
    data: str
    is_last_breath: bool = False
    """It came out only when the stream had ended, so its data may be cut off in the middle."""


class EventDecoder:
    """One stream: bytes go in as they come, events come out as soon as they are whole."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._after_cr = False
        self._line: list[str] = []
        """What has come of the line under way."""
        self._name = ""
        self._data: list[str] = []
        self._length = 0
        """Characters of the event under way."""

    def feed(self, chunk: bytes) -> Iterator[ServerEvent]:
        """Yield what is whole with these bytes. To be read to its end before more is fed.

        Raises:
            TooMuch: an event has no end.
        """
        return self._events(self._with_lf(self._utf8.decode(chunk)), is_last_breath=False)

    def end(self) -> Iterator[ServerEvent]:
        """Yield what was only waiting for its blank line when the stream ended."""
        rest = self._utf8.decode(b"", final=True)
        return self._events(f"{rest}\n\n", is_last_breath=True)

    def _with_lf(self, text: str) -> str:
        """The text with LF alone as line end. One that ends with CR ends a line, and the LF of the two is left out."""
        if self._after_cr and text.startswith("\n"):
            text, self._after_cr = text[1:], False
        if text:
            self._after_cr = text.endswith("\r")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _events(self, text: str, *, is_last_breath: bool) -> Iterator[ServerEvent]:
        *lines, rest = text.split("\n")
        for line in lines:
            self._length += len(line) + 1
            if self._line:
                self._line.append(line)
                self._take("".join(self._line))
                self._line = []
                continue
            if line:
                self._take(line)
                continue
            name, data = self._name, "\n".join(self._data)
            self._name, self._data, self._length = "", [], 0
            if data:
                yield ServerEvent(name or "message", data, is_last_breath)
        if rest:
            self._line.append(rest)
            self._length += len(rest)
        if self._length > MOST_EVENT_BYTES:
            raise TooMuch(f"more than {MOST_EVENT_BYTES:,} characters in one event")

    def _take(self, line: str) -> None:
        """Take one line; one without a colon is a name without a value, one that begins with it a comment."""
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
