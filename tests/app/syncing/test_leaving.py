"""A storage is empty after it was emptied, whoever writes into it meanwhile."""

from __future__ import annotations

import pytest

from tests.app.syncing.faulty_storage import MemoryStorage
from tests.app.syncing.people import Computer, rounds
from turbodesk.app.syncing.leaving import MOST_LOOKS, delete_everything
from turbodesk.chat.storage_errors import Emptied


async def test_what_another_computer_writes_meanwhile_is_deleted_too(
    a: Computer, b: Computer, storage: MemoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a.new_chat("x")
    await rounds(a, b)
    delete = storage.delete

    async def deleted(name: str) -> None:
        monkeypatch.setattr(storage, "delete", delete)
        await b.say(chat, "word")
        await b.sync()
        await delete(name)

    monkeypatch.setattr(storage, "delete", deleted)
    await delete_everything(storage)
    assert storage.files == {}
    with pytest.raises(Emptied):
        await b.sync()


async def test_a_listing_that_stays_old_is_no_reason_to_go_on_for_ever(a: Computer, storage: MemoryStorage) -> None:
    await a.new_chat("x")
    await a.sync()
    there = await storage.list("log")

    class Late(MemoryStorage):
        async def list(self, folder: str) -> dict[str, int]:
            self.asked.append(f"list {folder}")
            return there if folder == "log" else {}

    late = Late(storage.files)
    await delete_everything(late)
    assert late.files == {}
    assert late.asked.count("list log") == MOST_LOOKS
