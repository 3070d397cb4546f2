"""Remembers, of each item, how it was here and in the storage when the two were last the same.

From that follows what was changed here, and what has come since. A change here is told by a token, any text that two
values share only where they are alike. These notes are this computer's own and are never sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import NamedTuple

from turbodesk.store.sync import items
from turbodesk.store.sync.stamps import Stamp


class InStep(NamedTuple):
    """An item, when it was last the same here and in the storage."""

    here: str
    """The token of what was here; "" for nothing."""
    stamp: Stamp
    """Of what was in the storage."""


class HereChange(NamedTuple):
    """What has become of something here since it was last in step."""

    id: str
    token: str
    """"" where it was deleted."""
    value: dict[str, object] | None


def steps(connection: sqlite3.Connection, kind: str) -> dict[str, InStep]:
    """Return the notes of a kind, by id of the item."""
    found = dict[str, InStep]()
    for id_, raw in items.noted(connection, _steps_of(kind)).items():
        match raw:
            case [str(here), int(at), str(by)]:
                found[id_] = InStep(here, (at, by))
    return found


def note_steps(connection: sqlite3.Connection, kind: str, found: Mapping[str, InStep | None]) -> None:
    """Keep notes, or forget them (None)."""
    for id_, step in found.items():
        items.note(connection, _steps_of(kind), id_, [step.here, *step.stamp] if step else None)


def unseen(connection: sqlite3.Connection, kind: str) -> list[str]:
    """Return the ids of what is other in the storage than it was when last in step."""
    known, there = steps(connection, kind), items.stamps(connection, kind)
    return [id_ for id_, stamp in there.items() if id_ not in known or known[id_].stamp != stamp]


def send_changes(
    connection: sqlite3.Connection,
    kind: str,
    changes: list[HereChange],
    *,
    token_of: Callable[[str, object], str],
    now: int,
) -> None:
    """Have what was changed here sent; `now` is in milliseconds since 1970.

    `token_of` gives the token of an id and a value, "" for a value that is none of ours. What is the same already is
    only noted, and what meets something of its id for the first time is left for whoever takes that in.
    """
    known = steps(connection, kind)
    for change in changes:
        step = known.get(change.id)
        there = next(iter(items.some(connection, kind, [change.id])), None)
        if there is not None and (token_of(change.id, there.value) if there.value is not None else "") == change.token:
            note_steps(connection, kind, {change.id: InStep(change.token, there.stamp)})
            continue
        if step is None and there is not None:
            continue
        value = change.value
        if value is not None and there is not None and isinstance(there.value, dict):
            value = {**there.value, **value}  # what a newer program knows of it stays
        knew = step.stamp if step is not None else None
        holds = items.put(connection, kind, change.id, value, now=now, knew=knew)
        stamp = items.stamp_of(connection, kind, change.id) if holds else knew
        if stamp is not None:  # one that lost is as if it had not been made, and what won is taken in
            note_steps(connection, kind, {change.id: InStep(change.token, stamp)})


def _steps_of(kind: str) -> str:
    return f"step-{kind}"
