"""Backups in the running program: made once a day, put back into what is open, with a way back from each."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.app.test_workspace import said, unexpected
from tests.app.wired import until
from tests.store import make_old_file as old
from tests.store.test_backups import damage
from turbodesk.app import backups as module
from turbodesk.app.backups import Backups
from turbodesk.app.services import Services, start_services
from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.chat.errors import StoreDamaged, StoreFailure, StoreUnwritable
from turbodesk.chat.message import Status
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.project import new_project
from turbodesk.store.backup_files import folder_of
from turbodesk.store.migrations import STEPS


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as made:
        yield made


def titles(services: Services) -> set[str]:
    return {one.title for one in services.workspace.all_conversations()}


async def test_what_is_open_shows_the_backup_and_the_way_back_shows_what_was(services: Services) -> None:
    backups, workspace = services.backups(), services.workspace
    chat = workspace.new_chat(demo=True)
    await said(services, chat, "one")
    chat.drafts.write("half a thought")
    chat.drafts.flush()
    await services.workspace.projects.put(new_project("Norway"))
    first = await backups.make()
    assert first.chats == 1

    await said(services, chat, "and more")
    chat.tune(Parameters(system="Be brief."))
    chat.drafts.write("another")
    await said(services, workspace.new_chat(demo=True), "two")
    await services.workspace.projects.put(new_project("Billing"))
    kept = await backups.restore(first.path)
    assert (kept.kind, kept.chats) == (BackupKind.BEFORE, 2)
    assert titles(services) == {"one"}
    again = await workspace.open(chat.conversation.id)
    assert again is not None
    assert again is not chat
    assert (len(again.ids()), again.conversation.draft) == (2, "half a thought")
    assert again.conversation.parameters.system == ""
    assert [one.name for one in workspace.projects.all()] == ["Norway"]
    await said(services, again, "it goes on")

    other = await backups.restore(kept.path)
    assert titles(services) == {"one", "two"}
    back = await workspace.open(chat.conversation.id)
    assert back is not None
    assert (len(back.ids()), back.conversation.draft) == (4, "another")
    assert back.conversation.parameters.system == "Be brief."
    assert [one.name for one in workspace.projects.all()] == ["Billing", "Norway"]
    assert {one.path for one in await backups.all()} == {first.path, kept.path, other.path}


async def test_a_reply_that_grows_is_stopped_and_is_in_what_is_kept(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=200) as services:
        backups, workspace = services.backups(), services.workspace
        chat = workspace.new_chat(demo=True)
        chat.send("one")
        await until(lambda: (found := chat.last_reply()) is not None and found.text)
        first = await backups.make()  # in the middle of it
        kept = await backups.restore(first.path)
        assert workspace.replying() == frozenset()
        for path in (None, kept.path):
            if path is not None:
                await backups.restore(path)
            again = await workspace.open(chat.conversation.id)
            assert again is not None
            reply = again.last_reply()
            assert reply is not None
            assert reply.status in (Status.STOPPED, Status.INTERRUPTED)
            assert reply.text


async def test_a_backup_that_cannot_be_restored_changes_nothing(services: Services) -> None:
    backups, workspace = services.backups(), services.workspace
    chat = workspace.new_chat(demo=True)
    await said(services, chat, "word " * 30_000)
    made = await backups.make()
    await said(services, chat, "more")
    damage(made.path)
    with pytest.raises(StoreDamaged):
        await backups.restore(made.path)
    assert await workspace.open(chat.conversation.id) is chat
    assert len(chat.ids()) == 4
    with pytest.raises(StoreFailure):
        await backups.restore(made.path.with_name("none.db"))


async def test_where_what_is_there_cannot_be_kept_nothing_is_restored(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups, workspace = services.backups(), services.workspace
    chat = workspace.new_chat(demo=True)
    await said(services, chat, "one")
    made = await backups.make()
    await said(services, chat, "more")

    def no_room(*_: object, **__: object) -> Backup:
        raise StoreUnwritable

    monkeypatch.setattr(module, "back_up_open", no_room)
    with pytest.raises(StoreUnwritable):
        await backups.restore(made.path)
    again = await workspace.open(chat.conversation.id)
    assert again is not None
    assert len(again.ids()) == 4
    assert [one.path for one in await backups.all()] == [made.path]


async def test_a_backup_of_an_older_program_is_restored(services: Services, tmp_path: Path) -> None:
    path = folder_of(tmp_path / "turbodesk.db") / "20260102-030405Z.daily.db"
    path.parent.mkdir()
    shutil.copy(old.FILES / "v1.db", path)
    await services.backups().restore(path)
    assert titles(services) == {old.conversation().title}


async def daily(backups: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look as often as there is time, until a look found nothing to do."""
    looks = 0

    async def counted(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks > 2:
            raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "sleep", counted)
        with suppress(asyncio.CancelledError):
            await backups.keep_daily()


