"""Deleted conversations can be brought back until they are removed for good, and then no file holds a word of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.test_attachments import carrying
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.events import BlockStarted, TextDelta
from turbodesk.chat.message import Message, Status, Usage, empty_reply, user_message
from turbodesk.chat.parts import Text
from turbodesk.chat.project import new_project
from turbodesk.store import AttachmentStore, Database, History, Journal
from turbodesk.store.search import SearchIndex
from turbodesk.store.spending import Spending
from turbodesk.store.trash import TrashTable

SECRET = "xylophonequartz"
"""A word that stands nowhere else."""
DAY_MS = 86_400_000


def holding(folder: Path, word: str = SECRET) -> list[str]:
    """The files that hold a word, in any part."""
    return sorted(file.name for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes())


def titled(title: str) -> Conversation:
    made = new_conversation()
    return Conversation(made.id, title, gateway_id=made.gateway_id, wire_id=made.wire_id, created_at=1, updated_at=1)


def talked(history: History, title: str, *texts: str) -> Conversation:
    conversation = titled(title)
    history.save_conversation(conversation)
    for text in texts:
        history.save_message(conversation.id, user_message(text, None))
    return conversation


async def test_what_was_asked_because_of_a_chat_goes_with_it(database: Database, history: History) -> None:
    spending = Spending(database, demo="demo")
    gone, stays = talked(history, "Gone", "a"), talked(history, "Stays", "b")
    for one in (gone, stays):
        spending.add_own(dt.date(2026, 11, 28), "m", Usage(1, 2), chat=one.id)
    history.delete_conversations(gone.id)
    await TrashTable(database).remove([gone.id])
    assert await spending.of(gone.id) == []
    assert [one.usage.output_tokens for one in await spending.of(stays.id)] == [2]
    assert [one.usage.output_tokens for one in await spending.since(dt.date(2026, 11, 1))] == [4]


async def test_deleted_conversations_are_listed_the_last_first(database: Database, history: History) -> None:
    trash = TrashTable(database)
    first, second = talked(history, "First", "a"), talked(history, "Second", "b")
    talked(history, "Stays", "c")
    history.delete_conversations(first.id)
    await database.write(lambda one: one.execute("UPDATE conversation SET deleted_at = deleted_at - 5") and None)
    history.delete_conversations(second.id)
    assert [one.title for one in await trash.deleted()] == ["Second", "First"]
    history.restore_conversations(first.id)
    assert [one.title for one in await trash.deleted()] == ["Second"]


async def test_only_deleted_conversations_are_removed(database: Database, history: History) -> None:
    kept, gone = talked(history, "Kept", "words here"), talked(history, "Gone", "words there")
    history.delete_conversations(gone.id)
    assert await TrashTable(database).remove([kept.id, gone.id, "nobody"]) == 1
    assert [one.title for one in await history.conversations()] == ["Kept"]
    assert [one.title for one in await SearchIndex(database).find("words")] == ["Kept"]
    assert await history.nodes(gone.id) == []


async def test_no_file_holds_a_word_of_what_was_removed(path: Path, database: Database, history: History) -> None:
    journal, store = Journal(database), AttachmentStore(database)
    numbers = random.Random(7)
    conversation = talked(history, f"About {SECRET}")
    history.save_draft(conversation.id, f"unsent {SECRET}")
    others = [talked(history, f"Other {number}") for number in range(5)]
    content = f"attached {SECRET} ".encode() * 3_000
    store.put(content, PLAIN, f"{SECRET}.txt")
    history.save_message(conversation.id, carrying(content, text=f"Look at {SECRET}"))
    for number in range(200):
        filler = " ".join(f"word{numbers.randrange(3000)}" for _ in range(80))
        history.save_message(others[number % 5].id, user_message(filler, None))
        history.save_message(conversation.id, user_message(f"{filler} {SECRET} {number} {filler}", None))
    reply = empty_reply("m", "q")
    journal.begin(conversation.id, reply)
    for event in (BlockStarted(0, Text("")), TextDelta(0, f"growing {SECRET}")):
        journal.append(reply.id, event)
    await journal.flush()
    journal.end(Message(reply.id, "q", reply.role, (), Status.COMPLETE))
    history.delete_conversations(conversation.id)
    await database.drain()
    assert holding(path.parent)
    assert await TrashTable(database).remove([conversation.id]) == 1
    assert holding(path.parent) == [], "while it is open"
    assert len(await SearchIndex(database).find("word7")) >= 1
    await database.drain()
    check = await database.read(lambda one: one.execute("PRAGMA integrity_check").fetchall())
    assert check == [("ok",)]


async def test_attachments_others_refer_to_stay(database: Database, history: History) -> None:
    store = AttachmentStore(database)
    gone, kept = talked(history, "Gone"), talked(history, "Kept")
    for content in (b"shared", b"only here"):
        store.put(content, PLAIN)
        history.save_message(gone.id, carrying(content))
    history.save_message(kept.id, carrying(b"shared"))
    drafted = carrying(b"drafted").parts[:1]
    store.put(b"drafted", PLAIN)
    history.save_draft(gone.id, "", drafted)
    history.delete_conversations(gone.id)
    await TrashTable(database).remove([gone.id])
    held = [await store.content(hashlib.sha256(one).hexdigest()) for one in (b"shared", b"only here", b"drafted")]
    assert held == [b"shared", None, None]


async def test_only_what_was_deleted_long_ago_is_old(database: Database, history: History) -> None:
    old, new = talked(history, "Old", "a"), talked(history, "New", "b")
    for one in (old, new):
        history.delete_conversations(one.id)
    await database.write(
        lambda one: (
            one.execute("UPDATE conversation SET deleted_at = deleted_at - ? WHERE id = ?", (31 * DAY_MS, old.id))
            and None
        )
    )
    assert await TrashTable(database).old() == [old.id]


KILLED = """
import asyncio, os, pathlib, signal, sys
from turbodesk.store import Database
from turbodesk.store.trash import TrashTable

