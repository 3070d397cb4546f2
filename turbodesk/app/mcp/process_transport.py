"""A server on this computer: its process and its pipes, as the two streams of messages that the SDK's `Client` takes.

Why not the SDK's own `stdio_client` (2.3.0, measured): it never looks whether the process still lives, so a call waits
for ever when the server dies and something it has started keeps its stdout open; it ends what a server has started
only where the server itself does not go; one byte that is not UTF-8 ends the connection; a line may be of any length
and is put together in quadratic time (20 MB: 4 s of a busy window); each line that is no message is logged with its
content; and leaving it takes up to 6.5 s.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from turbodesk.app.mcp import messages
from turbodesk.app.mcp.lines import LineSplitter, Tail
from turbodesk.app.mcp.piped_process import STDERR, STDOUT, PipedProcess
from turbodesk.app.tasks import Scope

if TYPE_CHECKING:
    from mcp.client._transport import TransportStreams

MOST_LINE = 32 * 1024 * 1024
"""Bytes of one message. What a tool gives may be a picture; this is far above any that a model can be shown."""
MOST_NOISE = 4 * 1024 * 1024
"""Bytes on stdout that are no messages, before the server is given up."""
_MOST_WAITING = 1024 * 1024
"""Bytes of lines that wait to be read, before the server has to wait as well."""
LEAVE_S = 0.8
"""How long a server may take to end by itself when its stdin closes."""
TERM_S = 0.5
"""How long it and all it has started may take after SIGTERM. With the rest it is below the limit of a quit, 2 s."""
_SEEN_S = 0.2
"""How long the system may take to tell of an end that was forced."""
_LAST_WORDS_S = 0.3
"""How long is waited for what a dead server has still said, where something holds its pipes open."""
_FLOOD = 16 * 1024
"""Bytes of stderr at once that make a flood: then it is read at 3 MB a second, and the server waits."""
_FLOOD_BYTES_A_S = 3 * 1024 * 1024
_TASKS = ("read", "write", "watch")


def _nobody(_number: int) -> None:
    """Nobody wants to know."""


class ProcessTransport:
    """One run of a server. Enter and leave it once, in the same task."""

    def __init__(self, argv: Sequence[str], *, env: Mapping[str, str], scope: Scope, folder: str | None = None) -> None:
        """`scope` owns what reads and writes, under the names in `_TASKS`: one run at a time."""
        self.stderr = Tail()
        self.noise = Tail(20)
        """What it has printed on stdout that is no message."""
        self.fault = ""
        """Why it was given up: "noise" or "too long"."""
        self.started: Callable[[int], object] = _nobody
        """Told its number once it runs; so is `gone` when it and all it has started have ended."""
        self.gone: Callable[[int], object] = _nobody
        self.ended = asyncio.Event()
        """All that it has said was handed on, and nothing will be heard of it any more."""
        self._argv, self._env, self._folder, self._scope = list(argv), dict(env), folder, scope
        self._process = PipedProcess(self._heard, self._pipe_closed)
        self._splitter = LineSplitter()
        self._waiting: deque[bytes] = deque()
        self._waiting_size = 0
        self._more = asyncio.Event()
        self._is_over = asyncio.Event()
        """Nothing more will come."""
        self._is_left = False
        self._died: int | None = None
        self._streams: tuple[Any, ...] = ()

    @property
    def pid(self) -> int:
        """Its number; 0 before it was started."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exit_code

    @property
    def died(self) -> int | None:
        """Its exit code, where it ended before it was left."""
        return self._died if self._is_left else self.exit_code

    @property
    def has_died(self) -> bool:
        """Whether it ended before it was left, or had to be ended."""
        return self.died is not None or bool(self.fault)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self._is_over.is_set()

    async def exited(self, limit_s: float) -> bool:
        """Wait for its end and say whether it came."""
        return await self._process.gone(limit_s)

    def kill(self) -> None:
        """End it and all it has started now."""
        self._process.kill()

    async def __aenter__(self) -> TransportStreams:
        import anyio
        from mcp.shared.message import SessionMessage

        with ExitStack() as undo:
            undo.callback(self._process.let_go)
            undo.callback(self._process.kill)  # a cancellation may come when it is there already
            await self._process.start(self._argv, env=self._env, folder=self._folder)
            undo.pop_all()
        # Nothing is awaited from here on: a cancellation in between would leave the process behind.
        incoming, reads = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        writes, outgoing = anyio.create_memory_object_stream[SessionMessage](0)
        self._streams = (incoming, reads, writes, outgoing)
        for name, work in zip(_TASKS, (self._read(incoming), self._write(outgoing), self._watch()), strict=True):
            self._scope.start(name, work)
        self.started(self.pid)
        return reads, writes

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it and all that it has started, in 1.5 s at most; a cancellation meanwhile only makes it quicker."""
        try:
            if self._is_over.is_set() and not self.fault:
                await self._process.gone(0.5)  # it hung up: its exit code tells more than that
            self._died = None if self.fault else self.exit_code
            self._is_left = True  # what it still says is thrown away: one that is stuck writing cannot end
            self._more.set()
            self._process.close_stdin()
            if not self.fault:
                await self._process.gone(LEAVE_S)
            self._process.terminate()
            await self._process.group_gone(TERM_S)
            self._process.kill()
            await self._process.gone(_SEEN_S)
        finally:
            self._process.kill()
            for name in _TASKS:
                self._scope.cancel(name)
            for stream in self._streams:
                stream.close()
            self._process.let_go()
            self.gone(self.pid)

    # What it says

    def _heard(self, pipe: int, data: bytes) -> None:
        if pipe == STDERR:
            self.stderr.feed(data)
            if len(data) > _FLOOD:
                self._rest(STDERR, len(data) / _FLOOD_BYTES_A_S)
            return
        if self._is_left or self.fault:
            return
        lines = self._splitter.feed(data)
        self._waiting.extend(lines)
        self._waiting_size += sum(map(len, lines))
        if self._splitter.size > MOST_LINE:
            self._give_up("too long")  # not for people: a state
        if self._waiting_size > _MOST_WAITING:
            self._process.pause(STDOUT, True)
        self._more.set()

    def _rest(self, pipe: int, seconds: float) -> None:
        self._process.pause(pipe, True)
        asyncio.get_running_loop().call_later(seconds, self._process.pause, pipe, False)

    def _pipe_closed(self, pipe: int) -> None:
        if pipe == STDOUT:
            self._heard(STDOUT, b"\n")  # its last line may not have ended
            self._hang_up()

    def _hang_up(self) -> None:
        """Expect nothing more; what has come is still read."""
        self._is_over.set()
        self._more.set()

    def _give_up(self, fault: str) -> None:
        self.fault = self.fault or fault
        self._process.kill()
        self._hang_up()

    async def _watch(self) -> None:
        """Hang up when the process has ended, though children of it may keep its pipes open."""
        await self._process.exited.wait()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_over.wait(), _LAST_WORDS_S)
        self._hang_up()

    async def _read(self, incoming: Any) -> None:
        """Hand on the messages, in their order, until there is nothing more to come."""
        import anyio

        with incoming, suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            while self._waiting or not (self._is_over.is_set() or self._is_left):
                if not self._waiting:
                    self._process.pause(STDOUT, False)
                    self._more.clear()
                    await self._more.wait()
                    continue
                line = self._waiting.popleft()
                self._waiting_size -= len(line)
                await self._take(line.strip(), incoming)
        self.ended.set()

    async def _take(self, line: bytes, incoming: Any) -> None:
        from mcp.shared.message import SessionMessage

        if not line:
            return
        try:
            found = messages.read(line) if len(line) < messages.LARGE else await asyncio.to_thread(messages.read, line)
        except ValueError:
            self.noise.feed(line + b"\n")
            if self.noise.total > MOST_NOISE:
                self._give_up("noise")
            await asyncio.sleep(0)  # it may be a flood, and the window has things to do
            return
        for message in found:
            await incoming.send(SessionMessage(message))

    async def _write(self, outgoing: Any) -> None:
        try:
            async for each in outgoing:
                text = each.message.model_dump_json(by_alias=True, exclude_unset=True)
                await self._process.write(text.encode() + b"\n")
        except OSError:
            self._hang_up()  # nobody reads at the other end: let the session know
