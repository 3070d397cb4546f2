"""A folder behaves as storage, and what can be wrong with one ends in a word of its own."""

# ruff: noqa: ASYNC240 - tests may wait for a disk

from __future__ import annotations

import asyncio
import errno
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from tests.remote.storage_contract import OTHER_VAULT, VAULT, StorageContract, bare, log_name
from turbodesk.chat.storage_choice import FOLDER, StorageChoice
from turbodesk.chat.storage_errors import (
    Damaged,
    FolderClosed,
    FolderGone,
    Missing,
    NotStorage,
    OnlineOnly,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)
from turbodesk.remote import storage as rules
from turbodesk.remote.patient_threads import Progress
from turbodesk.remote.storage import Storage
from turbodesk.remote.storages import folder as folder_module
from turbodesk.remote.storages import open_storage
from turbodesk.remote.storages.folder import FolderStorage, seems_online_only, storage_error

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


class TestFolder(StorageContract):
    @pytest.fixture
    def open_vault(self, tmp_path: Path) -> Callable[[str], Storage]:
        return lambda vault: open_storage(StorageChoice(FOLDER, str(tmp_path)), "", vault)

    @pytest.fixture
    def everything(self, tmp_path: Path) -> Callable[[], list[str]]:
        return lambda: sorted(path.name for path in tmp_path.rglob("*"))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / VAULT / "log"


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path, VAULT)


async def all_verbs(storage: FolderStorage) -> list[type[Exception] | None]:
    raised: list[type[Exception] | None] = []
    for call in (
        storage.list("log"),
        storage.get(log_name()),
        storage.put(log_name(), b"words"),
        storage.delete(log_name()),
        storage.remove_empty_folders(),
    ):
        try:
            await call
        except StorageError as error:
            raised.append(type(error))
        else:
            raised.append(None)
    return raised


async def test_a_folder_that_is_gone_is_never_made(tmp_path: Path) -> None:
    gone = tmp_path / "share"
    assert await all_verbs(FolderStorage(gone, VAULT)) == [FolderGone] * 5
    assert not gone.exists()
    gone.write_text("a file in its place")
    assert await all_verbs(FolderStorage(gone, VAULT)) == [FolderGone] * 5


async def test_what_others_put_there_is_passed_over(storage: FolderStorage, log: Path) -> None:
    await storage.put(log_name(), b"words")
    for other in (".stfolder", "desktop.ini", ".DS_Store", "~syncthing~x.tds.tmp", f".{bare(log_name())}.icloud"):
        (log / other).write_text("x")
    (log / "abcdefghijklmnop.folder").mkdir()
    copy = "qrstuvwxyz234567.1-9.abcdefgh.sync-conflict-20261128-101112-ABCDEFG.tds"
    (log / copy).write_text("copy")
    assert await storage.list("log") == {bare(log_name()): 5, copy: 4}
    with pytest.raises(Missing):
        await storage.get("log/abcdefghijklmnop.folder")
    await storage.delete("log/abcdefghijklmnop.folder")
    assert (log / "abcdefghijklmnop.folder").is_dir()


