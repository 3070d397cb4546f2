"""What an import has the database do is done in small jobs, so that nobody else waits for more than one of them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.test_importer import NoGateways, bring, database, said, take, told, written
from tests.store.hostile import stored
from turbodesk.app.imports.importer import Importer
from turbodesk.app.imports.making import ImportPlace, _cut
from turbodesk.chat.events import TextDelta
from turbodesk.chat.message import empty_reply
from turbodesk.store import Database, History, Journal
from turbodesk.store.archive import write_archive
from turbodesk.store.archive_reading import take_in
from turbodesk.store.imported_chats import ChatRows
from turbodesk.store.importing import PORTION
from turbodesk.store.origins import Origin
from turbodesk.store.remembered import Remembered

__all__ = ["database"]
TABLES = ("conversation", "message", "attachment", "source_chat", "source_node", "project")
COUNT = f"SELECT {', '.join(f'(SELECT count(*) FROM {one})' for one in TABLES)}"


class Watched:
    """A database whose jobs are counted, and a reply that grows meanwhile and waits for each of its writes."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database, self._write = database, database.write
        self.rows = list[int]()
        """By how many rows each job made the tables longer or shorter."""
        self.waited = list[int]()
        """For how many jobs each write of the journal waited."""
        self.turn = list[int]()
        """How many jobs were done before the one that was given last, once that is done."""
        monkeypatch.setattr(database, "write", self.write)

    def write(self, job: Callable[[sqlite3.Connection], Any], **more: Any) -> asyncio.Future[Any]:
        turn = self.turn = list[int]()

        def counted(connection: sqlite3.Connection) -> Any:
            turn.append(len(self.rows))
            before = connection.execute(COUNT).fetchone()
            result = job(connection)
            after = connection.execute(COUNT).fetchone()
            self.rows.append(sum(abs(new - old) for old, new in zip(before, after, strict=True)))
            return result

        return self._write(counted, **more)

    async def grow(self, history: History) -> None:
        """Write down pieces of a reply for ever."""
        journal = Journal(self.database)
        reply = empty_reply("m", "")
        (chat, *_) = await history.conversations()
        await journal.begin(chat.id, reply)
        while True:
            journal.append(reply.id, TextDelta(0, "x"))
            before = len(self.rows)
            flushed = journal.flush()
            turn = self.turn
            await flushed
            self.waited.append(turn[0] - before)
            await asyncio.sleep(0)


def long_chat(id_: str, count: int) -> dict[str, Any]:
    nodes = [
        said(f"{id_}-{at}", f"{id_}-{at - 1}" if at else None, ("user", "assistant")[at % 2], f"words {at}")
        for at in range(count)
    ]
    return told(id_, "Long", *nodes, current_node=nodes[-1]["id"])


@pytest.mark.parametrize("way", ["program", "archive"])
@pytest.mark.parametrize("ends", [False, True])
async def test_each_job_is_small_and_a_reply_waits_for_one_at_most(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch, way: str, ends: bool
) -> None:
    importer = Importer(database, take, Remembered(database), NoGateways())
    await bring(importer, written(tmp_path, told("first", "First", said("q", None, "user", "hello"))))
    few = [told(f"c{at}", "", said(f"w{at}", None, "user", "a few words")) for at in range(150)]
    path = written(tmp_path, long_chat("a", 700), *few)
    if way == "archive":
        path = await archive_of(tmp_path / "there", path)
    assert database.path is not None
    await database.drain()
    before = stored(database.path)
    watched = Watched(database, monkeypatch)
    preview = await importer.look([path])
    growing = asyncio.ensure_future(watched.grow(History(database)))
    coming = asyncio.ensure_future(importer.bring(preview, ImportPlace("default")))
    while not coming.done() and (ends or sum(watched.rows) < 1_200):  # noqa: ASYNC110 - the database's thread tells nobody
        await asyncio.sleep(0)
    if not ends:
        coming.cancel()
    await asyncio.wait([coming])
    growing.cancel()
    await asyncio.wait([growing])
    await database.drain()
    assert coming.cancelled() is not ends
    assert max(watched.rows) <= PORTION
    assert sum(watched.rows) > 1_200
    assert watched.waited
    assert max(watched.waited) <= 1
    await database.write(lambda connection: connection.execute("DELETE FROM journal") and None)
    await database.write(lambda connection: connection.execute("DELETE FROM message WHERE model = 'm'") and None)
    assert (stored(database.path) == before) is not ends


async def archive_of(folder: Path, path: Path) -> Path:
    """Import a file into another database, and return the archive of that."""
    there = (await Database.open(folder / "turbodesk.db")).database
    await bring(Importer(there, take, Remembered(there), NoGateways()), path)
    assert there.path is not None
    with (folder / "all.zip").open("wb") as file:
        write_archive(there.path, file)
    await there.close()
    return folder / "all.zip"


async def test_what_is_left_to_take_back_is_done_at_the_end_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = await archive_of(tmp_path / "there", written(tmp_path, long_chat("a", 700)))
    database = (await Database.open(tmp_path / "turbodesk.db")).database
    assert database.path is not None
    before = stored(database.path)
    watched = Watched(database, monkeypatch)
    coming = asyncio.ensure_future(take_in(database, archive))
    while sum(watched.rows) < 600:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0)
    coming.cancel()
    await asyncio.sleep(0)
    coming.cancel()
    await asyncio.wait([coming])
    path = database.path
    await database.close()
    assert stored(path) == before


def test_a_chat_is_cut_into_pieces_of_rows_and_bytes() -> None:
    files = [(f"{at:064x}", "image/png", "", bytes(3 * 1024 * 1024), 0, 0) for at in range(3)]
    messages = [{"id": str(at), "text": "x"} for at in range(450)]
    rows = ChatRows("c", "id", 9, conversation={"id": "id"}, changes={"title": "t"})
    rows.attachments, rows.messages = list(files), list(messages)
    rows.origins = {f"n{at}": Origin(str(at)) for at in range(450)}
    pieces = list(_cut(rows))
    assert max(piece.count for piece in pieces) == PORTION
    assert max(len(piece.attachments) for piece in pieces) == 1
    assert [piece.conversation is not None for piece in pieces] == [True] + [False] * (len(pieces) - 1)
    assert [piece.changes is not None for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert [row for piece in pieces for row in piece.messages] == messages
    assert [id_ for piece in pieces for id_ in piece.origins] == list(rows.origins)
    assert [piece.told_before for piece in pieces] == [None] + [9] * (len(pieces) - 1)
