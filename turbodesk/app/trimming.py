"""Chooses which of the oldest turns to leave out of requests when a conversation has become too long for its model.

Whole turns only: a turn begins with a person's words, so that a call of a tool is never parted from its result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from turbodesk.chat.conversation import Conversation, Node
from turbodesk.chat.message import Role

if TYPE_CHECKING:
    from turbodesk.chat.summary import TurnSummary

SHARE = 0.5
"""How much of what is sent is left out or summed up at a time, at least: less would have to be done again soon."""


def first_kept(nodes: Sequence[Node]) -> str | None:
    """Return the id of the message to begin with, of those that are sent now; None when nothing can be left out.

    Messages without words begin no turn: they may be results of tools.
    """
    turns = [at for at, node in enumerate(nodes) if node.role is Role.USER and node.chars and at > 0]
    if not turns:
        return None
    total, before = sum(node.chars for node in nodes), 0
    for at, node in enumerate(nodes):
        if at in turns and before >= SHARE * total:
            return node.id
        before += node.chars
    return nodes[turns[-1]].id


def sent_ids(path: Sequence[str], conversation: Conversation) -> Sequence[str]:
    """Return the ids of `path` that are sent: from the message on before which turns were left out or summed up.

    All of them where it is not among them: another branch leads past it. Not those that were left out one by one.
    """
    summary = sent_summary(path, conversation)
    starts = (conversation.sent_from, None if summary is None else summary.before)
    sent = path[max((path.index(one) for one in starts if one in path), default=0) :]
    if not conversation.unsent:
        return sent
    unsent = frozenset(conversation.unsent)
    return [one for one in sent if one not in unsent]


def sent_summary(path: Sequence[str], conversation: Conversation) -> TurnSummary | None:
    """Return the summary that goes before what is sent of `path`; None where none does."""
    if not conversation.summaries:
        return None
    from turbodesk.chat.summary import summary_in

    return summary_in(path, conversation.summaries)
