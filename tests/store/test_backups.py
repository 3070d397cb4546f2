"""Backups: whole or not there at all, whatever ends the program, fills the disk or damages a file."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store import make_old_file as old
from tests.store.test_database import full_disk, overwrite
from tests.store.test_migrations import content
from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import StoreDamaged, StoreFailure, StoreTooNew, StoreUnwritable
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.backup_files import backups_of, folder_of, read_backup, remove_superseded, superseded
from turbodesk.store.backups import back_up, staged
from turbodesk.store.damage import defects
from turbodesk.store.migrations import STEPS
from turbodesk.store.trash import TrashTable
from turbodesk.store.whole_copy import PART, CopyCancelled

DAY_MS = 86_400_000


async def add_chat(database: Database, words: str = "Hello") -> str:
    conversation = new_conversation()
    history = History(database)
    history.save_conversation(conversation)
    await history.save_message(conversation.id, user_message(words, None))
    return conversation.id


def files(path: Path) -> list[str]:
    return sorted(one.name for one in folder_of(path).iterdir())


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 20_000] = random.Random(1).randbytes(20_000)
    raw[60:64] = len(STEPS).to_bytes(4, "big")  # its version
    path.write_bytes(raw)


async def open_at(path: Path) -> Database:
    return (await Database.open(path)).database


async def titles(database: Database) -> list[str]:
    return sorted(one.id for one in await History(database).conversations())


# Making


async def test_a_backup_holds_all_that_is_there_and_is_read_back(database: Database, path: Path) -> None:
    await add_chat(database)
    gone = await add_chat(database)
    await History(database).delete_conversations(gone)
    made = back_up(path, BackupKind.DAILY)
    assert (made.chats, made.version, made.kind) == (1, len(STEPS), BackupKind.DAILY)
    assert abs(made.made_at - time.time() * 1000) < 60_000
    assert backups_of(path) == [made]
    assert files(path) == [made.path.name]
    if sys.platform != "win32":
        assert made.path.stat().st_mode & 0o077 == 0


async def test_writers_go_on_while_a_backup_is_made_and_it_is_of_one_moment(database: Database, path: Path) -> None:
    for _ in range(20):
        await add_chat(database, "word " * 20_000)
    before, pages = await titles(database), 0

    def goes_on() -> bool:
        nonlocal pages
        with closing(sqlite3.connect(path)) as other:  # waits for nobody, as the database's own thread would not
            other.execute("PRAGMA busy_timeout = 0")
            other.execute("UPDATE conversation SET title = 'Other'")
            other.execute("INSERT INTO remembered VALUES (?, '', 0)", (f"{pages}",))
            other.commit()
        pages += 1
        return True

    made = back_up(path, BackupKind.DAILY, goes_on=goes_on)
    assert 3 < pages < 50  # and was not begun anew for each change
    with closing(sqlite3.connect(made.path)) as copy:
        assert sorted(one for (one,) in copy.execute("SELECT id FROM conversation")) == before
        assert copy.execute("SELECT count(*) FROM conversation WHERE title = 'Other'").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM remembered").fetchone() == (0,)


async def test_one_that_is_cancelled_leaves_nothing(database: Database, path: Path) -> None:
    await add_chat(database, "word " * 500_000)
    with pytest.raises(CopyCancelled):
        back_up(path, BackupKind.DAILY, goes_on=lambda: False)
    assert files(path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
async def test_a_full_disk_leaves_nothing_half(database: Database, path: Path) -> None:
    await add_chat(database, "word " * 500_000)
    first = back_up(path, BackupKind.DAILY)
    with full_disk(1_000_000), pytest.raises(StoreFailure):
        back_up(path, BackupKind.DAILY)
    assert backups_of(path) == [first]
    assert files(path) == [first.path.name]


async def test_where_a_disk_has_no_room_none_is_begun(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_chat(database)
    usage = shutil.disk_usage(path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type(usage)(usage.total, usage.total - 1_000_000, 1_000_000))
    with pytest.raises(StoreFailure, match="no room"):
        back_up(path, BackupKind.DAILY)
    assert files(path) == []


async def test_a_folder_that_takes_nothing_fails_and_says_so(database: Database, path: Path) -> None:
    folder_of(path).write_text("a file where the folder should be")
    with pytest.raises(StoreFailure):
        back_up(path, BackupKind.DAILY)
    assert backups_of(path) == []


async def test_no_backup_is_made_of_a_damaged_file(path: Path) -> None:
    database = await open_at(path)
    for _ in range(10):
        await add_chat(database, "word " * 20_000)
    first = back_up(path, BackupKind.DAILY)
    await database.close()
    damage(path)
    with pytest.raises(StoreFailure):
        back_up(path, BackupKind.DAILY)
    assert backups_of(path) == [first]


def killed_after(path: Path, delay_s: float, *more: str) -> list[tuple[str, int]]:
    """Kill the program `delay_s` after its first line; return the backups it told of, each with its chats."""
    command = [sys.executable, "-m", "tests.store.backing_up", str(path), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True) as program:
        assert program.stdout is not None
        lines = [program.stdout.readline()]
        time.sleep(delay_s)
        program.send_signal(signal.SIGKILL)
        lines += program.stdout.readlines()
    return [(name, int(chats)) for name, chats in (line.split() for line in lines if line.endswith("\n"))]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_program_leaves_only_whole_ones(path: Path, seed: int) -> None:
    told = dict(killed_after(path, random.Random(seed).uniform(0, 0.4)))
    found = {one.path.name: one.chats for one in backups_of(path)}
    assert found.items() >= told.items()
    assert all(chats % 5 == 0 for chats in found.values())
    for one in backups_of(path):
        with staged(one.path, STEPS):
            pass
    remove_superseded(path)
    assert not [name for name in files(path) if PART in name]


# Keeping


def backup(made_at: int, kind: BackupKind = BackupKind.DAILY, version: int = 14, size: int = 100) -> Backup:
    return Backup(Path(f"{made_at}.{kind}.{version}"), kind, made_at, version, 1, size)


NOON = int(dt.datetime(2026, 6, 15, 12).timestamp() * 1000)


def test_seven_days_and_four_weeks_are_kept() -> None:
    daily = [backup(NOON - day * DAY_MS - hour * 3_600_000) for day in range(60) for hour in (0, 3)]
    gone = superseded(daily)
    kept = [(NOON - one.made_at) // DAY_MS for one in daily if one not in gone]
    # 15 June 2026 is a Monday
    assert kept == [0, 1, 2, 3, 4, 5, 6, 8, 15]
    assert all((NOON - one.made_at) % DAY_MS == 0 for one in daily if one not in gone)


def test_what_an_older_program_makes_takes_no_place_of_the_newer_ones() -> None:
    newer = [backup(NOON - (30 + day) * DAY_MS, version=15) for day in range(7)]
    older = [backup(NOON - day * DAY_MS, version=14 - day % 2) for day in range(60)]
    gone = superseded([*newer, *older])
    assert not set(gone).intersection(newer)
    assert len(older) - len(gone) == 9, "of all older versions together no more than of one"


def test_the_last_before_each_update_and_three_before_a_restore_are_kept() -> None:
    updates = [backup(NOON - at, BackupKind.UPDATE, version=13 - at // 2) for at in range(6)]
    before = [backup(NOON - at, BackupKind.BEFORE) for at in range(10, 16)]
    kept = [one for one in (*updates, *before) if one not in superseded([*updates, *before])]
    assert kept == [updates[0], updates[2], updates[4], *before[:3]]


def test_time_alone_takes_none_and_much_is_thinned_from_its_oldest_end() -> None:
    old_ones = [backup(NOON - (400 + day) * DAY_MS) for day in range(5)]
    assert superseded(old_ones) == []
    assert superseded(old_ones, most_bytes=300) == old_ones[3:]
    assert superseded(old_ones, most_bytes=0) == old_ones[2:]


@given(st.lists(st.tuples(st.integers(0, 100 * DAY_MS), st.sampled_from(BackupKind), st.integers(1, 3)), unique=True))
def test_whatever_goes_the_newest_stays_and_once_is_enough(made: list[tuple[int, BackupKind, int]]) -> None:
    backups = [backup(NOON - at, kind, version) for at, kind, version in made]
    kept = [one for one in backups if one not in superseded(backups)]
    assert bool(kept) == bool(backups)
    assert superseded(kept) == []
    if kept:
        assert max(one.made_at for one in kept) == max(one.made_at for one in backups)


async def test_what_is_superseded_and_half_made_goes_and_other_files_stay(database: Database, path: Path) -> None:
    made = back_up(path, BackupKind.DAILY)
    older = made.path.with_name("20260102-030405Z.daily.db")
    names = ["20260102-030404Z.daily.db", older.name, "mine.db", "notes.txt", "99999999-999999Z.daily.db"]
    for name in names:
        shutil.copy(made.path, made.path.with_name(name))
    made.path.with_name(f"{made.path.name}{PART}").write_bytes(b"half")
    remove_superseded(path)
    assert files(path) == sorted([made.path.name, *names[1:]])
    assert [one.path for one in backups_of(path)] == [made.path, older]


@pytest.mark.skipif(sys.platform == "win32", reason="time zones are not set by the environment there")
@pytest.mark.parametrize("zone", ["UTC-14", "UTC+12"])
async def test_a_name_of_a_moment_no_clock_shows_breaks_nothing(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    made = back_up(path, BackupKind.DAILY)
    for stamp in ("99991231-235959", "00010101-000000"):
        shutil.copy(made.path, made.path.with_name(f"{stamp}Z.daily.db"))
        shutil.copy(made.path, path.with_name(f"turbodesk.v9-{stamp}.db"))
    try:
        with monkeypatch.context() as patch:
            patch.setenv("TZ", zone)
            time.tzset()
            remove_superseded(path)
            found = backups_of(path)
            assert made in found
            for one in found:
                dt.datetime.fromtimestamp(one.made_at / 1000)
    finally:
        time.tzset()


async def test_copies_made_before_updates_are_listed(path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(old.FILES / "v9.db", path)
    await (await Database.open(path)).database.close()
    (found,) = backups_of(path)
    assert (found.kind, found.version, found.chats) == (BackupKind.UPDATE, 9, 1)


@pytest.mark.parametrize("raw", [b"", b"no database", b"SQLite format 3\0" + bytes(5_000)])
def test_what_cannot_be_read_is_not_listed(path: Path, raw: bytes) -> None:
    folder_of(path).mkdir(parents=True)
    (folder_of(path) / "20260102-030405Z.daily.db").write_bytes(raw)
    assert backups_of(path) == []


# Putting back


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
async def test_a_backup_of_any_version_is_put_in_place_of_what_is_there(path: Path, version: int) -> None:
    database = await open_at(path)
    folder_of(path).mkdir()
    shutil.copy(old.FILES / f"v{version}.db", kept := folder_of(path) / "20260102-030405Z.daily.db")
    before = kept.read_bytes()
    await add_chat(database)
    with staged(kept, STEPS) as made:
        assert await database.replace(made, lambda _: 7) == 7
    assert await History(database).conversations() == [old.conversation()]
    assert files(path) == [kept.name]
    assert kept.read_bytes() == before
    await add_chat(database)
    await database.close()
    opened = await Database.open(path)
    assert (opened.notice, len(await History(opened.database).conversations())) == (None, 2)
    await opened.database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("seed", range(3))
async def test_a_restore_that_is_killed_leaves_all_of_the_one_or_all_of_the_other(path: Path, seed: int) -> None:
    assert killed_after(path, random.Random(seed).uniform(0, 0.1), "restore")
    opened = await Database.open(path)
    assert opened.notice is None
    assert len(await History(opened.database).conversations()) in (5, 10)
    assert await opened.database.read(defects) == []
    await opened.database.close()
    remove_superseded(path)
    assert not [name for name in files(path) if PART in name]


async def test_a_failed_restore_leaves_what_was_there(database: Database, path: Path) -> None:
    kept = await add_chat(database)
    first = back_up(path, BackupKind.DAILY)
    later = await add_chat(database, "word " * 300_000)

    def refuse(_: sqlite3.Connection) -> None:
        raise StoreUnwritable("no room for what is there")

    with staged(first.path, STEPS) as made, pytest.raises(StoreUnwritable):
        await database.replace(made, refuse)
    assert await titles(database) == sorted([kept, later])
    with pytest.raises(StoreUnwritable):
        await database.replace(made, lambda _: None)  # no more there
    assert await titles(database) == sorted([kept, later])


async def test_a_damaged_or_newer_backup_is_refused_and_nothing_is_left(database: Database, path: Path) -> None:
    for _ in range(10):
        await add_chat(database, "word " * 20_000)
    made = back_up(path, BackupKind.DAILY)
    with closing(sqlite3.connect(made.path)) as one:
        one.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(StoreTooNew), staged(made.path, STEPS):
        pass
    damage(made.path)
    with pytest.raises(StoreDamaged), staged(made.path, STEPS):
        pass
    made.path.unlink()
    with pytest.raises(StoreFailure), staged(made.path, STEPS):
        pass
    assert files(path) == []


async def test_what_was_damaged_before_is_so_no_more(database: Database, history: History, path: Path) -> None:
    await add_chat(database)
    made = back_up(path, BackupKind.DAILY)
    await database.write(lambda one: one.execute("UPDATE conversation SET parameters = 'no JSON'") and None)
    await history.conversations()
    assert history.lost
    with staged(made.path, STEPS) as ready:
        await database.replace(ready, lambda _: None)
    history.forget()
    await history.conversations()
    assert not history.lost


async def test_deleted_for_good_is_deleted_from_backups_too(database: Database, path: Path) -> None:
    gone, kept = await add_chat(database, "xylophone"), await add_chat(database, "Hello")
    made = back_up(path, BackupKind.DAILY)
    assert b"xylophone" in made.path.read_bytes()
    await History(database).delete_conversations(gone)
    await TrashTable(database).remove([gone])
    assert b"xylophone" not in made.path.read_bytes()
    now = read_backup(made.path)
    assert now is not None
    assert (now.chats, now.made_at) == (1, made.made_at)
    with staged(made.path, STEPS) as ready:
        await database.replace(ready, lambda _: None)
    assert await titles(database) == [kept]


# An older program


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")


async def test_an_older_program_shows_the_newest_backup_it_can_read(path: Path) -> None:
    database = await open_at(path)
    kept = await add_chat(database)
    back_up(path, BackupKind.DAILY)
    await add_chat(database)
    newest = back_up(path, BackupKind.DAILY)
    newest.path.write_bytes(newest.path.read_bytes()[:9_000])  # damaged: the one before it does
    await database.close()
    make_newer(path)
    before = content(path)
    for _ in range(2):
        opened = await Database.open(path)
        assert opened.notice is not None
        assert opened.notice.kind == "store-too-new"
        assert await titles(opened.database) == [kept]
        assert opened.database.path == path.with_name(f"turbodesk-v{len(STEPS)}.db")
        await opened.database.close()
    assert content(path) == before


async def test_what_is_newer_than_its_file_takes_its_place_and_the_file_is_kept(path: Path) -> None:
    database = await open_at(path)
    beside = path.with_name(f"turbodesk-v{len(STEPS)}.db")
    await add_chat(database)
    await database.close()
    opened = await Database.open(beside)
    earlier = await add_chat(opened.database)
    await opened.database.close()
    made = back_up(path, BackupKind.DAILY)
    made.path.rename(made.path.with_name("20990102-030405Z.daily.db"))
    make_newer(path)
    opened = await Database.open(path)
    assert opened.notice is not None
    assert "with 1 chat." in opened.notice.advice
    assert earlier not in await titles(opened.database)
    await opened.database.close()
    with ExitStack() as stack:
        (kept,) = (one for one in backups_of(path) if one.kind is BackupKind.BEFORE)
        connection = stack.enter_context(closing(sqlite3.connect(kept.path)))
        assert connection.execute("SELECT id FROM conversation").fetchall() == [(earlier,)]


async def test_a_file_that_is_gone_is_told_where_there_are_backups(path: Path) -> None:
    database = await open_at(path)
    await add_chat(database)
    back_up(path, BackupKind.DAILY)
    await database.close()
    os.unlink(path)
    opened = await Database.open(path)
    assert opened.notice is not None
    assert "Backups of them are in Settings" in opened.notice.advice
    await opened.database.close()


@pytest.mark.parametrize("raw", [b"no database at all" * 100, None])
async def test_where_the_file_is_damaged_backups_are_told_of(path: Path, raw: bytes | None) -> None:
    database = await open_at(path)
    for _ in range(10):
        await add_chat(database, "word " * 20_000)
    back_up(path, BackupKind.DAILY)
    await database.close()
    if raw is None:
        damage(path)
    else:
        overwrite(path, at=0, with_bytes=raw)
    opened = await Database.open(path)
    assert opened.notice is not None
    assert "Backups of all chats are in Settings" in opened.notice.advice
    await opened.database.close()
