"""Files that are not what was hoped for: newer, damaged, foreign, unwritable."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.make_old_file import FILES
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.errors import StoreDamaged
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History, Journal, Opened
from turbodesk.store.examination import State, examine
from turbodesk.store.migrations import STEPS


def contents(folder: Path, stem: str) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name.startswith(stem)}


async def made(path: Path, *, count: int = 1) -> list[Conversation]:
    """A sound database with conversations in it."""
    database = (await Database.open(path)).database
    conversations = [new_conversation() for _ in range(count)]
    for conversation in conversations:
        History(database).save_conversation(conversation)
    await database.close()
    return conversations


def place(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def overwrite(path: Path, *, at: int, with_bytes: bytes, length: int | None = None) -> bytes:
    """Damage a file, cut it to `length` where given, and return what it holds then."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(with_bytes)
        if length is not None:
            file.truncate(length)
    return path.read_bytes()


def size(path: Path) -> int:
    return path.stat().st_size


def content(path: Path) -> bytes:
    return path.read_bytes()


async def works(opened: Opened) -> None:
    """Prove that the stand-in takes conversations, and close it."""
    conversation = new_conversation()
    await History(opened.database).save_conversation(conversation)
    assert conversation in await History(opened.database).conversations()
    await opened.database.close()


async def test_a_new_file_needs_no_word(path: Path) -> None:
    opened = await Database.open(path)
    assert (opened.notice, opened.set_aside, opened.database.path) == (None, None, path)
    await works(opened)


@pytest.mark.parametrize("in_log_only", [False, True], ids=["in the file", "in its log only"])
async def test_a_newer_file_is_left_untouched(path: Path, in_log_only: bool) -> None:
    await made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute("PRAGMA wal_autocheckpoint = 0")
        newer.execute("PRAGMA user_version = 99")
        kept = contents(path.parent, "turbodesk.db")
        if in_log_only:
            assert kept["turbodesk.db-wal"]
    if in_log_only:  # as a crash would leave them
        for name in ("turbodesk.db", "turbodesk.db-wal"):
            path.with_name(name).write_bytes(kept[name])
    before = contents(path.parent, "turbodesk.db")

    for _ in range(2):  # the second start finds the separate file
        opened = await Database.open(path)
        assert opened.notice is not None
        assert opened.notice.kind == "store-too-new"
        assert opened.set_aside == path
        assert opened.database.path == path.with_name(f"turbodesk-v{len(STEPS)}.db")
        assert "turbodesk.db" in opened.notice.sentence
        assert f"turbodesk-v{len(STEPS)}.db" in opened.notice.advice
        await works(opened)
        after = contents(path.parent, "turbodesk.db")
        assert {name: after[name] for name in before} == before


@pytest.mark.parametrize(
    "damage",
    [
        b"not a database at all, though long enough to be one" * 10,
        b"SQLite format 3\0",
        b"x",
        b"SQLite format 3\0" + bytes(4080),
    ],
)
async def test_a_damaged_file_is_set_aside_unchanged(path: Path, damage: bytes) -> None:
    place(path, damage)
    place(path.with_name("turbodesk.db-wal"), b"log")
    opened = await Database.open(path)
    assert opened.notice is not None
    assert opened.notice.kind == "store-damaged"
    assert opened.set_aside is not None
    assert opened.set_aside.name in opened.notice.advice
    assert str(opened.set_aside) in opened.notice.detail
    assert content(opened.set_aside) == damage
    assert content(Path(f"{opened.set_aside}-wal")) == b"log"
    await works(opened)


