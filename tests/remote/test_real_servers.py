"""Storage on real servers that nobody here wrote does what syncing asks of it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.remote import servers
from tests.remote.storage_contract import VAULT, StorageContract, log_name
from turbodesk.chat.storage_choice import S3, WEBDAV, StorageChoice
from turbodesk.chat.storage_errors import NotStorage, Refused
from turbodesk.remote.storage import Storage
from turbodesk.remote.storages import open_storage
from turbodesk.remote.storages.s3 import S3Bucket

Running = tuple[str, Iterator[Path]]
"""A server's address, and places on it that nobody has used."""


def fixture_of(server: Callable[[Path], AbstractContextManager[str]]) -> Callable[..., Iterator[Running]]:
    @pytest.fixture(scope="module")
    def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
        at = tmp_path_factory.mktemp("server")
        with server(at) as url:
            yield url, iter([at / "files" / name for name in servers.PLACES])

    return running


wsgidav = fixture_of(servers.wsgidav)
rclone_webdav = fixture_of(servers.rclone_webdav)
rclone_s3 = fixture_of(servers.rclone_s3)


class OnServer(StorageContract):
    """What holds on every server."""

    @pytest.fixture
    def running(self) -> Running:
        """Return the server."""
        raise NotImplementedError

    @pytest.fixture
    def place(self, running: Running) -> Path:
        return next(running[1])

    @pytest.fixture
    def choice(self, running: Running, place: Path) -> StorageChoice:
        return StorageChoice(WEBDAV, f"{running[0]}/{place.name}", servers.USER)

    @pytest.fixture
    def elsewhere(self, choice: StorageChoice) -> StorageChoice:
        """Return a place that is not there."""
        return StorageChoice(WEBDAV, f"{choice.address}/no/such/folder", servers.USER)

    @pytest.fixture
    def open_vault(self, choice: StorageChoice) -> Callable[[str], Storage]:
        return lambda vault: open_storage(choice, servers.PASSWORD, vault)

    @pytest.fixture
    def everything(self, place: Path) -> Callable[[], list[str]]:
        return lambda: sorted(str(one.relative_to(place)) for one in place.rglob("*"))

    async def test_large_files_at_once_into_a_folder_that_is_not_there(
        self, storage: Storage, open_vault: Callable[[str], Storage]
    ) -> None:
        """A server may close the connection before it has heard of all of them."""
        other = open_vault(VAULT)
        names = [log_name(number) for number in range(1, 7)]
        content = bytes(range(256)) * 8_000
        async with asyncio.TaskGroup() as tasks:
            for at, name in enumerate(names):
                tasks.create_task((storage, other)[at % 2].put(name, content))
        await other.close()
        assert set((await storage.list("log")).values()) == {len(content)}
        assert len(await storage.list("log")) == len(names)

    async def test_a_wrong_password_is_refused(self, choice: StorageChoice) -> None:
        storage = open_storage(choice, "another-password", VAULT)
        for call in (storage.list("log"), storage.put(log_name(), b"words")):
            with pytest.raises(Refused) as told:
                await call
            assert "another-password" not in told.value.detail
        await storage.close()

    async def test_a_place_that_is_not_there_is_no_storage(self, elsewhere: StorageChoice) -> None:
        storage = open_storage(elsewhere, servers.PASSWORD, VAULT)
        for call in (storage.list("log"), storage.put(log_name(), b"words")):
            with pytest.raises(NotStorage):
                await call
        await storage.close()


class TestWsgidav(OnServer):
    @pytest.fixture
    def running(self, wsgidav: Running) -> Running:
        return wsgidav


class TestRcloneWebdav(OnServer):
    @pytest.fixture
    def running(self, rclone_webdav: Running) -> Running:
        return rclone_webdav


class TestRcloneS3(OnServer):
    @pytest.fixture
    def running(self, rclone_s3: Running) -> Running:
        return rclone_s3

    @pytest.fixture
    def choice(self, running: Running, place: Path) -> StorageChoice:
        return StorageChoice(S3, running[0], servers.USER, place.name)

    @pytest.fixture
    def elsewhere(self, choice: StorageChoice) -> StorageChoice:
        return StorageChoice(S3, choice.address, servers.USER, "no-such-bucket")

    @pytest.fixture
    def everything(self, place: Path) -> Callable[[], list[str]]:
        """A bucket has no folders, whatever the server keeps it in."""
        return lambda: sorted(str(one.relative_to(place)) for one in place.rglob("*") if one.is_file())

    @pytest.mark.parametrize("hours", [-50, 50])
    async def test_a_server_with_another_time_is_asked_at_its_own(self, choice: StorageChoice, hours: int) -> None:
        off = dt.timedelta(hours=hours)
        storage = S3Bucket(choice, servers.PASSWORD, VAULT, clock=lambda: dt.datetime.now(dt.UTC) + off)
        await storage.put(log_name(), b"words")
        assert len(await storage.list("log")) == 1
        await storage.close()
