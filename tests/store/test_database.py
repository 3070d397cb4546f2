from __future__ import annotations

import asyncio
import gc
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreInUse
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.migrations import Step
from turbodesk.store.opening import Ready, prepare

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


def titles(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT title FROM conversation ORDER BY rowid")]


def insert(connection: sqlite3.Connection, title: str) -> None:
    connection.execute(
        "INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)"
        " VALUES (?, ?, '', '', 0, 0, 0)",
        (title, title),
    )


def database_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name]


def assert_ended(*but: threading.Thread) -> None:
    """All threads of databases have said their last word; they may be about to end."""
    for thread in database_threads():
        if thread not in but:
            thread.join(10)
            assert not thread.is_alive()


def contents(path: Path) -> bytes:
    return path.read_bytes()


def overwrite(path: Path, *, at: int, with_bytes: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(with_bytes)


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: the kernel refuses as a full disk does."""
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_jobs_happen_in_the_order_given(database: Database) -> None:
    def job(title: str) -> asyncio.Future[None]:
        return database.write(lambda connection: insert(connection, title))

    expected = [f"{number}" for number in range(50)]
    for title in expected:
        job(title)
    assert await database.read(titles) == expected


async def test_a_job_happens_whole_or_not_at_all(database: Database) -> None:
    def job(connection: sqlite3.Connection) -> None:
        insert(connection, "first")
        raise LookupError("half way")

    with pytest.raises(LookupError):
        await database.write(job)
    await database.write(lambda connection: insert(connection, "next"))
    assert await database.read(titles) == ["next"]


async def test_a_job_whose_waiting_is_cancelled_still_happens(database: Database) -> None:
    waiting = asyncio.ensure_future(database.write(lambda connection: insert(connection, "kept")))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await database.read(titles) == ["kept"]


async def test_closing_does_what_is_queued(path: Path) -> None:
    database = (await Database.open(path)).database
    for number in range(20):
        database.write(partial(insert, title=str(number)))
    await database.close()
    database = (await Database.open(path)).database
    assert len(await database.read(titles)) == 20
    await database.close()
    with pytest.raises(RuntimeError):
        database.read(titles)


async def test_only_a_durable_job_syncs(database: Database) -> None:
    said: list[str] = []
    await database.read(lambda connection: connection.set_trace_callback(said.append))
    await database.write(lambda connection: insert(connection, "a"))
    assert not [line for line in said if "synchronous" in line]
    said.clear()
    await database.write(lambda connection: insert(connection, "b"), durable=True)
    await database.read(lambda connection: connection.set_trace_callback(None))
    marks = [line for line in said if not line.startswith("INSERT")]
    assert marks[:2] + marks[-2:] == [
        "PRAGMA synchronous = FULL",
        "BEGIN IMMEDIATE",
        "COMMIT",
        "PRAGMA synchronous = NORMAL",
    ]


async def test_the_connection_is_set_as_promised(database: Database) -> None:
    def ask(connection: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await database.read(ask) == ["wal", 1, 1, 5000]


@posix_only
async def test_only_the_owner_reads_the_files(database: Database, path: Path) -> None:
    await database.write(lambda connection: insert(connection, "a"))
    rights = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert set(rights.values()) == {0o600}
    assert set(rights) == {"turbodesk.db", "turbodesk.db-wal", "turbodesk.db-shm", "turbodesk.db.lock"}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_second_program_is_kept_off(database: Database, path: Path) -> None:
    with pytest.raises(StoreInUse) as caught:
        await Database.open(path)
    assert caught.value.note.sentence == "TurboDesk is already running with these chats."


def test_a_database_that_is_not_opened_leaves_no_thread(path: Path) -> None:
    """Which would answer to a loop that is closed by then."""

    async def opened_twice() -> None:
        database = (await Database.open(path)).database
        (own,) = [thread for thread in database_threads() if thread not in before]
        with pytest.raises(StoreInUse):
            await Database.open(path)
        assert_ended(own, *before)
        await database.close()

    before = database_threads()
    asyncio.run(opened_twice())
    assert_ended(*before)


async def test_opening_that_is_cancelled_leaves_neither_thread_nor_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, began, go_on = database_threads(), threading.Event(), threading.Event()

    def slow(path: Path, steps: Sequence[Step]) -> Ready:
        began.set()
        assert go_on.wait(10)
        return prepare(path, steps)

    monkeypatch.setattr("turbodesk.store.database.prepare", slow)
    opening = asyncio.ensure_future(Database.open(path))
    await asyncio.to_thread(began.wait, 10)
    opening.cancel()
    asyncio.get_running_loop().call_later(0.01, go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert_ended(*before)
    monkeypatch.undo()
    await (await Database.open(path)).database.close()


async def test_the_lock_ends_with_the_database(path: Path) -> None:
    for _ in range(3):
        await (await Database.open(path)).database.close()


@posix_only
async def test_a_disk_that_fills_up_is_told_once_and_loses_nothing(path: Path) -> None:
    told: list[FailureNote] = []
    database = (await Database.open(path, on_failure=told.append)).database
    history = History(database)
    conversation = new_conversation()
    await history.save_conversation(conversation)
    messages = [user_message("long " * 5000, None) for _ in range(40)]
    with full_disk(200_000):
        for message in messages:
            history.save_message(conversation.id, message)
        assert await history.messages([message.id for message in messages]) == messages
        assert [note.kind for note in told] == ["store-unwritable"]
    await database.close()  # there is room again
    database = (await Database.open(path)).database
    assert await History(database).messages([message.id for message in messages]) == messages
    await database.close()


@posix_only
async def test_a_disk_that_stays_full_keeps_what_it_had(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = (await Database.open(path, on_failure=lambda _: None)).database
    history = History(database)
    conversation = new_conversation()
    await history.save_conversation(conversation)
    with full_disk(100_000):
        for _ in range(40):
            history.save_message(conversation.id, user_message("long " * 5000, None))
        await database.close()
    assert "could not be saved" in caplog.text
    opened = await Database.open(path)
    assert opened.notice is None
    assert await History(opened.database).conversations() == [conversation]
    await opened.database.close()


async def test_damage_found_while_running_ends_all_writing(path: Path) -> None:
    told: list[FailureNote] = []
    database = (await Database.open(path, on_failure=told.append)).database
    for number in range(200):
        database.write(partial(insert, title=f"{number} {'x' * 400}"))
    await database.write(lambda connection: connection.execute("SELECT 1").fetchone())
    await database.read(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
    await database.read(lambda connection: connection.execute("PRAGMA cache_size = 1").fetchone())
    overwrite(path, at=8192, with_bytes=b"\xff" * 4096 * 40)
    with pytest.raises(StoreDamaged):
        await database.write(lambda connection: connection.execute("UPDATE conversation SET title = 'y'").rowcount)
    before = contents(path)
    with pytest.raises(StoreDamaged):
        await database.write(lambda connection: insert(connection, "more"))
    await asyncio.sleep(0)
    assert [note.kind for note in told] == ["store-damaged"]
    assert contents(path) == before
    await database.close()


async def test_one_broken_text_costs_only_itself(database: Database) -> None:
    history = History(database)
    conversation = new_conversation()
    history.save_conversation(conversation)
    await database.write(
        lambda connection: connection.execute("UPDATE conversation SET title = cast(x'41ff42' AS TEXT)").rowcount
    )
    assert [one.title for one in await history.conversations()] == ["A\ufffdB"]


async def test_a_write_nobody_awaits_reports_a_defect_but_not_a_failure_already_told(path: Path) -> None:
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context["exception"]))
    database = (await Database.open(path, on_failure=lambda _: None)).database

    def damaged(_: sqlite3.Connection) -> None:
        raise StoreDamaged

    def defect(_: sqlite3.Connection) -> None:
        raise LookupError

    database.write(damaged)
    await database.drain()
    gc.collect()
    assert reported == []
    database.write(defect)
    await database.drain()
    gc.collect()
    assert [type(one) for one in reported] == [LookupError]
    await database.close()


def test_a_program_that_fails_to_close_it_still_ends(path: Path) -> None:
    program = """
import asyncio, pathlib, sys
from turbodesk.store import Database

async def main():
    kept.append(await Database.open(pathlib.Path(sys.argv[1])))
    raise SystemExit(3)

kept = []
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program, str(path)], timeout=60, check=False, capture_output=True)
    assert done.returncode == 3


async def test_another_program_in_the_file_does_not_lose_a_word(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turbodesk.store.opening.BUSY_TIMEOUT_MS", 20)
    told: list[FailureNote] = []
    database = (await Database.open(path, on_failure=told.append)).database
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await database.write(lambda connection: insert(connection, "kept"))
        assert await database.read(titles) == ["kept"]
        assert "another program" in told[0].sentence
    await database.close()
    database = (await Database.open(path)).database
    assert await database.read(titles) == ["kept"]
    await database.close()


async def test_a_file_held_to_the_end_does_not_hold_up_the_end(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("turbodesk.store.opening.BUSY_TIMEOUT_MS", 20)
    database = (await Database.open(path, on_failure=lambda _: None)).database
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await database.write(lambda connection: insert(connection, "lost"))
        await database.close()
    assert "could not be saved" in caplog.text
