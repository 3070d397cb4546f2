"""Chats without a program's marks: JSON, or JSON a line, of messages with who says them, or of chats of such messages.

There are no ids in them. A message's id is made of what it says and of all before it, so that a file that has grown is
known again, and two endings of one beginning are branches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import SourceChat, SourceNode, SourcePart
from turbodesk.app.imports.findings import UNKNOWN, UNREADABLE_LINES, Findings, Unkept
from turbodesk.app.imports.json_stream import JsonUnread, decoded
from turbodesk.app.imports.pieces import called, file_at, thought, worded, words_of
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.app.imports.values import as_json, items, mapping, moment, name, rows, text
from turbodesk.chat.message import Role
from turbodesk.chat.parts import ToolResult

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member

    Row = Mapping[str, object]

_LINES = (".jsonl", ".ndjson")
_LOOKED_AT = 50
"""Lines at the beginning of a file among which one must be of a chat."""
_ROLES = {
    **dict.fromkeys(("user", "human"), Role.USER),
    **dict.fromkeys(("assistant", "ai", "model", "bot", "gpt", "tool", "function"), Role.ASSISTANT),
}
_SYSTEM = ("system", "developer")
_CHATS = ("messages", "conversations", "conversation")
"""Under which key a chat has its messages."""


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads such files; None where there are none."""
    members = [one for one in container.single_files(".json", *_LINES) if _is_plain(container, one)]
    return PlainChats(container, members) if members else None


def _is_plain(container: Container, member: Member) -> bool:
    if member.name.lower().endswith(_LINES):
        lines = (line for line, _ in zip(container.lines(member, Findings()), range(_LOOKED_AT), strict=False))
        return any(_is_message(row) or _has_messages(row) for row in map(_row, lines))
    shape = container.shape(member)
    if shape.rows_key not in (None, "chats", *_CHATS):
        return False
    return any(_is_message(row) or _has_messages(row) for row in shape.rows)


def _row(line: str) -> dict[str, object]:
    try:
        return mapping(decoded(line)) if line.strip() else {}
    except JsonUnread:
        return {}


def _role(message: Row) -> str:
    return (text(message.get("role")) or text(message.get("from"))).lower()


def _is_message(row: Row) -> bool:
    role = _role(row)
    return (role in _ROLES or role in _SYSTEM) and ("content" in row or "value" in row)


def _messages(row: Row) -> list[dict[str, object]]:
    return next((found for key in _CHATS if (found := rows(row.get(key)))), [])


def _has_messages(row: Row) -> bool:
    return any(map(_is_message, _messages(row)))


class PlainChats(SourceArchive):
    """Files of messages, or of chats."""

    program, key = "JSON", "plain"

    def __init__(self, container: Container, members: list[Member]) -> None:
        self._container, self._members = container, members
        self.size = sum(member.size for member in members)

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        counts: dict[str, int] = {}
        for member in self._members:
            loose: list[dict[str, object]] = []
            for row in self._rows(member, found):
                if _has_messages(row):
                    yield _chat(row, _messages(row), counts)
                elif _is_message(row):
                    loose.append(row)
                else:
                    found.leave_out(UNREADABLE_LINES)
            if loose:
                yield _chat({}, loose, counts)

    def _rows(self, member: Member, found: Findings) -> Iterator[dict[str, object]]:
        if member.name.lower().endswith(_LINES):
            yield from (_row(line) for line in self._container.lines(member, found) if line.strip())
        elif self._container.shape(member).rows_key in _CHATS:
            yield from self._container.rows(member, found)
        else:
            yield from self._container.rows(member, found, key="chats")


def _chat(row: Row, messages: list[dict[str, object]], counts: dict[str, int]) -> SourceChat:
    """Return a chat. `counts` tells those apart that begin in the same words: they are several people's "Hello"."""
    title = name(row.get("title")) or name(row.get("name")) or name(row.get("chatTitle"))
    nodes: list[SourceNode] = []
    system: list[str] = []
    before = ""
    for message in messages:
        if not nodes and _role(message) in _SYSTEM:
            system.append(words_of(_content(message)))
        else:
            before = _hash(before, _role(message), as_json([_content(message), message.get("tool_calls")]))
            nodes.append(_node(before, nodes[-1].id if nodes else None, message))
    made = _hash(title or "", *system, *(node.id for node in nodes[:1]))
    counts[made] = counts.get(made, 0) + 1
    return SourceChat(
        name(row.get("id")) or (made if counts[made] == 1 else f"{made} {counts[made]}"),
        title,
        nodes,
        nodes[-1].id if nodes else None,
        created_at=moment(row.get("created_at")) or moment(row.get("createdAt")),
        updated_at=moment(row.get("updated_at")) or moment(row.get("updatedAt")),
        model=name(row.get("model")),
        system="\n\n".join(system).strip() or None,
    )


def _content(message: Row) -> object:
    return message["content"] if "content" in message else message.get("value")


def _node(id_: str, parent: str | None, message: Row) -> SourceNode:
    role, left_out = _ROLES.get(_role(message)), list[Unkept]()
    parts: list[SourcePart] = [*thought(message.get("reasoning_content"))]
    if message.get("tool_call_id"):
        parts.append(ToolResult(text(message.get("tool_call_id")), words_of(_content(message))))
    elif isinstance(content := _content(message), str):
        parts += worded(content)
    else:
        for block in items(content):
            parts += _block(block, left_out)
    for call in rows(message.get("tool_calls")):
        function = mapping(call.get("function"))
        parts += called(call.get("id"), function.get("name"), function.get("arguments"))
    return SourceNode(
        id_,
        parent,
        role,
        tuple(parts) if role else (),
        made_at=moment(message.get("timestamp")) or moment(message.get("created_at")),
        model=name(message.get("model")) if role is Role.ASSISTANT else None,
        left_out=tuple(left_out),
    )


def _block(value: object, left_out: list[Unkept]) -> tuple[SourcePart, ...]:
    block = mapping(value)
    match block.get("type"):
        case "text" | "input_text" | "output_text":
            return worded(block.get("text"))
        case "thinking" | "reasoning":
            return thought(text(block.get("thinking")) or text(block.get("text")))
        case "image_url":
            address = block.get("image_url")
            return (file_at(mapping(address).get("url") or address, what="picture"),)
        case "image":
            source = mapping(block.get("source"))
            data = f"data:{text(source.get('media_type'))};base64,{text(source.get('data'))}"
            return (file_at(data if source.get("data") else source.get("url"), what="picture"),)
    if isinstance(value, str):
        return worded(value)
    left_out.append(UNKNOWN)
    return ()


def _hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode(errors="replace")).hexdigest()[:32]
