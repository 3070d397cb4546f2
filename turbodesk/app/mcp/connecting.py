"""Connects to a server as the SDK wants it: the transport for a command or an address, and the client on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from turbodesk.app.mcp import elicitation, sdk
from turbodesk.app.mcp.context import ServerContext
from turbodesk.app.mcp.environment import argv_for
from turbodesk.app.mcp.lines import masked
from turbodesk.app.mcp.mended_transport import MendedTransport
from turbodesk.app.mcp.mending import Json
from turbodesk.app.mcp.process_transport import ProcessTransport
from turbodesk.app.mcp.sandbox import Sandbox, sandboxed
from turbodesk.app.mcp.secret_values import with_values
from turbodesk.app.mcp.sign_in import PERSON_S
from turbodesk.app.mcp.words import SeenRun, ServerTrouble, trouble
from turbodesk.app.tasks import Scope
from turbodesk.chat.tool_server import ToolServer

if TYPE_CHECKING:
    from mcp import Client
    from mcp.client.session import MessageHandlerFnT
    from mcp.types import CallToolResult, ElicitRequestParams, ElicitResult

MOST_EVENT = 32 * 1024 * 1024
"""Bytes of one message by HTTP. The SDK's own limit is 1 MB, which a screenshot passes."""
_PROBED = 20_000
"""Bytes of stderr from which a server that ended was busy with more than a message it did not know."""
LEGACY = "legacy"
_MOST_PAGES_TO_OPEN = 3
_QUESTION = "question."  # not for people: names of tasks
"""What the name of a task that asks the person begins with."""
_MOST_UNANSWERED = 2
"""Questions in a row that the person did not answer; those after them are declined until the server was at rest."""
_MOST_QUESTIONS = 20
"""The same of all. A question covers the window, and a server could ask without end."""


