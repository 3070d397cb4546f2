"""Plans how one message leaves its conversation for good, and how it comes back while that can be undone.

What hung from the message hangs from the one above it then, so that every other word stays within reach. Whatever
pointed at it points at what stands next to it; a summary made of its words goes with it. Pure functions: the tree in
memory and the rows on disk follow the same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from turbodesk.chat.conversation import Conversation, Node, ReadingPlace, children, newest_leaf, path
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import Message
from turbodesk.chat.summary import TurnSummary
from turbodesk.quick_dataclasses import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MessageRemoval:
    """One message that is removed, with what belongs to it."""

    nodes: tuple[Node, ...]
    """Their places as they were, parents before children."""
    moved: tuple[str, ...]
    """The ids of what hung from the last of them."""
    moved_from: str
    moved_to: str | None
    """What that hangs from now; None: it begins the conversation."""
    marked: tuple[str, ...]
    """Those of it that followed no gap before."""
    before: Conversation
    after: Conversation

    @property
    def above(self) -> str | None:
        """The id of the message that the first of them hangs from; None: it begins the conversation."""
        return self.nodes[0].parent_id

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of what is removed."""
        return tuple(node.id for node in self.nodes)


def planned(
    nodes: Mapping[str, Node],
    conversation: Conversation,
    group: Sequence[str],
    *,
    follows_gap: Callable[[str], bool],
    title: str,
) -> MessageRemoval:
    """Return what becomes of a conversation without `group`, a stretch of a path that is shown as one message.

    What of it another version of the reply is made of as well stays for that. `follows_gap` says of what hangs from it
    whether something above that was removed before; `title` is the conversation's from then on.
    """
    under, last, top = children(nodes.values()), group[-1], nodes[group[0]].parent_id
    moved = tuple(under.get(last, ()))
    removed = [last]
    for id_ in reversed(group[:-1]):
        if under[id_] != removed[:1]:
            break
        removed.insert(0, id_)
    left = _without(nodes, removed, moved, top)
    gone = frozenset(removed)
    beside = next((pair.other(removed[0]) for pair in conversation.pairs if removed[0] in pair), None)
    leaf = _leaf(nodes, left, conversation.leaf_id, removed[0], beside=beside)
    after = replace(
        conversation,
        title=title,
        leaf_id=leaf,
        sent_from=_next_to(conversation.sent_from, gone, moved, top),
        summaries=tuple(_summaries(conversation.summaries, nodes, gone, moved, top)),
        starred=tuple(one for one in conversation.starred if one not in gone),
        unsent=tuple(one for one in conversation.unsent if one not in gone),
        pairs=tuple(one for one in conversation.pairs if gone.isdisjoint((one.left, one.right))),
        place=_place(conversation.place, gone, path(left, leaf), moved, top),
    )
    fork = conversation.fork
    if fork is not None and fork.message_id in gone:
        after = replace(after, fork=replace(fork, message_id=top or ""))
    return MessageRemoval(
        nodes=tuple(nodes[id_] for id_ in removed),
        moved=moved,
        moved_from=last,
        moved_to=top,
        marked=tuple(id_ for id_ in moved if not follows_gap(id_)),
        before=conversation,
        after=after,
    )


def without(nodes: Mapping[str, Node], removal: MessageRemoval) -> dict[str, Node]:
    """Return a tree after a removal."""
    return _without(nodes, removal.ids, removal.moved, removal.moved_to)


def with_again(nodes: Mapping[str, Node], removal: MessageRemoval) -> dict[str, Node]:
    """Return a tree in which a removal is undone; what has come or gone since stays so."""
    found = {**nodes, **{node.id: node for node in removal.nodes}}
    for id_ in removal.moved:
        if id_ in nodes:
            found[id_] = nodes[id_]._replace(parent_id=removal.moved_from)
    return found


def hung(message: Message, removal: MessageRemoval) -> Message:
    """Return a message that hung from what is removed, in its new place."""
    return replace(message, parent_id=removal.moved_to, follows_gap=True)


def hung_again(message: Message, removal: MessageRemoval) -> Message:
    """Return it in its old place."""
    follows_gap = message.follows_gap and message.id not in removal.marked
    return replace(message, parent_id=removal.moved_from, follows_gap=follows_gap)


