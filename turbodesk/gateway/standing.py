"""Sends what a project has before each of its chats, so that all of them begin with the same bytes.

The provider reads tools, then the system prompt, then the messages, and keeps a beginning ready only while every byte
of it is the same (protocol, 1.8). So the project's instructions and its files of text stand in the system prompt
before the chat's own; pictures and PDFs, which can stand nowhere else, before the first message's words. One mark
stands after the last of them: whichever chat asks next reads all of it from the cache.

Why texts stand in the system prompt: there, neither a chat's own instructions nor whether it thinks comes before them.
Why documents of earlier replies lose their numbers: the project's PDFs go first, and a citation tells by a number which
document it means (protocol, 1.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from turbodesk.chat.attachments import PLAIN, in_words_for_model
from turbodesk.chat.codec import block_from_part
from turbodesk.chat.message import Role
from turbodesk.chat.parts import Text
from turbodesk.chat.project import Project
from turbodesk.gateway.attachments import File, refusable, sendable
from turbodesk.gateway.tool_pairing import Block, Turn
from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shared:
    """How many blocks of a body are a project's: the first ones of its system prompt and of its first message."""

    system: int = 0
    message: int = 0


def system(project: Project | None, files: Mapping[str, File]) -> list[Block]:
    """Return the blocks that go before a chat's own system prompt."""
    if project is None:
        return []
    said = [Text(project.instructions.strip())] if project.instructions.strip() else []
    texts = [sendable(file, files.get(file.sha256), cites=False) for file in project.files if file.media_type == PLAIN]
    return [block_from_part(part) for part in (*said, *texts)]


def before_words(project: Project | None, files: Mapping[str, File], *, refused: frozenset[str]) -> list[Block]:
    """Return the blocks that go before the words of the first message; of a kind `refused`, what is said instead."""
    blocks: list[Block] = []
    for file in project.files if project is not None else ():
        if file.media_type == PLAIN:
            continue
        if refusable(file) in refused:
            words = f"[The {in_words_for_model(file)} belongs here and is left out; this model does not take it.]"
            blocks.append(block_from_part(Text(words)))
            continue
        if file.is_picture and file.sha256 in files:
            blocks.append(block_from_part(Text(f"{file.label}:")))  # so that it can be spoken of
        blocks.append(block_from_part(sendable(file, files.get(file.sha256), cites="citations" not in refused)))
    return blocks


def shared(project: Project | None, files: Mapping[str, File], *, refused: frozenset[str]) -> Shared:
    """Return how many blocks `system` and `before_words` make, without making them."""
    if project is None:
        return Shared()
    texts = sum(file.media_type == PLAIN for file in project.files)
    others = [file for file in project.files if file.media_type != PLAIN]
    named = sum(file.is_picture and file.sha256 in files and refusable(file) not in refused for file in others)
    return Shared(system=texts + bool(project.instructions.strip()), message=len(others) + named)


def put_first(turns: Sequence[Turn], blocks: Sequence[Block]) -> list[Turn]:
    """Return the turns with these blocks at their very beginning; nothing is added where nothing is asked."""
    if not turns or not blocks:
        return list(turns)
    (role, first), *rest = turns
    if role is Role.USER:
        return [(role, [*blocks, *first]), *rest]
    return [(Role.USER, list(blocks)), *turns]


def has_documents(project: Project | None) -> bool:
    """Whether documents of a project go before those of the chat."""
    return project is not None and any(file.is_pdf for file in project.files)


def has_refusable(project: Project | None, kind: str) -> bool:
    """Whether a project has files of a kind that a gateway may refuse (`attachments.refusable`)."""
    return project is not None and any(refusable(file) == kind for file in project.files)
