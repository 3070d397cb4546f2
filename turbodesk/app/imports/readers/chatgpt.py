"""Reads ChatGPT's archives: one list of chats, or lists of a hundred, and files named by their ids.

Until 2025 an archive had every step of a reply (calls, results, hidden instructions); since 2026 it has what people
see, and the same nodes hang from other ones. Files: `chatgpt_files`; what stands in texts for sources: `chatgpt_text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice

from turbodesk.app.imports import values
from turbodesk.app.imports.chats import Link, SourceChat, SourceFile, SourceNode, SourcePart
from turbodesk.app.imports.container import Container, Member
from turbodesk.app.imports.findings import (
    CUSTOM_INSTRUCTIONS,
    MEMORIES,
    UNKNOWN,
    UNREADABLE_CHATS,
    VIDEO,
    VOICE,
    Findings,
    Unkept,
)
from turbodesk.app.imports.readers.chatgpt_files import Files, id_of
from turbodesk.app.imports.readers.chatgpt_text import without_marks
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.message import Role, Status
from turbodesk.chat.parts import Text, Thinking, ToolResult, ToolUse
from turbodesk.translation import _

_LIST, _SHARD = "conversations.json", r"conversations-\d{1,6}\.json"
_OTHERS = ("user.json", "export_manifest.json", "chat.html", "message_feedback.json", "shared_conversations.json")
"""What stands beside the list."""
_MOST_LOOKED_AT = 500
_STEPS = 50
"""How far above a result its call is looked for."""


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads ChatGPT's files."""
    lists = [*container.named(_LIST), *container.matching(_SHARD)]
    named = bool(lists)
    if not named:
        lists = list(islice(container.single_files(".json", ".jsonl", ".ndjson"), _MOST_LOOKED_AT))
    taken = [one for one in lists if _has_chats(container, one)]
    if taken:
        if named:  # a damaged one among sound ones is told when it is read
            taken = [one for one in lists if one in taken or not container.shape(one).rows]
        if all(_is_deepseek(container, one) for one in taken):
            raise ImportRefused(
                sentence=_("This is an export of DeepSeek, which cannot be imported yet."),
                advice=_("Nothing that was here has changed."),
            )
        return _ChatGpt(container, taken)
    if container.named(*_OTHERS):
        if named and all(container.shape(one).is_list and not container.shape(one).rows for one in lists):
            return _ChatGpt(container, lists)
        if not named:
            raise ImportRefused(
                sentence=_("This looks like ChatGPT’s export, but its list of chats, conversations.json, is missing."),
                advice=_("Choose the whole file that was downloaded, or download it once more."),
            )
    return None


def _has_chats(container: Container, member: Member) -> bool:
    shape = container.shape(member)
    return "mapping" in shape.keys or any(isinstance(row.get("mapping"), dict) for row in shape.rows)


def _is_deepseek(container: Container, member: Member) -> bool:
    for row in container.shape(member).rows:
        messages = [values.mapping(values.mapping(node).get("message")) for node in _mapping(row).values()]
        if "inserted_at" in row or any("fragments" in one or "inserted_at" in one for one in messages):
            return True
    return False


class _ChatGpt(SourceArchive):
    program = "ChatGPT"
    key = "chatgpt"

    def __init__(self, container: Container, lists: Sequence[Member]) -> None:
        self._container, self._lists = container, lists
        self._files = Files(container)
        self.size = sum(one.size for one in lists)
        self.account = self._account()

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        self._tell_missing(found)
        for member in self._lists:
            for row in self._container.rows(member, found, self._container.shape(member).rows_key):
                chat = self._chat(row)
                if chat is None:
                    found.leave_out(UNREADABLE_CHATS)
                else:
                    yield chat

    def _account(self) -> str | None:
        for member in self._container.named("user.json"):
            for row in islice(self._container.rows(member, Findings()), 1):
                return values.name(row.get("email"))
        return None

    def _tell_missing(self, found: Findings) -> None:
        here = {one.name.lower() for one in self._container.members}
        folders = {(one.archive, one.folder) for one in self._lists}
        for manifest in self._container.named("export_manifest.json"):
            if (manifest.archive, manifest.folder) not in folders:
                continue  # another program's, of the same name
            for row in islice(self._container.rows(manifest, Findings()), 1):
                for name in _listed(row.get("logical_files")):
                    if name.rpartition("/")[2].lower() not in here:
                        found.trouble(_("“{name}” is missing, so the chats in it are too.").format(name=name))

    def _chat(self, row: dict[str, object]) -> SourceChat | None:
        id_ = values.name(row.get("conversation_id")) or values.name(row.get("id"))
        mapping = _mapping(row)
        if id_ is None or not mapping:
            return None
        reading = _Reading(self._files, mapping)
        return SourceChat(
            id_,
            values.text(row.get("title")) or None,
            [reading.node(node_id, node) for node_id, node in mapping.items()],
            current_id=values.name(row.get("current_node")),
            created_at=values.moment(row.get("create_time")),
            updated_at=values.moment(row.get("update_time")),
            pinned=bool(values.flag(row.get("is_starred")) or values.moment(row.get("pinned_time"))),
            archived=values.flag(row.get("is_archived")),
            model=values.name(row.get("default_model_slug")),
        )


