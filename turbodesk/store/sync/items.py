"""Keeps what is the same on all of a person's computers and is no row of the database: presets, prompts, gateways.

Such a thing is an item: a kind, an id and a JSON value, which is sent and taken in whole (`outgoing`, `incoming`). The
greatest stamp holds. A value of null says that it was deleted, and stays. Two kinds tell of the computers themselves:

    preset, prompt, gateway    by an id made at random
    device                     by the writer: {"name", "system", "version"}
    left                       by the writer: it takes part no more

What an item may hold is for whoever uses it to judge: here any JSON is kept as it came, so that what a newer program
wrote is not lost on its way through an older one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from turbodesk.store.row_mapping import storable
from turbodesk.store.sync.stamps import Stamp, stamps_of, writer_of
from turbodesk.store.sync.triggers import stale

LARGEST = 2_000_000
"""Characters of a value as JSON; the longest prompt has a third of them where every character must be escaped."""
_DEEPEST = 40
"""Levels of lists and objects; nothing of ours has more than ten."""


class SyncItem(NamedTuple):
    """One item as it stands."""

    kind: str
    id: str
    value: object
    """None: it was deleted, or what came is no JSON."""
    stamp: Stamp


def put(
    connection: sqlite3.Connection, kind: str, id_: str, value: object, *, now: int, knew: Stamp | None = None
) -> bool:
    """Give an item another value, or delete it (None), and have that sent; return whether it holds.

    `now` is in milliseconds since 1970. `knew` is the stamp of the value that whoever made the change saw; without it,
    the one there is. A change that knew the last value always holds; among strangers the later one does.
    """
    here = stamp_of(connection, kind, id_)
    knew = knew or here
    at = max(now, knew[0] + 1) if knew else now
    if here is not None and (at, writer_of(connection)) <= here:
        return False
    text = None
    if value is not None and (text := _text(value)) is None:
        return False
    if value is None:  # what was deleted also leaves the files it was sent in
        connection.execute(stale("?1", "?2"), (kind, id_))
    connection.execute(_PUT, (kind, id_, text, at))  # a trigger stamps it
    return True


def stamp_of(connection: sqlite3.Connection, kind: str, id_: str) -> Stamp | None:
    """Return when and where an item got its value; None for one there never was."""
    return stamps_of(connection, kind, id_).get("")


def stamps(connection: sqlite3.Connection, kind: str) -> dict[str, Stamp]:
    """Return the stamp of every item of a kind, by id."""
    query = "SELECT id, at, by FROM sync_stamp WHERE kind = ? AND field = ''"
    return {id_: (at, by) for id_, at, by in connection.execute(query, (kind,))}


def some(connection: sqlite3.Connection, kind: str, ids: Iterable[str]) -> list[SyncItem]:
    """Return these items of a kind; those there never were are not among them."""
    found = []
    for id_ in ids:
        row = connection.execute(_ITEM, (kind, id_)).fetchone()
        if row is not None:
            found.append(SyncItem(kind, id_, _read(row[0]), (row[1], row[2])))
    return found


def all_of(connection: sqlite3.Connection, kind: str) -> list[SyncItem]:
    """Return every item of a kind, also the deleted ones."""
    return some(connection, kind, stamps(connection, kind))


# Notes of this computer's beside the items, which are never sent


def note(connection: sqlite3.Connection, kind: str, id_: str, value: object) -> None:
    """Keep a JSON value under a kind that is none of an item's; None forgets it."""
    if value is None:
        connection.execute("DELETE FROM sync_item WHERE kind = ? AND id = ?", (kind, id_))
    else:
        connection.execute(_PUT, (kind, id_, _text(value), 0))


def noted(connection: sqlite3.Connection, kind: str) -> dict[str, object]:
    """Return what was kept by `note` under a kind, by id."""
    rows = connection.execute("SELECT id, value FROM sync_item WHERE kind = ?", (kind,))
    return {id_: _read(text) for id_, text in rows}


def _read(text: str | None) -> object:
    try:
        value: object = None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if _is_shallow(value) else None


def _text(value: object) -> str | None:
    """Return a value as it is kept; None for what is no JSON, or none that anything of ours is made of."""
    if not _is_shallow(value):
        return None
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError):
        return None
    return storable(text) if len(text) <= LARGEST else None


def _is_shallow(value: object, left: int = _DEEPEST) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_is_shallow(one, left - 1) for one in inner)


_ITEM = """SELECT value, at, by FROM sync_item JOIN sync_stamp USING (kind, id)
    WHERE kind = ? AND id = ? AND field = ''"""
_PUT = """INSERT INTO sync_item (kind, id, value, changed_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"""
