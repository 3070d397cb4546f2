"""Reads an answer in gulps: all that has come since the last, however many small pieces it was sent in.

A reply comes in pieces of a token, a hundred or a thousand a second. To look at the network for each costs thirty times
what reading the piece does, so after each look there is a rest, and the operating system holds what comes meanwhile.
How long it is, whoever asks for the reply says: nobody sees a sixtieth of a second, and of a reply that nobody looks at
not a tenth.

Why a task of its own reads: the layers below give one piece at a time, and only by going on until they wait for the
network does one learn which was the last of what had come. Why not a read with a limit of time: one that is given up
closes the connection.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress

import httpx

from turbodesk.chat.errors import NotUnderstood

MOST_BYTES = 64 * 1024
"""Of one gulp: what is taken apart in one turn of the loop, without anything else having to wait for long."""


class Gulps:
    """The bytes of one answer, to be iterated once, and closed."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._gulp = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._changed, self._taken = asyncio.Event(), asyncio.Event()
        """Something has come, or the end; the gulp has been taken."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """Return the next gulp.

        Raises:
            Whatever reading the answer raises, once all that came before is taken.
        """
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._read(), name="an answer")
        if self._gulp:
            await asyncio.sleep(0)  # what came at once is taken apart in several turns
        await self._changed.wait()
        if not self._gulp:
            await self._task
            raise StopAsyncIteration
        gulp = bytes(self._gulp[:MOST_BYTES])
        del self._gulp[:MOST_BYTES]
        if not self._gulp:
            self._taken.set()
            if not self._task.done():
                self._changed.clear()
        return gulp

    async def close(self, *, within_s: float = 0) -> None:
        """Let the answer come to its end within so many seconds, so that its connection can be used again, or drop it.

        To drop it is a cancelled read: it reaches the innermost of httpx's nested generators, which closes the
        connection, and ends them all in order; closing the outermost would leave the others to the garbage collector.
        """
        if self._task is not None:
            self._taken.set()
            await asyncio.wait({self._task}, timeout=within_s)
            if self._task.cancel():
                await asyncio.wait({self._task})
            elif not self._task.cancelled():
                self._task.exception()  # what is asked for is not reported as forgotten
        with suppress(TimeoutError, NotUnderstood, httpx.HTTPError, httpx.StreamError):
            async with asyncio.timeout(0):
                async for _ in self._chunks:
                    pass

    async def _read(self) -> None:
        try:
            async for chunk in self._chunks:
                self._gulp += chunk
                self._changed.set()
                if len(self._gulp) >= MOST_BYTES:
                    self._taken.clear()
                    await self._taken.wait()
        finally:
            self._changed.set()


@contextmanager
def rested(response: httpx.Response, every_s: Callable[[], float]) -> Iterator[None]:
    """Let the network be looked at for this answer no two times within `every_s()` seconds.

    Looks of several answers fall together, since each waits for the next whole multiple.
    """
    stream = response.extensions.get("network_stream")
    if stream is None:  # no network, but a test's stand-in
        yield
        return
    loop, read, tls = asyncio.get_running_loop(), stream.read, stream.get_extra_info("ssl_object")
    looked = float("-inf")
    resting: asyncio.Future[None] = loop.create_future()

    def go_on() -> None:
        if not resting.done():
            resting.set_result(None)

    async def look(max_bytes: int, timeout: float | None = None) -> bytes:
        nonlocal looked, resting
        if isinstance(tls, ssl.SSLObject):  # gives a record at a time, of which many may have come at once
            with suppress(ssl.SSLError):
                return tls.read(max_bytes)
        every, now = every_s(), loop.time()
        if now - looked < every:
            resting = loop.create_future()
            timer = loop.call_later(every - now % every, go_on)
            try:
                await resting
            finally:
                timer.cancel()
        data: bytes = await read(max_bytes, timeout=timeout)
        looked = loop.time()
        return data

    # The layers above ask this object alone, and have no other way to be told; see "network_stream" of httpx.
    stream.read = look
    try:
        yield
    finally:
        del stream.read
        go_on()
