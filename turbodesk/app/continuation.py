"""Lets a reply go on in the place where it ended: what comes next is made to fit behind what is there.

A gateway numbers the blocks of each answer from 0. `Continuation` gives the blocks of a continuation the numbers after
those of the reply they belong to, or lets their first text flow into its last, and adds up what both have cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from turbodesk.chat.events import (
    BlockStarted,
    BlockStopped,
    CitationDelta,
    FieldsSet,
    GatewayEvent,
    InputDelta,
    SignatureDelta,
    Started,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
)
from turbodesk.chat.message import Block, Message, Usage
from turbodesk.chat.parts import JsonObject, Text

_COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


class Continuation:
    """Where one continuation meets its reply."""

    def __init__(self, reply: Message, *, joins: bool, usage: Usage | None = None) -> None:
        """`joins`: the continuation's first text belongs to the reply's last. `usage`: what the reply has cost."""
        self._last = reply.blocks[-1].index if reply.blocks else -1
        self._joins = joins and bool(reply.blocks) and isinstance(reply.blocks[-1].part, Text)
        self._usage = usage or Usage()
        self._first: int | None = None
        self._places: dict[int, int] = {}

    def fit(self, event: GatewayEvent) -> GatewayEvent | None:
        """Return the event as it happens to the reply; None for one that changes nothing there."""
        match event:
            case BlockStarted(index=index, part=part):
                at = self._place(index, is_text=isinstance(part, Text))
                if at != self._last:
                    return BlockStarted(at, part)
                return TextDelta(at, part.text) if isinstance(part, Text) and part.text else None
            case TextDelta() | CitationDelta():
                return replace(event, index=self._place(event.index, is_text=True))
            case ThinkingDelta() | SignatureDelta() | InputDelta() | FieldsSet() | BlockStopped():
                return replace(event, index=self._place(event.index, is_text=False))
            case Started() | StopReasonGiven():
                return replace(event, usage=self._added(event.usage))
            case _:
                return event

    def _place(self, index: int, *, is_text: bool) -> int:
        if self._first is None:
            self._first = index
        if index not in self._places:
            joins = self._joins and is_text and index == self._first
            self._places[index] = self._last if joins else self._last + 1 + index
        return self._places[index]

    def _added(self, reported: JsonObject) -> JsonObject:
        return {key: self._sum(key, value) for key, value in reported.items()}

    def _sum(self, key: str, value: object) -> object:
        before = getattr(self._usage, key) if key in _COUNTS else self._usage.extra.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):  # such as how often the web was searched
            return {**before, **{name: _total(before.get(name), one) for name, one in value.items()}}
        return _total(before, value) if key in _COUNTS else value


def _total(before: object, value: object) -> object:
    return value + before if _is_count(value) and _is_count(before) else value  # type: ignore[operator]  # both are


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def begun_with(reply: Message, earlier: Message, *, joins: bool) -> Message:
    """Return `reply` holding all that `earlier` says, ready to go on; trailing blanks go where text will join."""
    blocks = list(earlier.blocks)
    if joins:
        blocks = [block for block in blocks if isinstance(block.part, Text) and block.part.text.strip()]
        last = blocks[-1]
        assert isinstance(last.part, Text)
        blocks[-1] = Block(last.index, replace(last.part, text=last.part.text.rstrip()), closed=False)
    return replace(reply, blocks=tuple(blocks), first_part_at=None)