@POSIX
async def test_links_lead_nowhere(storage: FolderStorage, log: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("secret")
    await storage.put(log_name(), b"words")
    (log / bare(log_name(2))).symlink_to(outside / "secret")
    assert await storage.list("log") == {bare(log_name()): 5}
    with pytest.raises(Missing):
        await storage.get(log_name(2))
    await storage.delete(log_name(2))
    await storage.put(log_name(2), b"over the link")
    assert (outside / "secret").read_text() == "secret"
    log.rename(outside / "log")
    log.symlink_to(outside / "log")
    assert await all_verbs(storage) == [NotStorage, NotStorage, NotStorage, NotStorage, None]
    log.unlink()
    log.parent.rmdir()
    log.parent.symlink_to(outside)
    assert await all_verbs(storage) == [NotStorage, NotStorage, NotStorage, NotStorage, None]


@POSIX
async def test_a_pipe_is_no_file(storage: FolderStorage, log: Path) -> None:
    log.mkdir(parents=True)
    os.mkfifo(log / bare(log_name()))
    assert await storage.list("log") == {}
    with pytest.raises(Missing):
        await storage.get(log_name())


async def test_a_file_that_became_a_link_is_not_followed(
    storage: FolderStorage, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storage.put(log_name(), b"words")

    def gone(*_: object) -> NoReturn:
        raise FileNotFoundError

    monkeypatch.setattr(folder_module, "_content", gone)
    with pytest.raises(Missing):
        await storage.get(log_name())


async def test_a_huge_file_is_not_loaded(storage: FolderStorage, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await storage.put(log_name(), b"words")
    with (log / bare(log_name(2))).open("wb") as file:
        file.truncate(rules.LARGEST_FILE + 1)  # takes no room
    with pytest.raises(Damaged):
        await storage.get(log_name(2))
    monkeypatch.setattr(rules, "LARGEST_FILE", 5)
    assert await storage.get(log_name()) == b"words"
    found = os.lstat(log / bare(log_name()))
    await storage.put(log_name(), b"it grows")
    monkeypatch.setattr(os, "lstat", lambda path, real=os.lstat: found if str(path).endswith(".tds") else real(path))
    with pytest.raises(Damaged):
        await storage.get(log_name())


async def test_a_partial_file_is_never_seen_under_its_name(
    storage: FolderStorage, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], dict[str, int]]] = []

    def full(_: int) -> NoReturn:
        seen.append((os.listdir(log), storage._listed("log", Progress())))  # noqa: SLF001
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        await storage.put(log_name(), b"words")
    ((names, listed),) = seen
    assert len(names) == 1
    assert names[0].startswith(".~")
    assert names[0].endswith(".tmp")
    assert listed == {}
    assert os.listdir(log) == []


async def test_a_file_system_that_cannot_sync_is_no_failure(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(_: int) -> NoReturn:
        raise OSError(errno.EINVAL, "what")

    monkeypatch.setattr(os, "fsync", cannot)
    await storage.put(log_name(), b"words")
    assert await storage.get(log_name()) == b"words"


async def test_what_a_killed_run_left_goes_after_a_day(storage: FolderStorage, log: Path) -> None:
    await storage.put(log_name(), b"words")
    old, new, others = log / f".~{'0' * 16}.tmp", log / f".~{'1' * 16}.tmp", log / ".~lock.tmp"
    for path in (old, new, others):
        path.write_text("half")
    for path in (old, others):
        os.utime(path, (time.time() - 90_000, time.time() - 90_000))
    assert await storage.list("log") == {bare(log_name()): 5}
    assert (old.exists(), new.exists(), others.exists()) == (False, True, True)


async def test_a_scanner_holds_a_file_for_a_moment(storage: FolderStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, refused = Path.replace, [1, 2]

    def held(path: Path, to: Path) -> Path:
        if refused:
            refused.pop()
            raise PermissionError(errno.EACCES, "held")
        return replace(path, to)

    monkeypatch.setattr(folder_module, "_REPLACE_AGAIN_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr(Path, "replace", held)
    await storage.put(log_name(), b"words")
    assert await storage.get(log_name()) == b"words"
    refused.extend([1] * 4)
    with pytest.raises(Refused):
        await storage.put(log_name(2), b"words")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB, where this may be mounted."""
    path = tmp_path / "small"
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(path)]
    if (
        sys.platform != "linux"
        or os.geteuid() != 0
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("only root may mount, and not in every container")
    yield path
    subprocess.run(["umount", str(path)], check=True)


async def test_a_full_disk(small_disk: Path) -> None:
    storage = FolderStorage(small_disk, VAULT)
    await storage.put(log_name(1), bytes(10_000))
    with pytest.raises(StorageFull):
        await storage.put(log_name(2), bytes(100_000))
    assert await storage.list("log") == {bare(log_name(1)): 10_000}
    assert len(os.listdir(small_disk / VAULT / "log")) == 1
    await storage.put(log_name(3), bytes(10_000))


async def test_a_disk_that_may_only_be_read(small_disk: Path) -> None:
    storage = FolderStorage(small_disk, VAULT)
    await storage.put(log_name(1), b"words")
    await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert await storage.list("log") == {bare(log_name(1)): 5}
    assert await storage.get(log_name(1)) == b"words"
    other = FolderStorage(small_disk, OTHER_VAULT)
    for call in (storage.put(log_name(2), b""), storage.delete(log_name(1)), other.put(log_name(1), b"")):
        with pytest.raises(Refused):
            await call


@POSIX
async def test_a_folder_that_may_only_be_read(storage: FolderStorage, log: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    await storage.put(log_name(1), b"words")
    log.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert await storage.get(log_name(1)) == b"words"
        with pytest.raises(Refused):
            await storage.put(log_name(2), b"")
    finally:
        log.chmod(stat.S_IRWXU)


async def test_folders_that_cannot_be_removed_are_told(storage: FolderStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> NoReturn:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(Path, "rmdir", refused)
    with pytest.raises(StorageUnreachable):
        await storage.remove_empty_folders()


def windows(code: int) -> OSError:
    error = OSError(errno.EINVAL, "words of Windows")
    error.winerror = code  # type: ignore[attr-defined,unused-ignore]
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.EACCES, ""), FolderClosed),
        (OSError(errno.EROFS, ""), FolderClosed),
        (OSError(errno.ENOSPC, ""), StorageFull),
        (OSError(errno.EDQUOT, ""), StorageFull),
        (OSError(errno.EBUSY, ""), StorageBusy),
        (OSError(errno.ENOENT, ""), FolderGone),
        (OSError(errno.EIO, ""), StorageUnreachable),
        (OSError(errno.ESTALE, ""), StorageUnreachable),
        (OSError("only words"), StorageUnreachable),
        (windows(32), StorageBusy),
        (windows(362), OnlineOnly),
        (windows(53), StorageUnreachable),
    ],
)
def test_errors_of_the_system(error: OSError, kind: type[StorageError]) -> None:
    assert type(storage_error(error)) is kind
    assert storage_error(error).detail == str(error)


@pytest.mark.parametrize(
    ("found", "seems"),
    [
        ({"st_size": 5, "st_blocks": 8}, False),
        ({"st_size": 0, "st_blocks": 0}, False),
        ({"st_size": 5}, False),
        ({"st_size": 5, "st_blocks": 0}, True),
        ({"st_size": 5, "st_blocks": 8, "st_flags": 0x40000000}, True),
        ({"st_size": 5, "st_file_attributes": 0x400020}, True),
        ({"st_size": 5, "st_file_attributes": 0x20}, False),
    ],
)
def test_a_file_in_name_alone(found: dict[str, int], seems: bool) -> None:
    as_found: Any = SimpleNamespace(**found)
    assert seems_online_only(as_found) is seems


async def test_a_file_in_name_alone_is_read_and_then_told(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storage.put(log_name(), b"words")
    error = OSError(errno.EIO, "")

    def broken(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(folder_module, "seems_online_only", lambda _: True)
    assert await storage.get(log_name()) == b"words", "reading fetches it"
    monkeypatch.setattr(folder_module, "_content", broken)
    with pytest.raises(OnlineOnly):
        await storage.get(log_name())
    error = OSError(errno.EACCES, "")
    with pytest.raises(Refused):
        await storage.get(log_name())


async def test_a_write_that_is_given_up_leaves_nothing(
    storage: FolderStorage, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked next waits for its thread, so that nothing appears behind its back."""
    loop, is_writing, may_go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def slow(_: int) -> None:
        loop.call_soon_threadsafe(is_writing.set)
        asyncio.run_coroutine_threadsafe(may_go_on.wait(), loop).result()

    monkeypatch.setattr(os, "fsync", slow)
    putting = asyncio.create_task(storage.put(log_name(), b"words"))
    await is_writing.wait()
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    listing = asyncio.create_task(storage.list("log"))
    await asyncio.sleep(0)
    assert len(os.listdir(log)) == 1
    may_go_on.set()
    assert await listing == {}
    assert os.listdir(log) == []


async def test_a_share_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await FolderStorage(tmp_path, VAULT).put(log_name(), b"words")
    loop, is_back = asyncio.get_running_loop(), asyncio.Event()

    def hangs(*_: object) -> bytes:
        asyncio.run_coroutine_threadsafe(is_back.wait(), loop).result()
        return b""

    monkeypatch.setattr(folder_module, "_content", hangs)
    monkeypatch.setattr(folder_module, "seems_online_only", lambda _: True)
    with pytest.raises(StorageUnreachable, match="no progress"):
        await FolderStorage(tmp_path, VAULT, time_limit_s=0.02).get(log_name())
    is_back.set()