async def test_a_day_has_one_backup_once_there_is_anything(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    backups = services.backups()
    await daily(backups, monkeypatch)
    assert await backups.all() == []
    await said(services, services.workspace.new_chat(demo=True), "one")
    await until(lambda: titles(services))  # listed once it is on disk
    await daily(backups, monkeypatch)
    (made,) = await backups.all()
    made.path.rename(made.path.with_name("20260102-030405Z.daily.db"))
    await daily(backups, monkeypatch)
    assert len(await backups.all()) == 2


async def test_one_of_another_version_is_none_of_the_day(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    backups = services.backups()
    await said(services, services.workspace.new_chat(demo=True), "one")
    await until(lambda: titles(services))  # listed once it is on disk
    await daily(backups, monkeypatch)
    (made,) = await backups.all()
    shutil.copy(old.FILES / "v1.db", made.path)
    await daily(backups, monkeypatch)
    assert sorted(one.version for one in await backups.all()) == [1, len(STEPS)]


async def test_one_of_a_day_to_come_ends_no_daily_ones(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    backups = services.backups()
    await said(services, services.workspace.new_chat(demo=True), "one")
    await until(lambda: titles(services))  # listed once it is on disk
    await daily(backups, monkeypatch)
    (made,) = await backups.all()
    ahead = made.path.rename(made.path.with_name("20990102-030405Z.daily.db"))
    await daily(backups, monkeypatch)
    assert [one.path == ahead for one in await backups.all()] == [True, False]


async def test_a_backup_that_fails_is_told_and_tried_again(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    backups, told = services.backups(), list[None]()
    backups.changed.connect(told.append)
    await said(services, services.workspace.new_chat(demo=True), "one")
    await until(lambda: titles(services))  # listed once it is on disk
    blocked = folder_of(services.folder / "turbodesk.db")
    blocked.write_text("no folder")
    await daily(backups, monkeypatch)
    assert backups.failure is not None
    assert len(told) == 3
    blocked.unlink()
    await daily(backups, monkeypatch)
    assert backups.failure is None


async def test_a_failure_is_over_with_the_next_that_is_made_or_removed(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = services.backups()
    await said(services, services.workspace.new_chat(demo=True), "one")
    made = await backups.make()

    def no_room(*_: object, **__: object) -> Backup:
        raise StoreUnwritable

    for end in (backups.restore, backups.remove):
        with monkeypatch.context() as patch:
            patch.setattr(module, "back_up", no_room)
            with pytest.raises(StoreUnwritable):
                await backups.make()
        assert backups.failure is not None
        await end(made.path)
        assert backups.failure is None


async def test_one_that_is_cancelled_or_removed_is_gone(services: Services) -> None:
    backups = services.backups()
    await said(services, services.workspace.new_chat(demo=True), "one")
    making = asyncio.ensure_future(backups.make())
    await asyncio.sleep(0)
    making.cancel()
    with suppress(asyncio.CancelledError):
        await making
    made = await backups.make()
    await backups.remove(made.path)
    assert made not in await backups.all()
