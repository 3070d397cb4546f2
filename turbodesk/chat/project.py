"""A project: chats on one matter, the instructions and files that go before each of them, and a sign to know it by.

A chat belongs to one project or to none, and says so itself (`Conversation.project_id`). What a project sends is the
same for all of its chats, so that the provider can keep it ready once for all of them (`gateway.standing`).

Why chats keep which files they have seen (`Conversation.seen_files`): a file that is replaced in the project changes
what later replies rest on. Only the chats themselves can say which of them have read the older one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from turbodesk.chat.attachments import Attachment
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.one_line import beginning, one_line, without_controls
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST_LETTERS = 80
"""Of a project's name."""
MOST_INSTRUCTIONS = 200_000
"""Characters of the instructions: about 50,000 tokens, far above what anybody writes."""
MOST_FILES = 100
MOST_REPLACED = 200
"""Older files that are remembered, and files a chat remembers to have seen."""
NAMELESS = _("Project")
"""The name of a project whose own cannot be read."""
PICTURES = ("folder", "book", "chart", "globe", "chat", "tool", "picture", "sun", "shield", "database", "quote", "key")
"""What may stand before the name; the first is the usual one."""


class SignColour(StrEnum):
    """The colour of what stands before the name."""

    PLAIN = ""
    BLUE = "blue"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    PURPLE = "purple"
    TEAL = "teal"


@dataclass(frozen=True, slots=True)
class ReplacedFile:
    """A file that the project had, and that another one stands for now."""

    sha256: str
    name: str
    by: str
    """The hash of the file in its place."""
    at: int
    """Milliseconds since 1970, UTC."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project without its chats."""

    id: str
    name: str
    colour: SignColour = SignColour.PLAIN
    picture: str = PICTURES[0]
    instructions: str = ""
    """What goes before every chat's own instructions."""
    files: tuple[Attachment, ...] = ()
    """What is sent with every request, in this order; the order never changes by itself."""
    replaced: tuple[ReplacedFile, ...] = ()
    """Older files, the one replaced last at the end."""
    preset_id: str = ""
    """The preset its new chats begin with; "" for the one of all new chats."""
    created_at: int = 0
    updated_at: int = 0
    """Milliseconds, UTC."""

    @property
    def sends(self) -> bool:
        """Whether anything of it goes with a request."""
        return bool(self.instructions.strip() or self.files)

    def with_file(self, file: Attachment) -> Project:
        """Return it with a file more; one that is there already stays where it is."""
        if len(self.files) >= MOST_FILES or any(one.sha256 == file.sha256 for one in self.files):
            return self
        return replace(self, files=(*self.files, file))

    def without_file(self, sha256: str) -> Project:
        """Return it without a file."""
        return replace(self, files=tuple(one for one in self.files if one.sha256 != sha256))

    def with_replaced(self, sha256: str, file: Attachment, *, at: int) -> Project:
        """Return it with another file in the place of one, which is remembered; as it is where that makes none."""
        old = next((one for one in self.files if one.sha256 == sha256), None)
        if old is None or any(one.sha256 == file.sha256 for one in self.files):
            return self
        gone = ReplacedFile(old.sha256, old.label, file.sha256, at)
        earlier = tuple(replace(one, by=file.sha256) if one.by == sha256 else one for one in self.replaced)
        files = tuple(file if one is old else one for one in self.files)
        return replace(self, files=files, replaced=(*earlier, gone)[-MOST_REPLACED:])


def new_project(name: str, *, instructions: str = "", files: Iterable[Attachment] = ()) -> Project:
    """Make a project, now.

    Raises:
        ValueError: the name is blank.
    """
    if not (name := clean_name(name)):
        raise ValueError(_("A project needs a name."))
    made = now_ms()
    project = Project(new_id(), name, instructions=clean_instructions(instructions), created_at=made, updated_at=made)
    for file in files:
        project = project.with_file(file)
    return project


def clean_name(name: str) -> str:
    """Return a name as it is kept: on one line, without needless blanks, and not too long."""
    return beginning(one_line(name), MOST_LETTERS).strip()


def clean_instructions(text: str) -> str:
    """Return instructions as they are kept: without control characters, and not beyond all measure."""
    return without_controls(text)[:MOST_INSTRUCTIONS]


def saw(conversations: Iterable[Conversation], sha256: str) -> tuple[Conversation, ...]:
    """Return the chats that were sent a file of this hash, whatever project they are in now."""
    return tuple(one for one in conversations if sha256 in one.seen_files)


def seeing(conversation: Conversation, project: Project | None) -> tuple[str, ...]:
    """Return which files a chat has seen once a request with its project's has gone out, the newest last."""
    hashes = () if project is None else tuple(file.sha256 for file in project.files)
    new = tuple(one for one in hashes if one not in conversation.seen_files)
    return (*conversation.seen_files, *new)[-MOST_REPLACED:] if new else conversation.seen_files
