"""Keeps the person's gateways the same on all their computers: name, address, whether a key is wanted; never a key.

A key is given at one computer for one address and stays there, so a computer that has one is careful: a gateway with a
key here does not move to another place because it moved elsewhere, and does not go because it was removed elsewhere.
Neither does the first one, the one for new chats, or one with headers of the person's. What was changed here is sent.

Which gateway of another computer is which here, `profile_joining` says, as for archives. The first one, which has the
same id at every computer, has an id of its own in the storage (`store.sync.gateway_ids`). One that nobody has used or
changed is sent with its first chat, or every new computer would bring the others a gateway nobody asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app.preferences import Preferences
from turbodesk.app.profile_joining import joined, without_secrets
from turbodesk.app.profiles import FIRST_NAME, Profiles
from turbodesk.app.syncing.shared_sets import Jobs, are_kept, moved
from turbodesk.chat.profile import FIRST, Profile
from turbodesk.gateway.address import origin_of
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import GATEWAY_URL
from turbodesk.store.sync import gateway_ids, items
from turbodesk.store.sync.gateway_ids import GatewayLink
from turbodesk.store.sync.gateway_steps import (
    KIND,
    GatewayStep,
    GatewayValue,
    gateway_steps,
    note_gateways,
    send_gateways,
)
from turbodesk.store.sync.items import SyncItem
from turbodesk.store.sync.references import gateways_in_use, move_gateway
from turbodesk.store.sync.registers import is_id

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class KnownGateways:
    """What the database has of gateways, by their ids in the storage."""

    links: dict[str, GatewayLink]
    steps: dict[str, GatewayStep]
    items: dict[str, SyncItem]

    def here(self, shared: str) -> str:
        """Return the id here."""
        return self.links[shared].here if shared in self.links else shared

    def tied(self, here: str) -> list[str]:
        """Return the ids in the storage that one here has."""
        return [shared for shared, link in self.links.items() if link.here == here]


@dataclass(slots=True)
class _Taken:
    """What came of items that were new here."""

    links: dict[str, GatewayLink] = field(default_factory=dict)
    steps: dict[str, GatewayStep] = field(default_factory=dict)
    moves: list[tuple[str, str]] = field(default_factory=list)
    """Ids here that are no more, and those that chats have instead."""


class SharedGateways:
    """The person's gateways; `SharedItems` says when."""

    def __init__(self, profiles: Profiles, preferences: Preferences, jobs: Jobs, now: Callable[[], int]) -> None:
        """`now` gives milliseconds since 1970."""
        self._profiles, self._preferences, self._jobs, self._now = profiles, preferences, jobs, now
        self._met: set[str] = set()
        """The ids of all that were here at some moment of this run."""

    def look(self) -> None:
        """Note which are here: what is gone later on was removed by the person."""
        self._met.update(one.id for one in self._profiles.all())

    async def name(self) -> None:
        """See that each has an id in the storage, which chats are sent with."""
        ids = [one.id for one in self._profiles.all()]
        await self._jobs.write(
            lambda connection: gateway_ids.name_all(connection, {*ids, *gateways_in_use(connection)})
        )

    async def push(self) -> None:
        """Have sent what was changed or removed here since it was last in step."""
        self.look()
        ours = self._ours()
        values = {one.id: _value(one) for one in without_secrets(ours.values())}
        idle = FIRST if values.get(FIRST) == _UNTOUCHED else ""
        job = partial(
            send_gateways, values=values, here=set(ours), gone=self._met - set(ours), idle=idle, now=self._now()
        )
        await self._jobs.write(job)

    async def pull(self) -> frozenset[str]:
        """Bring here what was changed elsewhere; return the ids of chats whose gateway has another id now."""
        self.look()
        known = await self._jobs.read(_known)
        taken = self._take(known)
        self.look()
        if not taken.steps or not await are_kept(self._profiles.failed, self._profiles.when_kept):
            taken = _Taken()
        await self._jobs.write(partial(_note, taken=taken))
        links = {**known.links, **taken.links}
        moves = [*taken.moves, *((shared, link.here) for shared, link in links.items() if shared != link.here)]
        return await moved(self._jobs, move_gateway, moves)

    def _take(self, known: KnownGateways) -> _Taken:
        taken, unknown = _Taken(), dict[str, Profile]()
        for id_, item in known.items.items():
            step, here = known.steps.get(id_), known.here(id_)
            if step is not None and (step.stamp == item.stamp or step.here != self._here(here)):
                continue  # nothing new, or changed here and to be sent first
            theirs = _profile(item)
            if theirs is None:
                if item.value is None and not self._is_needed(id_, known):
                    self._profiles.let_go(here)
                taken.steps[id_] = GatewayStep(self._here(here), None, item.stamp)
            elif (ours := self._here(here)) is None:
                unknown[id_] = theirs
            else:
                if step is not None and step.there is not None:  # two that never met stay as they are
                    self._change(here, ours, step.there, _value(theirs))
                taken.steps[id_] = GatewayStep(self._here(here), _value(theirs), item.stamp)
                if id_ not in known.links:
                    taken.links[id_] = GatewayLink(here, is_own=False)
        self._join(known, unknown, taken)
        return taken

    def _join(self, known: KnownGateways, unknown: Mapping[str, Profile], taken: _Taken) -> None:
        """Find, or make, the ones here that gateways of other computers are."""
        others = [id_ for id_, link in known.links.items() if not link.is_own and id_ not in unknown]
        also_there = [one for id_ in others if id_ in known.items and (one := _profile(known.items[id_]))]
        found = joined(list(self._ours().values()), unknown.values(), also_there=also_there)
        for profile in found.new:
            self._profiles.adopt(profile)
        for id_, theirs in unknown.items():
            here, before = found.ids.get(id_, id_), known.links.get(id_)
            taken.links[id_] = GatewayLink(here, is_own=False)
            taken.steps[id_] = GatewayStep(self._here(here), _value(theirs), known.items[id_].stamp)
            if before is not None and before.here != here:  # it was removed here, and is back under another id
                taken.moves.append((before.here, here))
                for other in known.tied(before.here):
                    taken.links.setdefault(other, GatewayLink(here, is_own=False))

    def _change(self, id_: str, ours: GatewayValue, before: GatewayValue, there: GatewayValue) -> None:
        """Change here what was changed elsewhere, and nothing else."""
        changed = {name for name, value in there.items() if before.get(name) != value}
        if "name" in changed:
            self._profiles.rename(id_, str(there["name"]))
        if "url" in changed and there["url"] != ours["url"]:
            stays = origin_of(str(there["url"])) == origin_of(str(ours["url"]))
            if not stays and (id_ == FIRST or self._has_own(id_)):
                return
            self._profiles.change_url(id_, str(there["url"]))
        if "needs_key" in changed:
            self._profiles.set_needs_key(id_, there["needs_key"] is True)

    def _is_needed(self, shared: str, known: KnownGateways) -> bool:
        """Whether the gateway that was removed elsewhere stays here all the same."""
        here = known.here(shared)
        others = [known.items[id_] for id_ in known.tied(here) if id_ != shared and id_ in known.items]
        is_alive = any(item.value is not None for item in others)
        return is_alive or here in (FIRST, self._profiles.default_id) or self._has_own(here)

    def _has_own(self, id_: str) -> bool:
        """Whether a gateway has here what only this computer has: a key, or headers that may be one."""
        return self._profiles.keys(id_).may_be_kept or bool(self._profiles.headers(id_))

    def _ours(self) -> dict[str, Profile]:
        """Every gateway here; the first one with the address that is kept, whatever is used in this run alone."""
        saved = self._preferences.saved(GATEWAY_URL)
        return {one.id: replace(one, url=saved) if one.id == FIRST else one for one in self._profiles.all()}

    def _here(self, id_: str) -> GatewayValue | None:
        one = self._ours().get(id_)
        return None if one is None else _value(one)


def _known(connection: sqlite3.Connection) -> KnownGateways:
    found = {item.id: item for item in items.all_of(connection, KIND)}
    return KnownGateways(gateway_ids.links(connection), gateway_steps(connection), found)


def _note(connection: sqlite3.Connection, taken: _Taken) -> None:
    for id_, link in taken.links.items():
        gateway_ids.link(connection, id_, link)
    note_gateways(connection, taken.steps)


def _value(profile: Profile) -> GatewayValue:
    return {"name": profile.name, "url": profile.url, "needs_key": profile.needs_key}


def _profile(item: SyncItem) -> Profile | None:
    """Return the gateway that an item is; None for one that was removed, has no safe address, or is none at all."""
    if not isinstance(item.value, dict) or not is_id(item.id):
        return None
    one = Profile.from_json({**item.value, "id": item.id})
    return next(iter(without_secrets([one] if one is not None else [])), None)


_UNTOUCHED = _value(Profile(FIRST, FIRST_NAME, GATEWAY_URL.default))
