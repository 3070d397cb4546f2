"""What the list tells as done is on disk at that moment: seen by a second program that reads the file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.app.wired import no_report, said
from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services, start_services
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import StoreDamaged
from turbodesk.store.database import when_written

Row = tuple[str, int, bool]


def stored(folder: Path) -> dict[str, Row]:
    """Title, pin and deletion of every conversation, as a program started after a crash would find them."""
    with closing(sqlite3.connect(f"{(folder / 'turbodesk.db').as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT id, title, pinned, deleted_at IS NOT NULL FROM conversation")
        return {id_: (title, pinned, bool(gone)) for id_, title, pinned, gone in rows}


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path, report=no_report, demo_speed=float("inf")) as made:
        yield made


@pytest.fixture
async def chat(services: Services) -> LiveChat:
    made = services.workspace.new_chat(demo=True)
    await said(made, "Hello")
    await services.database.drain()
    return made


class Watcher:
    """Compares with the disk whenever the list is told something."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.told = 0
        services.workspace.listed.connect(lambda _: self.look())
        services.workspace.conversation_changed.connect(lambda _: self.look())

    def look(self) -> None:
        self.told += 1
        on_disk = stored(self.services.folder)
        for one in self.services.workspace.conversations():
            assert not on_disk[one.id][2], "it is shown, and deleted on disk"
            assert on_disk[one.id][:2] == (one.title, one.pinned)
        shown = {one.id for one in self.services.workspace.conversations()}
        assert shown == {id_ for id_, (_, _, is_gone) in on_disk.items() if not is_gone}


async def test_nothing_is_shown_in_the_list_before_it_is_on_disk(services: Services, chat: LiveChat) -> None:
    id_, watcher = chat.conversation.id, Watcher(services)
    workspace = services.workspace
    steps: list[Callable[[], Awaitable[object]]] = [
        lambda: workspace.rename(id_, "Mine"),
        lambda: workspace.pin(id_, pinned=True),
        lambda: workspace.delete(id_),
        lambda: workspace.restore(id_),
        lambda: workspace.delete(id_),
        lambda: workspace.bring_back(id_),
    ]
    for number, step in enumerate(steps, start=1):
        before = workspace.conversations()
        doing = asyncio.ensure_future(step())
        if number in (3, 4, 5):
            assert workspace.conversations() == before, "told before it was done"
        await doing
        await services.database.drain()
        assert watcher.told >= number
        assert workspace.conversations() != before
    new = workspace.new_chat(demo=True)
    new.drafts.write("a first letter")
    assert len(workspace.conversations()) == 1
    await services.database.drain()
    assert len(workspace.conversations()) == 2


async def test_a_title_is_told_when_it_is_on_disk_and_not_before(services: Services, chat: LiveChat) -> None:
    told: list[Conversation] = []
    chat.conversation_kept.connect(told.append)
    chat.rename("One")
    chat.rename("Two")
    assert (told, chat.title_on_disk) == ([], "Hello")
    await services.database.drain()
    assert [one.title for one in told] == ["One", "Two"]
    assert chat.title_on_disk == "Two"
    assert stored(services.folder)[chat.conversation.id][0] == "Two"


async def test_a_chat_deleted_before_its_row_was_written_stays_deleted(services: Services) -> None:
    new = services.workspace.new_chat(demo=True)
    new.drafts.write("words")
    await services.workspace.delete(new.conversation.id)
    await services.database.drain()
    assert services.workspace.conversations() == []
    await services.workspace.restore(new.conversation.id)
    assert [one.draft for one in services.workspace.conversations()] == ["words"]


async def test_what_could_not_be_written_is_not_told_and_a_defect_is_not_hidden() -> None:
    loop = asyncio.get_running_loop()
    told, defects = list[str](), list[object]()
    loop.set_exception_handler(lambda _, context: defects.append(context["exception"]))
    damaged, broken, cancelled, done = (loop.create_future() for _ in range(4))
    for number, one in enumerate((damaged, broken, cancelled, done)):
        when_written(one, partial(told.append, str(number)))
    damaged.set_exception(StoreDamaged())
    error = AssertionError("ours")
    broken.set_exception(error)
    cancelled.cancel()
    done.set_result(None)
    await asyncio.sleep(0)
    assert told == ["3"]
    assert defects == [error]
    loop.set_exception_handler(None)