async def main():
    database = (await Database.open(pathlib.Path(sys.argv[1]))).database
    compacting, steps = [], []

    def step():
        steps.extend(compacting)
        if len(steps) == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(connection):
        connection.set_trace_callback(lambda statement: compacting.append(1) if statement == "VACUUM" else None)
        connection.set_progress_handler(step, 20)

    await database.read(watch)
    await TrashTable(database).remove([sys.argv[3]])

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("steps", [1, 60])
async def test_a_file_shrinks_although_the_program_was_killed_while_it_was_compacted(path: Path, steps: int) -> None:
    database = (await Database.open(path)).database
    history = History(database)
    gone = talked(history, "Gone", *(f"{SECRET} {number} " * 400 for number in range(30)))
    kept = talked(history, "Kept", *(f"other {number} " * 40 for number in range(30)))
    await history.delete_conversations(gone.id)
    await database.close()
    before = _size(path)
    _kill_while_compacting(path, steps, gone.id)
    database = (await Database.open(path)).database
    assert await TrashTable(database).deleted() == []
    await TrashTable(database).finish()
    assert holding(path.parent) == []
    assert _size(path) < before / 2
    assert len(await History(database).nodes(kept.id)) == 30
    changes = await database.read(lambda connection: connection.total_changes)
    await TrashTable(database).finish()
    assert await database.read(lambda connection: connection.total_changes) == changes, "it is done once"
    await database.close()


async def test_what_is_removed_while_the_disk_is_full_leaves_no_trace_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.store.opening.BUSY_TIMEOUT_MS", 20)
    database = (await Database.open(path, on_failure=lambda _: None)).database
    history, trash = History(database), TrashTable(database)
    gone = talked(history, "Gone", *(f"{SECRET} {number} " * 400 for number in range(30)))
    await history.delete_conversations(gone.id)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await trash.remove([gone.id]) == 1
        assert holding(path.parent)
    await database.try_again()
    await trash.finish()
    assert holding(path.parent) == []
    await database.close()


def _size(path: Path) -> int:
    return path.stat().st_size


def _kill_while_compacting(path: Path, steps: int, id_: str) -> None:
    command = [sys.executable, "-c", KILLED, str(path), str(steps), id_]
    assert subprocess.run(command, timeout=60, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize("version", [1, 2])
async def test_copies_made_before_an_update_forget_it_too(
    path: Path, database: Database, history: History, version: int
) -> None:
    copy = path.with_name(f"turbodesk.v{version}-20260101-000000.db")
    shutil.copy(Path(__file__).parent / "files" / f"v{version}.db", copy)
    with closing(sqlite3.connect(copy)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM conversation ORDER BY id")]
        connection.execute("UPDATE message SET text = ? WHERE conversation_id = ?", (f"{SECRET} in a copy", ids[0]))
        connection.execute("UPDATE conversation SET title = ? WHERE id = ?", (SECRET, ids[0]))
        connection.commit()
    conversation = Conversation(ids[0], "Same", gateway_id="default", wire_id="w")
    history.save_conversation(conversation)
    history.delete_conversations(conversation.id)
    await database.drain()
    assert copy.name in holding(path.parent)
    await TrashTable(database).remove([conversation.id])
    assert holding(path.parent) == []
    with closing(sqlite3.connect(copy)) as connection:
        assert [row[0] for row in connection.execute("SELECT id FROM conversation ORDER BY id")] == ids[1:]


async def test_a_deleted_project_goes_with_its_last_chat_and_from_copies_too(path: Path) -> None:
    database = (await Database.open(path)).database
    history, store = History(database), AttachmentStore(database)
    store.put(SECRET.encode(), PLAIN, "a.txt")
    file = Attachment(hashlib.sha256(SECRET.encode()).hexdigest(), PLAIN, "a.txt", len(SECRET))
    project = new_project("Norway", instructions=f"About {SECRET}.", files=[file])
    history.projects.save(project)
    first, second = talked(history, "One", SECRET), talked(history, "Two", "harmless")
    await history.projects.move(dict.fromkeys((first.id, second.id), project.id))
    await database.drain()
    shutil.copy(path, path.with_name("turbodesk.v7-20260101-000000.db"))
    await history.projects.delete(project.id, with_chats=True)
    trash = TrashTable(database)
    await trash.remove([first.id])
    assert await history.projects.project(project.id) is not None, "a chat of it can still be brought back"
    await trash.remove([second.id])
    assert await history.projects.project(project.id) is None
    await database.close()
    assert holding(path.parent) == []


_AGES = "UPDATE project SET deleted_at = deleted_at - ?, created_at = created_at - ? WHERE name = 'Old'"


async def test_a_project_without_chats_goes_when_it_is_old(database: Database, history: History) -> None:
    for name in ("New", "Old"):
        await history.projects.save(project := new_project(name))
        await history.projects.delete(project.id, with_chats=False)
    await database.write(lambda one: one.execute(_AGES, (31 * DAY_MS, 32 * DAY_MS)) and None)
    trash = TrashTable(database)
    assert await trash.remove([]) == 0
    assert [(one.title, one.is_project) for one in await trash.deleted()] == [("New", True), ("Old", True)]
    assert await trash.remove(await trash.old()) == 0
    assert [one.title for one in await trash.deleted()] == ["New"]
    names = await database.read(lambda one: one.execute("SELECT name FROM project").fetchall())
    assert names == [("New",)]
