"""Reads the chats of a data folder as any other program would, to see whether two computers have the same."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

# What belongs to one computer alone is not among it: where somebody reads, drafts, and when a row was written last.
_SHARED = {
    "chat": "SELECT id, title, titled_by_hand, pinned, project_id, model, parameters, wire_id, leaf_id, starred,"
    " unsent, created_at, active_at, deleted_at IS NOT NULL FROM conversation",
    "message": "SELECT id, conversation_id, parent_id, role, status, model, blocks, text, usage, created_at,"
    " deleted_at IS NOT NULL FROM message",
    "project": "SELECT id, name, instructions, files, created_at, deleted_at IS NOT NULL FROM project",
    "file": "SELECT sha256, media_type, content FROM attachment",
}
_LISTS = frozenset(("starred", "unsent"))
"""Columns with a list whose order says nothing."""
_WAITING = (
    "SELECT (SELECT count(*) FROM sync_stamp WHERE dirty) + (SELECT count(*) FROM sync_file WHERE state = 'waiting')"
)

_ANSWERED = (
    "SELECT question.text FROM message AS question JOIN message AS reply ON reply.parent_id = question.id"
    " WHERE reply.status = 'complete'"
)


def hash_of(data: str) -> str:
    """Return one hash of all that the computers of one person share of the chats in this data folder."""
    whole = hashlib.sha256()
    for line in sorted(_lines(data)):
        whole.update(line.encode())
    return whole.hexdigest()


def differences(one: str, other: str) -> list[str]:
    """Return the rows that only one of two data folders has, for whoever has to find out why."""
    return sorted(set(_lines(one)) ^ set(_lines(other)))


def has_sent_all(data: str) -> bool:
    """Whether nothing waits here for the storage."""
    with closing(_opened(data)) as connection:
        return bool(connection.execute(_WAITING).fetchone() == (0,))


def texts(data: str) -> set[str]:
    """Return the words of every message that is there."""
    with closing(_opened(data)) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM message WHERE deleted_at IS NULL")}


def answered(data: str) -> set[str]:
    """Return the words of every message below which a whole reply is."""
    with closing(_opened(data)) as connection:
        return {text for (text,) in connection.execute(_ANSWERED)}


def _lines(data: str) -> Iterator[str]:
    with closing(_opened(data)) as connection:
        connection.execute("BEGIN")  # one moment for all tables
        for kind, query in _SHARED.items():
            found = connection.execute(query)
            names = [column[0] for column in found.description]
            for row in found:
                yield json.dumps([kind, *map(_plain, names, row)], ensure_ascii=False)


def _plain(name: str, value: object) -> object:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return sorted(json.loads(str(value))) if name in _LISTS else value


def _opened(data: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{(Path(data) / 'turbodesk.db').as_uri()}?mode=ro", uri=True, timeout=20)
