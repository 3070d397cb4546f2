"""Makes a tree of the rows of messages, whatever they say of their parents.

Where a parent is named that is not there, or messages hang from one another in a ring, the chain would end and all that
was said before would be out of sight. Such a place becomes a gap: a node without a row, which hangs from the message
that came just before by its id (ids sort by time). It is shown as a damaged message, and what is on both sides is read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from turbodesk.chat.conversation import Node
from turbodesk.chat.message import Role
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.cells import is_name

_ROLES = {role.value: role for role in Role}
_MOST_CHARS = 2**31 - 1
_MOST = 200
"""Gaps that get a place; where there are more, nothing of the order is left, and each begins a branch of its own."""
_TRIED = 20
"""Messages looked at for the one just before a gap."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What the rows say, made whole."""

    nodes: list[Node]
    """By id; gaps among them."""
    gaps: list[Node]
    damage: str = ""
    """What was wrong, for the log."""


def read_tree(rows: Iterable[Sequence[object]]) -> Tree:
    """Read rows of id, parent, role, number of characters and row number, in the order of their ids."""
    nodes: dict[str, Node] = {}
    nameless: list[Node] = []
    damaged = 0
    for id_, parent_id, role, chars, rowid in rows:
        known = _ROLES.get(role) if isinstance(role, str) else None
        size = chars if type(chars) is int and 0 <= chars <= _MOST_CHARS else None
        parent = parent_id if isinstance(parent_id, str) else None
        if is_name(id_):
            damaged += known is None or size is None or parent is not parent_id
            nodes[str(id_)] = Node(str(id_), parent, known or Role.USER, size or 0)
        else:  # nothing can be asked of it
            nameless.append(Node(f"row-{rowid}", parent, known or Role.USER, 0))
    nodes.update((one.id, one) for one in nameless)
    gaps = [*_fill(nodes), *_cut(nodes), *nameless]
    if not damaged and not gaps:
        return Tree(list(nodes.values()), [])
    whole = sorted(nodes.values(), key=lambda one: one.id)
    return Tree(whole, gaps, f"{damaged} rows, {len(gaps)} gaps")


def _fill(nodes: dict[str, Node]) -> list[Node]:
    """Put a gap where a parent is named that is not there, and return the gaps."""
    orphans: dict[str, Node] = {}
    for node in nodes.values():
        parent = node.parent_id
        if parent is not None and parent not in nodes and node.id < orphans.get(parent, _AFTER_ALL).id:
            orphans[parent] = node  # the oldest of those that name it
    ids = sorted(nodes) if orphans else []
    placed = sorted(orphans.items())
    few, rest = placed[:_MOST], placed[_MOST:]
    nodes.update((id_, Node(id_, None, Role.USER, 0)) for id_, _ in rest)
    return [*(nodes[id_] for id_, _ in rest), *(_gap(id_, orphan, nodes, ids) for id_, orphan in few)]


def _cut(nodes: dict[str, Node]) -> list[Node]:
    """Cut each ring above its oldest message, and return the gaps put there."""
    if all(node.parent_id is None or node.parent_id < node.id for node in nodes.values()):
        return []  # parents are older than their children nearly always, and then there can be no ring
    ids, done, gaps = sorted(nodes), set[str](), []
    for start in ids:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in done and at not in way:
            way[at] = None
            at = nodes[at].parent_id
        if at is not None and at in way:
            walked = list(way)
            oldest = min(walked[walked.index(at) :])
            nodes[oldest] = nodes[oldest]._replace(parent_id=f"before-{oldest}")
            gaps.append(_gap(f"before-{oldest}", nodes[oldest], nodes, ids))
            done.add(gaps[-1].id)
        done.update(way)
    return gaps


def _gap(id_: str, orphan: Node, nodes: dict[str, Node], ids: Sequence[str]) -> Node:
    """Put a gap between `orphan` and the message just before it."""
    at = bisect_left(ids, orphan.id)
    earlier = reversed(ids[max(0, at - _TRIED) : at])
    before = next((one for one in earlier if not _hangs_from(nodes, one, id_)), None)
    nodes[id_] = Node(id_, before, Role.USER if orphan.role is Role.ASSISTANT else Role.ASSISTANT, 0)
    return nodes[id_]


def _hangs_from(nodes: dict[str, Node], id_: str, root: str) -> bool:
    """Whether `root` is above a message, or the way up never ends: clocks were set back in between."""
    at: str | None = id_
    for _ in range(len(nodes) + 1):
        if at is None or at == root:
            return at == root
        at = nodes[at].parent_id if at in nodes else None
    return True


_AFTER_ALL = Node("\U0010ffff", None, Role.USER, 0)
