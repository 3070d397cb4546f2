"""A conversation: its own facts, and the tree its messages form.

Messages hang from their parents. The active path leads from a root to `Conversation.leaf_id`; an edit or a second try
adds a sibling and moves the leaf. The functions here are pure and ask for ids and parents only, so that a conversation
of 10,000 messages can be walked without its text: `Node` is what the store hands out first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.message import Role
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Part
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.chat.summary import TurnSummary

UNTITLED = _("New chat")
UNTITLED_ON_DISK = "New chat"  # not for people
"""What stands for it where chats are kept, so that a chat without a title has none in any language."""


def shown_title(kept: str) -> str:
    """Return a title as it is shown, of one as it is kept."""
    return UNTITLED if kept == UNTITLED_ON_DISK else kept


def kept_title(shown: str) -> str:
    """Return a title that nobody gave by hand as it is kept."""
    return UNTITLED_ON_DISK if shown == UNTITLED else shown


class Unseen(StrEnum):
    """What came of a conversation while another was in front, and nobody has looked at since."""

    REPLY = "reply"
    FAILURE = "failure"
    """A reply that failed, or that the end of the program cut off."""


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """Where a reader was: `offset` pixels of the message `message_id` were above the top of the view."""

    message_id: str
    offset: int = 0

    @classmethod
    def beginning_of(cls, message_id: str) -> ReadingPlace:
        """Return the place where a message begins, its first line clear of the edge above."""
        return cls(message_id, -24)


@dataclass(frozen=True, slots=True)
class Edit:
    """An earlier message of the person's that is being said anew: `text` is how it reads by now."""

    message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A message of the person's that is sent once the replies before it are there."""

    text: str
    parts: tuple[Part, ...] = ()
    """What is attached to it."""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a conversation was begun with the words of another, `conversation_id`, which goes its own way."""

    conversation_id: str
    message_id: str
    """The last of its own messages that is a copy; what follows is new."""


@dataclass(frozen=True, slots=True)
class ReplyPair:
    """Two replies to one question that are shown side by side, given by their ids."""

    left: str
    right: str

    def __contains__(self, message_id: object) -> bool:
        return message_id in (self.left, self.right)

    def other(self, message_id: str) -> str:
        """Return the id of the one beside this one."""
        return self.right if message_id == self.left else self.left

    def replaced(self, message_id: str, by: str) -> ReplyPair:
        """Return the pair with another reply in the place of one of its own."""
        return replace(self, left=by) if message_id == self.left else replace(self, right=by)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation without its messages; the sidebar's row."""

    id: str
    title: str = UNTITLED
    titled_by_hand: bool = False
    """A title the person gave is never replaced by a made one."""
    pinned: bool = False
    project_id: str | None = None
    """The project it belongs to; None, or one that is not there, for none."""
    model: str | None = None
    """The model of the next reply; None: the default in force."""
    parameters: Parameters = field(default_factory=Parameters)
    preset_id: str | None = None
    """The preset that was last chosen here; what it holds may have been changed here since."""
    ending_told: str | None = None
    """Which end of a model was told here last, as `Model.ending` names it."""
    gateway_id: str = "default"
    """Which gateway profile it talks to."""
    wire_id: str = ""
    """The stable random value of `X-Conversation-Id` (protocol, section 7)."""
    leaf_id: str | None = None
    """The last message of the active path; None while there is none."""
    sent_from: str | None = None
    """The first message that is still sent, where the person left out the oldest turns; None: all are."""
    fork: Fork | None = None
    """None: it was begun anew."""
    summaries: tuple[TurnSummary, ...] = ()
    """What is sent instead of the oldest turns; those that were undone included."""
    starred: tuple[str, ...] = ()
    """The ids of messages the person wants to come back to, the one starred last at the end."""
    unsent: tuple[str, ...] = ()
    """The ids of messages the person left out of requests."""
    pairs: tuple[ReplyPair, ...] = ()
    """The replies that are shown side by side; a reply is in one pair at most."""
    second_model: str | None = None
    """The model that the next question goes to as well; None: to none."""
    allowed_tools: tuple[str, ...] = ()
    """Names of the tools that may run here without asking each time."""
    seen_files: tuple[str, ...] = ()
    """Hashes of the files of projects that were sent with it, the newest last."""
    draft: str = ""
    """What stands unsent in the composer."""
    draft_parts: tuple[Part, ...] = ()
    """What is attached to the draft."""
    queue: tuple[Queued, ...] = ()
    """What is sent next, in this order."""
    edit: Edit | None = None
    """What stands in the composer instead of the draft, while an earlier message is being said anew."""
    place: ReadingPlace | None = None
    """None: at the end."""
    created_at: int = 0
    updated_at: int = 0
    """Milliseconds, UTC; moves with messages and sorts the sidebar, not with drafts and places."""


def new_conversation(*, gateway_id: str = "default") -> Conversation:
    """Make an empty conversation, now."""
    from uuid import uuid4

    made = now_ms()
    return Conversation(
        new_id(),
        gateway_id=gateway_id,
        wire_id=str(uuid4()),  # random and nothing else: it must tell nobody anything
        created_at=made,
        updated_at=made,
    )


def branched(conversation: Conversation, *, title: str) -> Conversation:
    """Make a conversation that goes on from another, now: with its settings, and nothing of what is being written."""
    made = new_conversation(gateway_id=conversation.gateway_id)
    return replace(
        made,
        title=title,
        titled_by_hand=conversation.titled_by_hand,
        project_id=conversation.project_id,
        model=conversation.model,
        parameters=conversation.parameters,
        preset_id=conversation.preset_id,
        ending_told=conversation.ending_told,
        sent_from=conversation.sent_from,
        summaries=conversation.summaries,
        unsent=conversation.unsent,
        seen_files=conversation.seen_files,
        fork=Fork(conversation.id, ""),
    )


class Node(NamedTuple):
    """A message's place in the tree and its size, without its content. A NamedTuple: 10,000 are made at once."""

    id: str
    parent_id: str | None
    role: Role
    chars: int
    """Length of its plain text, for estimating its height before it is read."""


def path(nodes: Mapping[str, Node], leaf_id: str | None) -> list[str]:
    """Return the ids from the root to `leaf_id`. Broken or circular parents end the walk instead of hanging it."""
    ids: list[str] = []
    seen: set[str] = set()
    at = leaf_id
    while at is not None and at in nodes and at not in seen:
        seen.add(at)
        ids.append(at)
        at = nodes[at].parent_id
    ids.reverse()
    return ids


def children(nodes: Iterable[Node]) -> dict[str | None, list[str]]:
    """Return the ids under each parent (None: the roots), oldest first, for UUIDv7 sorts by time."""
    found: dict[str | None, list[str]] = {}
    for node in nodes:
        found.setdefault(node.parent_id, []).append(node.id)
    for ids in found.values():
        ids.sort()
    return found


def newest_leaf(nodes: Mapping[str, Node], start_id: str) -> str:
    """Return the leaf reached from `start_id` by always taking the newest child."""
    newest: dict[str | None, str] = {}
    for node in nodes.values():
        if node.id > newest.get(node.parent_id, ""):
            newest[node.parent_id] = node.id
    at, seen = start_id, {start_id}
    while (child := newest.get(at)) is not None and child not in seen:
        seen.add(child)
        at = child
    return at
