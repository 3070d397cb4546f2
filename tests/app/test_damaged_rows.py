"""Whatever stands in one cell of the database: the program starts, other chats are whole, nothing is written over."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.store.hostile import cells, in_cell, populate, put, row_of, stored, values
from turbodesk.app.exports.markdown import to_markdown
from turbodesk.app.exports.transcript import take_transcript
from turbodesk.app.services import Services, start_services
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import StoreDamaged
from turbodesk.chat.message import Message, user_message
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.search import SearchIndex

Chats = dict[str, tuple[str, list[Message]]]


def report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


async def chats_of(services: Services, *, but: str) -> Chats:
    """Open every chat but one, and return its title and the messages on its path."""
    found: Chats = {}
    for one in services.workspace.conversations():
        chat = await services.workspace.open(one.id)
        assert chat is not None
        messages = list(await chat.fetch(chat.ids()))
        assert [message.id for message in messages] == list(chat.ids())
        assert all(message.is_final for message in messages)
        if one.id != but:
            found[one.id] = one.title, messages
    return found


async def everything_works(services: Services, folder: Path) -> None:
    """Search, add up, look into the trash, and take everything out."""
    for words in ("Hello", "last words", "漢"):
        await SearchIndex(services.database).find(words)
    trash = services.new_trash()
    assert await trash.remove_old() == 0
    await trash.deleted()
    for one in services.workspace.conversations():
        await services.workspace.ledger.account(one.id)
        chat = await services.workspace.open(one.id)
        assert chat is not None
        to_markdown(await take_transcript(chat, lambda _: services.workspace.model("m")))
    await services.new_archive().export(folder / "all.zip")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder nobody has touched."""
    folder = tmp_path_factory.mktemp("sound")
    asyncio.run(populate(folder / "turbodesk.db"))
    return folder


@pytest.fixture(scope="module")
def as_it_was(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Chats:
    """What a sound folder shows."""
    folder = tmp_path_factory.mktemp("read") / "copy"
    shutil.copytree(sound, folder)

    async def read() -> Chats:
        async with start_services(folder, report=report) as services:
            assert services.notices == ()
            return await chats_of(services, but="")

    return asyncio.run(read())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_one_hostile_cell_stops_nothing(
    sound: Path, as_it_was: Chats, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    every = cells(sound / "turbodesk.db")
    table, column = data.draw(st.sampled_from(sorted({(one.table, one.column) for one in every})))
    cell = data.draw(st.sampled_from([one for one in every if (one.table, one.column) == (table, column)]))
    value = data.draw(values(sound / "turbodesk.db", cell))
    folder = tmp_path_factory.mktemp("damaged") / "copy"
    shutil.copytree(sound, folder)
    path = folder / "turbodesk.db"
    assume(put(path, cell, value))
    before, held = stored(path), in_cell(path, cell)
    async with start_services(folder, report=report) as services:
        await services.workspace.front(demo=False)
        shown = await chats_of(services, but=cell.chat)
        await everything_works(services, folder)
    for id_, (title, messages) in as_it_was.items():
        if id_ not in (cell.chat, value):
            assert shown[id_][0] == title
            assert [timeless(one) for one in shown[id_][1]] == [timeless(one) for one in messages]
    after = stored(path)
    for table in ("conversation", "attachment", "message_attachment"):
        assert after[table] == before[table]
    for row in before["message"]:
        assert row in after["message"] or b"replying" in row  # those that grew are finished
    if cell.table != "journal" and not (cell.table == "message" and b"replying" in row_of(path, cell)):
        grew = b"interrupted" in row_of(path, cell)
        assert grew or in_cell(path, cell) == held
    shutil.rmtree(folder)


def timeless(message: Message) -> Message:
    """The message without the moment at which its end was noticed."""
    return replace(message, finished_at=None, first_part_at=None)


async def test_a_chat_whose_pages_are_damaged_is_told_and_the_others_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.store.examination.CHECKED_BYTES", 0)  # as for a large file: no check of all of it
    path = tmp_path / "turbodesk.db"
    await populate(path)
    database = (await Database.open(path)).database
    history = History(database)
    long, question = new_conversation(), user_message("long " * 20_000, None)
    history.save_conversation(replace(long, leaf_id=question.id))
    history.save_message(long.id, question)
    await database.close()
    content = path.read_bytes()
    at = content.rindex(b"long " * 100) // 4096 * 4096 - 4096 * 6
    path.write_bytes(content[:at] + b"\xff" * 4096 * 4 + content[at + 4096 * 4 :])
    async with start_services(tmp_path, report=report) as services:
        for _ in range(2):
            with pytest.raises(StoreDamaged):
                await services.workspace.open(long.id)
        others = [one.id for one in services.workspace.conversations() if one.id != long.id]
        assert len(others) == 6
        for id_ in others:
            assert await services.workspace.open(id_) is not None
