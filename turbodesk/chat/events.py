"""What can happen to a reply: what a gateway says while replying, and how a reply can end.

`Gateway.reply` yields the first group; it raises a `Failure` for everything that goes wrong. `LiveChat` adds the second
group. `reduce.apply` understands both and is the only place where a reply grows.
"""

from __future__ import annotations

from dataclasses import field

from turbodesk.chat.errors import FailureNote
from turbodesk.chat.parts import JsonObject, Part
from turbodesk.chat.sent_prefix import SentPrefix
from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Started:
    """The gateway has begun to reply."""

    wire_id: str | None = None
    model: str | None = None
    usage: JsonObject = field(default_factory=dict)
    cache_miss: str = ""
    """Why the provider could not read the beginning from its cache, where it was asked; its own word."""


@dataclass(frozen=True, slots=True)
class BlockStarted:
    """A block has begun at `index`, with whatever it holds already."""

    index: int
    part: Part


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More text of block `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class ThinkingDelta:
    """More reasoning of block `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class SignatureDelta:
    """The seal of the thinking block `index`; replaces an earlier one."""

    index: int
    signature: str


@dataclass(frozen=True, slots=True)
class InputDelta:
    """More of the JSON text of a tool call's arguments."""

    index: int
    partial_json: str


@dataclass(frozen=True, slots=True)
class CitationDelta:
    """One more citation of the text block `index`."""

    index: int
    citation: JsonObject


@dataclass(frozen=True, slots=True)
class FieldsSet:
    """Fields of the block `index`, which is kept as it came, are these from now on."""

    index: int
    fields: JsonObject


@dataclass(frozen=True, slots=True)
class BlockStopped:
    """Block `index` is whole."""

    index: int


@dataclass(frozen=True, slots=True)
class StopReasonGiven:
    """Why the model stopped, and the count so far; may come more than once."""

    stop_reason: str | None = None
    stop_sequence: str | None = None
    stop_details: JsonObject | None = None
    usage: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """The reply is complete."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The gateway could not reply yet; the same request goes out again after `delay_s` seconds. No reply grows."""

    attempt: int
    """1 before the second request."""
    delay_s: float
    reason: FailureNote


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The gateway refused an optional parameter; the same request goes out again at once without it."""

    parameter: str
    """Its name, such as "temperature" or "cache_control"; to be given in `ReplyRequest.refused` from now on."""
    reason: str = ""
    """The gateway's own words, free of the key."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person stopped the reply."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure ended the reply."""

    failure: FailureNote


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The application ended while the reply was growing."""


GatewayEvent = (
    Started
    | BlockStarted
    | TextDelta
    | ThinkingDelta
    | SignatureDelta
    | InputDelta
    | CitationDelta
    | FieldsSet
    | BlockStopped
    | StopReasonGiven
    | Finished
    | Waiting
    | Adjusted
    | SentPrefix
)
Event = GatewayEvent | Stopped | Failed | Interrupted
