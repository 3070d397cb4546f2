"""Turns parts into the protocol's content blocks and back, without losing a field.

The same JSON is sent to the gateway and kept in the database, so both use this one module. A block that does not have
the shape its type promises becomes `Opaque`: hostile or newer data is carried, never guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import assert_never

from turbodesk.chat.json_values import is_sound
from turbodesk.chat.parts import (
    Document,
    Image,
    JsonObject,
    Opaque,
    Part,
    RedactedThinking,
    Text,
    Thinking,
    ToolResult,
    ToolUse,
)


def part_from_block(block: JsonObject) -> Part:
    """Read one content block. Never raises: what does not fit its type is kept as `Opaque`.

    A field that is absent or null is empty, as servers leave it that mean nothing.
    """
    kind = block.get("type")
    fields = _FIELDS.get(kind, ()) if isinstance(kind, str) else ()
    given = {key: value for key, value in block.items() if value is not None or key not in fields}
    match kind, given:
        case "text", _:
            part = _text(given)
        case "thinking", _:
            part = _thinking(given)
        case "redacted_thinking", _ if isinstance(data := given.get("data", ""), str):
            part = RedactedThinking(data, _rest(given, "data"))
        case "image", {"source": Mapping() as source}:
            part = Image(source, _rest(given, "source"))
        case "document", {"source": Mapping() as source} if isinstance(title := given.get("title", ""), str):
            part = Document(source, title if "title" in given else None, _rest(given, "source", "title"))
        case "tool_use", _:
            part = _tool_use(given)
        case "tool_result", {"tool_use_id": str(id_)} if isinstance(given.get("is_error", False), bool):
            extra = _rest(given, "tool_use_id", "content", "is_error")
            part = ToolResult(id_, given.get("content", ""), bool(given.get("is_error", False)), extra)
        case _:
            part = None
    return Opaque(dict(block)) if part is None else part


_FIELDS = {
    "text": ("text", "citations"),
    "thinking": ("thinking", "signature"),
    "redacted_thinking": ("data",),
    "document": ("title",),
    "tool_use": ("id", "name", "input"),
    "tool_result": ("is_error",),
}
"""Those that a part has of its own, and that may be null."""


def _text(block: JsonObject) -> Part | None:
    text, citations = block.get("text", ""), block.get("citations", ())
    if not isinstance(text, str) or not isinstance(citations, list | tuple):
        return None
    if not all(isinstance(citation, Mapping) for citation in citations):
        return None
    return Text(text, tuple(citations), _rest(block, "text", "citations"))


def _thinking(block: JsonObject) -> Part | None:
    text, signature = block.get("thinking", ""), block.get("signature", "")
    if not isinstance(text, str) or not isinstance(signature, str):
        return None
    return Thinking(text, signature, _rest(block, "thinking", "signature"))


def _tool_use(block: JsonObject) -> Part | None:
    id_, name, given = block.get("id", ""), block.get("name", ""), block.get("input", {})
    if not isinstance(id_, str) or not isinstance(name, str) or not isinstance(given, Mapping | str):
        return None
    # As text they come from servers that pass on another protocol, where arguments are text.
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False) if given else ""
    return ToolUse(id_, name, text, _rest(block, "id", "name", "input"))


def block_from_part(part: Part) -> dict[str, object]:
    """Write one part as a content block, with the fields it came with.

    Raises:
        ValueError: a tool call whose arguments are not a JSON object yet.
    """
    match part:
        case Text():
            block: dict[str, object] = {"type": "text", "text": part.text}
            if part.citations:
                block["citations"] = [dict(citation) for citation in part.citations]
        case Thinking():
            block = {"type": "thinking", "thinking": part.text}
            if part.signature:
                block["signature"] = part.signature
        case RedactedThinking():
            block = {"type": "redacted_thinking", "data": part.data}
        case Image():
            block = {"type": "image", "source": part.source}
        case Document():
            block = {"type": "document", "source": part.source}
            if part.title is not None:
                block["title"] = part.title
        case ToolUse():
            block = {"type": "tool_use", "id": part.id, "name": part.name, "input": tool_input(part)}
        case ToolResult():
            block = {"type": "tool_result", "tool_use_id": part.tool_use_id, "content": part.content}
            if part.is_error:
                block["is_error"] = True
        case Opaque():
            return dict(part.raw)
        case _:
            assert_never(part)
    return {**block, **part.extra}


def can_go_back(part: Opaque) -> bool:
    """Whether a gateway takes a block that is kept as it came; an older version kept more than can be sent."""
    return bool(part.raw.get("type")) and isinstance(part.raw["type"], str) and is_sound(part.raw)


def tool_input(part: ToolUse) -> JsonObject:
    """Return a tool call's arguments.

    Raises:
        ValueError: they are not a JSON object (a reply that was cut off inside them).
    """
    try:
        given = json.loads(part.input_json) if part.input_json.strip() else {}
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not is_sound(given):
        raise ValueError("tool arguments are not a JSON object")
    return given


def _rest(block: JsonObject, *known: str) -> dict[str, object]:
    return {key: value for key, value in block.items() if key != "type" and key not in known}
