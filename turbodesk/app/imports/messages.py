"""Makes a message here of a turn: its parts in order, its files by what their bytes are, what is missing in words.

Only what is ours leaves this place: foreign data beside a text, a call or a picture would be sent to a gateway as it
is, and refused. A file is read once, however many messages show it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING, assert_never

from turbodesk.app.imports import values
from turbodesk.app.imports.chats import SourceFile, SourceNode, SourcePart
from turbodesk.app.imports.container import Container, Member
from turbodesk.app.imports.findings import counted
from turbodesk.app.imports.tree import PlannedMessage
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import AttachmentRefused, FailureNote, Remedy
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parts import Part, Text, Thinking, ToolResult, ToolUse
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.attachments import hash_of
from turbodesk.store.imported_chats import File
from turbodesk.store.row_mapping import storable
from turbodesk.translation import _, unmarked

if TYPE_CHECKING:
    from turbodesk.app.attachments.intake import Taken

FAILED_ELSEWHERE = "failed-elsewhere"
"""The kind of the failure of a reply that another program brought along."""
_LONGEST_NAME = 200


@dataclass(slots=True)
class Made:
    """What came of the files of one chat."""

    files: list[File] = field(default_factory=list)
    """Rows of attachments, each once."""
    kept: int = 0
    """Files that messages show now."""
    missing: int = 0
    """Files that are named as missing."""


class MessageMaker:
    """Makes messages of one archive."""

    def __init__(self, program: str, container: Container, take: Callable[[bytes, str], Taken]) -> None:
        """`take` says what is kept of a file, by its bytes and name, or raises `AttachmentRefused`."""
        self._program, self._container, self._take = program, container, take
        self._known: dict[tuple[Member, str], Attachment | str] = {}
        """What was made of files that were read, or why nothing was."""

    def message(self, turn: PlannedMessage, made: Made) -> Message:
        """Return a turn as a message; what its files are goes into `made`."""
        parts = [part for node in turn.nodes for part in self._parts(node, made)]
        last = turn.nodes[-1]
        status = Status.COMPLETE if turn.role is Role.USER else last.status
        is_failed = status is Status.FAILED
        return Message(
            turn.id,
            turn.parent_id,
            turn.role,
            tuple(Block(index, part) for index, part in enumerate(parts)),
            status=status,
            model=next((one_line(node.model)[:_LONGEST_NAME] for node in turn.nodes if node.model), None),
            stop_reason="max_tokens" if last.stop_reason == "max_tokens" else None,
            failure=self._failure(last) if is_failed else None,
            created_at=turn.created_at,
            finished_at=turn.finished_at,
        )

    def _failure(self, node: SourceNode) -> FailureNote:
        detail = without_odd(node.error)
        sentence = _("This reply failed in {program}.").format(program=self._program)
        return FailureNote(FAILED_ELSEWHERE, sentence, _("Try again."), Remedy.TRY_AGAIN, detail=detail)

    def _parts(self, node: SourceNode, made: Made) -> Iterator[Part]:
        count = 0
        for part in node.parts:
            for ready in self._ready(part, node.role, made):
                if node.role is Role.USER and isinstance(ready, Thinking | ToolUse | ToolResult):
                    continue  # nobody's words, and no gateway takes them there
                count += 1
                yield ready
        if links := list(
            dict.fromkeys(values.link(one.url, one.title) for one in node.links if values.address(one.url))
        ):
            yield Text(unmarked(_("Sources: {links}").format(links=", ".join(links))))
        if not count:
            for kind, several in Counter(node.left_out).items():
                yield _note(_("Not kept: {things}.").format(things=counted(kind, several)), node.role)

    def _ready(self, part: SourcePart, role: Role | None, made: Made) -> Iterator[Part]:
        match part:
            case Text():
                if (words := without_odd(part.text)).strip():
                    yield Text(words)
            case Thinking():
                if (words := without_odd(part.text)).strip():
                    yield Thinking(words)
            case ToolUse():
                yield ToolUse(_name(part.id), _name(part.name), _arguments(part.input_json))
            case ToolResult():
                content = part.content if isinstance(part.content, str) else values.as_json(part.content)
                yield ToolResult(_name(part.tool_use_id), without_odd(content), part.is_error is True)
            case SourceFile():
                yield self._file(part, role, made)
            case _:
                assert_never(part)

    def _file(self, file: SourceFile, role: Role | None, made: Made) -> Part:
        name = one_line(file.name)[:_LONGEST_NAME]
        known: Attachment | str = ""
        match file.content:
            case Member() as member:
                key = (member, name)
                if key not in self._known:
                    data = self._container.content(member)
                    self._known[key] = _damaged(name) if data is None else self.attachment(data, name, made)
                known = self._known[key]
            case bytes() as data:
                known = self.attachment(data, name, made)
        if isinstance(known, Attachment):
            made.kept += 1
            return known.part
        made.missing += 1
        return _note(_missing(file, name) if file.content is None else _("Not kept: {why}").format(why=known), role)

    def attachment(self, data: bytes, name: str, made: Made) -> Attachment | str:
        """Return what refers to a file with these bytes, and put it into `made`; else why it cannot be kept."""
        try:
            taken = self._take(data, name)
        except AttachmentRefused as refused:
            return refused.note.sentence
        sha256, now = hash_of(taken.content), now_ms()
        made.files.append((sha256, taken.media_type, storable(taken.name), taken.content, now, now))
        return taken.attachment(sha256)


def without_odd(text: str) -> str:
    """Return text as the database and the window can hold it: no half letters, no zeros."""
    return storable(text).replace("\x00", "")


def _damaged(name: str) -> str:
    return _("“{name}” is damaged, or too large.").format(name=name) if name else _("A file is damaged, or too large.")


def _missing(file: SourceFile, name: str) -> str:
    if name:
        return _("“{name}” is not in the archive.").format(name=name)
    return _("A picture is not in the archive.") if file.what == "picture" else _("A file is not in the archive.")


def _name(value: str) -> str:
    return one_line(value)[:_LONGEST_NAME] or "unknown"


def _arguments(written: str) -> str:
    """Return the arguments of a call; "" where they are no object of JSON."""
    try:
        return written if isinstance(json.loads(written or "null"), dict) else ""
    except (ValueError, RecursionError):
        return ""


def _note(words: str, role: Role | None) -> Text:
    """Return what is said in a message in place of something that did not come; a person's words are no Markdown."""
    words = unmarked(words)
    return Text(f"[{words}]" if role is Role.USER else f"*{values.escaped(words)}*")
