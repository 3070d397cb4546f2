"""An import is whole or not at all: damaged, too large, or cancelled at any moment, everything is as it was."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.hostile import stored
from tests.store.test_archive import exported, filled, other
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.archive import ATTACHMENTS, MESSAGES
from turbodesk.store.archive_reading import take_in


@pytest.fixture(autouse=True)
def in_small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turbodesk.store.importing.PORTION", 1)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")

    async def make() -> None:
        database = await other(folder)
        await filled(database)
        await exported(database, folder / "all.zip")
        await database.close()

    asyncio.run(make())
    return folder / "all.zip"


@pytest.fixture(scope="module")
def original(archive: Path) -> bytes:
    return archive.read_bytes()


async def refused(database: Database, path: Path) -> str:
    """The words with which an archive is refused, which changes nothing."""
    assert database.path is not None
    before = stored(database.path)
    with pytest.raises(StoreFailure) as caught:
        await take_in(database, path)
    await database.drain()
    assert stored(database.path) == before
    return f"{caught.value.note.sentence} {caught.value.note.advice}"


def repacked(archive: Path, path: Path, compression: int, more: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, (more or {}).get(name, old.read(name)), compression)
    return path


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
async def test_what_is_packed_as_no_archive_of_ours_is_refused(
    database: Database, archive: Path, tmp_path: Path, compression: int
) -> None:
    assert "could not be read" in await refused(database, repacked(archive, tmp_path / "x.zip", compression))


async def test_an_archive_that_unpacks_to_far_more_than_chats_do_is_refused_before_it_is_unpacked(
    database: Database, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.store.archive_reading.ALWAYS_TAKEN", 100_000)
    bomb = repacked(archive, tmp_path / "x.zip", zipfile.ZIP_DEFLATED, {MESSAGES: b" " * 1_000_000})
    words = await refused(database, bomb)
    assert "far more than chats" in words
    assert "Nothing that was here has changed" in words


@pytest.mark.parametrize("limit", ["MOST_CHATS", "MOST_MESSAGES"])
async def test_more_chats_than_anybody_has_are_refused(
    database: Database, archive: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(f"turbodesk.store.importing.{limit}", 1)
    assert "far more than chats" in await refused(database, archive)


async def test_a_disk_without_room_is_told_before_anything_is_written(
    database: Database, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.store.importing._ROOM", 2**60)
    assert "not enough room" in await refused(database, archive)


async def test_an_attachment_named_often_is_unpacked_once(database: Database, archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as old:
        line = old.read(ATTACHMENTS)
    often = repacked(archive, tmp_path / "x.zip", zipfile.ZIP_DEFLATED, {ATTACHMENTS: line * 50 + b"[]\n{}\n"})
    taken = await take_in(database, often)
    assert (taken.conversations, taken.messages, taken.left_out) == (2, 4, 2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_a_damaged_archive_is_taken_whole_or_refused_with_a_sentence(
    database: Database, original: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "x.zip").write_bytes(content)
    assert database.path is not None
    before = stored(database.path)
    failure = None
    try:
        await take_in(database, tmp_path / "x.zip")
    except StoreFailure as error:
        failure = error
    await database.drain()
    assert failure is None or (failure.note.sentence and stored(database.path) == before)


@pytest.mark.parametrize("count", range(14))
async def test_cancelled_at_any_moment_everything_is_as_it_was(
    database: Database, archive: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Cancelled while the write of this number is under way; 0: before the first."""
    await partly_there(database, archive)
    assert database.path is not None
    before, known = stored(database.path), origins_in(database.path)
    taking = asyncio.ensure_future(take_in(database, archive))
    writes, write = list[object](), database.write

    def writing(job: Callable[[sqlite3.Connection], object]) -> asyncio.Future[object]:
        writes.append(job)
        if len(writes) == count:
            asyncio.get_running_loop().call_soon(taking.cancel)
        return write(job)

    monkeypatch.setattr(database, "write", writing)
    if not count:
        await asyncio.sleep(0)
        taking.cancel()
    if count < 12:  # two chats, four messages, an attachment and two origins of two nodes each
        with pytest.raises(asyncio.CancelledError):
            await taking
        await database.drain()
        assert _sorted(stored(database.path)) == _sorted(before)
        assert origins_in(database.path) == known
    else:
        await taking
        assert origins_in(database.path) != known
        assert _sorted(stored(database.path)) != _sorted(before)


async def partly_there(database: Database, archive: Path) -> None:
    """Take an archive in, then make one chat newer and another older than there, and remove some of its messages."""
    history = History(database)
    await take_in(database, archive)
    newest, second = await history.conversations()
    history.save_message(newest.id, user_message("only here", None))
    history.save_conversation(replace(second, title="Another title"))
    for statement in (
        f"DELETE FROM message WHERE conversation_id = '{second.id}'",
        f"UPDATE conversation SET updated_at = 5 WHERE id = '{second.id}'",
        "DELETE FROM source_chat WHERE chat_id = 'Second'",
        "DELETE FROM source_node WHERE node_id = 'hidden'",
    ):
        await database.write(partial(_executed, statement=statement))


def origins_in(path: Path) -> list[tuple[object, ...]]:
    """What is known of where chats came from."""
    query = """SELECT chat_id, conversation_id, told_at, node_id, message_id, is_shown
        FROM source_chat JOIN source_node ON chat = number ORDER BY chat_id, node_id"""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def _executed(connection: sqlite3.Connection, statement: str) -> int:
    return connection.execute(statement).rowcount


def _sorted(tables: dict[str, list[tuple[object, ...]]]) -> str:
    return json.dumps({name: sorted(map(repr, rows)) for name, rows in tables.items()})
