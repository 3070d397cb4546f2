"""Writes a conversation as one Markdown text, for editors and for every program that reads Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from turbodesk.app.exports.files_beside import FilesBeside
from turbodesk.app.exports.sources import with_sources
from turbodesk.app.exports.transcript import ATTACHED, SUMMED_UP, Transcript, Turn, attached_line, tool_lines
from turbodesk.app.exports.unfinished import closed
from turbodesk.app.exports.writer import ExportContext
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.attachments import Attachment, attachments_in, in_words
from turbodesk.chat.message import Role
from turbodesk.chat.one_line import one_line
from turbodesk.chat.turns import is_results
from turbodesk.rendering import literal
from turbodesk.translation import unmarked


def to_markdown(transcript: Transcript) -> str:
    """Return the conversation as one Markdown text, a heading of the second level before each message."""
    return _joined([markdown_head(transcript), *map(turn_markdown, transcript.turns)])


def _joined(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


def markdown_head(transcript: Transcript) -> str:
    """Return title and day."""
    return f"# {_one_line(transcript.title)}\n\n*{transcript.date}*"


def turn_markdown(turn: Turn, link: Callable[[Attachment], str] | None = None) -> str:
    """Return one message under its heading, a person's with the words as they were typed.

    What a reply left open is closed, so that it swallows nothing after it. `link` gives the address of an attachment,
    "" for one that is lost; without it they are only named.
    """
    message = turn.message
    text = literal(message.text) if message.role is Role.USER else closed(with_sources(message))
    attached = f"*{_one_line(line)}*" if (line := attached_line(message)) else ""
    if link is not None:
        attached = "\n\n".join(_linked(one, link(one)) for one in attachments_in(message.parts))
    tools = [f"*{_one_line(line)}*" for line in tool_lines(message)]
    parts = [attached, text, *tools]
    if not is_results(message):  # what a tool gave is nobody's turn
        parts.insert(0, f"## {_one_line(turn.speaker)}")
    if turn.summary:
        parts.insert(
            0, "\n".join(f"> {line}".rstrip() for line in f"*{SUMMED_UP}*\n\n{closed(turn.summary)}".splitlines())
        )
    return "\n\n".join(part for part in parts if part).rstrip("\n")


def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
    """Write a conversation as a Markdown file in UTF-8, and what is attached into a folder beside it.

    Thinking is left out. Raises as `ExportWriter` says.
    """
    parts = [markdown_head(transcript)]
    with FilesBeside(path, context.content) as files:
        for done, turn in enumerate(transcript.turns):
            context.step(done, len(transcript.turns))
            parts.append(turn_markdown(turn, files.link))
        text = _joined(parts).encode("utf-8", "replace")
        write_new_file(path, lambda file: file.write(text))


def _linked(attachment: Attachment, address: str) -> str:
    """Return a line with a picture, or with a link to another file; one that is lost is named."""
    words = _one_line(unmarked(in_words(attachment)))
    if not address:
        return f"*{ATTACHED.format(files=words)}*"
    if attachment.is_picture:
        return f"![{words}]({address})"
    return ATTACHED.format(files=f"[{words}]({address})")


def _one_line(text: str) -> str:
    # An opening bracket is left: with a backslash it would begin a formula.
    return re.sub(r"([\\`*_\]<>#]|&(?=#?\w+;))", r"\\\1", one_line(text))
