"""A file that cannot be written, or is no more, while the database is open; and the way back."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.test_database import full_disk, insert, posix_only, titles
from turbodesk.chat.errors import FailureNote, StoreInUse
from turbodesk.store import Database
from turbodesk.store.connection import StoreConnection
from turbodesk.store.lock import FileLock


def on_disk(path: Path) -> list[str]:
    """What a program started now, after a kill, would find."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return titles(connection)


@dataclass
class Run:
    """One run of the database, and what it told."""

    database: Database
    told: list[FailureNote] = field(default_factory=list)
    saved: list[bool] = field(default_factory=list)

    async def write(self, title: str) -> None:
        await self.database.write(partial(insert, title=title))


@asynccontextmanager
async def running(path: Path) -> AsyncIterator[Run]:
    told, saved = list[FailureNote](), list[bool]()
    opened = await Database.open(path, on_failure=told.append, on_saved=saved.append)
    try:
        yield Run(opened.database, told, saved)
    finally:
        await opened.database.close()


def obstructed(path: Path) -> Path:
    """Put something where SQLite needs a file of its own; it stands for a folder without rights, which root has."""
    obstacle = Path(f"{path}-shm")
    obstacle.unlink(missing_ok=True)
    obstacle.mkdir()
    return obstacle


def contents(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turbodesk.store.opening.BUSY_TIMEOUT_MS", 20)


@posix_only
async def test_what_a_full_disk_kept_in_memory_is_on_disk_once_there_is_room(path: Path) -> None:
    async with running(path) as run:
        await run.write("before")
        with full_disk(1_000):
            await run.write("one")
            await run.write("two")
            assert (run.database.unsaved, run.database.path) == (2, None)
            assert await run.database.try_again() == 2
            assert on_disk(path) == ["before"]
            assert run.saved == []
        assert await run.database.try_again() == 0
        assert on_disk(path) == ["before", "one", "two"]
        assert run.database.path == path
        await run.write("after")
        assert on_disk(path) == ["before", "one", "two", "after"]
        assert (len(run.told), run.saved) == (1, [False])


async def test_a_file_that_another_program_lets_go_is_written_without_being_asked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.store.connection.LOOK_EVERY_S", 0.01)
    async with running(path) as run:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await run.write("kept")
            assert run.database.unsaved == 1
        while run.database.unsaved:
            await run.database.drain()
        assert on_disk(path) == ["kept"]


async def test_a_file_that_nobody_uses_is_looked_at_once_and_no_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.store.connection.LOOK_EVERY_S", 0.01)
    looks: list[None] = []
    looked, look = StoreConnection._looked, asyncio.Event()  # noqa: SLF001

    def counted(connection: StoreConnection, done: object) -> None:
        looks.append(None)
        look.set()
        looked(connection, done)

    monkeypatch.setattr(StoreConnection, "_looked", counted)
    async with running(path) as run:
        for number in range(3):
            await run.write(str(number))
        await look.wait()
        await asyncio.sleep(0.1)  # ten times as long as from one look to the next
        assert len(looks) == 1
        look.clear()
        await run.database.read(titles)
        await look.wait()


async def test_what_nobody_would_miss_is_not_counted(path: Path) -> None:
    async with running(path) as run:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await run.database.write(partial(insert, title="a place"), matters=False)
            await run.database.write(lambda connection: connection.execute("DELETE FROM message").rowcount)
            assert (run.database.path, run.database.unsaved) == (None, 0)
        await run.database.try_again()
        assert on_disk(path) == ["a place"]


async def test_a_start_that_could_not_write_goes_on_in_the_file_later(path: Path) -> None:
    async with running(path) as run:
        await run.write("before")
    obstacle = obstructed(path)
    async with running(path) as run:
        assert (run.database.path, await run.database.read(titles)) == (None, ["before"])
        await run.write("in memory")
        assert await run.database.try_again() == 1
        shutil.rmtree(obstacle)
        assert await run.database.try_again() == 0
        assert on_disk(path) == ["before", "in memory"]
        assert run.saved == [False]


async def test_a_disk_that_cannot_be_written_at_the_start_shows_what_is_in_the_log(path: Path) -> None:
    async with running(path) as run:
        await run.write("in the log")
        crashed = contents(path)
    for name, content in crashed.items():
        path.with_name(name).write_bytes(content)
    obstructed(path)
    before = contents(path)
    async with running(path) as run:
        assert await run.database.read(titles) == ["in the log"]
    assert contents(path) == before


def folder_gone(path: Path) -> None:
    shutil.rmtree(path.parent)


def file_gone(path: Path) -> None:
    path.unlink()


def file_replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"another program's")
    other.replace(path)


@posix_only
@pytest.mark.parametrize("remove", [folder_gone, file_gone, file_replaced])
async def test_a_file_removed_while_it_is_open_is_written_anew(path: Path, remove: Callable[[Path], None]) -> None:
    async with running(path) as run:
        await run.write("before")
        remove(path)
        await run.write("unseen")
        assert await run.database.try_again() == 0
        assert on_disk(path) == ["before", "unseen"]
        await run.write("after")
        assert (run.told, run.saved) == ([], [True])
        with pytest.raises(StoreInUse):
            FileLock(path.with_name(f"{path.name}.lock"))  # nobody else may come in
    assert on_disk(path) == ["before", "unseen", "after"]
    aside = [one.read_bytes() for one in path.parent.glob("turbodesk.replaced-*.db")]
    assert aside == ([b"another program's"] if remove is file_replaced else [])


@posix_only
async def test_a_folder_that_numbers_its_files_anew_is_not_written_again_and_again(path: Path) -> None:
    async with running(path) as run:
        for number in range(3):
            await run.write(str(number))
            file_replaced(path)
            await run.database.try_again()
        assert run.saved == [True]
        assert len(list(path.parent.glob("turbodesk.replaced-*.db"))) == 1


@posix_only
async def test_a_removed_folder_that_cannot_be_made_again_is_told_and_tried_again(path: Path) -> None:
    async with running(path) as run:
        await run.write("before")
        shutil.rmtree(path.parent)
        path.parent.write_bytes(b"in its place")
        assert await run.database.try_again() == 1
        await run.write("more")
        assert "removed" in run.told[0].sentence
        path.parent.unlink()
        assert await run.database.try_again() == 0
        assert (len(run.told), run.saved) == (1, [True])
    assert on_disk(path) == ["before", "more"]


@posix_only
async def test_a_folder_removed_just_before_the_end_is_written_anew(path: Path) -> None:
    async with running(path) as run:
        await run.write("last words")
        shutil.rmtree(path.parent)
    assert on_disk(path) == ["last words"]


STEPS = st.lists(st.sampled_from(("write", "full", "room", "look", "remove")), max_size=12)


@posix_only
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_whatever_happens_to_the_disk_everything_written_is_there_in_the_end(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("run") / "data" / "turbodesk.db"
    expected: list[str] = []
    full = None
    async with running(path) as run:
        for number, step in enumerate(steps):
            match step:
                case "write":
                    expected.append(str(number))
                    await run.write(str(number))
                case "full" if full is None:
                    full = full_disk(1_000)
                    full.__enter__()
                case "room" if full is not None:
                    full.__exit__(None, None, None)
                    full = None
                case "look":
                    await run.database.try_again()
                case "remove":
                    shutil.rmtree(path.parent, ignore_errors=True)
            assert await run.database.read(titles) == expected
        if full is not None:
            full.__exit__(None, None, None)
    if expected:
        assert on_disk(path) == expected
