"""A look into a storage counts what is there and what would come together, changes nothing, and can be ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.syncing.computers import OneComputer
from tests.app.syncing.test_shared_sets import NewComputer, new
from turbodesk.app.syncing.counting import Tally
from turbodesk.app.syncing.preview import AT_ONCE, look
from turbodesk.chat.ids import new_id
from turbodesk.chat.storage_errors import Damaged, Missing, StorageUnreachable, TooNew
from turbodesk.chat.sync_names import LogName
from turbodesk.remote.recovery_code import new_code
from turbodesk.remote.vault import Vault
from turbodesk.store.sync.outgoing import dump

__all__ = ["new"]
LAPTOP = "l" * 16


class Shelf:
    """A storage in memory that counts what it is asked."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.files = vault, dict[str, bytes]()
        self.under_way = self.most_at_once = self.gets = 0
        self.fails: Callable[[str], None] = lambda _name: None

    def add(self, *records: dict[str, object], form: int = 1, ending: str = "") -> str:
        """Put records into a file of their own."""
        name = str(LogName.new(LAPTOP, len(self.files) + 1, len(self.files) + 1))
        self.files[f"log/{name}{ending}"] = self.vault.seal(name, dump(records), form=form)
        return name

    async def list(self, folder: str) -> dict[str, int]:
        found = [(name.partition("/")[2], content) for name, content in self.files.items() if name.startswith(folder)]
        return {name: len(content) for name, content in found}

    async def get(self, name: str) -> bytes:
        self.gets += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await asyncio.sleep(0)
            self.fails(name)
            return self.files[name]
        finally:
            self.under_way -= 1

    async def put(self, name: str, content: bytes) -> None:
        raise AssertionError("nothing is changed")

    async def delete(self, name: str) -> None:
        raise AssertionError("nothing is changed")

    async def remove_empty_folders(self) -> None:
        raise AssertionError("nothing is changed")

    async def close(self) -> None:
        pass


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(Vault.of(new_code()))


def message(chat: str, id_: str = "", *, at: int = 5) -> dict[str, object]:
    return {"k": "message", "id": id_ or new_id(), "at": at, "by": LAPTOP, "chat": chat, "row": {}}


def chat_here(computer: OneComputer, *, messages: int = 1) -> str:
    chat = computer.chat("default")
    for _ in range(messages):
        computer.jobs.connection.execute(
            """INSERT INTO message (id, conversation_id, role, status, blocks, text, chars, created_at, updated_at)
            VALUES (?, ?, 'user', 'complete', '{"blocks": []}', '', 0, 1, 1)""",
            (new_id(), chat),
        )
    return chat


def state(computer: OneComputer) -> list[object]:
    return list(computer.jobs.connection.iterdump())


async def test_an_empty_storage_is_new(new: NewComputer, shelf: Shelf) -> None:
    here = new("a")
    chat_here(here)
    here.chat("default")  # empty
    shelf.files["log/desktop.ini"] = b"..."
    found = await look(shelf, shelf.vault, here.jobs)
    assert (found.is_new, found.new_there, found.chats) == (True, 1, 0)


