"""What a message is made of: text, thinking, pictures, tool calls, and blocks this version does not know.

A part knows the fields TurboDesk works with and keeps every other field of its block in `extra`, so that a block goes
back to the gateway as it came (the protocol asks for that: signatures, citations and unknown blocks must not change).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from turbodesk.quick_dataclasses import dataclass

JsonObject = Mapping[str, object]
"""A JSON object as `json.loads` gives it; treated as read-only."""


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown, from either side."""

    text: str = ""
    citations: tuple[JsonObject, ...] = ()
    """What the text is drawn from, in the protocol's five shapes, in order of arrival."""
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thinking:
    """The model's reasoning; may be empty when the model withholds it."""

    text: str = ""
    signature: str = ""
    """Seals the block; a block without one must not be sent back."""
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RedactedThinking:
    """Reasoning the provider encrypted; only ever sent back."""

    data: str = ""
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; `source` in the protocol's form (base64, url or file)."""

    source: JsonObject
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF or text given to the model; `source` in the protocol's form."""

    source: JsonObject
    title: str | None = None
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool the model wants run."""

    id: str
    name: str
    input_json: str = ""
    """The arguments as JSON text, exactly as streamed; "" means no arguments. Not valid JSON while streaming."""
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave back; `content` in the protocol's form, text or a list of blocks."""

    tool_use_id: str
    content: object = ""
    is_error: bool = False
    extra: JsonObject = field(default_factory=dict)


UNREADABLE = "unreadable"
"""The `type` of a block that stands for a damaged one; no gateway has it."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A block of a kind this version does not know: kept and sent back unchanged, never looked into."""

    raw: JsonObject
    input_json: str = ""
    """What has been streamed of the arguments of a server's tool call; in `raw` once they are whole."""

    @property
    def kind(self) -> str:
        """The block's own `type`, for showing that something is there."""
        return str(self.raw.get("type", "unknown"))


Part = Text | Thinking | RedactedThinking | Image | Document | ToolUse | ToolResult | Opaque


def is_damage(part: Part) -> bool:
    """Whether a part stands for what the store could not read: shown as such, never sent and never copied on."""
    return isinstance(part, Opaque) and part.kind == UNREADABLE
