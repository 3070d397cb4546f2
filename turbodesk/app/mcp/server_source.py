"""The tools of one server as the program knows tools: offered from the kept list, run by starting the server."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from turbodesk.app.mcp.offering import LeftOutTool, OfferedTool, offer
from turbodesk.app.mcp.server_records import ServerRecord
from turbodesk.app.mcp.unseen_letters import without_unseen
from turbodesk.app.signal import Signal
from turbodesk.app.tools.tool import Tool, ToolArgument, ToolCall, ToolOutcome, ToolRefused
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.parts import JsonObject
from turbodesk.quantities import sentences
from turbodesk.translation import _, unmarked

if TYPE_CHECKING:
    from turbodesk.app.mcp.runner import ServerRunner

_PROGRESS_EVERY_S = 0.1
"""Between two changes that are told: a server may tell of thousands."""
_LONGEST_WORDS = 200
_LONGEST_HELP = 240


class ServerSource:
    """Where the tools of one server come from. Nothing is started before one of them is called."""

    def __init__(self, record: ServerRecord, new_runner: Callable[[ServerSource], ServerRunner]) -> None:
        """`new_runner` makes what runs it, when that is first wanted."""
        self.changed: Signal[None] = Signal()
        """Its tools, or its title, are others now."""
        self.record = record
        self._new_runner = new_runner
        self._runner: ServerRunner | None = None
        self._is_ended = False
        self._offered: tuple[list[OfferedTool], list[LeftOutTool]] | None = None

    @property
    def id(self) -> str:
        """The server's id."""
        return self.record.server.id

    @property
    def title(self) -> str:
        """What the person calls it."""
        return self.record.server.name

    @property
    def runner(self) -> ServerRunner:
        """What runs the server, made at the first use; a start does not load it."""
        if self._runner is None:
            self._runner = self._new_runner(self)
            self._runner.is_ended = self._is_ended
        return self._runner

    @property
    def known_runner(self) -> ServerRunner | None:
        """The same, where it was used in this run of the program."""
        return self._runner

    async def end(self) -> None:
        """Stop it for good: it is removed, or the program ends. Who still holds one of its tools starts nothing."""
        self._is_ended = True
        if self._runner is not None:
            self._runner.is_ended = True
            await self._runner.stop()

    def update(self, record: ServerRecord) -> None:
        """Take what is kept of the server now; tells where that are other tools."""
        before, self.record = self.record, record
        if before.server != record.server or before.facts.tools != record.facts.tools:
            self._offered = None
        elif (before.is_on, before.off) == (record.is_on, record.off):
            return
        self.changed.emit(None)

    def offered(self) -> Sequence[OfferedTool]:
        """Return all its tools that a model can be offered, switched off or not, in the server's order."""
        return self._all()[0]

    def left_out(self) -> Sequence[LeftOutTool]:
        """Return those that no model can be offered, and why."""
        return self._all()[1]

    def tools(self) -> Sequence[Tool]:
        """Return the tools that are on."""
        if not self.record.is_on:
            return []
        return [self._tool(one) for one in self.offered() if one.tool not in self.record.off]

    def _all(self) -> tuple[list[OfferedTool], list[LeftOutTool]]:
        if self._offered is None:
            server = self.record.server
            self._offered = offer(server.id, self.record.facts.tools, runs=server.run_fingerprint)
        return self._offered

    def _tool(self, offered: OfferedTool) -> Tool:
        server = self.record.server

        async def run(given: JsonObject, call: ToolCall) -> ToolOutcome:
            if not self.record.is_on or offered.tool in self.record.off:  # since the call was asked about
                raise ToolRefused(f"“{offered.title}” of {self.title} is switched off.")
            return await run_tool(self.runner, offered, given, call)

        return Tool(
            offered.definition,
            offered.title,
            _sentence(offered.summary) or offered.title,
            describe=lambda given: described(offered, given),
            run=run,
            source=server.id,
            source_title=server.name,
            fingerprint=offered.fingerprint,
            runs=server.statement,
            may_change=not offered.says_read_only,
            reads_outside=True,  # whatever the server says of itself: a hint leaves no question out
            can_send=True,
        )


def _sentence(words: str) -> str:
    """Return the first sentence of what a tool says of itself, for a list."""
    first = re.split(r"(?<=[.!?。])\s", words, maxsplit=1)[0]
    return first if len(first) <= _LONGEST_HELP else f"{beginning(first, _LONGEST_HELP - 1).rstrip()}…"


def described(offered: OfferedTool, given: JsonObject) -> tuple[ToolArgument, ...]:
    """Return the arguments of a call as a person reads them, by the server's names for them."""
    properties = offered.definition.input_schema.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    rows = []
    for name, value in given.items():
        described = properties.get(name)
        title = described.get("title") if isinstance(described, Mapping) else None
        label = one_line(without_unseen(title)) if isinstance(title, str) else ""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, default=str)
        rows.append(ToolArgument(label or offered.schema.called.get(name, name), text))
    return tuple(rows)


async def run_tool(runner: ServerRunner, offered: OfferedTool, given: JsonObject, call: ToolCall) -> ToolOutcome:
    """Have a server run one of its tools.

    Raises:
        ToolRefused: it could not be started, or ended before it answered; a sentence.
    """
    from turbodesk.app.mcp.context import ServerFailed, ToolFailed
    from turbodesk.app.mcp.results import outcome
    from turbodesk.app.mcp.words import ServerRemedy

    last = 0.0

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PROGRESS_EVERY_S or progress == total:
            last = now
            words = one_line(without_unseen(message or ""))[:_LONGEST_WORDS]
            call.progress(progress, total if total and total > 0 else None, words)

    def read(result: Any) -> ToolOutcome:
        return outcome(result.model_dump(mode="json", by_alias=True, exclude_none=True))

    async def work(client: Any) -> ToolOutcome:
        result = await client.call_tool(offered.tool, offered.schema.sent(given), progress_callback=tell)
        return await asyncio.to_thread(read, result)  # it may be of many megabytes

    try:
        return await runner.ask(work)
    except ServerFailed as failed:
        sentence, advice = failed.trouble.sentence, failed.trouble.advice
        if failed.trouble.remedy is ServerRemedy.SIGN_IN:
            words = _("{sentence} {advice} That is done in Settings, under Tools.")
            raise ToolRefused(words.format(sentence=sentence, advice=advice)) from None
        raise ToolRefused(sentences(sentence, advice)) from None
    except ToolFailed as failed:
        return outcome({"content": [{"type": "text", "text": unmarked(str(failed))}], "isError": True})
