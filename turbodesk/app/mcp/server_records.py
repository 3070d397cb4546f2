"""Reads and writes what is kept of one tool server in the file of servers; values that are secret are never in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from turbodesk.app.mcp.offering import MOST_TOOLS, SAID
from turbodesk.chat.json_values import is_sound, whole_characters
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.parts import JsonObject
from turbodesk.chat.tool_server import LONGEST_ID, ServerFacts, ToolServer
from turbodesk.quick_dataclasses import dataclass

LONGEST_NAME = 60
_DEEPEST = 40
"""Levels of what a tool says of itself: the file of settings takes no more than 60 in all."""
_MOST_OF_ONE = 100_000
_MOST_OF_ALL = 2_000_000
"""Characters of what one tool, and all of a server, say of themselves; 46 tools of a real one have 57,800."""
_LONGEST_TOOL = 1_000
_NOT_SOUND = {"inputSchema": "not sound"}  # not for people: a mark in a file
"""Stands for what a tool says that cannot be kept; it is left out then, and that is said."""


@dataclass(frozen=True, slots=True)
class ServerRecord:
    """One server as it is kept."""

    server: ToolServer
    facts: ServerFacts = field(default_factory=ServerFacts)
    is_on: bool = True
    """Whether its tools are offered at all."""
    off: frozenset[str] = frozenset()
    """Its tools that are switched off, by the server's names."""


def kept_tools(tools: Sequence[JsonObject]) -> tuple[JsonObject, ...]:
    """Return a list of tools as it is kept: what each says of itself, in a form that every file takes, and bounded.

    May take a while for what a stranger made long: not on the window's thread.
    """
    left = _MOST_OF_ALL
    kept = []
    for tool in tools[: MOST_TOOLS + 1]:
        one = _kept_tool(tool, min(left, _MOST_OF_ONE))
        left -= len(json.dumps(one))
        kept.append(one)
    return tuple(kept)


def _kept_tool(tool: JsonObject, most: int) -> JsonObject:
    said = {key: tool[key] for key in SAID if key in tool}
    if is_sound(said, _DEEPEST) and len(json.dumps(said)) <= most:
        return whole_characters(said)  # type: ignore[no-any-return]
    name = tool.get("name")
    return {"name": whole_characters(name)[:_LONGEST_TOOL] if isinstance(name, str) else "", **_NOT_SOUND}


def to_json(record: ServerRecord) -> dict[str, object]:
    """Return what the file holds of a server."""
    server, facts = record.server, record.facts
    return {
        "id": server.id, "name": server.name, "is_on": record.is_on, "command": server.command,
        "args": list(server.args), "env": dict(server.env), "folder": server.folder, "address": server.address,
        "headers": dict(server.headers), "secrets": list(server.secrets), "own_folder": server.own_folder,
        "is_fenced": server.is_fenced, "shared_folders": list(server.shared_folders),
        "has_network": server.has_network, "origin": server.origin, "choices": dict(server.choices),
        "author": server.author, "version": server.version,
        "off": sorted(record.off), "era": facts.era,
        "instructions": facts.instructions, "tools": [dict(tool) for tool in facts.tools],
    }  # fmt: skip


def from_json(raw: object) -> ServerRecord | None:
    """Read one server of the file; None for what is none. Never raises: anybody may have written into the file."""
    if not isinstance(raw, Mapping):
        return None
    id_, command, address = (_text(raw.get(key)) for key in ("id", "command", "address"))
    is_id = 0 < len(id_) <= LONGEST_ID and id_.isascii() and id_.replace("-", "").isalnum() and id_ == id_.lower()
    if not is_id or not (command or address):
        return None
    server = ToolServer(
        id_,
        clean_name(_text(raw.get("name"))) or id_,
        command,
        _texts(raw.get("args")),
        _pairs(raw.get("env")),
        _text(raw.get("folder")) or None,
        "" if command else address,
        _pairs(raw.get("headers")),
        _texts(raw.get("secrets")),
        _text(raw.get("own_folder")),
        raw.get("is_fenced") is True,
        _texts(raw.get("shared_folders")),
        raw.get("has_network") is True,
        clean_name(_text(raw.get("origin"))),
        dict(choices) if isinstance(choices := raw.get("choices"), Mapping) else {},
        clean_name(_text(raw.get("author"))),
        clean_name(_text(raw.get("version"))),
    )
    tools = raw.get("tools")
    listed = tuple(tool for tool in tools if isinstance(tool, Mapping)) if isinstance(tools, list) else ()
    facts = ServerFacts(_text(raw.get("era")), kept_tools(listed), _text(raw.get("instructions")))
    return ServerRecord(server, facts, raw.get("is_on") is not False, frozenset(_texts(raw.get("off"))))


def with_facts(record: ServerRecord, facts: ServerFacts) -> ServerRecord:
    """Return a record with what its server says now."""
    return replace(record, facts=replace(facts, tools=kept_tools(facts.tools)))


def clean_name(name: str) -> str:
    """Return what a server is called, on one line."""
    return beginning(one_line(name), LONGEST_NAME).strip()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _pairs(value: Any) -> dict[str, str]:
    return {key: one for key, one in value.items() if isinstance(one, str)} if isinstance(value, Mapping) else {}
