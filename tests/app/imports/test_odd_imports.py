"""Whatever is wrong in an archive, what comes into the database is sound, and a refusal leaves it as it was."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.imports.test_importer import NoGateways
from tests.app.imports.test_odd_archives import SOURCES, cut_or_flipped
from turbodesk.app.attachments.intake import Taken
from turbodesk.app.imports.importer import Importer
from turbodesk.app.imports.making import ImportPlace
from turbodesk.app.imports.report import ImportReport
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.json_values import joined
from turbodesk.store.cells import Cells
from turbodesk.store.database import Database
from turbodesk.store.remembered import Remembered
from turbodesk.store.row_mapping import conversation_from_cells, message_from_cells

Rows = list[tuple[Any, ...]]


def take(data: bytes, name: str) -> Taken:
    return Taken(data, "text/plain", name)


class Door:
    """A database of its own, and the way in."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path
        self._importer = Importer(database, take, Remembered(database), NoGateways())

    async def bring(self, name: str, content: bytes) -> ImportReport:
        """Bring all of one file."""
        path = self._path.parent / name
        path.write_bytes(content)
        preview = await self._importer.look([path])
        return await self._importer.bring(preview, ImportPlace("default"))

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """Return what is in a table."""
        await self._database.drain()
        connection = sqlite3.connect(self._path)
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]
        connection.close()
        return found


@asynccontextmanager
async def opened() -> AsyncIterator[Door]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "turbodesk.db"
        found = await Database.open(path)
        try:
            yield Door(found.database, path)
        finally:
            await found.database.close()


def check(conversations: list[dict[str, Any]], messages: list[dict[str, Any]]) -> None:
    ids = {row["id"] for row in messages}
    homes = {row["id"] for row in conversations}
    for row in conversations:
        cells = Cells(row)
        assert conversation_from_cells(cells).title.strip()
        assert not cells.damaged
        assert row["leaf_id"] in ids
    for row in messages:
        cells = Cells(row)
        message = message_from_cells(cells)
        assert not cells.damaged
        assert message.blocks or message.failure
        assert row["conversation_id"] in homes
        assert row["parent_id"] is None or row["parent_id"] in ids
        assert all(joined(str(cell)) == str(cell) for cell in row.values())


@settings(max_examples=30)  # each opens a database
@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 2**32))
def test_what_comes_is_sound_and_what_is_refused_changes_nothing(source: str, seed: int) -> None:
    name, make = SOURCES[source]
    random = Random(seed)
    data = make(random, random.choice((0.0, 0.02, 0.1, 0.3)))
    if random.random() < 0.3:
        data = cut_or_flipped(data, random)

    async def bring_twice() -> None:
        async with opened() as door:
            try:
                report = await door.bring(name, data)
            except ImportRefused:
                report = None
            conversations, messages = await door.rows("conversation"), await door.rows("message")
            check(conversations, messages)
            if report is None:
                assert not conversations
                assert not messages
                return
            assert report.chats == len(conversations)
            again = await door.bring(name, data)
            assert (again.chats, again.messages, again.grown, again.finished) == (0, 0, 0, 0)
            assert await door.rows("message") == messages
            assert await door.rows("conversation") == conversations

    asyncio.run(bring_twice())


def says(text: str, role: str = "user") -> dict[str, str]:
    return {"role": role, "content": text}


async def test_half_letters_in_ids_cost_nothing() -> None:
    half = "\ud800"
    session = {"id": half, "messages": [{"id": f"{half}{n}", "role": "user", "content": f"{half} {n}"} for n in (1, 2)]}
    whole = {"id": "s", "messages": [{"id": "q", "role": "user", "content": "Hi"}]}
    content = json.dumps({f"session:{half}": session, "session:s": whole}).encode()
    async with opened() as door:
        assert (await door.bring("c.json", content)).messages == 3
        assert (await door.bring("c.json", content)).messages == 0
        assert sorted(row["title"] for row in await door.rows("conversation")) == ["1", "Hi"]


async def test_a_chat_without_any_time_is_not_newer_each_time_it_comes() -> None:
    async with opened() as door:
        await door.bring("c.json", json.dumps([says("Hi")]).encode())
        before = await door.rows("conversation")
        await door.bring("c.json", json.dumps([says("Hi")]).encode())
        assert await door.rows("conversation") == before
        grown = await door.bring("c.json", json.dumps([says("Hi"), says("Hello!", "assistant")]).encode())
        assert (grown.grown, grown.messages) == (1, 1)
        (after,) = await door.rows("conversation")
        assert after["leaf_id"] != before[0]["leaf_id"]
