"""Reads Claude's archives: of 2024 with texts alone, of 2025 with blocks, of 2026 with parents and in several zips.

The same form holds one chat as the page's own interface gives it and extensions save it. Bytes of pictures are never
in it. Official archives name no model and no branch in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from turbodesk.app.imports import values
from turbodesk.app.imports.chats import SourceChat, SourceFile, SourceNode, SourcePart, SourceProject
from turbodesk.app.imports.container import Container, Member
from turbodesk.app.imports.findings import (
    DESIGN_CHATS,
    MEMORIES,
    PUBLISHED,
    UNREADABLE_CHATS,
    UNREADABLE_MESSAGES,
    Findings,
    Unkept,
)
from turbodesk.app.imports.readers.claude_blocks import parts_of_blocks, parts_of_text
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.message import Role
from turbodesk.translation import _, unmarked

_ROOT = re.compile(r"00000000-0000-[04]000-[08]000-000000000000")
"""What a first message names as its parent."""
_MOST_LOOKED_AT = 500
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".bmp")


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads Claude's files."""
    lists = container.named("conversations.json")
    if not any(_has_chats(container, one) for one in lists):
        lists += list(islice(container.single_files(".json", ".jsonl", ".ndjson"), _MOST_LOOKED_AT))
    taken = [one for one in dict.fromkeys(lists) if _has_chats(container, one)]
    if taken:
        return _Claude(container, taken)
    empty = [one for one in container.named("conversations.json") if container.shape(one).is_list]
    if empty and container.named("users.json"):
        return _Claude(container, empty)
    for manifest in islice(container.single_files(".json"), _MOST_LOOKED_AT):
        if "data_files" in container.shape(manifest).keys:
            raise ImportRefused(
                sentence=_("This is Claude’s list of files to download, not the files themselves."),
                advice=_(
                    "Open the links in it with a browser, then choose the files that were downloaded, all at once."
                ),
            )
    if _projects(container) or container.named("memories.json") or _in_folder(container, "memories", "design_chats"):
        raise ImportRefused(
            sentence=_("This part of Claude’s export has no chats in it."),
            advice=_("Choose the file whose name begins with “conversations” as well."),
        )
    return None


def _has_chats(container: Container, member: Member) -> bool:
    shape = container.shape(member)
    return "chat_messages" in shape.keys or shape.has("chat_messages")


def _in_folder(container: Container, *folders: str) -> list[Member]:
    return [
        one
        for one in container.members
        if one.name.lower().endswith(".json") and one.path.lower().rpartition("/")[0].rpartition("/")[2] in folders
    ]


def _projects(container: Container) -> list[Member]:
    return [*container.named("projects.json"), *_in_folder(container, "projects")]


class _Claude(SourceArchive):
    program = "Claude"  # not for people
    key = "claude"

    def __init__(self, container: Container, lists: Sequence[Member]) -> None:
        self._container, self._lists = container, lists
        self.size = sum(one.size for one in lists)
        self.account = self._account()

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        self._tell_others(found)
        for member in self._lists:
            shape = self._container.shape(member)
            key = None if "chat_messages" in shape.keys else shape.rows_key
            for row in self._container.rows(member, found, key):
                chat = _chat(row)
                if chat is None:
                    found.leave_out(UNREADABLE_CHATS)
                else:
                    yield chat

    def projects(self, found: Findings) -> Iterator[SourceProject]:
        for member in _projects(self._container):
            for row in self._container.rows(member, found):
                id_, name = values.name(row.get("uuid")), values.name(row.get("name"))
                if id_ and name and not values.flag(row.get("is_starter_project")):
                    documents = values.rows(row.get("docs"))
                    yield SourceProject(
                        id_,
                        name,
                        values.text(row.get("description")),
                        values.text(row.get("prompt_template")),
                        {
                            values.name(one.get("filename"))
                            or unmarked(_("Document {number}").format(number=number)): values.text(one.get("content"))
                            for number, one in enumerate(documents, start=1)
                        },
                    )

    def _account(self) -> str | None:
        for member in self._container.named("users.json"):
            for row in islice(self._container.rows(member, Findings()), 1):
                return values.name(row.get("email_address")) or values.name(row.get("full_name"))
        return None

    def _tell_others(self, found: Findings) -> None:
        for member in (*self._container.named("memories.json"), *_in_folder(self._container, "memories")):
            for row in self._container.rows(member, Findings()):
                keys = ("conversations_memory", "project_memories", "memory_files")
                found.leave_out(MEMORIES, int(any(row.get(key) for key in keys)))
        found.leave_out(DESIGN_CHATS, len(_in_folder(self._container, "design_chats")))
        found.leave_out(PUBLISHED, len(self._container.named("artifact.json")))


