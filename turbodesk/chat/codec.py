"""Turns parts into the protocol's content blocks and back, without losing a field.

The same JSON is sent to the gateway and kept in the database, so both use this one module. A block that does not have
the shape its type promises becomes `Opaque`: hostile or newer data is carried, never guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import assert_never

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
    """Read one content block. Never raises: what does not fit its type is kept as `Opaque`."""
    match block:
        case {"type": "text", "text": str(text)}:
            citations = block.get("citations")
            if citations is None:
                return Text(text, extra=_rest(block, "text"))
            if isinstance(citations, list) and all(isinstance(citation, Mapping) for citation in citations):
                return Text(text, tuple(citations), _rest(block, "text", "citations"))
        case {"type": "thinking", "thinking": str(text)} if isinstance(block.get("signature", ""), str):
            return Thinking(text, str(block.get("signature", "")), _rest(block, "thinking", "signature"))
        case {"type": "redacted_thinking", "data": str(data)}:
            return RedactedThinking(data, _rest(block, "data"))
        case {"type": "image", "source": Mapping() as source}:
            return Image(source, _rest(block, "source"))
        case {"type": "document", "source": Mapping() as source} if isinstance(block.get("title", ""), str):
            title = block.get("title")
            return Document(source, None if title is None else str(title), _rest(block, "source", "title"))
        case {"type": "tool_use", "id": str(id_), "name": str(name), "input": Mapping() as given}:
            text = json.dumps(given, ensure_ascii=False) if given else ""
            return ToolUse(id_, name, text, _rest(block, "id", "name", "input"))
        case {"type": "tool_result", "tool_use_id": str(id_)} if isinstance(block.get("is_error", False), bool):
            content = block.get("content", "")
            extra = _rest(block, "tool_use_id", "content", "is_error")
            return ToolResult(id_, content, bool(block.get("is_error", False)), extra)
    return Opaque(dict(block))


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


def tool_input(part: ToolUse) -> JsonObject:
    """Return a tool call's arguments.

    Raises:
        ValueError: they are not a JSON object (a reply that was cut off inside them).
    """
    try:
        given = json.loads(part.input_json) if part.input_json.strip() else {}
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise ValueError("tool arguments are not a JSON object")
    return given


def _rest(block: JsonObject, *known: str) -> dict[str, object]:
    return {key: value for key, value in block.items() if key != "type" and key not in known}