async def test_a_page_of_rubbish_is_found(path: Path) -> None:
    await made(path, count=500)
    before = overwrite(path, at=size(path) // 2, with_bytes=b"\xaa" * 8192)
    opened = await Database.open(path)
    assert opened.set_aside is not None
    assert content(opened.set_aside) == before
    await works(opened)


async def test_another_programs_database_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE accounts (sum)")
        other.commit()
    before = content(path)
    opened = await Database.open(path)
    assert opened.set_aside is not None
    assert content(opened.set_aside) == before
    await works(opened)


async def test_a_crash_while_the_file_was_made_is_no_damage(path: Path) -> None:
    place(path, b"")
    await made(path)
    place(path, b"")
    with closing(sqlite3.connect(path)) as begun:
        begun.execute("PRAGMA journal_mode = WAL")
    opened = await Database.open(path)
    assert opened.notice is None
    await works(opened)


async def test_what_a_crash_left_in_the_log_is_there(path: Path) -> None:
    await made(path)
    database = (await Database.open(path)).database
    conversation = new_conversation()
    await History(database).save_conversation(conversation)
    crashed = {name: file for name, file in contents(path.parent, "turbodesk.db").items() if not name.endswith("shm")}
    await database.close()
    for name, file in crashed.items():
        path.with_name(name).write_bytes(file)
    opened = await Database.open(path)
    assert opened.notice is None
    assert conversation in await History(opened.database).conversations()
    await opened.database.close()


async def test_a_folder_that_cannot_be_made_means_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    opened = await Database.open(tmp_path / "file" / "turbodesk.db")
    assert opened.notice is not None
    assert opened.notice.kind == "store-unwritable"
    assert opened.database.path is None
    await works(opened)


async def test_what_a_read_only_disk_holds_can_be_read(path: Path) -> None:
    conversations = await made(path)
    lock = path.with_name("turbodesk.db.lock")
    lock.unlink()
    lock.mkdir()  # stands for a folder nothing can be made in, which does not stop root
    opened = await Database.open(path)
    assert opened.notice is not None
    assert opened.notice.kind == "store-unwritable"
    assert await History(opened.database).conversations() == conversations
    await works(opened)


async def test_damage_to_the_index_for_searching_costs_nothing(path: Path) -> None:
    (conversation,) = await made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE message_text_data SET block = x'ffffffffff'")
    opened = await Database.open(path)
    assert opened.notice is None
    await History(opened.database).save_message(conversation.id, user_message("Entangled", None))
    query = "SELECT count(*) FROM message_text WHERE message_text MATCH 'entangled'"
    assert await opened.database.read(lambda connection: connection.execute(query).fetchone()) == (1,)
    await opened.database.close()


@pytest.mark.parametrize(
    "damage",
    [
        (b"old.rowid, old.text", b"old.rowid, xld.text"),  # a trigger that no longer compiles
        (b"tokenize='unicode61", b"tokenize='xnicode61"),  # an index that cannot be opened, nor made anew
        (b"CREATE TABLE journal", b"CREATE TABLE xournal"),
        (b"draft TEXT", b"xraft TEXT"),
    ],
)
async def test_damage_to_the_schema_is_found_at_the_start(path: Path, damage: tuple[bytes, bytes]) -> None:
    await made(path)
    # Everywhere: a SQLite that does not wipe what it frees leaves older copies of the schema in the file.
    before = content(path).replace(*damage)
    place(path, before)
    opened = await Database.open(path)
    assert opened.set_aside is not None
    assert content(opened.set_aside) == before
    await works(opened)


async def test_a_large_file_is_checked_whole_after_damage_was_met(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turbodesk.store.examination.CHECKED_BYTES", 0)
    (conversation,) = await made(path)
    database = (await Database.open(path)).database
    question = user_message("long " * 20_000, None)
    await History(database).save_message(conversation.id, question)
    await database.close()
    place_in_file = content(path).rindex(b"long " * 100) // 4096 * 4096 - 4096 * 6
    damaged = overwrite(path, at=place_in_file, with_bytes=b"\xff" * 4096 * 4)

    opened = await Database.open(path)
    assert opened.notice is None  # it looks sound as far as a start needs it
    assert await History(opened.database).conversations() == [conversation]
    with pytest.raises(StoreDamaged):
        await History(opened.database).messages([question.id])
    await opened.database.close()

    opened = await Database.open(path)
    assert opened.set_aside is not None
    assert content(opened.set_aside) == damaged
    await works(opened)
    assert (await reopened(path)).notice is None


async def reopened(path: Path) -> Opened:
    opened = await Database.open(path)
    await opened.database.close()
    return opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_no_damage_anywhere_stops_the_program(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damage") / "turbodesk.db"
    shutil.copy(FILES / f"v{len(STEPS)}.db", path)
    before = overwrite(
        path,
        at=data.draw(st.integers(0, size(path) - 1), "where"),
        with_bytes=data.draw(st.binary(min_size=1, max_size=5000), "what"),
        length=data.draw(st.none() | st.integers(0, size(path)), "cut to"),
    )
    for start in (1, 2):
        opened = await Database.open(path, on_failure=lambda _: None)
        if start == 1 and opened.set_aside not in (None, path):
            assert content(opened.set_aside) == before
        history = History(opened.database)
        for work in (Journal(opened.database).recover(), history.conversations(), use(history)):
            with suppress(StoreDamaged):
                await work
        await opened.database.close()


async def use(history: History) -> None:
    conversation = new_conversation()
    message = user_message("Hello", None)
    await history.save_conversation(conversation)
    await history.save_message(conversation.id, message)
    assert await history.messages([message.id]) == [message]
    for one in await history.conversations():
        await history.messages([node.id for node in await history.nodes(one.id)])


def test_looking_changes_nothing(path: Path) -> None:
    assert examine(path, STEPS).state is State.NEW
    assert not path.parent.exists()
