"""Takes a conversation out of the program as it stands: who said what, whole, and as one Markdown text.

A `Transcript` holds every message of the active path, those a window would not have read included. It is taken at one
moment: a reply that grows afterwards is in it as far as it had come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from turbodesk.app.file_names import fitting_name
from turbodesk.app.live import LiveChat
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.attachments import attachments_in, in_words
from turbodesk.chat.message import Message, Role
from turbodesk.chat.model import Model
from turbodesk.chat.moments import local_time
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parts import ToolResult, ToolUse, is_damage
from turbodesk.chat.turns import is_results
from turbodesk.rendering import literal, to_html

PORTION = 100
"""Messages read from disk at a time."""
YOU = "You"
_SUMMED_UP = "From here on, the model is sent this summary of what stands above:"
_RESULT = 200
"""Characters of a tool's result that go into a text."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and the name of who speaks."""

    speaker: str
    message: Message
    summary: str = ""
    """What the model is sent instead of all turns before; "" where they are sent."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation, whole."""

    title: str
    date: str
    """The day of its first words, here, such as "22 November 2026"."""
    turns: tuple[Turn, ...]


async def take_transcript(chat: LiveChat, model_of: Callable[[str], Model]) -> Transcript:
    """Read all messages of a chat's active path. Raises `StoreFailure` when they cannot be read."""
    ids = tuple(chat.ids())
    summary = chat.summaries.in_force
    summaries = {} if summary is None else {summary.before: summary.text}
    turns: list[Turn] = []
    for start in range(0, len(ids), PORTION):
        found = await chat.fetch(ids[start : start + PORTION])
        turns += [Turn(_speaker(one, model_of), one, summaries.get(one.id, "")) for one in found]
    began = next((turn.message.created_at for turn in turns if turn.message.created_at), chat.conversation.created_at)
    return Transcript(one_line(chat.conversation.title), day(began), tuple(turns))


def _speaker(message: Message, model_of: Callable[[str], Model]) -> str:
    return YOU if message.role is Role.USER else model_of(message.model or "").name


def day(ms: int) -> str:
    """Return a day in words, in this machine's time zone."""
    moment = local_time(ms)
    return "on an unknown day" if moment is None else f"{moment.day} {moment:%B %Y}"


def to_markdown(transcript: Transcript) -> str:
    """Return the conversation as one Markdown text, a heading of the second level before each message."""
    parts = [markdown_head(transcript), *map(turn_markdown, transcript.turns)]
    return "\n\n".join(parts) + "\n"


def markdown_head(transcript: Transcript) -> str:
    """Return title and day."""
    return f"# {_one_line(transcript.title)}\n\n*{transcript.date}*"


def turn_markdown(turn: Turn) -> str:
    """Return one message under its heading, a person's with the words as they were typed.

    What a reply left open is closed, so that it swallows nothing after it.
    """
    message = turn.message
    text = literal(message.text) if message.role is Role.USER else closed(message.text)
    attached = f"*{_one_line(line)}*" if (line := attached_line(message)) else ""
    tools = [f"*{_one_line(line)}*" for line in tool_lines(message)]
    parts = [attached, text, *tools]
    if not is_results(message):  # what a tool gave is nobody's turn
        parts.insert(0, f"## {_one_line(turn.speaker)}")
    if turn.summary:
        parts.insert(
            0, "\n".join(f"> {line}".rstrip() for line in f"*{_SUMMED_UP}*\n\n{closed(turn.summary)}".splitlines())
        )
    return "\n\n".join(part for part in parts if part).rstrip("\n")


def save_markdown(transcript: Transcript, path: Path) -> None:
    """Write a conversation as a Markdown file in UTF-8; thinking is left out. Takes a while: call it in a thread.

    Raises:
        StoreFailure: it cannot be written.
    """
    text = to_markdown(transcript).encode("utf-8", "replace")
    write_new_file(path, lambda file: file.write(text))


def tool_lines(message: Message) -> list[str]:
    """Return a short line for each tool a message asked for, for each result in it, and for what cannot be read."""
    lines: list[str] = []
    for part in message.parts:
        if is_damage(part):
            lines.append("This message is damaged")
        elif isinstance(part, ToolUse):
            lines.append(f"Asked for the tool “{part.name}”")
        elif isinstance(part, ToolResult):
            said = _shortened(_said(part.content))
            lines.append(
                f"The tool {'failed' if part.is_error else 'gave'}: {said}" if said else "The tool gave nothing"
            )
    return lines


def _said(content: object) -> str:
    """Return the text of a tool's result, in either of the protocol's forms."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list | tuple) else []
    texts = [block.get("text") for block in blocks if isinstance(block, Mapping)]
    return " ".join(text for text in texts if isinstance(text, str))


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _RESULT else words[:_RESULT].rstrip() + "…"


def attached_line(message: Message) -> str:
    """Return a line that names what is attached to a message, "" when nothing is: files do not go into a text."""
    attached = attachments_in(message.parts)
    return f"Attached: {', '.join(map(in_words, attached))}" if attached else ""


def _one_line(text: str) -> str:
    # An opening bracket is left: with a backslash it would begin a formula.
    return re.sub(r"([\\`*_\]<>#]|&(?=#?\w+;))", r"\\\1", one_line(text))


_OPENERS = re.compile(r"^[ \t>]*(`{3,}|~{3,})|\$\$|\\\[", re.MULTILINE)
_CLOSERS = {"$$": "$$", "\\[": "\\]"}
_MARK = "the-end-of-the-message"


def closed(text: str) -> str:
    """Return `text` with a last line that closes the code or formula it leaves open, as a broken-off reply may.

    The renderer itself is asked: whether a heading after the text is one. Rules of thumb go wrong on fences in lists.
    """
    # Longest first: a longer fence closes a shorter one, and only what was found can be open.
    found = sorted({found[1] or found[0] for found in _OPENERS.finditer(text)}, key=len, reverse=True)
    if not found or not _is_open(text):
        return text
    endings = (f"{text.rstrip()}\n{_CLOSERS.get(one, one)}" for one in found)
    return next((ending for ending in endings if not _is_open(ending)), text)


def _is_open(text: str) -> bool:
    return f"<h2>{_MARK}</h2>" not in to_html(f"{text}\n\n## {_MARK}")


def file_name(title: str, suffix: str) -> str:
    """Return a name for a file with a conversation that every system takes."""
    return fitting_name(title, suffix, otherwise="Chat")
