"""Messages of Chatbox as nodes, in their form of today and in older ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import Link, SourceFile, SourceNode, SourcePart
from turbodesk.app.imports.findings import UNKNOWN, Unkept
from turbodesk.app.imports.pieces import called, file_at, links_in, thought, worded
from turbodesk.app.imports.values import flag, items, mapping, moment, name, rows, text
from turbodesk.chat.message import Role, Status

if TYPE_CHECKING:
    Row = Mapping[str, object]

_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT, "tool": Role.ASSISTANT}


def node_of(message: Row, id_: str, parent: str | None) -> SourceNode:
    """Return a message as a node."""
    is_summary = flag(message.get("isSummary"))  # of what stands above it, for the model alone
    role = None if is_summary else _ROLES.get(text(message.get("role")))
    parts: list[SourcePart] = []
    links: list[Link] = []
    left_out: list[Unkept] = []
    if role is not None:
        _take(message, parts, links, left_out)
    error = text(message.get("error"))
    has_failed = bool(error) or message.get("errorCode") is not None
    is_reply = role is Role.ASSISTANT
    status = Status.FAILED if has_failed else Status.INTERRUPTED if flag(message.get("generating")) else Status.COMPLETE
    return SourceNode(
        id_,
        parent,
        role,
        tuple(parts),
        made_at=moment(message.get("timestamp")),
        model=name(message.get("model")) if is_reply else None,
        status=status if is_reply else Status.COMPLETE,
        stop_reason="max_tokens" if is_reply and message.get("finishReason") == "length" else None,
        error=error if is_reply else "",
        links=tuple(links),
        left_out=tuple(left_out),
    )


def words_in(message: Row) -> str:
    """Return the words of a message, such as a system prompt."""
    blocks = rows(message.get("contentParts"))
    words = [text(one.get("text")) for one in blocks if one.get("type") == "text"]
    return "\n\n".join(words) or text(message.get("content"))


def _take(message: Row, parts: list[SourcePart], links: list[Link], left_out: list[Unkept]) -> None:
    parts += [SourceFile(text(one.get("name"))[:1_000], None) for one in rows(message.get("files"))]
    browsed = mapping(message.get("webBrowsing"))
    if browsed:
        links += links_in(browsed)
        parts += called("web", "web_search", {"query": browsed.get("query")}, items(browsed.get("links")))
    parts += thought(message.get("reasoningContent"))
    blocks = items(message.get("contentParts"))
    for block in blocks:
        _take_block(mapping(block), parts, left_out)
    if not blocks:
        parts += worded(message.get("content"))
    for picture in rows(message.get("pictures")):
        parts.append(file_at(picture.get("url"), what="picture"))
    links += [Link(text(one.get("url")), text(one.get("title"))) for one in rows(message.get("links"))]


def _take_block(block: Row, parts: list[SourcePart], left_out: list[Unkept]) -> None:
    match block.get("type"):
        case "text":
            parts += worded(block.get("text"))
        case "reasoning":
            parts += thought(block.get("text"))
        case "image":
            parts.append(file_at(block.get("url"), what="picture"))
        case "tool-call":
            gave = block.get("result") if block.get("state") != "call" else None
            is_error = block.get("state") == "error"
            parts += called(block.get("toolCallId"), block.get("toolName"), block.get("args"), gave, is_error=is_error)
        case "info":  # a line of the window's
            pass
        case _:
            left_out.append(UNKNOWN)
