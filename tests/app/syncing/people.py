"""Computers for tests: real databases, and what the program's own code writes into them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sqlite3
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from turbodesk.app.syncing.round_result import RoundResult
from turbodesk.app.syncing.rounds import Rounds
from turbodesk.chat.sync_names import new_writer
from turbodesk.remote.recovery_code import new_code
from turbodesk.remote.storage import Storage
from turbodesk.remote.vault import Vault
from turbodesk.store.connection import Job
from turbodesk.store.database import Database
from turbodesk.store.memory import MemoryDatabase
from turbodesk.store.removals import is_removed, remove_marked
from turbodesk.store.sync import schema
from turbodesk.store.sync.registers import CHAT, MESSAGE, PROJECT
from turbodesk.store.trash import TrashTable

T = TypeVar("T")

BEGINNING = 1_700_000_000_000
CODE = new_code()
PICTURE = {"media_type": "image/png", "name": "a.png"}


def the_vault() -> Vault:
    """Return the vault that all computers of a test share."""
    return Vault.of(CODE)


class Ids:
    """Makes ids as the program does, the same again in each run."""

    def __init__(self, seed: int = 7) -> None:
        self._count, self._random = 0, random.Random(seed)

    def __call__(self) -> str:
        self._count += 1
        tail = f"7{self._random.getrandbits(12):03x}8{self._random.getrandbits(60):015x}"
        digits = f"{BEGINNING + self._count:012x}{tail}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Clock:
    """One time for all; each computer is off by its own amount."""

    def __init__(self) -> None:
        self.now = BEGINNING

    def tick(self) -> int:
        self.now += 1
        return self.now


class Computer:
    """One computer, with a clock of its own."""

    def __init__(
        self,
        name: str,
        database: Database,
        storage: Storage,
        *,
        vault: Vault | None = None,
        clock: Clock | None = None,
        ids: Callable[[], str] | None = None,
        clock_off: int = 0,
    ) -> None:
        self.name, self.database = name, database
        self.storage: Any = storage
        """Mostly one in memory, whose files and requests are looked at."""
        self.vault = vault or the_vault()
        self.clock, self.clock_off = clock or Clock(), clock_off
        self.new_id = ids or Ids(hash(name) & 0xFFFF)
        self.restart()

    def restart(self) -> None:
        """Forget what is in the program's memory."""
        self.rounds = Rounds(self.database, self.vault, self.storage, now=lambda: self.clock.now + self.clock_off)

    async def begin(self) -> Computer:
        """Turn syncing on."""
        for job in schema.begin(new_writer()):
            await self.database.write(job)
        return self

    async def sync(self, **wishes: object) -> RoundResult:
        """Go through one round."""
        return await self.rounds.run(**wishes)  # type: ignore[arg-type]

    # What a person does

    def tick(self) -> int:
        return max(0, self.clock.tick() + self.clock_off)

    async def do(self, statement: str, *values: object) -> None:
        await self.database.write(lambda one: one.execute(statement, values))

    async def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        return await self.database.read(lambda one: one.execute(query, values).fetchall())

    async def new_chat(self, title: str) -> str:
        id_, now = self.new_id(), self.tick()
        await self.do(
            "INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)"
            " VALUES (?, ?, 'default', ?, ?, ?, ?)",
            id_, title, id_, now, now, now,
        )  # fmt: skip
        return id_

    async def change(self, chat: str, **cells: object) -> None:
        changes = ", ".join(f"{one} = ?" for one in cells)
        await self.do(
            f"UPDATE conversation SET {changes}, updated_at = ? WHERE id = ?", *cells.values(), self.tick(), chat
        )

    async def say(self, chat: str, text: str, *, attachment: bytes | None = None) -> str:
        """Write a message below the chat's leaf; on disk whole or not at all, with its picture."""
        id_, now = self.new_id(), self.tick()
        blocks: list[object] = [{"i": 0, "b": {"type": "text", "text": text}}]
        sha256 = hashlib.sha256(attachment or b"").hexdigest()
        if attachment is not None:
            blocks.append(
                {"i": 1, "b": {"type": "image", "source": {"type": "attachment", "sha256": sha256, **PICTURE}}}
            )
        stored = json.dumps({"v": 1, "blocks": blocks}, separators=(",", ":"))

        def job(connection: sqlite3.Connection) -> None:
            if attachment is not None:
                put = "INSERT OR IGNORE INTO attachment VALUES (?, 'image/png', 'a.png', ?, ?, ?, NULL)"
                connection.execute(put, (sha256, attachment, now, now))
            (leaf,) = connection.execute("SELECT leaf_id FROM conversation WHERE id = ?", (chat,)).fetchone()
            connection.execute(
                "INSERT OR IGNORE INTO message (id, conversation_id, parent_id, role, status, blocks, text, chars,"
                " created_at, updated_at) VALUES (?, ?, ?, 'user', 'complete', ?, ?, ?, ?, ?)",
                (id_, chat, leaf, stored, text, len(text), now, now),
            )
            connection.execute(
                "UPDATE conversation SET leaf_id = ?, active_at = ?, updated_at = ? WHERE id = ?", (id_, now, now, chat)
            )

        await self.database.write(job)
        return id_

    async def bring(self, chat: str, messages: Sequence[str]) -> None:
        """Import an archive: what it has is the same everywhere, and what was removed here for good stays so."""
        now = self.tick()

        def job(connection: sqlite3.Connection) -> None:
            made = (chat, "from an archive", chat, *(BEGINNING,) * 2, now)
            connection.execute(
                "INSERT OR IGNORE INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)"
                " VALUES (?, ?, 'default', ?, ?, ?, ?)",
                made,
            )
            for at, id_ in enumerate(messages):
                if not is_removed(connection, id_):
                    blocks = '{"v":1,"blocks":[{"i":0,"b":{"type":"text","text":"word of old"}}]}'
                    row = (id_, chat, messages[at - 1] if at else None, blocks, *(BEGINNING,) * 2)
                    connection.execute(
                        "INSERT OR IGNORE INTO message (id, conversation_id, parent_id, role, status, blocks, text,"
                        " chars, created_at, updated_at)"
                        " VALUES (?, ?, ?, 'user', 'complete', ?, 'word of old', 11, ?, ?)",
                        row,
                    )

        await self.database.write(job)

    async def star(self, chat: str, message: str) -> None:
        starred = json.loads(str((await self.ask("SELECT starred FROM conversation WHERE id = ?", chat))[0][0]))
        after = [one for one in starred if one != message] if message in starred else [*starred, message]
        await self.change(chat, starred=json.dumps(after))

    async def new_project(self, name: str) -> str:
        id_, now = self.new_id(), self.tick()
        await self.do("INSERT INTO project (id, name, created_at, updated_at) VALUES (?, ?, ?, ?)", id_, name, now, now)
        return id_

    async def put_item(self, kind: str, id_: str, value: str | None) -> None:
        put = """INSERT INTO sync_item (kind, id, value, changed_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"""
        await self.do(put, kind, id_, value, self.tick())

    async def trash(self, chat: str) -> None:
        await self.change(chat, deleted_at=self.tick())

    async def restore(self, chat: str) -> None:
        await self.change(chat, deleted_at=None)

    async def empty_trash(self, chat: str) -> set[str]:
        """Remove a deleted chat for good; return its messages."""
        gone = {str(id_) for (id_,) in await self.ask("SELECT id FROM message WHERE conversation_id = ?", chat)}
        await TrashTable(self.database).remove([chat])
        return gone

    async def remove_message(self, message: str) -> None:
        """Remove one message for good, with its star; what hung from it hangs from the one above."""
        now = self.tick()

        def job(connection: sqlite3.Connection) -> None:
            place = "SELECT parent_id, conversation_id FROM message WHERE id = ?"
            above, chat = connection.execute(place, (message,)).fetchone()
            moved = """UPDATE message SET parent_id = ?, updated_at = ?,
                blocks = json_set(blocks, '$.gap', json('true')) WHERE parent_id = ?"""
            connection.execute(moved, (above, now, message))
            marked = "UPDATE message SET deleted_at = ?, updated_at = ? WHERE id = ?"
            connection.execute(marked, (now, now, message))
            facts = "SELECT starred, leaf_id FROM conversation WHERE id = ?"
            starred, leaf = connection.execute(facts, (chat,)).fetchone()
            left = json.dumps([one for one in json.loads(starred) if one != message])
            saved = "UPDATE conversation SET starred = ?, leaf_id = ?, updated_at = ? WHERE id = ?"
            connection.execute(saved, (left, above if leaf == message else leaf, now, chat))

        await self.database.write(job)
        await self.database.write(lambda one: remove_marked(one, [message], demo="demo"))

    # What a person sees

    async def chats(self, *, is_deleted: bool | None = None) -> list[str]:
        query = "SELECT id FROM conversation"
        if is_deleted is not None:
            query += f" WHERE deleted_at IS {'NOT ' if is_deleted else ''}NULL"
        return [str(id_) for (id_,) in await self.ask(f"{query} ORDER BY id")]

    async def messages(self) -> set[str]:
        return {str(id_) for (id_,) in await self.ask("SELECT id FROM message")}

    async def sight(self) -> dict[str, object]:
        """Everything that is meant to be the same on all computers."""
        return await self.database.read(_sight)