def restored(now: Conversation, removal: MessageRemoval) -> Conversation:
    """Return a conversation in which a removal is undone; what the person changed since stays so."""
    before, after = removal.before, removal.after
    changes: dict[str, Any] = {
        name: getattr(before, name)
        for name in ("title", "leaf_id", "sent_from", "place", "fork")
        if getattr(now, name) == getattr(after, name)
    }
    return replace(
        now,
        **changes,
        starred=_marks_again(now.starred, before.starred, after.starred),
        unsent=_marks_again(now.unsent, before.unsent, after.unsent),
        pairs=_marks_again(now.pairs, before.pairs, after.pairs),
        summaries=_summaries_again(now.summaries, before.summaries, after.summaries),
    )


def _without(
    nodes: Mapping[str, Node], removed: Sequence[str], moved: Sequence[str], top: str | None
) -> dict[str, Node]:
    left = {id_: node for id_, node in nodes.items() if id_ not in removed}
    left.update((id_, left[id_]._replace(parent_id=top)) for id_ in moved)
    return left


def _leaf(
    nodes: Mapping[str, Node], left: Mapping[str, Node], leaf_id: str | None, first: str, *, beside: str | None
) -> str | None:
    """Return where the path ends now: another version comes in front where nothing followed, or what was above.

    The one that is shown `beside` comes before the others.
    """
    if leaf_id in left:
        return leaf_id
    parent = nodes[first].parent_id
    versions = children(nodes.values())[parent]
    at = versions.index(first)
    others = [*versions[:at][::-1], *versions[at + 1 :]]
    if others:
        return newest_leaf(left, beside if beside in others else others[0])
    if parent is None and left:  # the path ended here although more followed
        return newest_leaf(left, min(left))
    return parent


def _next_to(id_: str | None, gone: frozenset[str], moved: Sequence[str], top: str | None) -> str | None:
    """Return the message after one that is gone; the one above where none or several come after."""
    if id_ not in gone:
        return id_
    return moved[0] if len(moved) == 1 else top


def _place(
    place: ReadingPlace | None, gone: frozenset[str], left: Sequence[str], moved: Sequence[str], top: str | None
) -> ReadingPlace | None:
    if place is None or place.message_id not in gone:
        return place
    at = next((id_ for id_ in (*moved, top) if id_ in left), None)
    return None if at is None else ReadingPlace.beginning_of(at)


def _summaries(
    summaries: Sequence[TurnSummary],
    nodes: Mapping[str, Node],
    gone: frozenset[str],
    moved: Sequence[str],
    top: str | None,
) -> list[TurnSummary]:
    """Return the summaries that are not made of what is gone, each above a message that is there."""
    kept: list[TurnSummary] = []
    for one in summaries:
        if not gone.isdisjoint(path(nodes, one.before)[:-1]):
            continue
        if one.before not in gone:
            kept.append(one)
        elif moved:
            kept.append(replace(one, before=moved[0]))
            kept += [replace(one, before=id_, id=new_id()) for id_ in moved[1:]]
        elif top is not None:
            kept.append(replace(one, before=top))
    return kept


def _marks_again(now: Sequence[T], before: Sequence[T], after: Sequence[T]) -> tuple[T, ...]:
    """Return marks with those that a removal took, each where it stood."""
    lost = [one for one in before if one not in after]
    return (
        *(one for one in before if one in now or one in lost),
        *(one for one in now if one not in before),
    )


def _summaries_again(
    now: Sequence[TurnSummary], before: Sequence[TurnSummary], after: Sequence[TurnSummary]
) -> tuple[TurnSummary, ...]:
    known, moved_to = {one.id: one for one in now}, {one.id: one.before for one in after}
    old = {one.id for one in before}
    found: list[TurnSummary] = []
    for one in before:
        if one.id not in moved_to:
            found.append(one)
        elif (here := known.get(one.id)) is not None:
            found.append(replace(here, before=one.before) if here.before == moved_to[one.id] else here)
    return (*found, *(one for one in now if one.id not in old and one.id not in moved_to))
