"""Messages of Cherry Studio 1 as nodes: a list in order, and the blocks each message is made of.

Answers of several models to one question stand one after the other; they are told by the question they name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import Link, SourceFile, SourceNode, SourcePart
from turbodesk.app.imports.findings import TRANSLATIONS, UNKNOWN, UNREADABLE_MESSAGES, VIDEO, Unkept
from turbodesk.app.imports.pieces import called, file_at, links_in, thought, worded
from turbodesk.app.imports.readers.cherry_files import CherryFiles, model_of
from turbodesk.app.imports.values import fenced, items, mapping, moment, name, rows, text
from turbodesk.chat.message import Role, Status

if TYPE_CHECKING:
    Row = Mapping[str, object]

STATUS = {
    "paused": Status.STOPPED,
    "error": Status.FAILED,
    **dict.fromkeys(("pending", "processing", "searching", "sending"), Status.INTERRUPTED),
}
ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}


class Content:
    """What the blocks of one message come to."""

    def __init__(self) -> None:
        self.parts: list[SourcePart] = []
        self.links: list[Link] = []
        self.left_out: list[Unkept] = []
        self.error = ""
        self.has_failed = False

    def fail(self, error: Row) -> None:
        """Take in what an error says."""
        self.has_failed = True
        self.error = self.error or text(error.get("message")) or text(error.get("name"))

    def status(self, told: object) -> Status:
        """Return how the message ended; `told` is the source's word. One the person stopped tells an error as well."""
        status = STATUS.get(text(told), Status.COMPLETE)
        return Status.FAILED if self.has_failed and status is Status.COMPLETE else status


def nodes_of(
    messages: Sequence[dict[str, object]], block: Callable[[str], dict[str, object]], files: CherryFiles
) -> tuple[list[SourceNode], str | None]:
    """Return the nodes of a topic, and the last one of the branch in front."""
    talk = _TopicOrder()
    nodes: list[SourceNode] = []
    for message in messages:
        id_, role = name(message.get("id")), ROLES.get(text(message.get("role")))
        if text(message.get("type")) == "clear" or id_ is None:  # a mark where the context begins anew
            continue
        parent = talk.place(id_, message, role)
        nodes.append(_node(id_, parent, role, message, _content(message, block, files)))
    return nodes, talk.end()


class _TopicOrder:
    """Finds the parent of each message of a list."""

    def __init__(self) -> None:
        self._tip: str | None = None
        self._questions: set[str] = set()
        self._asked: str | None = None
        """The question the answers at hand belong to, and what they hang from."""
        self._above: str | None = None
        self._best = (-1, "")

    def place(self, id_: str, message: Row, role: Role | None) -> str | None:
        """Return the parent of the next message."""
        asked = name(message.get("askId")) if role is Role.ASSISTANT else None
        if asked is None:
            parent = self.end()
            self._tip, self._asked = id_, None
            if role is Role.USER:
                self._questions.add(id_)
            return parent
        if asked != self._asked:
            tip = self.end()
            if asked in self._questions and asked != tip:
                return asked  # a late answer to an earlier question: beside the branch in front
            self._tip, self._asked, self._above, self._best = tip, asked, tip, (-1, "")
        rank = 2 if message.get("foldSelected") is True else 1 if message.get("useful") is True else 0
        if rank >= self._best[0]:
            self._best = (rank, id_)
        return self._above

    def end(self) -> str | None:
        """Return the last message in front: of several answers the chosen one, else the last."""
        return self._best[1] if self._asked is not None else self._tip


def _node(id_: str, parent: str | None, role: Role | None, message: dict[str, object], content: Content) -> SourceNode:
    is_reply = role is Role.ASSISTANT
    return SourceNode(
        id_,
        parent,
        role,
        tuple(content.parts) if role else (),
        made_at=moment(message.get("createdAt")),
        model=model_of(message) if is_reply else None,
        status=content.status(message.get("status")) if is_reply else Status.COMPLETE,
        error=content.error,
        links=tuple(content.links),
        left_out=tuple(content.left_out),
    )


def _content(message: Row, block: Callable[[str], dict[str, object]], files: CherryFiles) -> Content:
    content = Content()
    for id_ in items(message.get("blocks")):
        found = block(id_) if isinstance(id_, str) else {}
        if found:
            take_block(found, content, files)
        else:
            content.left_out.append(UNREADABLE_MESSAGES)
    if not content.parts:
        _take_old(message, content, files)
    return content


def take_block(block: Row, content: Content, files: CherryFiles) -> None:
    """Add what a block holds to a message's content."""
    words = block.get("content")
    match block.get("type"):
        case "main_text":
            content.parts += worded(words)
        case "thinking":
            content.parts += thought(words)
        case "code":
            content.parts += worded(fenced(text(words), text(block.get("language"))) if text(words).strip() else "")
        case "tool":
            content.parts += _tool(block)
        case "image" | "file" as kind:
            content.parts += _files(block, kind == "image", files)
        case "error":
            content.fail(mapping(block.get("error")))
        case "citation":
            content.links += links_in(block.get("response"))
        case "translation":
            content.left_out.append(TRANSLATIONS)
        case "video":
            content.left_out.append(VIDEO)
        case "unknown" if not words:  # stands where a reply was expected
            pass
        case _:
            content.parts += (known := worded(words))
            if not known:
                content.left_out.append(UNKNOWN)


def _tool(block: Row) -> tuple[SourcePart, ...]:
    raw = mapping(mapping(block.get("metadata")).get("rawMcpToolResponse"))
    gave = block.get("content")
    if gave is None:
        gave = raw.get("response")
    is_error = raw.get("status") == "error" or mapping(gave).get("isError") is True
    given = block.get("arguments", raw.get("arguments"))
    tool = name(block.get("toolName")) or mapping(raw.get("tool")).get("name")
    return called(block.get("toolId"), tool, given, gave, is_error=is_error)


def _files(block: Row, is_picture: bool, files: CherryFiles) -> list[SourceFile]:
    what = "picture" if is_picture else "file"
    made = items(mapping(mapping(block.get("metadata")).get("generateImageResponse")).get("images"))
    if (url := text(block.get("url"))) or made:
        return [file_at(one, what=what) for one in ([url] if url else map(_addressed, made))]
    return [_kept(mapping(block.get("file")) or {"id": block.get("fileId")}, what, files)]


def _addressed(picture: object) -> str:
    """Return a picture that a model made as an address: some are base64 and nothing else."""
    written = text(picture)
    return written if ":" in written[:10] else f"data:image/png;base64,{written}"


def _kept(meta: Row, what: str, files: CherryFiles) -> SourceFile:
    return SourceFile(text(meta.get("origin_name"))[:1_000], files.member(meta.get("id")), what)


def _take_old(message: Row, content: Content, files: CherryFiles) -> None:
    """Take what messages held themselves before version 4."""
    metadata = mapping(message.get("metadata"))
    content.parts += thought(message.get("reasoning_content"))
    for meta in rows(message.get("files")):
        content.parts.append(_kept(meta, "picture" if meta.get("type") == "image" else "file", files))
    made = items(mapping(metadata.get("generateImage")).get("images"))
    content.parts += [file_at(_addressed(one), what="picture") for one in made]
    for tool in rows(metadata.get("mcpTools")):
        about = mapping(tool.get("tool"))
        content.parts += called(tool.get("id"), about.get("name"), about.get("inputs"), tool.get("response"))
    content.parts += worded(message.get("content"))
    content.links += links_in([metadata.get("webSearch"), metadata.get("citations")])
    if error := mapping(message.get("error")):
        content.fail(error)
