"""Remembers, of each gateway, how it was here and in the storage when the two were last in step, and sends changes.

A gateway may be called otherwise here than in the storage, or stay where it is when it moves elsewhere. So what was
changed is told field by field: only that is sent, and only that is taken over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from typing import NamedTuple

from turbodesk.store.sync import gateway_ids, items
from turbodesk.store.sync.items import SyncItem
from turbodesk.store.sync.references import gateways_in_use
from turbodesk.store.sync.stamps import Stamp

KIND = "gateway"
_STEP = "step-gateway"
GatewayValue = dict[str, object]
"""A gateway's fields by their names; how it is sent."""


class GatewayStep(NamedTuple):
    """A gateway, when it was last in step."""

    here: GatewayValue | None
    there: GatewayValue | None
    stamp: Stamp
    """Of what was in the storage."""


def gateway_steps(connection: sqlite3.Connection) -> dict[str, GatewayStep]:
    """Return the notes, by the id in the storage."""
    found = dict[str, GatewayStep]()
    for id_, raw in items.noted(connection, _STEP).items():
        match raw:
            case [dict() | None as here, dict() | None as there, int(at), str(by)]:
                found[id_] = GatewayStep(here, there, (at, by))
    return found


def note_gateways(connection: sqlite3.Connection, found: Mapping[str, GatewayStep | None]) -> None:
    """Keep notes, or forget them (None)."""
    for id_, step in found.items():
        items.note(connection, _STEP, id_, [step.here, step.there, *step.stamp] if step else None)


def send_gateways(
    connection: sqlite3.Connection,
    *,
    values: Mapping[str, GatewayValue],
    here: Collection[str],
    gone: Collection[str],
    idle: str,
    now: int,
) -> None:
    """Have sent what was changed here.

    `values` has those that can be sent, by their ids here; `here` are the ids of all, `gone` of those a person removed.
    `idle` is one that is sent only if a chat uses it, "" for none. `now` is in milliseconds since 1970.
    """
    known, there = gateway_steps(connection), {item.id: item for item in items.all_of(connection, KIND)}
    is_idle = bool(idle) and idle not in gateways_in_use(connection)
    for id_, value in values.items():
        ids = gateway_ids.shared_ids(connection, id_)  # also of one that is not sent yet: its first chat may come soon
        if not (is_idle and id_ == idle and there.keys().isdisjoint(ids)):
            for shared in ids:
                _send(connection, shared, value, known.get(shared), there.get(shared), now)
    links = gateway_ids.links(connection)
    for shared, step in known.items():
        id_ = links[shared].here if shared in links else shared
        if step.here is None or id_ in here:
            continue
        if id_ not in gone:  # the file of gateways was lost: they come back from the storage
            note_gateways(connection, {shared: None})
            continue
        holds = items.put(connection, KIND, shared, None, now=now, knew=step.stamp)
        stamp = items.stamp_of(connection, KIND, shared) if holds else step.stamp
        note_gateways(connection, {shared: GatewayStep(None, None if holds else step.there, stamp or step.stamp)})


def _send(
    connection: sqlite3.Connection,
    shared: str,
    value: GatewayValue,
    step: GatewayStep | None,
    there: SyncItem | None,
    now: int,
) -> None:
    if (step is None and there is not None) or (step is not None and step.here == value):
        return  # it is taken in first, or nothing was changed
    before = step.here or {} if step else {}
    changed = {name: one for name, one in value.items() if name not in before or before[name] != one}
    known = there.value if there is not None and isinstance(there.value, dict) else {}
    new = {**value, **known, **changed}
    knew = step.stamp if step else None
    if there is not None and new == there.value:
        holds = False
    else:
        holds = items.put(connection, KIND, shared, new, now=now, knew=knew)
    if holds and (there is None or there.stamp == knew):
        knew, seen = items.stamp_of(connection, KIND, shared), new
    else:  # what came meanwhile is still to be taken in
        seen = (step.there if step else None) or new
    if knew is not None:
        note_gateways(connection, {shared: GatewayStep(value, seen, knew)})
