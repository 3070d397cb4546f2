"""Gathers the tools of all sources, ours before the tool servers', in an order that stays.

The order matters: what a model is told of its tools stands first in what the provider keeps ready, and another order
would spoil that. A name belongs to the first source that brings it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from turbodesk.app.signal import Signal, Subscription
from turbodesk.app.tools.approvals import Approvals
from turbodesk.app.tools.tool import Tool, ToolSource
from turbodesk.chat.tools import ToolDefinition

_MOST_TOLD = 100
"""Chats of which is remembered what they were told."""


class Toolbox:
    """Every tool there is, whether a chat has it on or not."""

    def __init__(self, *sources: ToolSource, approvals: Approvals | None = None) -> None:
        self.approvals = approvals or Approvals()
        """Which of them may run in every chat without a question."""
        self.changed: Signal[None] = Signal()
        """There are other tools now, or one of them is another."""
        self._sources: list[tuple[ToolSource, Subscription]] = []
        self._by_name: dict[str, Tool] | None = None
        self._told: dict[str, tuple[tuple[str, ...], tuple[ToolDefinition, ...]]] = {}
        """By the chat's id, the names and definitions it was told last."""
        for source in sources:
            self.add(source)

    @property
    def sources(self) -> Sequence[ToolSource]:
        """Where the tools come from, in the order in which they were added."""
        return [source for source, _ in self._sources]

    def add(self, source: ToolSource) -> None:
        """Offer the tools of one more source, behind all others."""
        self._sources.append((source, source.changed.connect(lambda _: self._renew())))
        self._renew()

    def remove(self, source_id: str) -> None:
        """Offer the tools of a source no longer; one that is not there is no matter."""
        for entry in [entry for entry in self._sources if entry[0].id == source_id]:
            entry[1].close()
            self._sources.remove(entry)
            self._renew()

    def tools(self) -> Sequence[Tool]:
        """Return every tool, in the order in which models are told of them."""
        return list(self._known().values())

    def find(self, name: str) -> Tool | None:
        """Return the tool of a name, or None when there is none."""
        return self._known().get(name)

    def definitions(self, names: Iterable[str]) -> tuple[ToolDefinition, ...]:
        """Return what a model is told of these tools, always in the same order; names of no tool are left out."""
        wanted = frozenset(names)
        return tuple(tool.definition for name, tool in self._known().items() if name in wanted)

    def offered(self, conversation_id: str, names: Iterable[str], *, goes_on: bool) -> tuple[ToolDefinition, ...]:
        """Return what a model is told of these tools in one chat.

        `goes_on`: in the midst of a turn, where it is told what it was told before, though a tool server has changed
        its list since: half a turn would be thought with other tools, and the provider's cache be lost.
        """
        wanted = tuple(names)
        before = self._told.pop(conversation_id, None)
        now = before if goes_on and before is not None and before[0] == wanted else (wanted, self.definitions(wanted))
        self._told[conversation_id] = now
        while len(self._told) > _MOST_TOLD:
            del self._told[next(iter(self._told))]
        return now[1]

    def _known(self) -> dict[str, Tool]:
        if self._by_name is None:
            found: dict[str, Tool] = {}
            for source, _ in self._sources:
                for tool in source.tools():
                    found.setdefault(tool.name, tool)
            self._by_name = found
        return self._by_name

    def _renew(self) -> None:
        self._by_name = None
        self.changed.emit(None)
