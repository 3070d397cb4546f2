"""A file that syncs is a file of chats like any other: it is opened, backed up, restored, salvaged and brought up."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

from turbodesk.chat.backup import BackupKind
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.backups import back_up, staged
from turbodesk.store.migrations import STEPS, migrate
from turbodesk.store.sync import marking, schema
from turbodesk.store.sync.stamps import writer_of
from turbodesk.store.trash import TrashTable

WRITER = "a" * 16
STAMPED = "SELECT count(*) FROM sync_stamp WHERE kind = 'message'"


async def add_chat(database: Database, count: int = 1) -> str:
    conversation, history = new_conversation(), History(database)
    history.save_conversation(conversation)
    for number in range(count):
        await history.save_message(conversation.id, user_message(f"Some words {number}. " * 50, None))
    return conversation.id


def spoil(path: Path) -> None:
    """Write nonsense over one page."""
    raw = bytearray(path.read_bytes())
    at = len(raw) // 3 // 4096 * 4096
    raw[at : at + 4096] = random.Random(1).randbytes(4096)
    path.write_bytes(raw)


def holds(words: bytes, *paths: Path) -> bool:
    """Whether any of these files holds these words."""
    return any(words in path.read_bytes() for path in paths)


async def ask(database: Database, query: str) -> object:
    return await database.read(lambda one: one.execute(query).fetchone()[0])


async def test_it_opens_as_any_other_and_still_notices(path: Path) -> None:
    database = (await Database.open(path)).database
    await add_chat(database)
    await database.write_each(schema.begin(WRITER))
    await database.close()
    opened = await Database.open(path)
    assert opened.notice is None
    database = opened.database
    assert await database.read(schema.is_on)
    await add_chat(database)
    assert await ask(database, STAMPED) == 2
    await database.close()


async def test_what_the_end_of_the_program_leaves_to_be_marked_is_marked_later(path: Path) -> None:
    database = (await Database.open(path)).database
    await add_chat(database, 5)
    jobs = schema.begin(WRITER)
    await database.write(next(jobs))
    await database.close()
    database = (await Database.open(path)).database
    assert not await database.read(schema.is_marked)
    await database.write_each(schema.begin("b" * 16))
    assert await database.read(schema.is_marked)
    assert await database.read(writer_of) == WRITER
    assert await ask(database, STAMPED) == 5
    await database.close()


async def test_what_is_left_at_the_end_is_done_before_the_file_is_closed(path: Path) -> None:
    database = (await Database.open(path)).database
    await add_chat(database, 5)
    database.write_each(schema.begin(WRITER))
    await database.close()
    database = (await Database.open(path)).database
    assert await ask(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_state'") in (0, 1)
    await database.write_each(schema.begin(WRITER))
    assert await ask(database, STAMPED) == 5
    await database.close()


async def test_no_job_marks_more_than_a_portion(path: Path) -> None:
    database = (await Database.open(path)).database
    await add_chat(database, marking.PORTION + 5)
    before, most = 0, 0
    for job in schema.begin(WRITER):
        await database.write(job)
        now = int(str(await ask(database, STAMPED)))
        most, before = max(most, now - before), now
    assert most == marking.PORTION
    assert before == marking.PORTION + 5
    await database.close()


async def test_a_backup_knows_the_writer_it_was_made_of_or_none(path: Path) -> None:
    database = (await Database.open(path)).database
    await add_chat(database)
    before = back_up(path, BackupKind.DAILY)
    await database.write_each(schema.begin(WRITER))
    during = back_up(path, BackupKind.DAILY)
    await add_chat(database)
    for backup, writer in ((during, WRITER), (before, None)):
        with staged(backup.path, STEPS) as made:
            await database.replace(made, lambda _: None)
        assert await database.read(schema.is_on) == (writer is not None)
        assert await ask(database, "SELECT count(*) FROM message") == 1
    await add_chat(database)
    await database.close()


async def test_what_is_removed_leaves_backups_that_sync_too(path: Path) -> None:
    database = (await Database.open(path)).database
    await database.write_each(schema.begin(WRITER))
    chat = await add_chat(database)
    backup = back_up(path, BackupKind.DAILY)
    await History(database).delete_conversations(chat)
    assert await TrashTable(database).remove([chat]) == 1
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)
    await database.close()
    assert not holds(b"Some words", path, backup.path)


async def test_of_a_damaged_file_the_chats_alone_are_salvaged(path: Path) -> None:
    database = (await Database.open(path)).database
    await database.write_each(schema.begin(WRITER))
    for _ in range(5):
        await add_chat(database, 20)
    await database.close()
    spoil(path)
    opened = await Database.open(path)
    assert opened.set_aside is not None
    database = opened.database
    assert not await database.read(schema.is_on)
    assert int(str(await ask(database, "SELECT count(*) FROM message"))) > 50
    await database.write_each(schema.begin("b" * 16))
    assert await ask(database, STAMPED) == await ask(database, "SELECT count(*) FROM message")
    await database.close()


def test_a_later_step_may_add_columns_and_rename_them() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, None, STEPS)
        for job in schema.begin(WRITER):
            job(connection)

        def step(one: sqlite3.Connection) -> None:
            one.execute("ALTER TABLE message ADD COLUMN mood TEXT")
            one.execute("ALTER TABLE conversation RENAME COLUMN pinned TO fixed")

        migrate(connection, None, [*STEPS, step])
        connection.execute(
            "INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at, fixed)"
            " VALUES ('x', '', 'default', 'w', 1, 1, 1, 1)"
        )
        connection.execute("UPDATE conversation SET fixed = 0 WHERE id = 'x'")
        found = connection.execute("SELECT at FROM sync_stamp WHERE kind = 'chat' AND field = 'pinned'").fetchall()
        assert found == [(2,)]