async def test_chats_are_counted_on_both_sides(new: NewComputer, shelf: Shelf) -> None:
    here = new("a")
    mine, both, trash = (chat_here(here) for _ in range(3))
    here.jobs.connection.execute("UPDATE conversation SET deleted_at = 5 WHERE id = ?", (trash,))
    before = state(here)
    theirs, theirs_trash, emptied, twice, gone = (new_id() for _ in range(5))
    shelf.add(message(both), message(theirs, twice), message(trash), message(theirs_trash), message(emptied, gone))
    shelf.add(
        message(theirs, twice),
        message(theirs),
        {"k": "chat", "id": theirs_trash, "f": {"deleted": [9, LAPTOP, [1234]]}},
        {"k": "chat", "id": theirs, "f": {"deleted": [3, LAPTOP, [1]]}},
        {"k": "chat", "id": theirs, "f": {"deleted": [4, LAPTOP, [None]]}},
        {"k": "gone", "id": gone, "f": {"gone": [7, LAPTOP, [None, None]]}},
        {"k": "device", "id": LAPTOP, "at": 8, "by": LAPTOP, "value": {"name": "Laptop", "system": "Linux"}},
    )
    shelf.files["blobs/" + "a" * 32] = bytes(1_000)
    told: list[tuple[int, int]] = []
    found = await look(shelf, shelf.vault, here.jobs, progress=lambda *one: told.append(one), now=1_000)
    assert (found.is_new, found.chats) == (False, 3)
    assert (found.both_chats, found.new_here, found.new_there) == (1, 1, 1)
    assert [(one.name, one.system, one.seen_at) for one in found.devices] == [("Laptop", "Linux", 9)]
    total = sum(len(content) for name, content in shelf.files.items() if name.startswith("log"))
    assert found.bytes == total + 1_000
    assert (told[0], told[-1], len(told)) == ((0, total), (total, total), 3)
    assert state(here) == before
    assert mine


async def test_another_code_opens_nothing_and_a_newer_form_needs_an_update(new: NewComputer, shelf: Shelf) -> None:
    here = new("a")
    shelf.add(message(new_id()))
    with pytest.raises(Damaged):
        await look(shelf, Vault.of(new_code()), here.jobs)
    newer = Shelf(shelf.vault)
    newer.add(message(new_id()), form=200)
    with pytest.raises(TooNew):
        await look(newer, shelf.vault, here.jobs)
    newer.add(message(new_id()))
    found = await look(newer, shelf.vault, here.jobs)
    assert (found.too_new, found.chats) == (1, 1)


async def test_one_bad_file_hides_no_other(new: NewComputer, shelf: Shelf) -> None:
    here = new("a")
    cut, lost = shelf.add(message(new_id())), shelf.add(message(new_id()))
    shelf.add(message(new_id()), ending="")
    copied = shelf.add(message(new_id()))
    shelf.files[f"log/{cut}"] = shelf.files[f"log/{cut}"][:-3]
    content = shelf.files.pop(f"log/{copied}")
    shelf.files[f"log/{copied[:-4]} (conflicted copy).tds"] = content

    def missing(name: str) -> None:
        if lost in name:
            raise Missing(name)

    shelf.fails = missing
    assert (await look(shelf, shelf.vault, here.jobs)).chats == 2


async def test_files_are_loaded_a_few_at_a_time_and_a_failure_ends_all(new: NewComputer, shelf: Shelf) -> None:
    here = new("a")
    for _ in range(12):
        shelf.add(message(new_id()))
    assert (await look(shelf, shelf.vault, here.jobs)).chats == 12
    assert shelf.most_at_once == AT_ONCE
    shelf.gets = 0

    def unreachable(_name: str) -> None:
        raise StorageUnreachable("gone")

    shelf.fails = unreachable
    with pytest.raises(StorageUnreachable):
        await look(shelf, shelf.vault, here.jobs)
    assert (shelf.gets, shelf.under_way) == (AT_ONCE, 0)


async def test_a_look_can_be_cancelled(new: NewComputer, shelf: Shelf) -> None:
    here = new("a")
    for _ in range(12):
        shelf.add(message(new_id()))
    looking: asyncio.Task[object]

    def progress(done: int, _total: int) -> None:
        if done:
            looking.cancel()

    looking = asyncio.create_task(look(shelf, shelf.vault, here.jobs, progress=progress))
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert shelf.under_way == 0
    assert shelf.gets < 12


def test_what_is_no_record_is_passed_over(tmp_path: Path) -> None:
    tally = Tally()
    odd: list[object] = [None, 5, "x", [], {}, [1, "x", []], [1, LAPTOP], {"deleted": 5}, {"deleted": [1, LAPTOP]}]
    for k in ("message", "chat", "gone", "device", "left", 5, None):
        for one in odd:
            tally.add([{"k": k, "id": "x", "f": one, "at": one, "by": one, "chat": one, "value": one}])
            tally.add([{"k": k, "id": one, "f": {"deleted": one, "gone": one}}])
