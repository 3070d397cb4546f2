"""Whatever computers do, whenever they are online, and whatever storage does wrong: they end up the same, and with
everything that somebody wrote and nobody who knew it removed.

    EXAMPLES=4000 .venv/bin/python -m pytest tests/app/syncing/test_converge.py    more; SHRINK=1 shrinks what fails
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from unittest import mock

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.app.syncing.faulty_storage import FaultyStorage, MemoryStorage
from tests.app.syncing.people import (
    Clock,
    Computer,
    Ids,
    Killed,
    MortalComputer,
    beginning,
    content_hash,
    differences,
    memory_computer,
)
from turbodesk.app.syncing import receiving
from turbodesk.chat import sync_names
from turbodesk.chat.storage_errors import Emptied, StorageError
from turbodesk.store.sync import blobs, outgoing, own_files
from turbodesk.store.sync.outgoing import Records

T = TypeVar("T")

YEARS = 3 * 365 * 86_400_000
MONTH = 30 * 86_400_000
ACTIONS = [
    *("new", "say", "say", "attach", "title", "pin", "project", "star", "branch", "draft", "trash", "restore", "empty"),
    *("remove", "purge", "purge", "import", "preset", "month"),
    *("sync",) * 9,
    *("kill", "kill", "image", "back", "clone", "lose", "wipe", "update"),
]
DISASTERS = ("none", "backup", "storage")
"""One at a time: what only a storage has that loses it, or only a computer that goes back to before it, is lost."""
OLD_KINDS = ("star", "project", "preset")
OLD_FIELDS = ("pinned", "project")
"""What the program of one computer does not know yet."""

_EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if os.environ.get("SHRINK") else [])]


async def at_once(work: Callable[..., T], *values: object, **more: object) -> T:
    """Stand in for `asyncio.to_thread`, so that a test can be played again."""
    return work(*values, **more)


@contextmanager
def played_again() -> Iterator[None]:
    """Have everything that is random come the same again, and files be gathered often enough to be in the way."""
    chance = random.Random(7)
    with (
        mock.patch.object(asyncio, "to_thread", at_once),
        mock.patch.object(sync_names, "urandom", chance.randbytes),
        mock.patch.object(own_files, "GATHERED", 3),
        mock.patch.object(own_files, "AT_ONCE", 3),
        mock.patch.object(own_files, "PORTION", 2_000),
    ):
        yield


class World:
    """Some computers, one storage, and what must not be lost."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.shared = MemoryStorage()
        self.clock, self.ids = Clock(), Ids()
        self.computers: list[MortalComputer] = []
        self.places: list[FaultyStorage] = []
        """What each sees of the storage."""
        self.is_calm = False
        self.written: set[str] = set()
        self.removed: set[str] = set()
        self.unsure: set[str] = set()
        """Of these nothing is expected: whether anybody heard of their removal, or of their return."""
        self.disaster = data.draw(st.sampled_from(DISASTERS))
        self.images: dict[int, bytes] = {}
        self.old: set[int] = {2} if data.draw(st.booleans()) else set()

    def choose(self, count: int) -> int:
        return self.data.draw(st.integers(0, count - 1))

    async def begin(self) -> None:
        for name in "abc":
            off = self.data.draw(st.sampled_from((0, -500, 10**7, YEARS, -YEARS)))
            one = self.add(name, beginning(), off)
            await one.be_new()

    def add(self, name: str, content: bytes, off: int) -> MortalComputer:
        storage = FaultyStorage(self.shared, self.choose)
        one = MortalComputer(name, storage, content, clock=self.clock, ids=self.ids, clock_off=off)
        storage.before = lambda: one.database.live()
        self.computers.append(one)
        self.places.append(storage)
        return one

    async def sync(self, at: int, *, is_deep: bool = False) -> None:
        one, place = self.computers[at], self.places[at]
        is_calm, mood = self.is_calm, 0 if self.is_calm else self.choose(4)
        place.is_faulty, place.rarely = mood >= 2, 5 if mood == 2 else 1
        with self.age(at):
            try:
                await one.sync(deep=is_deep, is_metered=not is_calm and self.choose(5) == 4)
            except Emptied:
                if is_calm or self.choose(2):
                    await self.quietly(one.sync(refill=True))
            except StorageError as error:
                note(f"{one.name}: {type(error).__name__}")

    async def quietly(self, doing: object) -> None:
        try:
            await doing  # type: ignore[misc]
        except StorageError as error:
            note(type(error).__name__)

    async def kill(self, at: int) -> None:
        """Sync, and kill the program before some job or other."""
        one = self.computers[at]
        one.database.left = self.data.draw(st.integers(0, 40))
        try:
            await self.sync(at)
        except Killed:
            note(f"{one.name}: killed")
        one.database.left = None
        one.restart()

    @contextmanager
    def age(self, at: int) -> Iterator[None]:
        """Let a computer be as old as it is: an old program passes over what it does not know."""
        load = outgoing.load

        def older(content: bytes) -> Records:
            found = [one for one in load(content).records if one["k"] not in OLD_KINDS]
            for one in found:
                if isinstance(fields := one.get("f"), dict):
                    one["f"] = {name: entry for name, entry in fields.items() if name not in OLD_FIELDS}
            return Records(found)

        with mock.patch.object(receiving, "load", older if at in self.old else load):
            yield

    async def act(self, at: int, action: str) -> None:
        at = at % len(self.computers)
        one = self.computers[at]
        if at in self.old and action in ("star", "project", "preset", "pin"):
            return
        match action:
            case "sync":
                await self.sync(at, is_deep=self.choose(5) == 4)
            case "kill":
                await self.kill(at)
            case "new":
                await one.new_chat(f"chat {self.clock.now}")
            case "month":
                self.clock.now += MONTH
            case "preset":
                value = self.data.draw(st.sampled_from((None, '{"a":1}', '{"a":2}')))
                await one.put_item("preset", f"p{self.choose(2)}", value)
            case "import":
                number = self.choose(2)
                chat, *ids = (f"018bcfe5-0000-7000-8000-0000000{number:02}{at:03}" for at in range(3))
                await one.bring(chat, ids)
                self.unsure.update(ids)
            case "image" | "back" | "clone" | "lose" | "wipe" | "update":
                await self.befall(at, action)
            case _:
                await self.change(one, action)

    async def befall(self, at: int, action: str) -> None:
        """Let something happen that no program does."""
        one, may_go_back, may_lose = self.computers[at], self.disaster == "backup", self.disaster == "storage"
        if action == "image":
            self.images[at] = one.database.copied()
        elif action == "back" and may_go_back and at in self.images:
            before = await one.messages()
            await one.go_back(self.images[at])
            elsewhere = set[str]()
            for index, other in enumerate(self.computers):
                elsewhere |= await other.messages() if index != at else set()
            self.written -= before - await one.messages() - elsewhere  # what was here alone nobody can bring back
            self.unsure |= self.removed
        elif action == "clone" and len(self.computers) == 3:
            self.add("clone", one.database.copied(), one.clock_off)
            self.old |= {3} if at in self.old else set()
        elif action == "lose" and may_lose and len(self.shared.files) > 1:
            names = sorted(self.shared.files)
            del self.shared.files[names[self.choose(len(names))]]
        elif action == "wipe" and may_lose:
            self.shared.files.clear()
        elif action == "update" and at in self.old:
            self.old.remove(at)
            await one.do("DELETE FROM sync_seen")  # as `schema.refresh` does for new fields

    async def change(self, one: Computer, action: str) -> None:
        chats = await one.chats()
        if not chats:
            return
        chat = chats[self.choose(len(chats))]
        messages = sorted(
            str(id_) for (id_,) in await one.ask("SELECT id FROM message WHERE conversation_id = ?", chat)
        )
        match action:
            case "say":
                self.written.add(await one.say(chat, f"word {self.clock.now}"))
            case "attach":
                content = b"picture %d" % self.choose(3)
                self.written.add(await one.say(chat, "word with picture", attachment=content))
            case "title":
                await one.change(chat, title=f"title {one.name} {self.clock.now}", titled_by_hand=1)
            case "pin":
                await one.change(chat, pinned=self.choose(2))
            case "project":
                projects = [str(id_) for (id_,) in await one.ask("SELECT id FROM project ORDER BY id")]
                if not projects or self.choose(3) == 2:
                    projects = [await one.new_project(f"project {self.clock.now}")]
                await one.change(chat, project_id=projects[self.choose(len(projects))] if self.choose(4) else None)
            case "star" if messages:
                await one.star(chat, messages[self.choose(len(messages))])
            case "branch" if messages:
                await one.change(chat, leaf_id=messages[self.choose(len(messages))])
            case "draft":
                await one.change(chat, draft=f"draft {self.clock.now}")
            case "trash":
                await one.trash(chat)
            case "restore":
                await one.restore(chat)
            case "purge":
                await one.trash(chat)
                self.removed |= await one.empty_trash(chat)
            case "empty":
                for deleted in (await one.chats(is_deleted=True))[:1]:
                    self.removed |= await one.empty_trash(deleted)
            case "remove" if messages:
                message = messages[self.choose(len(messages))]
                await one.remove_message(message)
                self.removed.add(message)

    async def calm(self) -> None:
        """Everyone online and updated, and nothing goes wrong any more, until nothing moves."""
        self.is_calm = True
        for at in range(len(self.computers)):
            if at in self.old:
                await self.befall(at, "update")
        before = None
        for number in range(20):
            for at in range(len(self.computers)):
                await self.sync(at, is_deep=True)
            now = [content_hash(await one.sight()) for one in self.computers], sorted(self.shared.files)
            if now == before:
                note(f"calm after {number} rounds")
                return
            before = now
        raise AssertionError("it never becomes calm")

    async def judge(self) -> None:
        first = self.computers[0]
        sight = await first.sight()
        for other in self.computers[1:]:
            assert differences(sight, await other.sight()) == {}
        here = await first.messages()
        assert not self.written - self.removed - self.unsure - here, "something written was lost"
        assert not (self.removed - self.unsure) & here, "something removed for good is back"
        for one in self.computers:
            assert not await one.database.read(blobs.to_fetch), "an attachment is nowhere to be had"
            assert not await one.database.read(own_files.is_behind), "something waits for ever"
        # A new computer gets all of it from the storage alone, so losing any of the others loses nothing.
        new = await memory_computer("d", MemoryStorage(self.shared.files), clock=self.clock, ids=self.ids)
        try:
            await new.sync()
            await new.sync()
            assert differences(sight, await new.sight()) == {}
        finally:
            await new.database.close()

    async def end(self) -> None:
        for one in self.computers:
            await one.database.close()


@settings(
    max_examples=_EXAMPLES or min(300, settings().max_examples // 2),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=_PHASES,
)
@given(data=st.data())
def test_they_end_up_the_same_and_nothing_is_lost(data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(ACTIONS)), min_size=15, max_size=90))

    async def lives() -> None:
        world = World(data)
        try:
            await world.begin()
            for at, action in steps:
                await world.act(at, action)
            await world.calm()
            await world.judge()
        finally:
            await world.end()

    beginning()
    with played_again():
        asyncio.run(lives())
