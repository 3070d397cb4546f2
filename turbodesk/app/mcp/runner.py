"""Runs one tool server: started at its first call, kept, stopped; a task of its own owns the connection to its end.

That task enters and leaves the SDK's `Client`, because its task groups want both in one task. Others only wait: `start`
for the moment it is ready, `ask` for an answer or for the end of the run, whichever comes first. A second cancellation
while that task leaves would cut the leaving off, so it is cancelled once, and the process is killed in any case.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from turbodesk.app.mcp import sdk
from turbodesk.app.mcp.connecting import LEGACY, ServerConnection, listed
from turbodesk.app.mcp.context import ServerContext, ServerFailed, ToolFailed
from turbodesk.app.mcp.offering import MOST_TOOLS
from turbodesk.app.mcp.server_records import kept_tools
from turbodesk.app.mcp.words import ServerRemedy, ServerTrouble
from turbodesk.app.signal import Signal
from turbodesk.chat.tool_server import ServerFacts, ToolServer
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

if TYPE_CHECKING:
    from mcp import Client
    from mcp.client.session import IncomingMessage

T = TypeVar("T")

_FIRST_MODERN = "2026-07-28"
_MOST_INSTRUCTIONS = 2_000
_MOST_ENDS, _WITHIN_S = 3, 60.0
"""After so many ends in so many seconds a server is not started again by itself."""
_STOP_LIMIT_S = 1.8
"""More than leaving a process takes; below the limit of a quit."""
_CHANGES_TOGETHER_S = 0.3
"""Several changes of a list are told one by one."""
_LAST_ANSWER_S = 0.5
"""How long what a dead server has still said may take from the pipe to who asked."""
_LISTEN_AGAIN_S = 30.0


class ServerState(StrEnum):
    """How a server stands."""

    OFF = "off"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


@dataclass(slots=True)
class _Failed:
    """What an answer was instead of one."""

    error: BaseException


class ServerRunner:
    """One server of the person's, whether it runs or not."""

    def __init__(self, server: ToolServer, facts: ServerFacts, context: ServerContext) -> None:
        """`facts` are those of an earlier run; nothing is started."""
        self.server = server
        self.facts = facts
        self.state = ServerState.OFF
        self.trouble: ServerTrouble | None = None
        """Why it is `FAILED`."""
        self.changed: Signal[None] = Signal()
        """Another state."""
        self.learned: Signal[ServerFacts] = Signal()
        """It said something else of itself than before."""
        self.connection: ServerConnection | None = None
        """The last run there was."""
        self.is_ended = False
        """Its server was removed, or the program ends: it is never started again."""
        self._context = context
        self._scope = context.scope.child(f"tool-server.{server.id}")
        self._run: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[Client] | None = None
        self._over = asyncio.Event()
        self._stale = asyncio.Event()
        self._ends: deque[float] = deque(maxlen=_MOST_ENDS)
        self._asked = 0
        self._asking: set[asyncio.Task[Any]] = set()
        self._waiting = 0
        """Questions that have no answer yet."""
        self._idle: asyncio.TimerHandle | None = None

    # What is asked of it

    async def start(self, *, by_hand: bool = False) -> None:
        """Start it, or wait for a start that is on its way; does nothing when it runs. `by_hand`: the person asked.

        Raises:
            ServerFailed: it did not come up, or ended too often of late.
        """
        await self._started(by_hand=by_hand)

    async def ask(self, work: Callable[[Client], Awaitable[T]]) -> T:
        """Have something done by the server and return what came. Cancelling tells the server and does not wait.

        Raises:
            ServerFailed: it did not start, or ended before it answered.
            ToolFailed: it refused.
        """
        self._waiting += 1
        try:
            found = await self._asked_once(work)
            if isinstance(found, _Failed) and self._has_forgotten_us:
                await self.stop()
                found = await self._asked_once(work)
            if isinstance(found, _Failed):
                await self._raise(found.error)
            return found  # type: ignore[return-value]
        finally:
            self._waiting -= 1
            if not self._waiting and self.connection is not None:
                self.connection.drop_questions()
            self._rest_later()

    async def _asked_once(self, work: Callable[[Client], Awaitable[T]]) -> T | _Failed:
        client = await self._started()
        self._asked += 1
        name = f"ask.{self._asked}"
        task = self._scope.start(name, self._outcome(work, client))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        try:
            await asyncio.wait({task})
        finally:
            self._scope.cancel(name)
        if task.cancelled() or task.exception() is not None:
            raise ToolFailed(_("It did not answer as it should."))  # a defect, which the scope reports
        return task.result()  # type: ignore[no-any-return]

    @property
    def _has_forgotten_us(self) -> bool:
        """Whether a server at an address says that it knows nothing of our session: nothing was done then."""
        return bool(self.server.address) and self.connection is not None and self.connection.status == 404

    async def _outcome(self, work: Callable[[Client], Awaitable[Any]], client: Client) -> Any:
        try:
            return await work(client)
        except sdk.faults() as error:
            return _Failed(error)

    async def _raise(self, error: BaseException) -> None:
        from mcp import MCPError
        from mcp.types import CONNECTION_CLOSED, URL_ELICITATION_REQUIRED
        from pydantic import ValidationError

        connection = self.connection
        assert connection is not None
        await connection.settle()
        inner = sdk.innermost(error)
        is_stopped, is_over = self._over.is_set(), self._is_ending
        if isinstance(inner, MCPError) and inner.code == CONNECTION_CLOSED and self._run is not None:
            await asyncio.wait({self._run}, timeout=_STOP_LIMIT_S)  # why it ended is known when it has
            is_over = True
        elif connection.process is None and (connection.status or not isinstance(inner, MCPError | ValidationError)):
            self._over.set()  # a new connection at the next call
            is_over = True
        if is_stopped:
            raise ServerFailed(self._stopped) from None
        if is_over:
            raise ServerFailed(self.trouble or connection.why(error)) from None
        if isinstance(inner, MCPError) and inner.code == URL_ELICITATION_REQUIRED:
            await connection.ask_for_pages(inner.data)
        if isinstance(inner, ValidationError):
            raise ToolFailed(_("It answered in a form that MCP does not know.")) from None
        raise ToolFailed(str(inner) or _("It did not answer as it should.")) from None

    @property
    def _stopped(self) -> ServerTrouble:
        return ServerTrouble(_("{name} was stopped.").format(name=self.server.name))

    async def stop(self) -> None:
        """End it and all that it has started; 1.8 s at most, whatever it does."""
        self._over.set()
        self._rest_later(is_over=True)
        if self._run is None or self._run.done():
            return
        if self.state is ServerState.STARTING:
            self._scope.cancel("run")  # once: see above
        done, _left = await asyncio.wait({self._run}, timeout=_STOP_LIMIT_S)
        if not done:
            self.kill()

    def kill(self) -> None:
        """End it now, without waiting: the last resort."""
        if self.connection is not None and self.connection.process is not None:
            self.connection.process.kill()

    @property
    def printed(self) -> str:
        """The last lines of its stderr, secrets masked."""
        return self.connection.printed if self.connection is not None else ""

    # Its life

    async def _started(self, *, by_hand: bool = False) -> Client:
        if by_hand:
            self._ends.clear()
        if self._run is not None and not self._run.done() and self._is_ending:
            await asyncio.wait({self._run})
        if self._run is None or self._run.done():
            if self.is_ended:
                raise ServerFailed(self._stopped)
            self._refuse_after_many_ends()
            self._over, self._stale = asyncio.Event(), asyncio.Event()
            self._ready = asyncio.get_running_loop().create_future()
            self._ready.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._show(ServerState.STARTING)
            self._run = self._scope.start("run", self._live(self._ready, self._over))
        assert self._ready is not None
        return await asyncio.shield(self._ready)

    @property
    def _is_ending(self) -> bool:
        ended = self.connection.ended if self.connection is not None else None
        return self._over.is_set() or (ended is not None and ended.is_set())

    def _refuse_after_many_ends(self) -> None:
        if len(self._ends) == _MOST_ENDS and time.monotonic() - self._ends[0] < _WITHIN_S:
            last = self.trouble
            raise ServerFailed(
                ServerTrouble(
                    _("{name} ended three times within a minute, so it is not started again by itself.").format(
                        name=self.server.name
                    ),
                    last.sentence if last is not None else "",
                    last.remedy if last is not None and last.remedy else ServerRemedy.TRY_AGAIN,
                    last.details if last is not None else "",
                )
            )

    async def _live(self, ready: asyncio.Future[Client], over: asyncio.Event) -> None:
        began = time.monotonic()
        name = self.server.name
        why: ServerTrouble | None = ServerTrouble(
            _("{name} could not be started.").format(name=name), _("Try again."), ServerRemedy.TRY_AGAIN
        )
        connection = ServerConnection(self.server, self._context, self._scope, lambda: self._waiting > 0)
        self.connection = connection
        try:
            await sdk.load()
            async with asyncio.timeout(connection.start_limit_s) as limit, AsyncExitStack() as stack:
                client = await connection.open(stack, self.facts.era, self._heard)
                await self._learn(connection)
                limit.reschedule(None)
                connection.was_ready = True
                ready.set_result(client)
                self._show(ServerState.READY)
                self._rest_later()
                stack.callback(self._scope.cancel, "listen")
                stack.callback(self._scope.cancel, "refresh")
                self._scope.start("listen", self._listen(client))
                self._scope.start("refresh", self._refresh(connection))
                await self._end_of(connection, over)
                if self._asking and not over.is_set():  # its last answer may have come, and still be on its way to us
                    await asyncio.wait(set(self._asking), timeout=_LAST_ANSWER_S)
                await connection.settle()
            why = None if over.is_set() else connection.why()
        except ServerFailed as failed:  # what it needs could not be had
            why = failed.trouble
        except TimeoutError:
            why = connection.why(waited_s=time.monotonic() - began)
        except sdk.faults() as error:
            has_died = connection.process is not None and connection.process.has_died
            is_listing = connection.client is not None and not ready.done() and not has_died
            why = connection.why(error, fault="list" if is_listing else "")
        finally:
            self._rest_later(is_over=True)
            is_stopped = over.is_set()
            if why is not None and not is_stopped:
                self._ends.append(time.monotonic())
            why = None if is_stopped else why
            self._show(ServerState.OFF if why is None else ServerState.FAILED, why)
            if not ready.done():
                ready.set_exception(ServerFailed(why or self._stopped))

    async def _end_of(self, connection: ServerConnection, over: asyncio.Event) -> None:
        """Wait until it is told to end or ends by itself."""
        if connection.ended is None:
            await over.wait()
            return
        waits = [self._scope.start("over", _wait(over)), self._scope.start("ended", _wait(connection.ended))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._scope.cancel("over")
            self._scope.cancel("ended")

    async def _learn(self, connection: ServerConnection) -> None:
        """Ask what it brings, and tell those who keep it.

        Raises:
            ServerFailed is never raised; what `sdk.faults` lists is.
        """
        client = connection.client
        assert client is not None
        tools = await asyncio.to_thread(kept_tools, await listed(connection, MOST_TOOLS))
        version = client.protocol_version
        facts = ServerFacts(
            LEGACY if version < _FIRST_MODERN else version, tools, (client.instructions or "")[:_MOST_INSTRUCTIONS]
        )
        if facts != self.facts:
            self.facts = facts
            self.learned.emit(facts)

    def _show(self, state: ServerState, why: ServerTrouble | None = None) -> None:
        self.state, self.trouble = state, why
        self.changed.emit(None)

    def _rest_later(self, *, is_over: bool = False) -> None:
        """Stop it when nobody asks anything of it for long."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if not is_over and self.state is ServerState.READY:
            self._idle = asyncio.get_running_loop().call_later(self._context.idle_s, self._rest)

    def _rest(self) -> None:
        if self._waiting:
            self._rest_later()
        else:
            self._over.set()

    # What it says unasked

    async def _heard(self, message: IncomingMessage) -> None:
        """Hear of another list, as it is told until 2025-11-25."""
        if getattr(message, "method", "") == "notifications/tools/list_changed":
            self._stale.set()

    async def _listen(self, client: Client) -> None:
        """Ask to be told of another list, as it is from 2026-07-28 on."""
        able = client.server_capabilities.tools
        if client.protocol_version < _FIRST_MODERN or able is None or not able.list_changed:
            return
        while True:
            with suppress(*sdk.faults()):
                async with client.listen(tools_list_changed=True) as told:
                    async for _notice in told:
                        self._stale.set()
            await asyncio.sleep(_LISTEN_AGAIN_S)
            self._stale.set()  # something may have been missed

    async def _refresh(self, connection: ServerConnection) -> None:
        while True:
            await self._stale.wait()
            await asyncio.sleep(_CHANGES_TOGETHER_S)
            self._stale.clear()
            with suppress(*sdk.faults()):
                async with asyncio.timeout(self._context.start_limit_s):
                    await self._learn(connection)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()
