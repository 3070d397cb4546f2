"""Markdown with a heading before each turn: TurboDesk's own ("## You"), and what other programs and add-ons write.

A heading heads a turn only where it names somebody: the person, a model that is known, a program that talks. Any other
heading, and one inside of code, belongs to what is said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import SourceChat, SourceNode
from turbodesk.app.imports.findings import Findings
from turbodesk.app.imports.pieces import worded
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.chat.message import Role
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member

_ENDINGS = (".md", ".markdown", ".txt")
_LARGEST = 16 * 1024 * 1024
_YOU = frozenset({"you", "user", "human", "me", "prompt", "you said", "user said"})
_TALKERS = frozenset(
    {
        *("assistant", "ai", "bot", "model", "response", "reply"),
        *(
            "chatgpt",
            "chatgpt said",
            "claude",
            "gemini",
            "copilot",
            "deepseek",
            "grok",
            "mistral",
            "perplexity",
            "llama",
        ),
    }
)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:(.*)$", re.MULTILINE | re.IGNORECASE)
PERSON = frozenset({"You", "你", "あなた", "Sie", "Vous", "Tú", "Você", "Вы", "أنت"})
"""What exports call the person, in whatever language they were made."""
_OWN = re.compile(rf"\s*# [^\n]*\n\n\*[^*\n]+\*\n\n## ({'|'.join(sorted(PERSON))})\n")
"""How a chat that TurboDesk wrote begins: title, day, the person."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|&nbsp;|\\\n")


@dataclass(slots=True)
class MarkdownTurn:
    """What one side says."""

    role: Role
    speaker: str
    lines: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "\n".join(self.lines).strip("\n").rstrip()


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads such files; None where there are none."""
    chats = MarkdownChats(container, container.single_files(*_ENDINGS))
    return chats if chats.members else None


class MarkdownChats(SourceArchive):
    """Files of Markdown, each a chat."""

    program, key = "Markdown", "markdown"

    def __init__(self, container: Container, members: list[Member]) -> None:
        self._container = container
        self.members = [one for one in members if next(self._of(one), None) is not None]
        self.size = sum(member.size for member in self.members)

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        for member in self.members:
            yield from self._of(member)

    def _of(self, member: Member) -> Iterator[SourceChat]:
        data = self._container.content(member, _LARGEST)
        if data is None or b"\0" in data:
            return
        chat = chat_of(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"), self._models)
        if chat is not None:
            yield chat

    @cached_property
    def _models(self) -> Collection[str]:
        from turbodesk.gateway import catalogue

        return frozenset(word.lower() for model in catalogue.load() for word in (model.name, model.id))


def chat_of(written: str, models: Collection[str]) -> SourceChat | None:
    """Return the chat a text holds; None where nobody says anything in it. `models` are names in small letters."""
    own = _OWN.match(written)
    person = own[1] if own else ""
    title, written = _front_matter(written)
    heads, turns = _split(written, models, person)
    if not any(turn.role is Role.USER for turn in turns):
        return None
    nodes: list[SourceNode] = []
    before = ""
    for turn in turns:
        words = _plain(turn.words) if person and turn.role is Role.USER else turn.words
        before = hashlib.sha256(f"{before}\0{turn.role}\0{words}".encode(errors="replace")).hexdigest()[:32]
        model = turn.speaker if turn.role is Role.ASSISTANT else None
        nodes.append(SourceNode(before, nodes[-1].id if nodes else None, turn.role, worded(words), model=model))
    title = title or next(filter(None, heads), None)
    id_ = hashlib.sha256(f"{title}\0{nodes[0].id}".encode(errors="replace")).hexdigest()[:32]
    return SourceChat(id_, title, nodes, nodes[-1].id)


def _front_matter(written: str) -> tuple[str | None, str]:
    """Return the title in a head of YAML, and the text without that head."""
    head = _FRONT.match(written)
    if head is None:
        return None, written
    title = _FRONT_TITLE.search(head[1])
    return (title[1].strip().strip("\"'") or None) if title else None, written[head.end() :]


def _split(written: str, models: Collection[str], person: str) -> tuple[list[str], list[MarkdownTurn]]:
    """Return the headings of the first level before the first turn, and the turns.

    `person` is what a chat that TurboDesk wrote calls the person; "" for those of others.
    """
    heads: list[str] = []
    turns: list[MarkdownTurn] = []
    level, fence = 0, ""
    for line in written.split("\n"):
        heading = _HEADING.match(line) if not fence else None
        fence = _fence_after(line, fence)
        if heading is not None and level in (0, len(heading[1])):
            speaker = _ESCAPE.sub(r"\1", _words(heading)).replace("**", "").rstrip(":： ").strip()
            is_answer = person and turns and turns[-1].role is Role.USER  # what the person typed has no headings there
            is_person = person and speaker == person
            is_other = is_answer and not is_person and speaker.lower() not in _YOU
            role = Role.USER if is_person else Role.ASSISTANT if is_other else _role(speaker.lower(), models)
            if role is not None:
                level = len(heading[1])
                turns.append(MarkdownTurn(role, speaker))
                continue
        if turns:
            turns[-1].lines.append(line)
        elif heading is not None and len(heading[1]) == 1:
            heads.append(_ESCAPE.sub(r"\1", _words(heading)))
    return heads, turns


def _words(heading: re.Match[str]) -> str:
    """Return what a heading says, without the marks that may close it."""
    words = heading[2].strip(" \t")
    inner = words.rstrip("#")
    return inner.rstrip(" \t") if not inner or inner[-1] in " \t" else words


def _role(speaker: str, models: Collection[str]) -> Role | None:
    if speaker in _YOU:
        return Role.USER
    return Role.ASSISTANT if speaker in _TALKERS or speaker in models else None


def _fence_after(line: str, fence: str) -> str:
    """Return the fence that is open after a line, where `fence` was before it; "" for none."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    if not fence:
        return found[1]
    closes = found[1][0] == fence[0] and len(found[1]) >= len(fence) and not line[found.end() :].strip()
    return "" if closes else fence


def _plain(written: str) -> str:
    """Return what a person typed, out of Markdown that shows it as typed."""
    return _ESCAPE.sub(lambda found: found[1] or ("\n" if found[0].startswith("\\") else " "), written)
