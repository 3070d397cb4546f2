"""What every storage is held to. A test class of a storage inherits `StorageContract` and says how one is opened."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable

import pytest

from turbodesk.chat.storage_errors import Missing
from turbodesk.chat.storage_trial import TrialResult, TrialStep
from turbodesk.remote.storage import Storage
from turbodesk.remote.trial import trial_id, try_out

VAULT = "abcdefghijklmnop"
OTHER_VAULT = "ponmlkjihgfedcba"
SIZES = (0, 1, 2, 255, 4_095, 4_096, 65_537, 1_048_575, 1_048_577, 3_333_333)
"""Bytes: none, and both sides of what buffers, blocks and portions hold."""


def log_name(number: int = 1) -> str:
    """Return a name of a file of records, as the program writes them."""
    return f"log/qrstuvwxyz234567.{number}-{number + 8}.abcdefgh.tds"


def bare(name: str) -> str:
    """Return a name without its folder, as listings have it."""
    return name.partition("/")[2]


class StorageContract:
    """The tests. `open_vault` and `everything` are for the storage at hand to give."""

    @pytest.fixture
    def open_vault(self) -> Callable[[str], Storage]:
        """Return what opens the storage of a vault's id; all vaults of a test lie in the same place, empty at first."""
        raise NotImplementedError

    @pytest.fixture
    def everything(self) -> Callable[[], list[str]]:
        """Return what names all files and folders in that place, whoever made them."""
        raise NotImplementedError

    @pytest.fixture
    async def storage(self, open_vault: Callable[[str], Storage]) -> AsyncIterator[Storage]:
        opened = open_vault(VAULT)
        yield opened
        await opened.close()

    @pytest.fixture
    async def beside(self, open_vault: Callable[[str], Storage]) -> AsyncIterator[Storage]:
        opened = open_vault(OTHER_VAULT)
        yield opened
        await opened.close()

    async def test_nothing_there_is_an_empty_listing(
        self, storage: Storage, everything: Callable[[], list[str]]
    ) -> None:
        assert await storage.list("log") == {}
        assert await storage.list("blobs") == {}
        assert everything() == [], "looking makes nothing"

    async def test_what_is_put_is_listed_and_comes_back(self, storage: Storage) -> None:
        contents = {log_name(at + 1): secrets.token_bytes(size) for at, size in enumerate(SIZES)}
        for name, content in contents.items():
            await storage.put(name, content)
        assert await storage.list("log") == {bare(name): len(content) for name, content in contents.items()}
        assert await storage.list("blobs") == {}
        for name, content in contents.items():
            assert await storage.get(name) == content

    async def test_bytes_that_look_like_text_come_back(self, storage: Storage) -> None:
        content = b"\r\n\n\r\0\xff\xfe\x1a<?xml?>\xef\xbb\xbf" * 3
        await storage.put(log_name(), content)
        assert await storage.get(log_name()) == content

    async def test_attachments_have_a_folder_of_their_own(self, storage: Storage) -> None:
        name = "blobs/" + "abcdefgh" * 4
        await storage.put(name, b"picture")
        assert await storage.list("blobs") == {bare(name): 7}
        assert await storage.list("log") == {}
        assert await storage.get(name) == b"picture"

    async def test_the_same_name_again(self, storage: Storage) -> None:
        """An upload whose answer was lost is made again."""
        await storage.put(log_name(), b"the first and longer one")
        await storage.put(log_name(), b"the second")
        assert await storage.list("log") == {bare(log_name()): 10}
        assert await storage.get(log_name()) == b"the second"

    async def test_many_at_once(self, storage: Storage) -> None:
        names = [log_name(at) for at in range(1, 61)]
        for start in range(0, len(names), 6):
            await asyncio.gather(*(storage.put(name, name.encode()) for name in names[start : start + 6]))
        assert set(await storage.list("log")) == {bare(name) for name in names}
        assert await asyncio.gather(*map(storage.get, names[:6])) == [name.encode() for name in names[:6]]

    async def test_what_is_not_there_is_missing(self, storage: Storage) -> None:
        with pytest.raises(Missing):
            await storage.get(log_name())
        await storage.put(log_name(1), b"")
        with pytest.raises(Missing):
            await storage.get(log_name(2))

    async def test_deleting_twice_and_what_never_was(self, storage: Storage) -> None:
        await storage.delete(log_name())
        await storage.put(log_name(1), b"one")
        await storage.put(log_name(2), b"two")
        for _ in range(2):
            await storage.delete(log_name(1))
        assert await storage.list("log") == {bare(log_name(2)): 3}
        with pytest.raises(Missing):
            await storage.get(log_name(1))

    async def test_conflict_copies_are_listed_as_they_are(self, storage: Storage) -> None:
        copy = log_name().removesuffix(".tds") + " (conflicted copy of Zoë’s PC 2026-11-28).tds"
        await storage.put(copy, b"words")
        assert await storage.list("log") == {bare(copy): 5}
        assert await storage.get(copy) == b"words"
        await storage.delete(copy)
        assert await storage.list("log") == {}

    async def test_vaults_know_nothing_of_each_other(self, storage: Storage, beside: Storage) -> None:
        await storage.put(log_name(), b"mine")
        assert await beside.list("log") == {}
        await beside.put(log_name(), b"yours")
        await beside.delete(log_name())
        assert await storage.get(log_name()) == b"mine"

    @pytest.mark.parametrize("name", ["log/../x", "x", "log/.hidden-file-name-of-some", "/etc/passwd", "log/a/b", ""])
    async def test_other_names_are_refused_before_anything_is_asked(self, storage: Storage, name: str) -> None:
        for call in (storage.get(name), storage.put(name, b""), storage.delete(name)):
            with pytest.raises(ValueError, match="not a name"):
                await call

    async def test_folders_go_when_they_are_empty(self, storage: Storage, everything: Callable[[], list[str]]) -> None:
        await storage.remove_empty_folders()
        blob = "blobs/" + "abcdefgh" * 4
        await storage.put(log_name(), b"words")
        await storage.put(blob, b"picture")
        await storage.delete(blob)
        await storage.remove_empty_folders()
        assert await storage.get(log_name()) == b"words"
        await storage.delete(log_name())
        await storage.remove_empty_folders()
        assert everything() == []
        await storage.put(log_name(), b"again")
        assert await storage.get(log_name()) == b"again"

    async def test_a_trial_goes_well_and_leaves_nothing(
        self, open_vault: Callable[[str], Storage], everything: Callable[[], list[str]]
    ) -> None:
        opened = open_vault(trial_id())
        results = [result async for result in try_out(opened)]
        await opened.close()
        assert results == [TrialResult(step) for step in TrialStep]
        assert everything() == []

    async def test_a_trial_that_is_given_up_leaves_nothing(
        self, open_vault: Callable[[str], Storage], everything: Callable[[], list[str]]
    ) -> None:
        opened = open_vault(trial_id())
        trial = try_out(opened)
        async for result in trial:
            if result.step is TrialStep.WRITE:
                break
        assert everything() != []
        await trial.aclose()
        await opened.close()
        assert everything() == []
