"""Reads the events of one reply in their order: what each says, where it belongs, and what it means after those before.

`wire` reads an event by itself. Three things need more: a character whose halves come in two events is one character;
words for a block that takes none of their kind, or for one whose place is taken already, are not lost but get a block
of their own behind the others, as they come from gateways that count blocks wrong; and a reply has an end. What comes
together is one: `together` joins the pieces of a token that a reply is sent in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from turbodesk.chat.errors import GatewayFailure
from turbodesk.chat.events import (
    BlockStarted,
    BlockStopped,
    CitationDelta,
    FieldsSet,
    Finished,
    GatewayEvent,
    InputDelta,
    SignatureDelta,
    Started,
    TextDelta,
    ThinkingDelta,
)
from turbodesk.chat.json_values import is_sound, joined, open_half, parse, parse_unchecked, whole_characters
from turbodesk.chat.parts import Opaque, Part, Text, Thinking, ToolUse
from turbodesk.chat.summary import BLOCK
from turbodesk.gateway import wire

log = logging.getLogger(__name__)

MOST_BLOCKS = 10_000
"""A reply that cites each sentence has some hundred; the text of the longest has fewer sentences than this."""
MOST_CHARACTERS = 16_000_000
"""Of all that grows in a reply; the longest has less than a million."""

Growing = TextDelta | ThinkingDelta | InputDelta
_Delta = Growing | SignatureDelta | CitationDelta | FieldsSet


class ReplyTooLarge(Exception):
    """A reply has more blocks, or more in them, than any has."""


class ReplyReader:
    """One reply. What it gives out is in order, each block in a place of its own."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        """Where the block that the gateway calls by this number stands in the reply."""
        self._parts: dict[int, Part] = {}
        """What stands in each place, as it began."""
        self._replaceable: set[int] = set()
        """Places filled by the beginning of the message, where the stream's own blocks belong."""
        self._last = -1
        self._length = 0
        self._fed: set[int] = set()
        """Places of blocks that have grown."""
        self._halves: dict[tuple[int, type[Growing]], str] = {}

    def read(self, data: str, *, name: str = "") -> list[wire.Read]:
        """Return what the next server-sent event says; see `wire.read_event`.

        Raises:
            wire.GarbledValue: a value of it is not what the protocol says.
            ValueError: the data is not JSON.
            ReplyTooLarge: the reply has no end.
        """
        if wire.says_nothing(data):
            return []
        given = parse_unchecked(data)
        if (plain := self._plain_words(given)) is not None:
            return [plain]
        if not is_sound(given):
            raise ValueError("not JSON that can be kept")
        payload, half = _mended(given)
        events = [fitted for event in wire.read_payload(payload, name=name) for fitted in self._fitted(event)]
        match events:
            case [BlockStarted(index=index, part=Text() | Thinking() as part)] if half:
                self._halves[index, TextDelta if isinstance(part, Text) else ThinkingDelta] = half
        if events and isinstance(events[0], Started):
            self._replaceable = set(self._parts) - self._fed
        return events

    def _plain_words(self, payload: object) -> Growing | None:
        """More of a block that is growing in its place, as nearly every event is; None where anything is unusual."""
        if type(payload) is not dict or len(payload) != 3 or payload.get("type") != "content_block_delta":
            return None
        index, delta = payload.get("index"), payload.get("delta")
        if type(index) is not int or self._halves or index not in self._fed or self._places.get(index) != index:
            return None
        if type(delta) is not dict or len(delta) != 2 or (known := _PLAIN.get(str(delta.get("type")))) is None:
            return None
        field, kind, part = known
        text = delta.get(field)
        if type(text) is not str or not text or not isinstance(self._parts[index], part):
            return None
        whole = self._whole(index, kind, text)
        if self._length > MOST_CHARACTERS:
            raise ReplyTooLarge
        return kind(index, whole)

    def read_whole(self, text: str) -> list[wire.Read]:
        """Return what a reply that came as one message says.

        Raises:
            Whatever `read` raises.
        """
        return [fitted for event in wire.read_payload(parse(text)) for fitted in self._fitted(event)]

    def _fitted(self, event: wire.Read) -> Iterator[wire.Read]:
        match event:
            case BlockStarted():
                yield BlockStarted(self._new_place(event.index, event.part), event.part)
            case TextDelta() | ThinkingDelta() | SignatureDelta() | InputDelta() | CitationDelta() | FieldsSet():
                yield from self._grown(event)
            case BlockStopped():
                if (place := self._places.get(event.index)) is not None:
                    yield from self._left(place)
                    yield BlockStopped(place)
            case Finished():
                for place in sorted({at for at, _ in self._halves}):
                    yield from self._left(place)
                yield event
            case _:
                yield event

    def _new_place(self, index: int, part: Part) -> int:
        place = index
        if index in self._parts and index not in self._replaceable and not self._is_told_twice(index, part):
            place = self._last + 1
        if len(self._parts) >= MOST_BLOCKS:
            raise ReplyTooLarge
        self._replaceable.discard(place)
        self._parts[place] = part
        self._places[index] = place
        self._last = max(self._last, place)
        return place

    def _is_told_twice(self, index: int, part: Part) -> bool:
        """Whether the block that stands in its own place began just so, and nothing of it has come."""
        return self._places.get(index) == index and index not in self._fed and self._parts[index] == part

    def _grown(self, delta: _Delta) -> Iterator[wire.Read]:
        place = self._places.get(delta.index)
        if place is None:
            place = self._new_place(delta.index, _OWN[type(delta)])
        elif not _takes(self._parts[place], delta):
            if not isinstance(delta, TextDelta | ThinkingDelta):
                raise wire.GarbledValue(f"a {type(delta).__name__} for a {type(self._parts[place]).__name__}")
            log.info("a gateway gives words to a block that takes none: %s", type(self._parts[place]).__name__)
            place = self._new_place(delta.index, _OWN[type(delta)])
        self._fed.add(place)
        match delta:
            case TextDelta() | ThinkingDelta():
                delta = replace(delta, text=self._whole(place, type(delta), delta.text))
            case InputDelta():
                delta = replace(delta, partial_json=self._whole(place, InputDelta, delta.partial_json))
            case CitationDelta():
                self._length += sum(len(str(value)) for value in delta.citation.values())
            case FieldsSet():
                self._length += sum(len(str(value)) for value in delta.fields.values())
            case SignatureDelta():
                self._length += len(delta.signature)
        if self._length > MOST_CHARACTERS:
            raise ReplyTooLarge
        yield replace(delta, index=place)

    def _whole(self, place: int, kind: type[Growing], text: str) -> str:
        """`text` with the half that was left before it, and without one that is open at its end."""
        self._length += len(text)
        text = self._halves.pop((place, kind), "") + text
        if half := open_half(text):
            self._halves[place, kind] = half
            text = text[:-1]
        return joined(text)

    def _left(self, place: int) -> Iterator[wire.Read]:
        """What stands for halves whose other half never came."""
        for kind in (TextDelta, ThinkingDelta, InputDelta):
            if self._halves.pop((place, kind), ""):
                yield kind(place, joined("\ud800"))