class ServerConnection:
    """One run of one server; what is seen of it tells what went wrong."""

    def __init__(self, server: ToolServer, context: ServerContext, scope: Scope, is_asked: Callable[[], bool]) -> None:
        """`scope` owns what reads and writes; `is_asked` says whether anybody waits for an answer of the server's."""
        self.server = server
        self.process: ProcessTransport | None = None
        """None for a server at an address."""
        self.client: Client | None = None
        self.wire: MendedTransport | None = None
        self.was_ready = False
        """Whether it has come up."""
        self.status = 0
        """The last HTTP status, where that was an error."""
        self._context, self._scope = context, scope
        self._hidden: tuple[str, ...] = ()
        self._has_key = False
        """Whether an address is given a key of the person's, so that nobody signs in there."""
        self._is_asked = is_asked
        self._questions = self._in_a_row = self._unanswered = 0
        """Questions to the person so far; of these since the server was last at rest, and that they did not answer."""
        self._open_questions: set[str] = set()
        self._sign_in = context.sign_in(server) if server.address and context.sign_in is not None else None

    async def open(self, stack: AsyncExitStack, era: str, heard: MessageHandlerFnT) -> Client:
        """Start it and shake hands; `stack` ends it. `heard` is told what it says unasked.

        Raises:
            Whatever `sdk.faults` lists.
        """
        try:
            return await self._opened(stack, LEGACY if era == LEGACY else "auto", heard)
        except sdk.faults():
            process = self.process
            if era or process is None or process.exit_code is None or process.stderr.total > _PROBED:
                raise
        return await self._opened(stack, LEGACY, heard)  # some end at the first message they do not know

    async def _opened(self, stack: AsyncExitStack, mode: str, heard: MessageHandlerFnT) -> Client:
        from mcp import Client
        from mcp.types import Implementation

        secrets = await self._context.secrets(self.server)
        self._hidden = tuple(secrets.values())
        filled = with_values(self.server, secrets)
        if filled.address:
            transport = await self._to_address(stack, filled)
        else:
            transport = self.process = await self._to_process(filled)
        self.wire = MendedTransport(transport)
        client = Client(
            self.wire,
            client_info=Implementation(name="TurboDesk", version=self._context.version),
            message_handler=heard,
            elicitation_callback=self._elicited if self._context.elicit() is not None else None,
            cache=None,
            mode=mode,
        )
        await stack.enter_async_context(client)
        client.session.validate_tool_result = _believe  # type: ignore[method-assign]
        self.client = client
        return client

    async def _to_process(self, filled: ToolServer) -> ProcessTransport:
        context = self._context
        given = {**await context.environment(), **filled.env}
        argv = argv_for((filled.command, *filled.args), given)
        folder: str | None = filled.folder or str(Path.home())
        if filled.is_fenced:
            argv, given = await asyncio.to_thread(self._fenced, argv, given)
            folder = None
        transport = ProcessTransport(argv, env=given, folder=folder, scope=self._scope)
        if (leftovers := context.leftovers) is not None:
            transport.started, transport.gone = leftovers.note, leftovers.forget
        return transport

    def _fenced(self, argv: list[str], given: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
        server = self.server
        return sandboxed(
            argv,
            Sandbox(server.shared_folders, has_network=server.has_network),
            environment=given,
            home=Path.home(),
            own_home=self._context.homes / server.id,
            own_folder=Path(server.own_folder) if server.own_folder else None,
        )

    async def _to_address(self, stack: AsyncExitStack, filled: ToolServer) -> Any:
        from mcp.client.streamable_http import streamable_http_client

        from turbodesk.app.mcp.http_client import http_client

        auth = None
        self._has_key = any(name.lower() == "authorization" for name in filled.headers)
        if self._sign_in is not None and not self._has_key:
            auth = await self._sign_in.auth()
            stack.push_async_callback(self._sign_in.close)
        client = http_client(
            filled.address,
            headers=filled.headers,
            proxy=self._context.proxy(),
            auth=auth,
            seen=self._note_status,
        )
        http = await stack.enter_async_context(client)
        return streamable_http_client(filled.address, http_client=http, max_sse_event_size=MOST_EVENT)

    def _note_status(self, status: int) -> None:
        self.status = status if status >= 400 else 0

    async def _elicited(self, context: Any, params: ElicitRequestParams | SimpleNamespace) -> ElicitResult:
        """Ask the person what the server asks, in the SDK's words."""
        from mcp.types import ElicitResult

        elicit = self._context.elicit()
        asked = elicitation.question(self.server.id, self.server.name, params)
        if elicit is None or asked is None or not self._may_ask:
            return ElicitResult(action="decline")
        self._questions += 1
        self._in_a_row += 1
        name = f"{_QUESTION}{self._questions}"
        task = self._scope.start(name, _answer_to(elicit, asked))
        self._open_questions.add(name)
        try:
            await asyncio.wait({task})
        finally:
            self._open_questions.discard(name)
            self._scope.cancel(name)
        if task.cancelled() or task.exception() is not None:
            return ElicitResult(action="cancel")
        answer = task.result()
        is_accepted = answer.action is elicitation.ElicitationAction.ACCEPT
        self._unanswered = 0 if is_accepted else self._unanswered + 1
        is_given = is_accepted and not asked.address
        return ElicitResult(action=answer.action.value, content=dict(answer.values or {}) if is_given else None)

    @property
    def _may_ask(self) -> bool:
        """Whether the person is to be asked: for a call of theirs, and not again and again against their will."""
        return self._is_asked() and self._unanswered < _MOST_UNANSWERED and self._in_a_row < _MOST_QUESTIONS

    async def ask_for_pages(self, data: Any) -> None:
        """Ask the person to open the pages that a server's refusal names (-32042, version 2025-11-25)."""
        named = data.get("elicitations") if isinstance(data, Mapping) else None
        for one in named[:_MOST_PAGES_TO_OPEN] if isinstance(named, list) else ():
            if isinstance(one, Mapping):
                words, address = str(one.get("message") or ""), str(one.get("url") or "")
                await self._elicited(None, SimpleNamespace(mode="url", message=words, url=address))

    def drop_questions(self) -> None:
        """Ask the person nothing more: what it was for is over."""
        self._in_a_row = self._unanswered = 0
        for name in tuple(self._open_questions):
            self._scope.cancel(name)

    @property
    def start_limit_s(self) -> float:
        """How long its start may take; longer where the person is in the browser meanwhile."""
        is_by_hand = self._sign_in is not None and self._sign_in.is_by_hand
        return self._context.start_limit_s + (PERSON_S if is_by_hand else 0)

    # What is told of it

    async def settle(self) -> None:
        """Wait a little for the exit code of a process whose pipes are closed, which may come later."""
        if self.process is not None and self.process.is_over:
            await self.process.exited(0.5)

    def why(self, error: BaseException | None = None, *, waited_s: float = 0.0, fault: str = "") -> ServerTrouble:
        """Say what went wrong."""
        server, process = self.server, self.process
        seen = SeenRun(
            server.name,
            server.command,
            error,
            server.folder or "",
            waited_s=waited_s,
            status=self.status,
            fault=fault,
            was_ready=self.was_ready,
        )
        if process is None:
            is_signed_in = self._sign_in is not None and self._sign_in.is_signed_in
            return trouble(replace(seen, is_signed_in=is_signed_in, has_key=self._has_key))
        noise = masked(process.noise.text, self._hidden)
        fault = process.fault or fault
        return trouble(replace(seen, exit_code=process.died, stderr=self.printed, noise=noise, fault=fault))

    @property
    def printed(self) -> str:
        """The last lines of its stderr, without the secrets it was given."""
        return masked(self.process.stderr.text, self._hidden) if self.process is not None else ""

    @property
    def ended(self) -> asyncio.Event | None:
        """Set when nothing will be heard of it any more; None for a server at an address, which may come back."""
        return self.process.ended if self.process is not None else None


async def _answer_to(
    elicit: elicitation.Elicit, asked: elicitation.ElicitationQuestion
) -> elicitation.ElicitationAnswer:
    return await elicit(asked)


async def _believe(name: str, result: CallToolResult) -> None:
    """Stands in for the SDK's check of a result against its schema, which throws the whole result away."""


async def listed(connection: ServerConnection, most_tools: int, most_pages: int = 50) -> tuple[Json, ...]:
    """Read the list of a server's tools as it came, every page of it.

    Raises:
        Whatever `sdk.faults` lists.
    """
    from mcp import MCPError
    from mcp.types import METHOD_NOT_FOUND

    client, wire = connection.client, connection.wire
    assert client is not None
    assert wire is not None
    wire.tools.clear()
    cursor: str | None = None
    seen: set[str] = set()
    while len(wire.tools) <= most_tools and len(seen) < most_pages:
        try:
            cursor = (await client.list_tools(cursor=cursor)).next_cursor
        except MCPError as error:
            if error.code == METHOD_NOT_FOUND and not seen:
                return ()  # it brings other things than tools
            raise
        if not cursor or cursor in seen:
            break
        seen.add(cursor)
    return tuple(wire.tools)