def _sight(connection: sqlite3.Connection) -> dict[str, object]:
    chats = sorted({column for columns in CHAT.fields.values() for column in columns})
    projects = sorted({column for columns in PROJECT.fields.values() for column in columns})
    told = [column for column in MESSAGE if column != "updated_at"]  # when a row was written is each computer's own
    marks = "(SELECT group_concat(value) FROM (SELECT value FROM json_each({}) ORDER BY value))"
    used = "SELECT sha256 FROM message_attachment"  # what nobody refers to is swept away
    queries = {
        "chats": f"""SELECT id, {", ".join(chats)}, {marks.format("starred")}, {marks.format("unsent")}
            FROM conversation ORDER BY id""",
        "messages": f"""SELECT id, conversation_id, parent_id, text, deleted_at IS NULL, {", ".join(told)}
            FROM message ORDER BY id""",
        "projects": f"SELECT id, {', '.join(projects)} FROM project ORDER BY id",
        "files": f"SELECT sha256, content FROM attachment WHERE sha256 IN ({used}) ORDER BY sha256",
        "items": "SELECT kind, id, value FROM sync_item ORDER BY kind, id",
        "words": "SELECT count(*) FROM message_text WHERE message_text MATCH 'word'",
    }
    return {name: connection.execute(query).fetchall() for name, query in queries.items()}