_PLAIN: Mapping[str, tuple[str, type[Growing], type[Part]]] = {
    "text_delta": ("text", TextDelta, Text),
    "thinking_delta": ("thinking", ThinkingDelta, Thinking),
    "input_json_delta": ("partial_json", InputDelta, ToolUse),
}
"""What grows, by what the gateway calls more of it: its field, the event, and the part that takes it."""

_OWN: Mapping[type[_Delta], Part] = {
    TextDelta: Text(),
    CitationDelta: Text(),
    ThinkingDelta: Thinking(),
    SignatureDelta: Thinking(),
    InputDelta: ToolUse("", ""),
    FieldsSet: Opaque({"type": BLOCK}),
}
"""The part a delta speaks of, for a gateway that never opened its block."""


def together(events: Iterable[GatewayEvent]) -> Iterator[GatewayEvent]:
    """Yield these events with neighbours that make one block grow as one; what came before a failure comes first."""
    first: Growing | None = None
    texts: list[str] = []
    try:
        for event in events:
            if isinstance(event, Growing):
                if first is None or type(event) is not type(first) or event.index != first.index:
                    if first is not None:
                        yield _one(first, texts)
                    first, texts = event, []
                texts.append(event.partial_json if isinstance(event, InputDelta) else event.text)
                continue
            if first is not None:
                yield _one(first, texts)
                first = None
            yield event
    except GatewayFailure:
        if first is not None:
            yield _one(first, texts)
        raise
    if first is not None:
        yield _one(first, texts)


def _one(first: Growing, texts: list[str]) -> Growing:
    return first if len(texts) == 1 else type(first)(first.index, "".join(texts))


def _takes(part: Part, delta: _Delta) -> bool:
    match delta:
        case TextDelta() | CitationDelta():
            return isinstance(part, Text)
        case SignatureDelta():
            return isinstance(part, Thinking) or (isinstance(part, Opaque) and part.kind == BLOCK)
        case ThinkingDelta():
            return isinstance(part, Thinking)
        case FieldsSet():
            return isinstance(part, Opaque) and part.kind == BLOCK
        case InputDelta():
            return isinstance(part, ToolUse | Opaque)


def _mended(payload: object) -> tuple[object, str]:
    """An event with whole characters, and the half that the text of a beginning block ends with.

    Deltas of text stay as they are: `ReplyReader` puts theirs together.
    """
    if not isinstance(payload, dict):
        return payload, ""
    delta = payload.get("delta")
    if isinstance(delta, dict) and not delta.keys().isdisjoint(("text", "thinking", "partial_json")):
        return payload, ""
    block, half = payload.get("content_block"), ""
    if isinstance(block, dict):
        for field in ("text", "thinking"):
            if isinstance(text := block.get(field), str) and (found := open_half(text)):
                block, half = {**block, field: text[:-1]}, found
        payload = {**payload, "content_block": block}
    return whole_characters(payload), half
