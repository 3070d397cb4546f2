"""Remembers which chat and which node of another program a conversation and a message came from.

So a second import of the same account knows what is here, also where the other program has moved its nodes meanwhile,
where times were corrected, and where the person deleted a chat for good: what was brought once is never brought again.
Nodes that show nothing are remembered with the message they stood under.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Role, Status
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.cells import Cells


@dataclass(frozen=True, slots=True)
class Origin:
    """What a node of the source is here."""

    message_id: str | None
    """The message it is a part of; of one that shows nothing: the message it stands under, None: none."""
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class ImportedFrom:
    """Where a conversation came from, as an archive of ours says it."""

    program: str
    chat_id: str
    """The other program's own."""
    conversation_id: str
    """Or that of a project."""
    told_at: int
    nodes: Mapping[str, Origin]


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """A message that came from a node, as it is here."""

    role: Role
    status: Status
    chars: int


@dataclass(frozen=True, slots=True)
class KnownChat:
    """A chat of the source that was brought before."""

    conversation_id: str
    told_at: int = 0
    """The time of change that the newest archive told of it."""
    is_deleted: bool = False
    """Deleted here, for good or not."""
    is_continued: bool = False
    """Whether the person wrote here."""
    leaf_id: str | None = None
    """The end of the branch in front here."""
    nodes: Mapping[str, Origin] = field(default_factory=dict)
    messages: Mapping[str, KnownMessage] = field(default_factory=dict)
    """Those that are here and not deleted."""


def known_chats(connection: sqlite3.Connection, program: str, ids: Iterable[str]) -> dict[str, KnownChat]:
    """Return what is known of these chats of a program, by the program's ids; those nobody knows are not in it."""
    found: dict[str, KnownChat] = {}
    for id_ in ids:
        row = connection.execute(_CHAT, (program, id_)).fetchone()
        if row is not None:
            found[id_] = _known(connection, *row)
    return found


def _known(
    connection: sqlite3.Connection, number: int, conversation_id: str, told_at: int, is_here: int, leaf_id: object
) -> KnownChat:
    if not is_here:
        return KnownChat(conversation_id, told_at, is_deleted=True)
    rows = connection.execute("SELECT node_id, message_id, is_shown FROM source_node WHERE chat = ?", (number,))
    nodes = {node_id: Origin(message_id, bool(is_shown)) for node_id, message_id, is_shown in rows}
    ours = {one.message_id for one in nodes.values()}
    messages: dict[str, KnownMessage] = {}
    is_continued = False
    for id_, role, status, chars in connection.execute(_MESSAGES, (conversation_id,)):
        if id_ in ours:
            cells = Cells({"role": role, "status": status})
            messages[id_] = KnownMessage(
                cells.choice("role", tuple(Role), Role.USER),
                cells.choice("status", tuple(Status), Status.COMPLETE),
                chars if isinstance(chars, int) else 0,
            )
        else:
            is_continued = True
    leaf = leaf_id if isinstance(leaf_id, str) else None
    return KnownChat(conversation_id, told_at, False, is_continued, leaf, nodes, messages)


def known_nodes(connection: sqlite3.Connection, program: str, chat_id: str, ids: Iterable[str]) -> KnownChat | None:
    """Return what is known of a chat of a program and of these nodes of it, without any messages; None: nothing."""
    row = connection.execute(_CHAT, (program, chat_id)).fetchone()
    if row is None:
        return None
    number, conversation_id, told_at, is_here, _leaf_id = row
    query = "SELECT message_id, is_shown FROM source_node WHERE chat = ? AND node_id = ?"
    found = ((id_, connection.execute(query, (number, id_)).fetchone()) for id_ in ids)
    nodes = {id_: Origin(node[0], bool(node[1])) for id_, node in found if node is not None}
    return KnownChat(conversation_id, told_at, is_deleted=not is_here, nodes=nodes)


def count_known(connection: sqlite3.Connection, program: str, ids: Sequence[str]) -> int:
    """Return how many of these chats of a program were brought before."""
    return sum(connection.execute(_CHAT, (program, id_)).fetchone() is not None for id_ in ids)


def put_chat(
    connection: sqlite3.Connection,
    program: str,
    chat_id: str,
    *,
    conversation_id: str,
    told_at: int,
    nodes: Mapping[str, Origin],
) -> None:
    """Remember where a chat and these nodes of it came from; what is known of nodes already stays."""
    connection.execute(
        "INSERT INTO source_chat (program, chat_id, conversation_id, told_at, updated_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (program, chat_id) DO UPDATE"
        " SET told_at = max(told_at, excluded.told_at), updated_at = excluded.updated_at",
        (program, chat_id, conversation_id, told_at, now_ms()),
    )
    query = "SELECT number FROM source_chat WHERE program = ? AND chat_id = ?"
    (number,) = connection.execute(query, (program, chat_id)).fetchone()
    connection.executemany(
        "INSERT INTO source_node (chat, node_id, message_id, is_shown) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (chat, node_id) DO UPDATE SET message_id = excluded.message_id, is_shown = 1"
        " WHERE excluded.is_shown = 1 AND source_node.is_shown = 0",
        [(number, id_, one.message_id, int(one.is_shown)) for id_, one in nodes.items()],
    )


def forget_chat(connection: sqlite3.Connection, program: str, chat_id: str) -> None:
    """Forget a chat that is taken back."""
    connection.execute(f"DELETE FROM source_node WHERE chat IN ({_NUMBER})", (program, chat_id))
    connection.execute("DELETE FROM source_chat WHERE program = ? AND chat_id = ?", (program, chat_id))


def forget_nodes(
    connection: sqlite3.Connection, program: str, chat_id: str, *, told_at: int, nodes: Mapping[str, Origin | None]
) -> None:
    """Take back what was remembered of nodes; each is again what stands here for it, None: unknown."""
    connection.execute(
        "UPDATE source_chat SET told_at = ? WHERE program = ? AND chat_id = ?", (told_at, program, chat_id)
    )
    for id_, before in nodes.items():
        if before is None:
            statement = f"DELETE FROM source_node WHERE chat IN ({_NUMBER}) AND node_id = ?"
            connection.execute(statement, (program, chat_id, id_))
        else:
            statement = f"UPDATE source_node SET message_id = ?, is_shown = ? WHERE chat IN ({_NUMBER}) AND node_id = ?"
            connection.execute(statement, (before.message_id, int(before.is_shown), program, chat_id, id_))


_NUMBER = "SELECT number FROM source_chat WHERE program = ? AND chat_id = ?"
_CHAT = """SELECT number, conversation_id, told_at, conversation.id IS NOT NULL AND conversation.deleted_at IS NULL,
        leaf_id
    FROM source_chat LEFT JOIN conversation ON conversation.id = conversation_id WHERE program = ? AND chat_id = ?"""
_MESSAGES = "SELECT id, role, status, chars FROM message WHERE conversation_id = ? AND deleted_at IS NULL"
