"""Turns the tools of a server into what the Messages API takes; one that it would not take never costs the others.

One tool that the API does not like makes it refuse every request of the chat ("tools.14.custom.name: …"). So what it
refuses is written otherwise, and what cannot be is left out and said.

A tool has the same name for ever, whatever else the server brings and in whatever order: it stands in the history of
chats, and the list of tools is the beginning of what the provider keeps ready. So a name that had to be changed carries
six digits made of the server's own name for the tool, and none depends on the others.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from turbodesk.app.mcp.json_schema import SchemaRefused
from turbodesk.app.mcp.tool_schema import ToolSchema, tool_schema
from turbodesk.app.mcp.unseen_letters import without_unseen
from turbodesk.chat.estimate import of_tool
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.tools import ToolDefinition
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST_TOOLS = 500
"""Of one server."""
_MOST_NAME = 64
_MOST_TITLE = 80
_MOST_DESCRIPTION = 8_000
"""Characters; the longest of 16 real servers is 6,549, and every request carries all of them."""
_DIGITS = 32
"""Of a fingerprint: so many that nobody makes a second tool of the same."""
SAID = ("name", "title", "description", "inputSchema", "annotations")
"""What is kept of what a tool says of itself."""
_ALLOWED = ("name", "title", "description", "inputSchema")
"""What of it a person allows, and sees again when it is another. Not the hints: they leave no question out, so that a
server which adds some in an update need not make a question."""


@dataclass(frozen=True, slots=True)
class OfferedTool:
    """One tool of a server."""

    definition: ToolDefinition
    tool: str
    """What the server calls it."""
    title: str
    summary: str
    """What it says it does, in one line for a person."""
    schema: ToolSchema
    fingerprint: str
    """Changes with what is run, and with what the tool says of itself: what the person allowed ends then."""
    says_read_only: bool = False
    """A hint of the server, which may lie: it takes a word from the card, and leaves no question out."""

    @property
    def tokens(self) -> int:
        """About what it costs in every request in which it is on."""
        return round(of_tool(self.definition.block))


@dataclass(frozen=True, slots=True)
class LeftOutTool:
    """A tool that no model can be offered."""

    tool: str
    why: str
    """A sentence."""


def offer(
    server_id: str, tools: Iterable[Mapping[str, Any]], *, runs: str = ""
) -> tuple[list[OfferedTool], list[LeftOutTool]]:
    """Return a server's tools as the API takes them, in the server's order; `tools` as they came.

    `runs` is the fingerprint of what is run.
    """
    offered: dict[str, OfferedTool] = {}
    left_out: list[LeftOutTool] = []
    for raw in tools:
        tool = raw.get("name")
        try:
            if not isinstance(tool, str) or not tool.strip():
                raise SchemaRefused(_("It has no name."))
            one = _offered(server_id, raw, tool, runs)
            if one.definition.name in offered:
                raise SchemaRefused(_("Another one has the same name."))
            if len(offered) == MOST_TOOLS:
                raise SchemaRefused(_("There are more than {count} of them.").format(count=MOST_TOOLS))
        except SchemaRefused as refused:
            left_out.append(LeftOutTool(tool if isinstance(tool, str) else "", str(refused)))
            continue
        offered[one.definition.name] = one
    return list(offered.values()), left_out


def _offered(server_id: str, raw: Mapping[str, Any], tool: str, runs: str) -> OfferedTool:
    schema = tool_schema(raw.get("inputSchema"))
    hints = raw["annotations"] if isinstance(raw.get("annotations"), Mapping) else {}
    titles = (one_line(without_unseen(one)) for one in (raw.get("title"), hints.get("title")) if isinstance(one, str))
    words = without_unseen(raw["description"]) if isinstance(raw.get("description"), str) else ""
    words = words.encode("utf-8", "replace").decode()
    described = f"{beginning(words, _MOST_DESCRIPTION)}\n{schema.note}".strip() or tool
    return OfferedTool(
        ToolDefinition(api_name(server_id, tool), described, schema.schema),
        tool,
        beginning(next(filter(None, titles), one_line(tool)), _MOST_TITLE),
        one_line(words),
        schema,
        fingerprint(raw, runs),
        says_read_only=hints.get("readOnlyHint") is True,
    )


def fingerprint(tool: Mapping[str, Any], runs: str = "") -> str:
    """Return what stands for a tool as its server describes it now, and for what is run."""
    text = json.dumps([runs, {key: tool.get(key) for key in _ALLOWED}], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def api_name(server_id: str, tool: str) -> str:
    """Return the name of a server's tool for the model, in 1 to 64 of the API's letters; always the same."""
    safe = re.sub(r"[^a-zA-Z0-9_-]", "_", tool)
    name = f"{server_id}__{safe}"
    if safe == tool and len(name) <= _MOST_NAME:
        return name
    mark = hashlib.sha256(tool.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{name[: _MOST_NAME - 7]}_{mark}"