def _mapping(row: dict[str, object]) -> dict[str, object]:
    return values.mapping(row.get("mapping"))


def _listed(logical: object) -> Iterator[str]:
    """Yield the names of the lists of chats by both forms of the manifest that were seen."""
    if isinstance(logical, dict):
        entries = [values.mapping(one) for name, one in logical.items() if name == _LIST]
    else:
        entries = [one for one in values.rows(logical) if one.get("name") == _LIST]
    for entry in entries:
        for file in values.items(entry.get("files")):
            if name := values.name(file) or values.name(values.mapping(file).get("path")):
                yield name


class _Reading:
    """The nodes of one chat."""

    def __init__(self, files: Files, mapping: dict[str, object]) -> None:
        self._files, self._mapping = files, mapping
        self._names: dict[str, str] = {}
        """Of the files attached to the message that is being read, by id."""
        self._pointed: set[str] = set()
        """The files it shows in its text; each is shown once."""

    def node(self, id_: str, node: object) -> SourceNode:
        row = values.mapping(node)
        parent = values.name(row.get("parent"))
        message = values.mapping(row.get("message"))
        role = _role(message)
        content, meta = values.mapping(message.get("content")), values.mapping(message.get("metadata"))
        left_out: list[Unkept] = []
        if values.text(content.get("content_type")) == "user_editable_context":
            left_out.append(CUSTOM_INSTRUCTIONS)
        if values.text(content.get("content_type")) == "model_editable_context" and values.text(
            content.get("model_set_context")
        ):
            left_out.append(MEMORIES)
        if role is None or left_out or _is_hidden(meta):
            return SourceNode(id_, parent, None, left_out=tuple(left_out))
        parts = self._parts(id_, message, content, meta, left_out)
        is_reply = role is Role.ASSISTANT
        links: list[Link] = []
        if is_reply and message.get("recipient") in (None, "all"):
            parts, links = without_marks(parts, meta)
        status, stop_reason = _ending(message, meta)
        return SourceNode(
            id_,
            parent,
            role,
            tuple(parts),
            made_at=values.moment(message.get("create_time")),
            model=values.name(meta.get("model_slug")) if is_reply else None,
            status=status if is_reply else Status.COMPLETE,
            stop_reason=stop_reason if is_reply else None,
            links=tuple(links),
            left_out=tuple(left_out),
        )

    def _parts(
        self,
        id_: str,
        message: dict[str, object],
        content: dict[str, object],
        meta: dict[str, object],
        left_out: list[Unkept],
    ) -> list[SourcePart]:
        role = values.mapping(message.get("author")).get("role")
        recipient = values.text(message.get("recipient")) or "all"
        if role == "tool":
            return self._result(id_, content, meta, left_out)
        if role == "assistant" and recipient != "all":
            return _call(id_, recipient, _words(content))
        names = {id_of(row.get("id")): values.text(row.get("name")) for row in values.rows(meta.get("attachments"))}
        self._names, self._pointed = names, set()
        parts = self._shown(content, left_out)
        attached = [
            file
            for row in values.rows(meta.get("attachments"))
            if id_of(row.get("id")) not in self._pointed and (file := self._files.attached(row))
        ]
        made = self._files.made_by(id_, besides=[*parts, *attached])
        return [*attached, *parts, *made]

    def _shown(self, content: dict[str, object], left_out: list[Unkept]) -> list[SourcePart]:
        match values.text(content.get("content_type")):
            case "text" | "multimodal_text":
                return self._pieces(values.items(content.get("parts")), left_out)
            case "code":
                words = values.text(content.get("text"))
                language = values.text(content.get("language"))
                return [Text(values.fenced(words, "" if language == "unknown" else language))] if words.strip() else []
            case "thoughts":
                return [Thinking(words)] if (words := _thoughts(content)) else []
            case "reasoning_recap":
                return []
            case _:
                words = _words(content)
                if not words.strip() and content.get("content_type"):
                    left_out.append(UNKNOWN)
                return [Text(words)] if words.strip() else []

    def _pieces(self, pieces: list[object], left_out: list[Unkept]) -> list[SourcePart]:
        parts: list[SourcePart] = []
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(Text(piece))
            elif isinstance(piece, dict):
                self._add_object(piece, parts, left_out)
            elif piece is not None:
                left_out.append(UNKNOWN)
        return parts

    def _add_object(self, piece: dict[str, object], parts: list[SourcePart], left_out: list[Unkept]) -> None:
        match values.text(piece.get("content_type")):
            case "image_asset_pointer":
                id_ = id_of(piece.get("asset_pointer"))
                self._pointed.add(id_)
                parts.append(self._files.pointed(id_, "picture", self._names.get(id_, "")))
            case "audio_transcription":
                parts.append(Text(values.text(piece.get("text"))))
            case "audio_asset_pointer":
                left_out.append(VOICE)
            case "real_time_user_audio_video_asset_pointer":
                left_out.append(VOICE)
                if piece.get("video_container_asset_pointer"):
                    left_out.append(VIDEO)
            case _:
                if words := values.text(piece.get("text")):
                    parts.append(Text(words))
                else:
                    left_out.append(UNKNOWN)

    def _result(
        self, id_: str, content: dict[str, object], meta: dict[str, object], left_out: list[Unkept]
    ) -> list[SourcePart]:
        """Return what a tool gave: its words are for the model, its pictures for the person."""
        words, parts = _words(content), list[SourcePart]()
        if content.get("content_type") == "multimodal_text":
            shown = self._pieces(values.items(content.get("parts")), left_out)
            parts = [one for one in shown if isinstance(one, SourceFile)]
        for one in values.rows(values.mapping(meta.get("aggregate_result")).get("messages")):
            if "image_url" in one:
                parts.append(self._files.pointed(id_of(one.get("image_url")), "picture"))
        if words.strip():
            is_error = content.get("content_type") == "system_error"
            parts.insert(0, ToolResult(self._call_above(id_), words, is_error))
        return parts

    def _call_above(self, id_: str) -> str:
        """Return the node that called a tool, whose result `id_` is; itself where it cannot be found."""
        at = id_
        for _step in range(_STEPS):
            above = values.name(values.mapping(self._mapping.get(at)).get("parent"))
            if above is None:
                break
            message = values.mapping(values.mapping(self._mapping.get(above)).get("message"))
            if values.mapping(message.get("author")).get("role") != "tool":
                return above if message.get("recipient") not in (None, "all") else id_
            at = above
        return id_


