"""Chooses which of the oldest turns to leave out of requests when a conversation has become too long for its model.

Whole turns only: a turn begins with a person's words, so that a call of a tool is never parted from its result.
"""

from __future__ import annotations

from collections.abc import Sequence

from turbodesk.chat.conversation import Node
from turbodesk.chat.message import Role

SHARE = 0.5
"""How much of what is sent is left out at a time, at least: less would have to be done again after a turn or two."""


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


def sent_ids(path: Sequence[str], sent_from: str | None) -> Sequence[str]:
    """Return the ids of `path` that are sent: all of them where the message to begin with is not among them."""
    return path[path.index(sent_from) :] if sent_from in path else path
