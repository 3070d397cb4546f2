"""The Markdown folder shows the chats that are on disk, follows them, and takes nothing from anybody."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.wired import no_report, said, until, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.exports import live_folder
from turbodesk.app.exports.folder_files import FolderFiles
from turbodesk.app.services import Services, start_services
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.message import Status, empty_reply, user_message
from turbodesk.store.history import History
from turbodesk.store.paths import DataFolder


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_folder, "SETTLE_S", 0.0)
    monkeypatch.setattr(live_folder, "START_S", 0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "notes"
    made.mkdir()
    return made


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path / "data", report=no_report) as made:
        yield made


async def kept(services: Services, title: str, question: str = "Why?", **changes: object) -> str:
    """A chat that is on disk and in the list."""
    history = History(services.database)
    asked = user_message(question, None)
    reply = replace(empty_reply("claude-sonnet-4-6", asked.id), status=Status.COMPLETE, created_at=asked.created_at)
    chat = replace(new_conversation(), title=title, leaf_id=reply.id, **changes)  # type: ignore[arg-type]
    history.save_conversation(chat)
    history.save_message(chat.id, asked)
    await history.save_message(chat.id, reply)
    services.workspace.take_in(chat)
    return chat.id


async def settled(services: Services) -> None:
    await until(lambda: not services.scope.is_running("live-folder"))


def names(folder: Path) -> list[str]:
    """The files in a folder, and folders that are empty."""
    found = (one for one in folder.rglob("*") if one.is_file() or not any(one.iterdir()))
    return sorted(one.relative_to(folder).as_posix() for one in found)


def taken_away(folder: Path) -> None:
    folder.rmdir()


def put_back(folder: Path) -> None:
    folder.mkdir()


async def chosen(services: Services, folder: Path) -> None:
    services.live_folder().choose(folder)
    await settled(services)


async def test_every_chat_is_a_file_that_says_what_it_is(services: Services, folder: Path) -> None:
    await kept(services, 'A "chat": about/paths', "Why *so*?")
    await chosen(services, folder)
    assert names(folder) == ["A chat about paths.md"]
    text = (folder / names(folder)[0]).read_text(encoding="utf-8")
    head, body = text.removeprefix("---\n").split("---\n", 1)
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    assert json.loads(facts["title"]) == 'A "chat": about/paths'
    assert set(facts) == {"title", "created", "updated"}
    assert "## You\n\nWhy \\*so\\*?" in body
    assert services.live_folder().state == live_folder.FolderState(folder, 1)


async def test_nothing_is_written_where_no_folder_was_chosen(services: Services, folder: Path) -> None:
    await kept(services, "A")
    services.live_folder().look()
    await settled(services)
    assert names(folder) == []


async def test_a_chat_that_goes_on_is_written_again_once_its_reply_is_there(tmp_path: Path, folder: Path) -> None:
    async with GatewayServer() as server, wired(tmp_path / "data", server) as services:
        server.script(Answer(text="Because."), Answer(text="Still."))
        await chosen(services, folder)
        chat = services.workspace.new_chat(demo=False)
        for question in ("Why?", "And now?"):
            await said(chat, question)
            await settled(services)
            (name,) = names(folder)
            assert question in (folder / name).read_text(encoding="utf-8")
        assert "Still." in (folder / name).read_text(encoding="utf-8")


async def test_a_title_moves_the_file_and_a_project_is_a_folder(services: Services, folder: Path) -> None:
    chat_id = await kept(services, "Before")
    await chosen(services, folder)
    await services.workspace.rename(chat_id, "After")
    await services.database.drain()
    await settled(services)
    assert names(folder) == ["After.md"]
    await services.new_project_chats().create("Norway: June", chats=[chat_id])
    await settled(services)
    assert names(folder) == ["Norway June/After.md"]
    await services.workspace.delete(chat_id)
    await settled(services)
    assert names(folder) == []


async def test_chats_of_one_title_have_files_of_their_own(services: Services, folder: Path) -> None:
    (folder / "same.md").write_text("a person's own")
    for title in ("Same", "same", "SAME"):
        await kept(services, title, title)
    await chosen(services, folder)
    assert (folder / "same.md").read_text() == "a person's own"
    ours = [name for name in names(folder) if name != "same.md"]
    assert len(ours) == len({name.casefold() for name in ours}) == 3
    before = {name: (folder / name).stat().st_mtime_ns for name in names(folder)}
    services.live_folder().look()
    await settled(services)
    assert {name: (folder / name).stat().st_mtime_ns for name in names(folder)} == before  # nothing to be written


async def test_what_a_person_wrote_into_a_file_is_kept(services: Services, folder: Path) -> None:
    first, second = await kept(services, "One"), await kept(services, "Two")
    await chosen(services, folder)
    for name in ("One.md", "Two.md"):
        (folder / name).write_text("mine")
    await services.workspace.delete(first)
    await services.workspace.rename(second, "Two!")
    await services.database.drain()
    await settled(services)
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in names(folder)}
    assert "Why?" in texts.pop("Two!.md")
    # The second may have been written once more before it had its new title.
    assert texts in ({"One.md": "mine", "Two.md": "mine"}, {"One.md": "mine", "Two (changed by hand).md": "mine"})
    (folder / "Two!.md").write_text("mine again")
    services.live_folder()._touched(second)  # noqa: SLF001 - as a reply that ended does
    await settled(services)
    assert (folder / "Two! (changed by hand).md").read_text() == "mine again"
    assert "Why?" in (folder / "Two!.md").read_text()


async def test_the_next_run_goes_on_where_this_one_ended(tmp_path: Path, folder: Path) -> None:
    async with start_services(tmp_path / "data", report=no_report) as services:
        first, _ = await kept(services, "One"), await kept(services, "Two")
        await chosen(services, folder)
        await services.workspace.delete(first)
    async with start_services(tmp_path / "data", report=no_report) as services:
        await settled(services)
        assert names(folder) == ["Two.md"]
        services.live_folder().choose(None)
        await kept(services, "Three")
        await settled(services)
    async with start_services(tmp_path / "data", report=no_report) as services:
        await settled(services)
        assert not services.live_folders  # it is off
    assert names(folder) == ["Two.md"]


async def test_a_folder_that_is_gone_is_said_and_gone_on_with_once_it_is_back(services: Services, folder: Path) -> None:
    await chosen(services, folder)
    taken_away(folder)
    await kept(services, "One")
    await settled(services)
    failure = services.live_folder().state.failure
    assert failure is not None
    assert failure.kind == "folder-gone"
    put_back(folder)
    services.live_folder().look()
    await settled(services)
    assert names(folder) == ["One.md"]
    assert services.live_folder().state.failure is None


async def test_a_file_in_the_place_of_a_projects_folder_is_said_and_left(services: Services, folder: Path) -> None:
    (folder / "Norway").write_text("a person's own")
    chat_id = await kept(services, "One")
    await services.new_project_chats().create("Norway", chats=[chat_id])
    await chosen(services, folder)
    assert services.live_folder().state.failure is not None
    assert (folder / "Norway").read_text() == "a person's own"


async def test_what_could_not_be_written_is_written_with_the_next_look(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await kept(services, "One")
    await chosen(services, folder)
    (folder / "One.md").unlink()
    put = live_folder._put  # noqa: SLF001

    def refused(*_: object) -> None:
        raise StoreFailure("full")

    monkeypatch.setattr(live_folder, "_put", refused)
    services.live_folder()._touched(chat_id)  # noqa: SLF001 - as a reply that ended does
    await settled(services)
    assert names(folder) == []
    monkeypatch.setattr(live_folder, "_put", put)
    services.live_folder().look()
    await settled(services)
    assert names(folder) == ["One.md"]


async def test_chats_of_the_demo_and_temporary_ones_are_not_written(tmp_path: Path, folder: Path) -> None:
    async with start_services(tmp_path / "data", report=no_report, demo_speed=float("inf")) as services:
        await chosen(services, folder)
        await said(services.workspace.new_chat(demo=True), "Hello")
        await settled(services)
        temporary = services.new_temporary_chats().begin(demo=True)
        await said(temporary, "Nobody knows")
        await settled(services)
        assert names(folder) == []


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(0, 3), st.text(max_size=8), st.text(max_size=3)),
            st.tuples(st.just("gone"), st.integers(0, 3), st.just(""), st.just("")),
            st.tuples(st.just("again"), st.just(0), st.just(""), st.just("")),
        ),
        max_size=12,
    )
)
def test_whatever_titles_there_are_each_chat_has_one_file_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int, str, str]]
) -> None:
    root = tmp_path_factory.mktemp("any")
    folder, index = root / "in" / "notes", root / "index.json"
    folder.mkdir(parents=True)
    files, texts = FolderFiles(folder, index), dict[str, str]()
    for number, (what, chat, title, project) in enumerate(changes):
        chat_id = str(chat)
        if what == "put":
            files.claim({chat_id: (title, project)})
            files.write(chat_id, texts.setdefault(chat_id, f"{number}"), "stamp")
        elif what == "gone" and texts.pop(chat_id, None) is not None:
            files.remove(chat_id)
        elif what == "again":
            files.save()
            files = FolderFiles(folder, index)
        assert files.ids() == texts.keys()
        written = [one for one in (root / "in").rglob("*") if one.is_file()]
        assert sorted(one.read_text() for one in written) == sorted(texts.values())
        assert all(one.is_relative_to(folder) and one.suffix == ".md" for one in written)


@pytest.mark.parametrize("name", ["../out.md", "/etc/x.md", "a/b/c.md", "a/../../x.md", "x.txt", "", "a\\b.md"])
def test_an_index_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    index = tmp_path / "index.json"
    index.write_text(json.dumps({"folder": str(tmp_path), "files": {"a": [name, "s", 1, 1], "b": 5, "c": [1]}}))
    assert len(FolderFiles(tmp_path, index)) == 0
    index.write_text("[]")
    assert len(FolderFiles(tmp_path, index)) == 0


def test_the_index_is_private_to_its_owner(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path, DataFolder(tmp_path).live_folder)
    files.save()
    if os.name != "nt":
        assert DataFolder(tmp_path).live_folder.stat().st_mode & 0o077 == 0
