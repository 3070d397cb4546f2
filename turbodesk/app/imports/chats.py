"""What a reader yields: a chat as the other program has it, by that program's own ids.

Nodes may come in any order, hang from nodes that are not there or from themselves, and show nothing: the door builds
the tree from parents alone, guards it, lets nodes that show nothing vanish, and makes one reply of a run of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from turbodesk.chat.message import Role, Status
from turbodesk.chat.parts import Text, Thinking, ToolResult, ToolUse
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Member
    from turbodesk.app.imports.findings import Unkept


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file where it is shown. What it is, is told by its bytes later: readers do not look into it."""

    name: str = ""
    """As the person knew it; "" where the source has no name."""
    content: Member | bytes | None = None
    """Where its bytes are, or they themselves where the chat holds them; None: not in the archive, which is said at
    the message."""
    what: str = "file"
    """What to call it where it has no name and is missing: "file" or "picture"."""


SourcePart = Text | Thinking | ToolUse | ToolResult | SourceFile
"""A piece of a node, in the order it is read.

Only `Text.text`, `Thinking.text`, `ToolUse.id/name/input_json` and `ToolResult.tool_use_id/content/is_error` count:
foreign data anywhere else would be sent to a gateway. A result's content is a text. Blank texts vanish.
"""


@dataclass(frozen=True, slots=True)
class Link:
    """An address a node draws on, listed under its words. Other than http and https, it is dropped."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SourceNode:
    """One message of the source, or a step of one: thinking, a call, its result, words.

    Steps of one reply are nodes one under the other with the role ASSISTANT, results of tools too; they become one.
    """

    id: str
    parent_id: str | None
    role: Role | None
    """None: shows nothing. Its children are kept, and hang from the nearest node above that shows something."""
    parts: tuple[SourcePart, ...] = ()
    made_at: int | None = None
    """Milliseconds since 1970, UTC (`values.moment`); None: the neighbours' time is taken."""
    model: str | None = None
    """As the source calls it, of a reply."""
    status: Status = Status.COMPLETE
    """COMPLETE; STOPPED by the person; INTERRUPTED: the source had not finished it; FAILED."""
    stop_reason: str | None = None
    """"max_tokens" where the length ended it; nothing else."""
    error: str = ""
    """Of a FAILED one: the source's own text, shown as a detail."""
    links: tuple[Link, ...] = ()
    """Sources that stand at no place in the words."""
    left_out: tuple[Unkept, ...] = ()
    """What it had and no place is for here, one entry each."""


@dataclass(frozen=True, slots=True)
class SourceChat:
    """One chat."""

    id: str
    """The source's own, unique within the account; the same in every archive, so that a second import knows it."""
    title: str | None
    """None or blank: made of the first words."""
    nodes: Sequence[SourceNode]
    current_id: str | None = None
    """The node at the end of the branch in front; None, hidden or unknown: the door finds the best."""
    created_at: int | None = None
    """Milliseconds since 1970, UTC; None: as its messages say. So is the next."""
    updated_at: int | None = None
    pinned: bool = False
    archived: bool = False
    folder: str | None = None
    """The name of its folder, project or assistant in the source, where the archive has one."""
    project_id: str | None = None
    """The `SourceProject` it belongs to."""
    model: str | None = None
    """The model the chat itself names."""
    system: str | None = None
    """Its own system prompt."""
    left_out: tuple[Unkept, ...] = ()
    """What the chat had and no place is for here, one entry each."""


@dataclass(frozen=True, slots=True)
class SourceProject:
    """A project with what all of its chats share."""

    id: str
    name: str
    description: str = ""
    instructions: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """Its documents: the text of each, by name."""