def content_hash(sight: dict[str, object]) -> str:
    """Return what two computers share only if a person sees the same on both."""
    return hashlib.sha256(repr(sorted(sight.items())).encode()).hexdigest()


def differences(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    """Return what is not the same in two sights, for whoever reads a failure."""
    return {
        name: [sorted(map(repr, set(map(repr, rows)) ^ set(map(repr, other[name]))))]  # type: ignore[call-overload]
        for name, rows in one.items()
        if rows != other[name]
    }


async def memory_computer(name: str, storage: Storage, **more: object) -> Computer:
    """Return a new computer whose database is in memory; close its database when done."""
    return await Computer(name, MemoryDatabase(), storage, **more).begin()  # type: ignore[arg-type]


async def file_computer(name: str, path: Path, storage: Storage, **more: object) -> Computer:
    """Return a computer with a database of its own on disk; close it when done."""
    return await Computer(name, (await Database.open(path)).database, storage, **more).begin()  # type: ignore[arg-type]


async def rounds(*computers: Computer, times: int = 3) -> None:
    """Let computers sync one after the other."""
    for _ in range(times):
        for one in computers:
            await one.sync()


class Killed(BaseException):
    """The program was killed."""


class _Beginning(MemoryDatabase):
    def content(self) -> bytes:
        """Return it with syncing begun."""
        for job in schema.begin(new_writer()):
            job(self._sqlite)
        content = self._sqlite.serialize()
        self._sqlite.close()
        return content


class MortalDatabase(MemoryDatabase):
    """A database whose program ends before any job that a test chooses."""

    def __init__(self, content: bytes) -> None:
        """`content` as `copied` gives it."""
        self._sqlite = sqlite3.connect(":memory:", isolation_level=None)
        self._sqlite.deserialize(content)
        self._sqlite.execute("PRAGMA foreign_keys = ON")
        self._file = None
        self.left: int | None = None
        """So many jobs, and things asked of the storage, are done before the program is killed; None: it is not."""

    def live(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed

    def write(self, job: Job[T], *, durable: bool = False, matters: bool = True) -> asyncio.Future[T]:
        self.live()
        return super().write(job, durable=durable, matters=matters)

    def read(self, job: Job[T]) -> asyncio.Future[T]:
        self.live()
        return super().read(job)

    def copied(self) -> bytes:
        return self._sqlite.serialize()


@cache
def beginning() -> bytes:
    """Return an empty database in which syncing has begun; to make each anew would take as long as all the rest."""
    return _Beginning().content()


class MortalComputer(Computer):
    """A computer that may be killed, cloned, and put back to what it was."""

    database: MortalDatabase

    def __init__(self, name: str, storage: Storage, content: bytes | None = None, **more: object) -> None:
        """`content`: as `MortalDatabase.copied` gives it; None: of a new computer."""
        database = MortalDatabase(beginning() if content is None else content)
        super().__init__(name, database, storage, **more)  # type: ignore[arg-type]

    async def go_back(self, content: bytes) -> None:
        """Be as at that time."""
        await self.database.close()
        self.database = MortalDatabase(content)
        self.restart()

    async def be_new(self) -> None:
        """Write under an id of its own."""
        await self.do("UPDATE sync_state SET value = ? WHERE key = 'writer'", new_writer())

    async def sync_and_die(self, left: int) -> bool:
        """Sync, and be killed before so many more jobs are done; returns whether it came to that."""
        self.database.left = left
        try:
            await self.sync()
            return False
        except Killed:
            return True
        finally:
            self.database.left = None
            self.restart()
