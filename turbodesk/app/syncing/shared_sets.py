"""Keeps presets and prompts the same on all of a person's computers; `SharedItems` says when.

A preset or a prompt is one thing: of two changes to it the later one holds. Nothing is deleted elsewhere because it is
missing here: only what was seen here in this run and is gone since was deleted by a person. A file that was lost, set
aside or put back from a backup gets back what the storage has.

Two computers that were never in step may have the same name for two things. Where these are alike they become one, and
else the newer one gets a number behind its name, as at an import. Both computers come to the same, whoever is first.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from turbodesk.app.signal import Signal
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.ids import new_id
from turbodesk.chat.preset import Preset
from turbodesk.chat.prompt import MOST_LETTERS, Prompt
from turbodesk.store.sync import items
from turbodesk.store.sync.in_step import HereChange, InStep, note_steps, send_changes, steps, unseen
from turbodesk.store.sync.items import SyncItem
from turbodesk.store.sync.references import MOVED

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
One = TypeVar("One", Preset, Prompt)
PORTION = 100
"""Items that are looked at in one job."""


class Jobs(Protocol):
    """The database, as far as it is needed here."""

    def read(self, job: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Do a job that reads."""

    def write(self, job: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Do a job that writes."""


class KeptSet(Protocol[One]):
    """Presets or prompts, as they are kept here."""

    failed: Signal[FailureNote]

    def all(self) -> tuple[One, ...]:
        """Return every one."""

    def exchange(self, new: Iterable[One], gone: Iterable[str] = (), /) -> None:
        """Keep these instead of those with their ids, and delete others by id."""

    def when_kept(self, then: Callable[[], object]) -> None:
        """Call `then` when everything is on disk."""


class SharedSet(Generic[One]):
    """The presets, or the prompts, of a person."""

    def __init__(
        self,
        kind: str,
        type_: type[One],
        kept: KeptSet[One],
        jobs: Jobs,
        now: Callable[[], int],
        *,
        most: int | None = None,
    ) -> None:
        """`now` gives milliseconds since 1970; `most` is how many are kept here at most."""
        self._kind, self._jobs, self._now = kind, jobs, now
        self._type: type[One] = type_
        self._kept: KeptSet[One] = kept
        self._most = most
        self.same: dict[str, str] = {}
        """The ids of those that became one with another in this run, by which the others are known."""
        self._met: set[str] = set()
        """The ids of all that was here at some moment of this run."""

    def look(self) -> None:
        """Note what is here: what is gone later on was deleted by the person."""
        self._met.update(one.id for one in self._kept.all())

    async def push(self) -> None:
        """Have sent what was changed or deleted here since it was last in step."""
        self.look()
        here = await asyncio.to_thread(_tokens, self._kept.all())
        known = await self._jobs.read(partial(steps, kind=self._kind))
        changes = [
            HereChange(id_, token, _value(one))
            for id_, (one, token) in here.items()
            if id_ not in known or known[id_].here != token
        ]
        missing = [id_ for id_, step in known.items() if step.here and id_ not in here]
        changes += [HereChange(id_, "", None) for id_ in missing if id_ in self._met]
        lost = dict.fromkeys(id_ for id_ in missing if id_ not in self._met)
        if lost:
            await self._jobs.write(partial(note_steps, kind=self._kind, found=lost))
        for at in range(0, len(changes), PORTION):
            some = changes[at : at + PORTION]
            job = partial(send_changes, kind=self._kind, changes=some, token_of=self._token_of, now=self._now())
            await self._jobs.write(job)

    async def pull(self) -> None:
        """Bring here what was changed elsewhere, but not over what was changed here meanwhile."""
        self.look()
        ids = await self._jobs.read(partial(unseen, kind=self._kind))
        for at in range(0, len(ids), PORTION):
            some = ids[at : at + PORTION]
            come = await self._jobs.read(partial(items.some, kind=self._kind, ids=some))
            known = await self._jobs.read(partial(steps, kind=self._kind))
            taken = self._take(come, known)
            if taken and await are_kept(self._kept.failed, self._kept.when_kept):
                await self._jobs.write(partial(note_steps, kind=self._kind, found=taken))

    def _take(self, come: list[SyncItem], known: Mapping[str, InStep]) -> dict[str, InStep | None]:
        """Bring some items here; return what is in step now. Nobody comes between what is read here and written."""
        here = {one.id: one for one in self._kept.all()}
        new, gone, taken = dict[str, One](), set[str](), dict[str, InStep | None]()
        for item in come:
            one, token, step = here.get(item.id), "", known.get(item.id)
            if one is not None:
                token = _token(one)
            theirs = self._read(item.id, item.value)
            if theirs is None and item.value is not None:
                taken[item.id] = InStep(
                    step.here if step else token, item.stamp
                )  # a newer program may make sense of it
            elif (_token(theirs) if theirs else "") == token:
                taken[item.id] = InStep(token, item.stamp)
            elif step is not None and step.here != token:
                continue  # changed here: sent first
            elif theirs is None:
                gone.add(item.id)
                taken[item.id] = InStep("", item.stamp)
            elif one is None and self._most is not None and len(here.keys() | new.keys()) >= self._most:
                continue  # there is room later, perhaps
            else:
                if one is not None and step is None:  # two that never met: neither is lost
                    copy = replace(one, id=new_id())
                    new[copy.id] = copy
                new[item.id] = theirs
                taken[item.id] = InStep(_token(theirs), item.stamp)
        self._kept.exchange(new.values(), gone)
        self._part()
        self.look()
        return taken

    def _part(self) -> None:
        """Make one of those that are alike, and give another name to those that are only called alike."""
        renamed, same = parted(self._kept.all())
        self.same.update(same)
        if renamed or same:
            self.look()
            self._kept.exchange(renamed, same)

    def _read(self, id_: str, value: object) -> One | None:
        one = self._type.from_json({**value, "id": id_}) if isinstance(value, dict) else None
        return one if one is not None and one.id == id_ else None

    def _token_of(self, id_: str, value: object) -> str:
        one = self._read(id_, value)
        return _token(one) if one is not None else ""


async def are_kept(failed: Signal[FailureNote], when_kept: Callable[[Callable[[], object]], object]) -> bool:
    """Wait until all that was changed is on disk; return whether it is."""
    failures, done = list[FailureNote](), asyncio.Event()
    heard = failed.connect(failures.append)
    try:
        when_kept(done.set)
        await done.wait()
    finally:
        heard.close()
    return not failures


async def moved(
    jobs: Jobs, move: Callable[[sqlite3.Connection, str, str], list[str]], moves: Iterable[tuple[str, str]]
) -> frozenset[str]:
    """Have all chats that refer to the first id of each pair refer to the second; return which."""
    found = set[str]()
    for old, new in moves:
        ids = [""] * MOVED
        while len(ids) == MOVED:
            ids = await jobs.write(lambda connection, old=old, new=new: move(connection, old, new))  # type: ignore[misc]
            found.update(ids)
    return frozenset(found)


def parted(all_: Iterable[One]) -> tuple[list[One], dict[str, str]]:
    """Return those that need another name, with it, and those that are as another one is: their ids, by the others'.

    The one that was made first stays as it is.
    """
    ordered = sorted(all_, key=lambda one: one.id)
    taken = {one.name.casefold() for one in ordered}
    named, renamed, same = dict[str, list[One]](), list[One](), dict[str, str]()
    for one in ordered:
        alike = named.setdefault(one.name.casefold(), [])
        twin = next((other for other in alike if replace(one, id=other.id, name=other.name) == other), None)
        if twin is not None:
            same[one.id] = twin.id
            continue
        if alike:
            other_name = _free_name(one.name, taken)
            taken.add(other_name.casefold())
            renamed.append(replace(one, name=other_name))
        alike.append(one)
    return renamed, same


def _free_name(name: str, taken: set[str]) -> str:
    number = 2
    while (numbered := _numbered(name, number)).casefold() in taken:
        number += 1
    return numbered


def _numbered(name: str, number: int) -> str:
    ending = f" {number}"
    return f"{name[: MOST_LETTERS - len(ending)].strip()}{ending}"


def _tokens(all_: Iterable[One]) -> dict[str, tuple[One, str]]:
    return {one.id: (one, _token(one)) for one in all_}


def _value(one: Preset | Prompt) -> dict[str, object]:
    return {name: value for name, value in one.to_json().items() if name != "id"}


def _token(one: Preset | Prompt) -> str:
    text = json.dumps(_value(one), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
