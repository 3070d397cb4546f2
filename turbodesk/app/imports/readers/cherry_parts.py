"""Messages of Cherry Studio 2 as nodes: rows of its database, and the parts each message is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import Link, SourceFile, SourceNode
from turbodesk.app.imports.findings import TRANSLATIONS, UNKNOWN, UNREADABLE_MESSAGES, VIDEO
from turbodesk.app.imports.json_stream import JsonUnread, decoded
from turbodesk.app.imports.pieces import called, file_at, links_in, thought, worded
from turbodesk.app.imports.readers.cherry_blocks import ROLES, Content, take_block
from turbodesk.app.imports.readers.cherry_files import CherryFiles, bare_model
from turbodesk.app.imports.values import fenced, mapping, moment, name, rows, text
from turbodesk.chat.message import Role, Status

if TYPE_CHECKING:
    Row = Mapping[str, object]

_NOTHING = ("step-start", "data-compact")
"""Marks between steps, and what the program told the model of turns it no longer sent: the turns are there."""


def node_of(row: Row, files: CherryFiles) -> SourceNode | None:
    """Return a message; one that was thrown away shows nothing, and None is one that has no id."""
    id_ = name(row.get("id"))
    if id_ is None:
        return None
    role = ROLES.get(text(row.get("role"))) if row.get("deleted_at") is None else None
    content = _content(row.get("data"), files) if role else Content()
    is_reply = role is Role.ASSISTANT
    return SourceNode(
        id_,
        name(row.get("parent_id")),
        role,
        tuple(content.parts),
        made_at=moment(row.get("created_at")),
        model=_model(row) if is_reply else None,
        status=content.status(row.get("status")) if is_reply else Status.COMPLETE,
        error=content.error,
        links=tuple(content.links),
        left_out=tuple(content.left_out),
    )


def object_in(cell: object) -> dict[str, object] | None:
    """Return the object a cell of JSON holds; None for what is none."""
    try:
        value = decoded(cell) if isinstance(cell, str) else None
    except JsonUnread:
        return None
    return value if isinstance(value, dict) else None


def _model(row: Row) -> str | None:
    for column in ("message_snapshot", "model_snapshot"):
        shot = object_in(row.get(column)) or {}
        if found := name(shot.get("id")) or name(mapping(shot.get("model")).get("id")):
            return found
    return bare_model(row.get("model_id"))


def _content(cell: object, files: CherryFiles) -> Content:
    content, data = Content(), object_in(cell)
    if data is None:
        content.left_out.append(UNREADABLE_MESSAGES)
        return content
    parts = rows(data.get("parts"))
    for part in parts:
        _take(part, content, files)
    for block in () if parts else rows(data.get("blocks")):  # as the first releases of version 2 had them
        take_block(block, content, files)
    return content


def _take(part: Row, content: Content, files: CherryFiles) -> None:
    kind, data = text(part.get("type")), mapping(part.get("data"))
    match kind:
        case "text":
            content.parts += worded(part.get("text"))
            content.links += links_in(_own(part).get("references"))
        case "reasoning":
            content.parts += thought(part.get("text"))
        case "file":
            content.parts.append(_file(part, files))
        case "source-url":
            content.links.append(Link(text(part.get("url")), text(part.get("title"))))
        case "data-code":
            words = text(data.get("content"))
            content.parts += worded(fenced(words, text(data.get("language"))) if words.strip() else "")
        case "data-error":
            content.fail(data)
        case "data-translation":
            content.left_out.append(TRANSLATIONS)
        case "data-video":
            content.left_out.append(VIDEO)
        case _ if kind == "dynamic-tool" or kind.startswith("tool-"):
            _take_tool(part, kind, content)
        case _ if kind not in _NOTHING:
            content.left_out.append(UNKNOWN)


def _take_tool(part: Row, kind: str, content: Content) -> None:
    is_error = part.get("state") == "output-error"
    gave = part.get("errorText") if is_error else part.get("output")
    tool = name(part.get("toolName")) or kind.removeprefix("tool-")
    content.parts += called(part.get("toolCallId"), tool, part.get("input"), gave, is_error=is_error)


def _file(part: Row, files: CherryFiles) -> SourceFile:
    what = "picture" if text(part.get("mediaType")).startswith("image/") else "file"
    member = files.member(_own(part).get("fileEntryId"))
    if member is not None:
        return SourceFile(text(part.get("filename"))[:1_000], member, what)
    return file_at(part.get("url"), part.get("filename"), what=what)


def _own(part: Row) -> dict[str, object]:
    """Return what Cherry Studio itself keeps with a part."""
    return mapping(mapping(part.get("providerMetadata")).get("cherry"))
