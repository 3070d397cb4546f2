"""A database in memory alone: jobs whole or not at all, nothing written anywhere, and one way into a file."""

from __future__ import annotations

import gc
import sqlite3
from pathlib import Path

import pytest

from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.events import BlockStarted, TextDelta
from turbodesk.chat.message import Status, empty_reply, user_message
from turbodesk.chat.parts import Text
from turbodesk.store.attachments import AttachmentStore
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.journal import Journal
from turbodesk.store.memory import MemoryDatabase


async def test_a_job_happens_whole_or_not_at_all() -> None:
    memory = MemoryDatabase()

    def job(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO remembered (name, value, updated_at) VALUES ('a', 'b', 1)")
        raise KeyError("a")

    with pytest.raises(KeyError):
        await memory.write(job)
    assert await memory.read(lambda one: one.execute("SELECT count(*) FROM remembered").fetchone()[0]) == 0
    with pytest.raises(sqlite3.OperationalError):
        await memory.read(lambda one: one.execute("SELECT * FROM nothing"))
    await memory.drain()
    assert (memory.path, memory.unsaved, await memory.try_again(), memory.is_in_memory) == (None, 0, 0, True)
    await memory.close()


async def test_what_sorts_and_searches_needs_no_file() -> None:
    memory = MemoryDatabase()
    assert await memory.read(lambda one: one.execute("PRAGMA temp_store").fetchone()[0]) == 2
    assert await memory.read(lambda one: one.execute("PRAGMA database_list").fetchone()[2]) == ""
    await memory.close()


async def test_it_moves_into_a_file_as_it_is_with_a_reply_that_grows(tmp_path: Path) -> None:
    path = tmp_path / "turbodesk.db"
    database, memory = (await Database.open(path)).database, MemoryDatabase()
    history, journal, attachments = History(memory), Journal(memory, gather_s=0), AttachmentStore(memory)
    usual, conversation = new_conversation(), new_conversation()
    await History(database).save_conversation(usual)
    await History(database).save_message(usual.id, user_message("Usual", None))
    await AttachmentStore(database).put(b"known", "text/plain")
    question = user_message("Hello", None)
    reply = empty_reply("m-1", question.id)
    await history.save_conversation(conversation)
    await history.save_message(conversation.id, question)
    await attachments.put(b"known", "text/plain")
    await attachments.put(b"new", "text/plain")
    await journal.begin(conversation.id, reply)
    journal.append(reply.id, BlockStarted(0, Text("")))
    journal.append(reply.id, TextDelta(0, "Hi"))
    await journal.flush()
    await memory.move(database)
    assert (memory.path, memory.is_in_memory) == (path, False)
    journal.append(reply.id, TextDelta(0, " there"))
    await journal.flush()
    assert {one.id for one in await history.conversations()} == {usual.id, conversation.id}
    await database.close()
    database = (await Database.open(path)).database
    ((_, recovered),) = await Journal(database).recover()
    assert (recovered.text, recovered.status) == ("Hi there", Status.INTERRUPTED)
    assert [one.text for one in await History(database).messages([question.id])] == ["Hello"]
    search = "SELECT count(*) FROM message_text WHERE message_text MATCH 'hello OR usual'"
    assert await database.read(lambda one: one.execute(search).fetchone()[0]) == 2, "it is found like every other"
    found = await database.read(lambda one: one.execute("SELECT count(*) FROM attachment").fetchone()[0])
    assert found == 2
    await database.close()


async def test_whoever_forgets_it_leaves_nothing_open() -> None:
    memory = MemoryDatabase()
    connection = await memory.read(lambda one: one)
    del memory
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
