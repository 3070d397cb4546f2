"""What a tool is that a model may ask for, what a call of it is handed, and what it gives back.

A tool is ours (the calculator) or comes from a tool server of the person's; both have this one form, so that asking,
running, showing and journalling know no difference. It says what it is (`definition` for the model, `title` and `help`
for the person), who brings it, and a fingerprint of what runs: what the person allowed under one fingerprint is asked
about anew under another.

Whether it may run is never the tool's business. What it says of itself, such as that it changes nothing, only ever adds
a question or a word; it leaves none out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from turbodesk.app.signal import Signal
from turbodesk.chat.parts import Image, JsonObject, Text
from turbodesk.chat.tools import ToolDefinition
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _


class ToolRefused(Exception):
    """A tool cannot do what it was asked; the message is a sentence that the model and the person read."""


@dataclass(frozen=True, slots=True)
class ToolArgument:
    """One row of what a call was given, as a person reads it."""

    label: str
    """"" where the text speaks for itself."""
    text: str
    """Whole, never cut: the card folds it."""


@dataclass(frozen=True, slots=True)
class ToolFile:
    """A file that a call gave, kept as an attachment of its result."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ToolReference:
    """Where something of a result comes from: a page or a file."""

    title: str
    address: str = ""
    """An http or https address; "" for what has none, such as a file. As untrusted as every address of a reply."""


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What a call gave."""

    content: str | tuple[Text | Image, ...] = ""
    """For the model, within what the protocol takes of a result; blank text is left out, and nothing at all is said in
    words. Pictures are `Image({"type": "base64", "media_type": …, "data": …})` of png, jpeg, gif or webp; they are kept
    as attachments, shrunk as the person's own are."""
    is_error: bool = False
    """Whether it did not work; then only the text of `content` is sent (protocol, 1.7)."""
    shown: str = ""
    """The whole text for the person, where `content` was cut for the model; "": it is the same."""
    files: tuple[ToolFile, ...] = ()
    table: object = None
    """Structured data, any JSON value, that is shown as a table where it has rows; None: there is none."""
    references: tuple[ToolReference, ...] = ()


def _nobody(_done: float, _total: float | None, _words: str) -> None:
    """Nobody hears of the progress."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What a running tool is handed beside its arguments."""

    call_id: str
    conversation_id: str
    project_id: str | None = None
    progress: Callable[[float, float | None, str], None] = _nobody
    """Tells how far it is: what is done, of how much in all (None: nobody knows), and one line of words or "". May be
    called as often as one likes, from the event loop's thread."""


@dataclass(frozen=True, slots=True)
class ToolPreview:
    """What a call would change, before it is allowed."""

    name: str
    """What is changed, such as a file's path in its folder."""
    before: str | None = None
    """The text as it is; None: there is none yet."""
    after: str | None = None
    """The text as it would be; None: it would be gone."""


async def _by_at_once(_given: JsonObject, _call: ToolCall) -> ToolOutcome:
    raise ToolRefused("This tool cannot run.")


# Translators: {tool} is the name of a tool, which is shown in bold.
WISH = _("{tool} wants to run")
"""What is said of a tool that asks, where it has no words of its own."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool."""

    definition: ToolDefinition
    title: str
    """What a person calls it."""
    help: str
    """What it does, one sentence for a person."""
    describe: Callable[[JsonObject], tuple[ToolArgument, ...]]
    """The arguments as a person reads them; () where there is nothing to read. Takes any arguments, never raises."""
    run: Callable[[JsonObject, ToolCall], Awaitable[ToolOutcome]] = _by_at_once
    """Does the work; cancelled when the person stops it. Raises `ToolRefused` with a sentence."""
    at_once: Callable[[JsonObject], str] | None = None
    """Set where a call is pure and takes a few milliseconds at most: it is called instead of `run`, within the turn of
    the event loop, and nothing is journalled. Raises `ToolRefused`."""
    preview: Callable[[JsonObject, ToolCall], Awaitable[ToolPreview]] | None = None
    """What it would change. Raises `ToolRefused` where it could not be done anyway."""
    source: str = ""
    """"" for ours, else the id of the tool server."""
    source_title: str = ""
    """What the person calls the tool server; "" for ours."""
    fingerprint: str = ""
    """"" for ours, which change with the program alone; else the hash, without "#", of all that `statement` tells."""
    runs: str = ""
    """What runs, whole, as the person approved it: a command or an address. "" for ours."""
    may_change: bool = False
    """Said on the card, and nothing else: it never leaves a question out."""
    reads_outside: bool = False
    """Whether it may bring in words of strangers, such as a page. After it gave something, a tool that `can_send` asks
    once more even where it may always run."""
    can_send: bool = False
    """Whether something of the chat can leave the computer through it, such as an address it opens or a mail."""
    asks_always: bool = False
    """Whether only "Allow once" is offered, as for what writes into the person's folders."""
    icon: str = "tool"
    """A name of `resources/icons`."""
    wish: str = WISH
    """The sentence in which it asks, with the place `{tool}` for its title."""
    is_sum: bool = False
    """Whether its result completes what it was given, as the one of a calculation does: "= 42"."""

    @property
    def name(self) -> str:
        """The name the model uses."""
        return self.definition.name

    @property
    def approval(self) -> str:
        """How it stands among what is allowed: its name, and what it is by now."""
        return f"{self.name}#{self.fingerprint}" if self.fingerprint else self.name


class ToolSource(Protocol):
    """Where tools come from: ours, or one tool server."""

    @property
    def id(self) -> str:
        """ "" for ours, else the id of the tool server."""

    @property
    def title(self) -> str:
        """What the person calls it."""

    @property
    def changed(self) -> Signal[None]:
        """Its tools, or its title, are others now."""

    def tools(self) -> Sequence[Tool]:
        """Return its tools, always in the same order; from what is kept of them, so that nothing is started."""