def _chat(row: dict[str, object]) -> SourceChat | None:
    id_ = values.name(row.get("uuid"))
    messages = values.items(row.get("chat_messages"))
    if id_ is None or not isinstance(row.get("chat_messages"), list):
        return None
    model = values.name(row.get("model"))
    sound = [one for one in messages if isinstance(one, dict)]
    has_parents = any("parent_message_uuid" in one for one in sound)
    nodes: list[SourceNode] = []
    for number, message in enumerate(sound):
        before = nodes[-1].id if nodes else None
        nodes.append(_node(message, number, before, has_parents=has_parents, model=model))
    project = values.mapping(row.get("project"))
    return SourceChat(
        id_,
        values.text(row.get("name")) or None,
        nodes,
        current_id=values.name(row.get("current_leaf_message_uuid")),
        created_at=values.moment(row.get("created_at")),
        updated_at=values.moment(row.get("updated_at")),
        pinned=values.flag(row.get("is_starred")),
        folder=values.name(project.get("name")),
        project_id=values.name(row.get("project_uuid")) or values.name(project.get("uuid")),
        model=model,
        left_out=(UNREADABLE_MESSAGES,) * (len(messages) - len(sound)),
    )


def _node(
    message: dict[str, object], number: int, before: str | None, *, has_parents: bool, model: str | None
) -> SourceNode:
    id_ = values.name(message.get("uuid")) or f"#{number}"
    parent = before
    if has_parents:
        parent = values.name(message.get("parent_message_uuid"))
        if parent is not None and _ROOT.fullmatch(parent):
            parent = None
    role = {"human": Role.USER, "assistant": Role.ASSISTANT}.get(values.text(message.get("sender")))
    if role is None:
        return SourceNode(id_, parent, None)
    left_out: list[Unkept] = []
    parts = parts_of_blocks(id_, message.get("content"), left_out)
    if not any(not isinstance(one, SourceFile) for one in parts):
        parts += parts_of_text(values.text(message.get("text")))
    return SourceNode(
        id_,
        parent,
        role,
        (*_files(message), *parts),
        made_at=values.moment(message.get("created_at")),
        model=model if role is Role.ASSISTANT else None,
        left_out=tuple(left_out),
    )


def _files(message: dict[str, object]) -> list[SourcePart]:
    """Return what was attached: texts with their words, everything else without its bytes, each once."""
    files: list[SourcePart] = []
    for row in values.rows(message.get("attachments")):
        words, name = values.text(row.get("extracted_content")), values.text(row.get("file_name"))
        if words.strip():
            files.append(SourceFile(name or _("Pasted text"), words.encode("utf-8", "replace")))
        elif name:
            files.append(SourceFile(name))
    seen: set[str] = set()
    for row in (*values.rows(message.get("files")), *values.rows(message.get("files_v2"))):
        name = values.text(row.get("file_name"))
        known = {key for key in (values.text(row.get("file_uuid")), name) if key}
        if known and not known & seen:
            is_picture = row.get("file_kind") == "image" or name.lower().endswith(_PICTURES)
            files.append(SourceFile(name, None, "picture" if is_picture else "file"))
        seen |= known
    return files
