"""Stands between a program and a server: counts what is asked, cuts the line, and keeps an answer back.

It runs on a thread of its own, so that programs in other processes can be served while a test waits.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from types import TracebackType

_REQUEST = re.compile(rb"(?:\A|\r\n)([A-Z]{3,10}) (\S+) HTTP/1\.[01]\r\n")
_PORTION = 65_536


class Relay:
    """Passes on to the server at `port` of the loopback interface; a context manager."""

    def __init__(self, port: int) -> None:
        self.asked: Counter[str] = Counter()
        """How often each verb of HTTP was asked."""
        self.up = self.down = 0
        """Bytes that came from the program, and that went to it, with heads and all."""
        self.has_held = threading.Event()
        """An answer that is to be kept back has come from the server."""
        self._server_port, self._port = port, 0
        self._held_verb = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Relay:
        self._thread.start()
        self.plug_in()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unplug()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """Where the program finds it, the same after each `plug_in`."""
        return f"http://127.0.0.1:{self._port}"

    def plug_in(self) -> None:
        """Take calls."""
        asyncio.run_coroutine_threadsafe(self._plug_in(), self._loop).result()

    def unplug(self) -> None:
        """Break all calls off, and take no more."""
        asyncio.run_coroutine_threadsafe(self._unplug(), self._loop).result()

    def hold(self, verb: str) -> None:
        """Let what is asked with this verb reach the server from now on, and no answer to it the program; "": none."""
        self.has_held.clear()
        self._held_verb = verb

    def reset(self) -> None:
        """Count from here on."""
        self.asked.clear()
        self.up = self.down = 0

    async def _plug_in(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _unplug(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
            verbs: list[str] = []
            try:
                async with asyncio.TaskGroup() as both:
                    down = both.create_task(self._pass_down(far_reader, writer, verbs))
                    await self._pass_up(reader, far_writer, verbs)
                    down.cancel()
            finally:
                far_writer.close()
        except* (OSError, asyncio.CancelledError):
            pass  # either end may go at any time
        finally:
            writer.close()
            self._lines.discard(line)

    async def _pass_up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, verbs: list[str]) -> None:
        while portion := await reader.read(_PORTION):
            found = [verb.decode() for verb, _path in _REQUEST.findall(portion)]
            self.asked.update(found)
            verbs += found
            self.up += len(portion)
            writer.write(portion)
            await writer.drain()

    async def _pass_down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, verbs: list[str]) -> None:
        while portion := await reader.read(_PORTION):
            if self._held_verb and verbs[-1:] == [self._held_verb]:
                self.has_held.set()
                continue
            self.down += len(portion)
            writer.write(portion)
            await writer.drain()
        writer.close()
