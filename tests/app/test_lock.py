"""The lock of the window: a passphrase that is set, kept, copied, lost, and tried in vain."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from turbodesk.app.chat_context import Attention
from turbodesk.app.lock import LONGEST_WAIT_S, WindowLock
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import StoreUnwritable
from turbodesk.settings import LOCKS
from turbodesk.store import passphrase
from turbodesk.store.paths import DataFolder
from turbodesk.store.remembered import Remembered


def nothing_remembered() -> Remembered:
    raise AssertionError("what stood in the window is not asked for")


def report(where: str, error: BaseException) -> None:
    raise AssertionError(where) from error


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "COST", 16)


@pytest.fixture
async def scope() -> AsyncIterator[Scope]:
    made = Scope("test", report)
    yield made
    await made.close()


def preferences(folder: Path, scope: Scope) -> Preferences:
    return Preferences(folder / "settings.json", scope)


async def test_what_was_set_is_asked_for_after_a_restart_and_in_a_copy_of_the_folder(
    tmp_path: Path, scope: Scope
) -> None:
    kept = preferences(tmp_path, scope)
    lock = WindowLock(tmp_path, kept)
    assert not lock.is_set
    await lock.set("geheim")
    assert lock.is_set
    assert lock.notice is None
    kept.save_now()
    if sys.platform != "win32":
        assert lock.path.stat().st_mode & 0o777 == 0o600
    assert "geheim" not in lock.path.read_text()
    copy = tmp_path.parent / f"{tmp_path.name}-copy"
    shutil.copytree(tmp_path, copy)
    for folder in (tmp_path, copy):
        again = WindowLock(folder, preferences(folder, scope))
        assert again.is_set
        assert await again.matches("geheim")
        assert not await again.matches("other")
    await lock.set("neu")
    assert not await WindowLock(tmp_path, kept).matches("geheim")
    lock.remove()
    assert not lock.is_set
    assert not kept.get(LOCKS)
    again = WindowLock(tmp_path, kept)
    assert (again.is_set, again.notice) == (False, None)


async def test_settings_that_know_of_no_lock_open_nothing(tmp_path: Path, scope: Scope) -> None:
    await WindowLock(tmp_path, preferences(tmp_path, scope)).set("geheim")
    fresh = Preferences(tmp_path / "other.json", scope)
    assert WindowLock(tmp_path, fresh).is_set
    assert fresh.get(LOCKS)


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"kind": "scrypt"}', "\x00"])
async def test_a_file_that_proves_nothing_any_more_shuts_nobody_out_and_is_told_once(
    tmp_path: Path, scope: Scope, content: str | None
) -> None:
    kept = preferences(tmp_path, scope)
    lock = WindowLock(tmp_path, kept)
    await lock.set("geheim")
    if content is None:
        lock.path.unlink()
    else:
        lock.path.write_text(content)
    again = WindowLock(tmp_path, kept)
    assert not again.is_set
    assert again.notice is not None
    assert "damaged or gone" in again.notice.sentence
    assert not kept.get(LOCKS)
    assert WindowLock(tmp_path, kept).notice is None
    await again.set("neu")
    assert await WindowLock(tmp_path, kept).matches("neu")


async def test_a_file_that_proves_nothing_and_that_nobody_may_delete_holds_up_no_start(
    tmp_path: Path, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "another program has it open", str(path))

    kept = preferences(tmp_path, scope)
    DataFolder(tmp_path).lock.write_text("{}")
    monkeypatch.setattr(Path, "unlink", refuse)
    for _start in range(2):
        lock = WindowLock(tmp_path, kept)
        assert not lock.is_set
        assert lock.notice is not None


async def test_a_file_that_cannot_be_read_now_is_told_and_stays(tmp_path: Path, scope: Scope) -> None:
    kept = preferences(tmp_path, scope)
    lock = WindowLock(tmp_path, kept)
    lock.path.mkdir()
    kept.set(LOCKS, True)
    again = WindowLock(tmp_path, kept)
    assert not again.is_set
    assert again.notice is not None
    assert kept.get(LOCKS)
    with pytest.raises(StoreUnwritable):
        await again.set("neu")
    with pytest.raises(StoreUnwritable, match="lock"):
        again.remove()
    assert not again.is_set


async def test_each_wrong_passphrase_makes_the_wait_longer_and_a_right_one_ends_it(
    tmp_path: Path, scope: Scope
) -> None:
    now = [1000.0]
    lock = WindowLock(tmp_path, preferences(tmp_path, scope), clock=lambda: now[0])
    await lock.set("geheim")
    waits = []
    for _ in range(12):
        assert not await lock.matches("x")
        waits.append(lock.wait_s)
        now[0] += lock.wait_s - 0.5
        assert lock.wait_s == 1
        now[0] += 0.5
        assert lock.wait_s == 0
    assert waits == [1, 2, 4, 8, 16, *[LONGEST_WAIT_S] * 7]
    assert await lock.matches("geheim")
    assert not await lock.matches("x")
    assert lock.wait_s == 1


def test_nobody_sees_a_chat_behind_the_lock_and_whoever_tells_of_chats_hears_of_it() -> None:
    attention, told = Attention(nothing_remembered), list[bool]()
    attention.locked.connect(told.append)
    attention.bring("one", is_temporary=False)
    attention.beside = "two"
    assert attention.has("one")
    assert attention.has("two")
    attention.lock(is_locked=True)
    assert not attention.has("one")
    assert not attention.has("two")
    attention.lock(is_locked=False)
    assert attention.has("one")
    assert told == [True, False]


def test_what_proves_the_passphrase_lies_beside_the_conversations(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.lock.parent == folder.database.parent
