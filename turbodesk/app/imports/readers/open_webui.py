"""Open WebUI: an array of chats, each with the tree of its messages; wrapped with what the server knows, or bare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import SourceChat, SourceNode
from turbodesk.app.imports.findings import UNREADABLE_CHATS, Findings
from turbodesk.app.imports.readers.open_webui_messages import node_of
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.app.imports.values import flag, items, mapping, moment, name, rows, text

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member, Shape

    Row = Mapping[str, object]


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads an export; None where this is none."""
    members = [one for one in container.single_files(".json") if _is_export(container.shape(one))]
    return WebUiExport(container, members) if members else None


def _is_export(shape: Shape) -> bool:
    for row in shape.rows:
        chat = mapping(row.get("chat"))
        if _history(row) or _history(chat) or ("title" in chat and rows(chat.get("messages"))):
            return True
    return _is_one(shape)


def _is_one(shape: Shape) -> bool:
    """Whether a file is one chat, bare or wrapped, and no list of them."""
    return not shape.is_list and "title" in shape.keys and not shape.keys.isdisjoint(("history", "chat"))


def _history(chat: Row) -> dict[str, object]:
    return mapping(mapping(chat.get("history")).get("messages"))


class WebUiExport(SourceArchive):
    """An export, or several."""

    program, key = "Open WebUI", "openwebui"

    def __init__(self, container: Container, members: list[Member]) -> None:
        self._container, self._members = container, members
        self.size = sum(member.size for member in members)

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        for member in self._members:
            shape = self._container.shape(member)
            for row in self._container.rows(member, found, key=None if _is_one(shape) else shape.rows_key):
                if (chat := _chat(row)) is not None:
                    yield chat
                else:
                    found.leave_out(UNREADABLE_CHATS)


def _chat(row: dict[str, object]) -> SourceChat | None:
    chat = mapping(row.get("chat")) or row
    messages = {id_: mapping(message) for id_, message in _history(chat).items()}
    nodes = [node_of(id_, message) for id_, message in messages.items() if message]
    current = name(mapping(chat.get("history")).get("currentId"))
    if not nodes:
        nodes = _in_a_line(chat)
        current = nodes[-1].id if nodes else None
    if not nodes and not name(row.get("id")):
        return None
    return SourceChat(
        name(row.get("id")) or name(chat.get("id")) or _made_id(nodes),
        name(row.get("title")) or name(chat.get("title")),
        nodes,
        current,
        created_at=moment(row.get("created_at")) or moment(chat.get("timestamp")),
        updated_at=moment(row.get("updated_at")),
        pinned=flag(row.get("pinned")),
        archived=flag(row.get("archived")),
        model=next((model for one in items(chat.get("models")) if (model := name(one))), None),
        system=text(mapping(chat.get("params")).get("system")).strip() or None,
    )


def _in_a_line(chat: Row) -> list[SourceNode]:
    """Return the messages of a chat that has no tree, one under the other."""
    nodes: list[SourceNode] = []
    for at, message in enumerate(rows(chat.get("messages"))):
        id_ = name(message.get("id")) or f"message {at}"
        nodes.append(node_of(id_, {"parentId": nodes[-1].id if nodes else None, **message}))
    return nodes


def _made_id(nodes: list[SourceNode]) -> str:
    """Return an id for a chat without one: the same while it begins with the same message."""
    first = next((node for node in nodes if node.parent_id is None), nodes[0])
    return hashlib.sha256(f"{first.id}\n{first.parts}".encode(errors="replace")).hexdigest()[:32]
