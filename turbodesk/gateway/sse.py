"""Splits a stream of bytes into server-sent events, wherever the network cut it.

httpx-sse does the splitting. Around it stands what it leaves open: the bytes are UTF-8 whatever the header claims,
with a byte order mark or without; a lone CR ends a line at once instead of with the next chunk; and a last event whose
blank line never came is still given out, since proxies lose it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import httpx
from httpx_sse import EventSource

from turbodesk.chat.errors import TooMuch

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


async def split(chunks: AsyncIterator[bytes]) -> AsyncGenerator[ServerEvent, None]:
    """Yield the events in `chunks`; the caller keeps owning `chunks` and ends it.

    Raises:
        TooMuch: an event has no end.
        Whatever reading `chunks` raises.
    """
    source = _Source(chunks)
    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=source)
    response.encoding = "utf-8-sig"
    async with aclosing(EventSource(response).aiter_sse()) as events:
        try:
            async for event in events:
                if event.data:
                    yield ServerEvent(event.event, event.data, source.has_ended)
        finally:
            # Ending the source, rather than closing the generators around it, lets each of them run to its end here;
            # one that is closed leaves those within it to the garbage collector.
            source.is_stopped = True
            async for _ in events:
                pass


class _Source:
    """The bytes of a stream with LF alone as line end, and a blank line at its end."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._after_cr = False
        self._after_lf = False
        self._length = 0
        self.has_ended = False
        self.is_stopped = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self.has_ended or self.is_stopped:
            raise StopAsyncIteration
        try:
            chunk = await anext(self._chunks)
        except StopAsyncIteration:
            self.has_ended = True
            return b"\n\n"
        lines = self._with_lf(chunk)
        self._count(lines)
        return lines

    def _with_lf(self, chunk: bytes) -> bytes:
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
            self._after_cr = False
        if chunk:
            self._after_cr = chunk.endswith(b"\r")
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in chunk else chunk

    def _count(self, lines: bytes) -> None:
        """Count the bytes of the event that is under way: it ends with a blank line."""
        end = lines.rfind(b"\n\n")
        if end >= 0:
            self._length = len(lines) - end - 2
        elif self._after_lf and lines.startswith(b"\n"):
            self._length = len(lines) - 1
        else:
            self._length += len(lines)
        self._after_lf = lines.endswith(b"\n") or (self._after_lf and not lines)
        if self._length > MOST_EVENT_BYTES:
            raise TooMuch(f"more than {MOST_EVENT_BYTES:,} bytes in one event")
