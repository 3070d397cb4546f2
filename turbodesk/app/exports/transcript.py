"""Takes a conversation as it stands: who said what, whole. What is written, printed and copied begins with it.

A `Transcript` holds every message of the active path, those a window would not have read included. It is taken at one
moment: a reply that grows afterwards is in it as far as it had come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from turbodesk.app.file_names import fitting_name
from turbodesk.app.live import LiveChat
from turbodesk.chat.attachments import attachments_in, in_words
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.model import Model
from turbodesk.chat.moments import local_time
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parts import Text, ToolResult, ToolUse, is_damage
from turbodesk.chat.summary import TurnSummary
from turbodesk.chat.turns import is_results
from turbodesk.quantities import day as in_language
from turbodesk.quantities import day_and_time, listed
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, unmarked

PORTION = 100
"""Messages read from disk at a time."""
YOU = _("You")
ATTACHED = unmarked(_("Attached: {files}"))
SUMMED_UP = _("From here on, the model is sent this summary of what stands above:")
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
    is_excerpt: bool = False
    """Whether it is one reply, or what was selected, to be read by itself: nobody asks who said it."""


async def take_transcript(chat: LiveChat, model_of: Callable[[str], Model]) -> Transcript:
    """Read all messages of a chat's active path. Raises `StoreFailure` when they cannot be read."""
    ids = tuple(chat.ids())
    messages: list[Message] = []
    for start in range(0, len(ids), PORTION):
        messages += await chat.fetch(ids[start : start + PORTION])
    return transcript_of(chat.conversation, messages, chat.summaries.in_force, model_of)


def transcript_of(
    conversation: Conversation,
    messages: Sequence[Message],
    summary: TurnSummary | None,
    model_of: Callable[[str], Model],
) -> Transcript:
    """Return the messages of an active path as a transcript; `summary` is what is sent instead of the oldest."""
    summaries = {} if summary is None else {summary.before: summary.text}
    turns = tuple(Turn(_speaker(one, model_of), one, summaries.get(one.id, "")) for one in messages)
    began = next((one.created_at for one in messages if one.created_at), conversation.created_at)
    return Transcript(one_line(conversation.title), day(began), turns)


async def take_message(chat: LiveChat, model_of: Callable[[str], Model], message_id: str) -> Transcript:
    """Read one message of the path to stand by itself, a reply with the parts before its calls of tools.

    Raises `StoreFailure` when it cannot be read.
    """
    ids = tuple(chat.ids())
    at = ids.index(message_id) + 1 if message_id in ids else 0
    found = await chat.fetch(ids[max(0, at - PORTION) : at])
    begin = len(found) - 1
    while begin >= 2 and is_results(found[begin - 1]):
        begin -= 2
    turns = tuple(Turn(_speaker(one, model_of), one) for one in found[max(begin, 0) :] if not is_results(one))
    began = turns[0].message.created_at if turns else 0
    return Transcript(one_line(chat.conversation.title), day(began), turns, is_excerpt=True)


def excerpt(title: str, markdown: str) -> Transcript:
    """Return some Markdown out of a conversation, to stand by itself."""
    message = Message(new_id(), None, Role.ASSISTANT, (Block(0, Text(markdown)),), created_at=now_ms())
    return Transcript(one_line(title), day(message.created_at), (Turn("", message),), is_excerpt=True)


def _speaker(message: Message, model_of: Callable[[str], Model]) -> str:
    return YOU if message.role is Role.USER else model_of(message.model or "").name


def day(ms: int) -> str:
    """Return a day in words, in this machine's time zone."""
    moment = local_time(ms)
    return _("on an unknown day") if moment is None else in_language(moment)


def moment_in_words(ms: int) -> str:
    """Return a day and time in words, in this machine's time zone; "" for what is no moment."""
    moment = local_time(ms) if ms else None
    return "" if moment is None else day_and_time(moment)


def tool_lines(message: Message) -> list[str]:
    """Return a short line for each tool a message asked for, for each result in it, and for what cannot be read."""
    lines: list[str] = []
    for part in message.parts:
        if is_damage(part):
            lines.append(_("This message is damaged"))
        elif isinstance(part, ToolUse):
            lines.append(unmarked(_("Asked for the tool “{tool}”").format(tool=part.name)))
        elif isinstance(part, ToolResult):
            said = _shortened(_said(part.content))
            words = _("The tool failed: {result}") if part.is_error else _("The tool gave: {result}")
            lines.append(unmarked(words.format(result=said)) if said else _("The tool gave nothing"))
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
    """Return a line that names what is attached to a message, "" when nothing is."""
    attached = attachments_in(message.parts)
    return ATTACHED.format(files=unmarked(listed(map(in_words, attached)))) if attached else ""


def file_name(title: str, suffix: str) -> str:
    """Return a name for a file with a conversation that every system takes."""
    return fitting_name(title, suffix, otherwise=_("Chat"))
