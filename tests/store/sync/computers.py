"""Computers of one person: real databases in memory, what a person does at them, and the records they exchange."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from types import SimpleNamespace
from typing import TypeVar

import pytest

from turbodesk.chat import ids
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.message import Block, user_message
from turbodesk.chat.parts import Text
from turbodesk.chat.project import new_project
from turbodesk.chat.removal import MessageRemoval, planned
from turbodesk.chat.sync_names import LogName
from turbodesk.store.connection import Job
from turbodesk.store.history import History
from turbodesk.store.memory import MemoryDatabase
from turbodesk.store.projects import ProjectTable
from turbodesk.store.removals import Removals
from turbodesk.store.sync import incoming, outgoing, schema, settling
from turbodesk.store.sync.registers import CHAT, MARKS, PROJECT
from turbodesk.store.trash import TrashTable

T = TypeVar("T")
File = tuple[LogName, bytes]


class Time:
    """A clock that all computers of a test share, each with its own error."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now, self.off = 1_700_000_000_000, 0
        patch.setattr(ids, "time", SimpleNamespace(time_ns=lambda: (self.now + self.off) * 1_000_000))


class Computer:
    """One of them. Its name is a letter."""

    def __init__(self, name: str, time: Time, *, off: int = 0, begins: bool = True) -> None:
        self.name, self._time, self._off = name, time, off
        self.writer = name * 16
        self.database = MemoryDatabase()
        self.history = History(self.database)
        self.trash, self.projects = TrashTable(self.database), ProjectTable(self.database)
        self.removals = Removals(self.database)
        if begins:
            self.begin()

    def begin(self) -> None:
        """Begin syncing."""

        async def go() -> None:
            for job in schema.begin(self.writer):
                await self.database.write(job)

        self.run(go())

    def close(self) -> None:
        """Let go of the database."""
        self.run(self.database.close())

    def run(self, work: Coroutine[None, None, T]) -> T:
        """Do something at this computer, a moment later than the last thing anywhere."""
        self._time.now += 1
        self._time.off = self._off
        return asyncio.run(work)

    def do(self, job: Job[T]) -> T:
        """Do one job that writes."""

        async def go() -> T:
            return await self.database.write(job)

        return self.run(go())

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Return rows."""
        return self.do(lambda one: one.execute(query, values).fetchall())

    # ---- what a person does

    def new_chat(self, title: str, **facts: object) -> str:
        async def go() -> str:
            chat = replace(new_conversation(), title=title, **facts)  # type: ignore[arg-type]
            await self.history.save_conversation(chat)
            return chat.id

        return self.run(go())

    def chat(self, id_: str) -> Conversation:
        found = self.run(self.history.conversation(id_))
        assert found is not None
        return found

    def change(self, id_: str, **facts: object) -> None:
        before = self.chat(id_)

        async def go() -> None:
            after = replace(before, **facts)  # type: ignore[arg-type]
            await self.history.save_conversation(after, since=before)

        self.run(go())

    def say(self, id_: str, text: str) -> str:
        before = self.chat(id_)

        async def go() -> str:
            message = user_message(text, before.leaf_id)
            await self.history.save_message(id_, message)
            after = replace(before, leaf_id=message.id, updated_at=message.created_at)
            await self.history.save_conversation(after, since=before)
            return message.id

        return self.run(go())

    def grow(self, chat: str, id_: str, text: str) -> None:
        """Have an import finish a message."""

        async def go() -> None:
            (message,) = await self.history.messages([id_])
            await self.history.save_message(chat, replace(message, blocks=(Block(0, Text(text)),)))

        self.run(go())

    def star(self, chat: str, id_: str) -> None:
        starred = self.chat(chat).starred
        left = tuple(one for one in starred if one != id_)
        self.change(chat, starred=left if id_ in starred else (*starred, id_))

    def delete(self, *chats: str) -> None:
        self.write(lambda: self.history.delete_conversations(*chats))

    def restore(self, *chats: str) -> None:
        self.write(lambda: self.history.restore_conversations(*chats))

    def empty(self, *chats: str) -> set[str]:
        """Remove deleted chats for good; return the messages that went."""
        before = self.messages()
        self.run(self.trash.remove(chats))
        return before - self.messages()

    def hide(self, chat: str, id_: str) -> MessageRemoval:
        """Take a message out of a chat, in a way that can be undone."""
        before = self.chat(chat)

        async def go() -> MessageRemoval:
            nodes = {node.id: node for node in await self.history.nodes(chat)}
            removal = planned(nodes, before, [id_], follows_gap=lambda _: False, title=before.title)
            await self.removals.remove(
                removal, lambda also: self.history.save_conversation(removal.after, also, since=before)
            )
            return removal

        return self.run(go())

    def show(self, removal: MessageRemoval) -> None:
        """Undo that."""
        before = self.chat(removal.before.id)

        async def go() -> None:
            await self.removals.restore(
                removal, lambda also: self.history.save_conversation(removal.before, also, since=before)
            )

        self.run(go())

    def finish(self, removal: MessageRemoval) -> None:
        self.write(lambda: self.removals.finish(removal.ids, demo="demo"))

    def new_project(self, name: str) -> str:
        async def go() -> str:
            project = new_project(name)
            await self.projects.save(project)
            return project.id

        return self.run(go())

    def move(self, chat: str, project: str | None) -> None:
        self.write(lambda: self.projects.move({chat: project}))

    def delete_project(self, id_: str, *, with_chats: bool) -> None:
        self.write(lambda: self.projects.delete(id_, with_chats=with_chats))

    def draft(self, chat: str, text: str) -> None:
        self.write(lambda: self.history.save_draft(chat, text))

    def write(self, work: Callable[[], asyncio.Future[T]]) -> T:
        """Do what is queued."""

        async def go() -> T:
            return await work()

        return self.run(go())

    # ---- what is exchanged

    def cut(self, most: int = 1_000) -> File | None:
        """Return a file of what is to be sent."""
        return self.do(lambda one: _cut(one, self.writer, most))

    def read(self, files: Iterable[File], *, settles: bool = True) -> list[incoming.Change]:
        """Take files in."""
        changes: list[incoming.Change] = []
        for name, content in files:
            if name.writer != self.writer:
                records = outgoing.load(content).records
                changes += self.do(lambda one, n=name, r=records: incoming.apply_all(one, r, n))  # type: ignore[misc]
        if settles:
            self.do(settling.settle)
        return changes

    # ---- what a person sees

    def chats(self, *, deleted: bool | None = None) -> list[str]:
        query = "SELECT id FROM conversation"
        if deleted is not None:
            query += f" WHERE deleted_at IS {'NOT ' if deleted else ''}NULL"
        return [str(id_) for (id_,) in self.ask(f"{query} ORDER BY id")]

    def messages(self) -> set[str]:
        return {str(id_) for (id_,) in self.ask("SELECT id FROM message")}

    def sight(self) -> dict[str, object]:
        """Everything a person can see that is meant to be the same everywhere."""
        columns = ", ".join(column for columns in CHAT.fields.values() for column in columns)
        marks = self.ask(f"SELECT id, {', '.join(MARKS.values())} FROM conversation ORDER BY id")
        of_projects = ", ".join(column for columns in PROJECT.fields.values() for column in columns)
        return {
            "chats": self.ask(f"SELECT id, {columns} FROM conversation ORDER BY id"),
            "marks": [(id_, *(sorted(json.loads(str(one))) for one in lists)) for id_, *lists in marks],
            "messages": self.ask(
                "SELECT id, conversation_id, parent_id, role, status, blocks, text, deleted_at IS NULL"
                " FROM message ORDER BY id"
            ),
            "projects": self.ask(f"SELECT id, {of_projects} FROM project ORDER BY id"),
            "words": self.ask("SELECT count(*) FROM message_text WHERE message_text MATCH 'word'"),
            "items": self.ask("SELECT kind, id, value FROM sync_item ORDER BY kind, id"),
            "removed": self.ask("SELECT id, conversation_id, parent_id FROM removed_message ORDER BY id"),
        }


def _cut(connection: sqlite3.Connection, writer: str, most: int) -> File | None:
    keys = connection.execute(_DIRTY, (most,)).fetchall()
    if not keys:
        return None
    (number,) = connection.execute("SELECT value FROM sync_state WHERE key = 'next'").fetchone()
    connection.execute("UPDATE sync_state SET value = value + 1 WHERE key = 'next'")
    content = outgoing.dump(outgoing.states(connection, keys))
    sent = "UPDATE sync_stamp SET dirty = 0, seq = ? WHERE kind = ? AND id = ?"
    connection.executemany(sent, [(number, *key) for key in keys])
    return LogName.new(writer, number, number), content


_DIRTY = "SELECT DISTINCT kind, id FROM sync_stamp WHERE dirty ORDER BY kind, id LIMIT ?"


def calm(*computers: Computer, files: list[File]) -> None:
    """Have everybody read everything until nobody has anything to say."""
    for _round in range(20):
        cut = [file for one in computers for file in iter(one.cut, None)]
        files += cut
        for one in computers:
            one.read(files)
        if not cut:
            return
    raise AssertionError("it never becomes calm")
