"""Says by which ids gateways are known in the storage: the first one of every TurboDesk has the same id here.

Why not send chats with the id they have here: "default" is another gateway at every computer. So a gateway that is
called what others may be called too gets an id for the storage, made once; and where the gateway of another computer
and one of ours are the same (`app.profile_joining` says which), the other's id is tied to ours. Several ids can be tied
to one gateway; what is sent has the smallest, which is the same one at every computer that knows them all.

A chat that comes before its gateway keeps the id it came with, and gets ours once the two are tied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from turbodesk.chat.ids import new_id
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.sync import items
from turbodesk.store.sync.registers import DEMO, is_id

_LINK = "link"


@dataclass(frozen=True, slots=True)
class GatewayLink:
    """A gateway's id in the storage is tied to one here."""

    here: str
    """The id here."""
    is_own: bool
    """The id in the storage was made by this computer, for a gateway of its own."""


def shared_id(connection: sqlite3.Connection, here: str) -> str:
    """Return the id in the storage of the gateway that has the id `here`; the same where it has no other."""
    return min(tied_to(connection, here), default=here)


def shared_ids(connection: sqlite3.Connection, here: str) -> list[str]:
    """Return all ids in the storage of the gateway that has the id `here`; one is made where there is none yet."""
    known = tied_to(connection, here)
    if not known:
        known = [here if is_id(here) else new_id()]
        link(connection, known[0], GatewayLink(here, is_own=True))
    return known


def name_all(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Make an id in the storage for each of these gateways that others may call the same; before any chat is sent."""
    for id_ in ids:
        if not is_id(id_) and id_ != DEMO:
            shared_ids(connection, id_)


def tied_to(connection: sqlite3.Connection, here: str) -> list[str]:
    """Return the ids in the storage that are tied to the gateway that has the id `here`."""
    return [id_ for id_, link in links(connection).items() if link.here == here]


def id_here(connection: sqlite3.Connection, shared: str) -> str:
    """Return the id here of the gateway that has the id `shared` in the storage; the same where they are not tied."""
    link = links(connection).get(shared)
    return shared if link is None else link.here


def links(connection: sqlite3.Connection) -> dict[str, GatewayLink]:
    """Return what is tied, by the id in the storage."""
    return _links_in(items.noted(connection, _LINK))


def link(connection: sqlite3.Connection, shared: str, to: GatewayLink) -> None:
    """Tie the id `shared` of the storage to a gateway here, which keeps the id it has there by itself."""
    items.note(connection, _LINK, shared, [to.here, to.is_own])
    if is_id(to.here) and to.here not in links(connection):
        items.note(connection, _LINK, to.here, [to.here, True])


def _links_in(noted: dict[str, object]) -> dict[str, GatewayLink]:
    return {
        shared: GatewayLink(str(value[0]), value[1] is True)
        for shared, value in noted.items()
        if isinstance(value, list) and len(value) == 2
    }
