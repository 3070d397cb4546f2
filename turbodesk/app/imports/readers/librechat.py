"""LibreChat: a chat a file, its messages flat or nested in one another.

Nested ones go as deep as the chat is long, which is deeper than Python's own reader goes. They are read by hand here,
with a list of what is open in place of calls in calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import SourceChat, SourceFile, SourceNode, SourcePart
from turbodesk.app.imports.findings import UNKNOWN, UNREADABLE_CHATS, Findings, Unkept
from turbodesk.app.imports.json_stream import LONGEST_VALUE, JsonDamaged, JsonStream, JsonUnread
from turbodesk.app.imports.pieces import called, links_in, thought, worded
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.app.imports.values import flag, items, mapping, moment, name, rows, text
from turbodesk.chat.message import Role, Status
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member

    Row = Mapping[str, object]

_LISTS = ("messages", "messagesTree")
_FACTS = ("conversationId", "title", "options", "createdAt", "updatedAt")
_ROOT = "00000000-0000-0000-0000-000000000000"
_KEPT = (
    *("messageId", "parentMessageId", "isCreatedByUser", "sender", "text", "content", "model", "createdAt"),
    *("error", "unfinished", "finish_reason", "files", "attachments"),
)


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads exported chats; None where there are none."""
    members = [one for one in container.single_files(".json") if _is_chat(container.shape(one).keys)]
    return LibreChatExport(container, members) if members else None


def _is_chat(keys: frozenset[str]) -> bool:
    return "conversationId" in keys and not keys.isdisjoint(_LISTS)


class LibreChatExport(SourceArchive):
    """Exported chats, each a file."""

    program, key = "LibreChat", "librechat"

    def __init__(self, container: Container, members: list[Member]) -> None:
        self._container, self._members = container, members
        self.size = sum(member.size for member in members)

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        for member in self._members:
            facts: dict[str, object] = {}
            messages: list[Row] = []
            before = self._container.told
            with self._container.json(member, found) as stream:
                for key in stream.members():
                    if key in _FACTS:
                        facts[key] = _value(stream)
                    elif key in _LISTS and stream.peek() == "[":
                        _read_messages(stream, messages, partial(self._read_since, before))
            if (chat := _chat(facts, messages)) is not None:
                yield chat
            else:
                found.leave_out(UNREADABLE_CHATS)

    def _read_since(self, before: int) -> int:
        return self._container.told - before


def _value(stream: JsonStream) -> object:
    try:
        return stream.value()
    except JsonUnread:
        return None


def _read_messages(stream: JsonStream, messages: list[Row], read: Callable[[], int]) -> None:
    """Read the array of messages that comes next, and those within them; `read` says how many bytes were by now.

    Raises:
        JsonDamaged: it does not go on, or is larger than any chat; what was read stays.
    """
    arrays = [stream.elements()]
    within: list[tuple[Iterator[str], dict[str, object]]] = []
    """The messages whose children are being read: the rest of their keys, and what is known of them."""
    while arrays:
        if next(arrays[-1], None) is None:
            arrays.pop()
            if not within:
                continue
            keys, message = within.pop()
        elif stream.peek() == "{":
            keys, message = stream.members(), {}
            if within:
                message["parentMessageId"] = within[-1][1].get("messageId")
            messages.append(message)
            if read() > LONGEST_VALUE:
                raise JsonDamaged("too large")  # not for people
        else:
            continue
        for key in keys:
            if key == "children" and stream.peek() == "[":
                within.append((keys, message))
                arrays.append(stream.elements())
                break
            if key in _KEPT:
                message[key] = _value(stream)


def _chat(facts: Row, messages: list[Row]) -> SourceChat | None:
    id_ = name(facts.get("conversationId"))
    if id_ is None:
        return None
    options = mapping(facts.get("options"))
    system = text(options.get("promptPrefix")) or text(options.get("system"))
    return SourceChat(
        id_,
        name(facts.get("title")),
        [node for message in messages if (node := _node(message)) is not None],
        created_at=moment(facts.get("createdAt")),
        updated_at=moment(facts.get("updatedAt")),
        model=name(options.get("model")),
        system=system.strip() or None,
    )


def _node(message: Row) -> SourceNode | None:
    id_, parent = name(message.get("messageId")), name(message.get("parentMessageId"))
    if id_ is None:
        return None
    is_person = message.get("isCreatedByUser") is True or text(message.get("sender")).lower() == "user"
    has_failed = flag(message.get("error"))
    parts: list[SourcePart] = []
    left_out: list[Unkept] = []
    errors: list[str] = [text(message.get("text"))] if has_failed else []
    for meta in (*rows(message.get("files")), *rows(message.get("attachments"))):
        if title := text(meta.get("filename")):
            what = "picture" if text(meta.get("type")).startswith("image/") else "file"
            parts.append(SourceFile(title[:1_000], None, what))
    files = len(parts)
    for block in items(message.get("content")):
        _take(mapping(block), parts, left_out, errors)
    if len(parts) == files and not (errors or has_failed):  # blocks of which none says anything
        parts += worded(message.get("text"))
    status = Status.INTERRUPTED if flag(message.get("unfinished")) else Status.COMPLETE
    return SourceNode(
        id_,
        None if parent == _ROOT else parent,
        Role.USER if is_person else Role.ASSISTANT,
        tuple(parts),
        made_at=moment(message.get("createdAt")),
        model=None if is_person else name(message.get("model")),
        status=Status.COMPLETE if is_person else Status.FAILED if errors else status,
        stop_reason="max_tokens" if message.get("finish_reason") == "length" else None,
        error="" if is_person else "\n".join(filter(None, errors)),
        links=() if is_person else links_in(message.get("attachments")),
        left_out=tuple(left_out),
    )


def _take(block: Row, parts: list[SourcePart], left_out: list[Unkept], errors: list[str]) -> None:
    kind = text(block.get("type"))
    content = block.get(kind)
    words = text(content) or text(mapping(content).get("value"))
    match kind:
        case "text":
            parts += worded(words)
        case "think":
            parts += thought(words)
        case "tool_call":
            parts += _call(mapping(content))
        case "image_file" | "image_url":
            parts.append(SourceFile(text(mapping(content).get("filename"))[:1_000], None, "picture"))
        case "error":
            errors.append(words or _("The reply failed."))
        case "agent_update":  # which of several agents went on
            pass
        case _:
            left_out.append(UNKNOWN)


def _call(call: Row) -> tuple[SourcePart, ...]:
    """Return a call of an agent's tool, or of an assistant's, which keeps it one level deeper."""
    inner = mapping(call.get("function")) or mapping(call.get("code_interpreter")) or call
    given = next((inner[key] for key in ("args", "arguments", "input") if key in inner), None)
    gave = next((inner[key] for key in ("output", "outputs") if inner.get(key) is not None), None)
    return called(call.get("id"), inner.get("name") or call.get("type"), given, gave)
