"""A source of tools whose calls begin, end and fail when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from turbodesk.app.signal import Signal
from turbodesk.app.tools import Tool, ToolArgument, ToolCall, ToolOutcome
from turbodesk.chat.parts import JsonObject
from turbodesk.chat.tools import ToolDefinition


@dataclass
class Running:
    """One call that began."""

    given: JsonObject
    call: ToolCall
    outcome: asyncio.Future[ToolOutcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    is_cancelled: bool = False


class HeldTools:
    """Tools "files__read" and so on, of a server called Files, each call of which waits for the test."""

    id = "files"
    title = "Files"

    def __init__(self, *names: str, **changes: object) -> None:
        self.changed: Signal[None] = Signal()
        self.began: list[Running] = []
        self.news = asyncio.Event()
        self._tools = [replace(self.tool(name), **changes) for name in names or ("files__read",)]  # type: ignore[arg-type]

    def tool(self, name: str) -> Tool:
        return Tool(
            ToolDefinition(name, f"Does {name}.", {"type": "object"}),
            name.partition("__")[2].capitalize() or name,
            "Reads a file.",
            describe=lambda given: tuple(ToolArgument(key, str(value)) for key, value in given.items()),
            run=self._run,
            source=self.id,
            source_title=self.title,
            fingerprint="one",
            runs="node files.js",
        )

    def tools(self) -> Sequence[Tool]:
        return self._tools

    def change(self, **changes: object) -> None:
        self._tools = [replace(tool, **changes) for tool in self._tools]  # type: ignore[arg-type]
        self.changed.emit(None)

    async def until(self, count: int) -> list[Running]:
        """Return the calls once so many have begun."""
        while len(self.began) < count:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 10)
        return self.began

    async def _run(self, given: JsonObject, call: ToolCall) -> ToolOutcome:
        running = Running(given, call)
        self.began.append(running)
        self.news.set()
        try:
            return await running.outcome
        except asyncio.CancelledError:
            running.is_cancelled = True
            raise