def _role(message: dict[str, object]) -> Role | None:
    match values.mapping(message.get("author")).get("role"):
        case "user":
            return Role.USER
        case "assistant" | "tool":
            return Role.ASSISTANT
    return None


def _is_hidden(meta: dict[str, object]) -> bool:
    return values.flag(meta.get("is_visually_hidden_from_conversation")) or values.flag(
        meta.get("is_user_system_message")
    )


def _ending(message: dict[str, object], meta: dict[str, object]) -> tuple[Status, str | None]:
    why = values.mapping(meta.get("finish_details")).get("type")
    if why == "max_tokens":
        return Status.COMPLETE, "max_tokens"
    if why == "interrupted" or message.get("status") == "finished_partial_completion":
        return Status.STOPPED, None
    return (Status.INTERRUPTED if message.get("status") == "in_progress" else Status.COMPLETE), None


def _call(id_: str, tool: str, words: str) -> list[SourcePart]:
    """Return a call of a tool; the one that writes a document beside the chat as the document."""
    try:
        given = json.loads(words)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return [ToolUse(id_, tool, values.as_json({"input": words}))] if words.strip() else []
    if tool == "canmore.create_textdoc" and (written := values.text(given.get("content"))).strip():
        return [Text(values.written_document(values.text(given.get("name")), written, values.text(given.get("type"))))]
    return [ToolUse(id_, tool, values.as_json(given))]


def _thoughts(content: dict[str, object]) -> str:
    told = []
    for one in values.rows(content.get("thoughts")):
        summary, words = values.text(one.get("summary")).strip(), values.text(one.get("content")).strip()
        told.append("\n\n".join(piece for piece in (f"**{summary}**" if summary else "", words) if piece))
    return "\n\n".join(piece for piece in told if piece)


def _words(content: dict[str, object]) -> str:
    """Return all words of a content, whatever its kind."""
    found = [values.text(content.get(key)) for key in ("title", "text", "result", "output_str", "content", "url")]
    found += [one for one in values.items(content.get("parts")) if isinstance(one, str)]
    return "\n\n".join(one for one in found if one.strip())
