"""The tree of one open conversation's messages, and the path through it that is in front: places and sizes, no text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from turbodesk.chat import conversation
from turbodesk.chat.conversation import Node, ReadingPlace
from turbodesk.chat.message import Message


class MessageTree:
    """Grows at the end of its path."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        """Every message's place, by its id."""
        self.path: list[str] = []
        """The ids of the active path, oldest first."""
        self._children: dict[str | None, list[str]] = {}

    def load(self, nodes: Iterable[Node], leaf_id: str | None) -> None:
        """Take the messages there are, and the path that ends in `leaf_id`; in the newest where that is not there."""
        self.nodes = {node.id: node for node in nodes}
        self._children = conversation.children(self.nodes.values())
        if leaf_id not in self.nodes and self.nodes:
            leaf_id = conversation.newest_leaf(self.nodes, min(self.nodes))
        self.path = conversation.path(self.nodes, leaf_id)

    def around(self, place: ReadingPlace | None, count: int) -> list[str]:
        """Return the ids of the path around the reader's place, `count` at most; None is the end."""
        at = self.path.index(place.message_id) if place and place.message_id in self.path else len(self.path)
        start = max(0, min(at - count // 4, len(self.path) - count))
        return self.path[start : start + count]

    def versions(self, message_id: str) -> list[str]:
        """Return the ids of a message and its siblings, oldest first."""
        return self._children[self.nodes[message_id].parent_id]

    def add(self, message: Message) -> int:
        """Put a new message at the end of the path, under its parent; return its position there."""
        self.add_beside(message)
        position = self.path.index(message.parent_id) + 1 if message.parent_id in self.path else 0
        self.path = [*self.path[:position], message.id]
        return position

    def add_beside(self, message: Message) -> None:
        """Put a new message under its parent, beside the path."""
        self.nodes[message.id] = Node(message.id, message.parent_id, message.role, len(message.text))
        self._children.setdefault(message.parent_id, []).append(message.id)  # ids grow, so the order stays

    def path_to(self, message_id: str | None) -> list[str]:
        """Return the ids from the root to a message, on the path or beside it."""
        if message_id in self.path:
            return self.path[: self.path.index(message_id) + 1]
        return conversation.path(self.nodes, message_id)

    def grown(self, message: Message) -> None:
        """Take note of how long a message has become."""
        self.nodes[message.id] = self.nodes[message.id]._replace(chars=len(message.text))

    def under(self, message_id: str) -> list[str]:
        """Return the ids of what hangs from a message, oldest first."""
        return self._children.get(message_id, [])

    def change(self, nodes: Iterable[Node], leaf_id: str | None) -> int:
        """Take other messages, or others in other places; return where the path differs first."""
        before = self.path
        self.load(nodes, leaf_id)
        return _first_difference(before, self.path)

    def switch(self, message_id: str) -> int:
        """Let the path lead through a message and the newest of what followed it; return where it differs first."""
        before = self.path
        self.path = conversation.path(self.nodes, conversation.newest_leaf(self.nodes, message_id))
        return _first_difference(before, self.path)


def _first_difference(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
