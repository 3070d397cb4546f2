"""Says which gateways of another computer are which here, when its chats come: a pure function of names and addresses.

A gateway has the same id on two computers only where it came from one to the other; the first one of every TurboDesk
is called the same and may be anything. So the address decides, and where people have several accounts at one address,
the name they gave them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from turbodesk.app.gateways import DEMO
from turbodesk.chat.ids import new_id
from turbodesk.chat.profile import FIRST, Profile
from turbodesk.gateway.address import resolve
from turbodesk.quick_dataclasses import dataclass

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""As every TurboDesk makes them; the key store files keys under them."""


@dataclass(frozen=True, slots=True)
class JoinedProfiles:
    """What becomes of the gateways of another computer here."""

    ids: dict[str, str]
    """By the id there, the id here; those that are called the same are not in it."""
    new: tuple[Profile, ...]
    """Those that are not here yet, as they are to be here; no key comes with them."""


def joined(ours: Sequence[Profile], theirs: Iterable[Profile], *, also_there: Sequence[Profile] = ()) -> JoinedProfiles:
    """Return what becomes of `theirs` beside `ours`; what has no address that is safe is left out.

    `also_there` are those of others of which it is known already: an address they have is one of several accounts.
    """
    ids, new = dict[str, str](), list[Profile]()
    found = [one for one in theirs if _address(one) and one.id != DEMO]
    for one in found:
        same = _same(ours, one) or _named_alike([*ours, *new], one) or _only_one(ours, [*found, *also_there], one)
        if same is None:
            is_taken = one.id == FIRST or any(one.id == other.id for other in new) or not _ID.fullmatch(one.id)
            same = Profile(new_id() if is_taken else one.id, one.name, one.url, one.needs_key)
            new.append(same)
        if same.id != one.id:
            ids[one.id] = same.id
    return JoinedProfiles(ids, tuple(new))


def _address(profile: Profile) -> str:
    """Return where messages would go, "" for what is no address or not a safe one."""
    try:
        return resolve(profile.url).messages_url
    except ValueError:
        return ""


def _same(ours: Iterable[Profile], one: Profile) -> Profile | None:
    """Return the one of the same id; of the first ones, which are all called the same, only at the same address."""
    found = next((other for other in ours if other.id == one.id), None)
    if found is None or found.id != FIRST:
        return found
    return found if _address(found) == _address(one) else None


def _named_alike(ours: Iterable[Profile], one: Profile) -> Profile | None:
    name, address = one.name.casefold(), _address(one)
    return next((other for other in ours if other.name.casefold() == name and _address(other) == address), None)


def _only_one(ours: Iterable[Profile], theirs: Iterable[Profile], one: Profile) -> Profile | None:
    """Return the one at the same address, where neither side has several accounts there."""
    address = _address(one)
    here = [other for other in ours if _address(other) == address]
    there = [other for other in theirs if _address(other) == address]
    return here[0] if len(here) == len(there) == 1 else None


def without_secrets(profiles: Iterable[Profile]) -> list[Profile]:
    """Return profiles as they may go into a file: name and address alone, of those that have an address."""
    return [replace(one, key_page="") for one in profiles if _address(one)]
