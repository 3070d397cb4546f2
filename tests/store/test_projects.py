"""Projects in the database: an older file's folders, archives by union, damage, files that nobody may sweep away."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store import make_old_file as old
from tests.store.test_archive import exported, other
from tests.store.test_trash import talked
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.project import NAMELESS, PICTURES, Project, SignColour, new_project
from turbodesk.store import AttachmentStore, Database, History
from turbodesk.store.archive import ABOUT, CONVERSATIONS, PROJECTS
from turbodesk.store.archive_reading import take_in
from turbodesk.store.attachments import hash_of
from turbodesk.store.migrations import folder_project
from turbodesk.store.projects import ProjectTable
from turbodesk.store.search import SearchIndex

FILE = Attachment(hash_of(b"knowledge"), PLAIN, "k.txt", 9)


def spoil(path: Path) -> None:
    """Take the beginning of a file away."""
    content = bytearray(path.read_bytes())
    content[:100] = b"x" * 100
    path.write_bytes(content)


async def test_folders_of_an_older_file_become_projects(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(old.FILES / "v4.db", path)
    folders = ["Norway", " Norway ", "量子", "", "\u202e", None]
    with closing(sqlite3.connect(path)) as connection:
        for number, folder in enumerate(folders):
            connection.execute(
                "INSERT INTO conversation (id, title, folder, gateway_id, wire_id, created_at, active_at, updated_at)"
                " VALUES (?, ?, ?, 'default', 'w', ?, 7, 9)",
                (f"019b7600-0000-7000-8000-00000000010{number}", f"{number}", folder, number + 1),
            )
        connection.commit()
    database = (await Database.open(path)).database
    projects = {one.id: one for one in await ProjectTable(database).projects()}
    assert sorted(one.name for one in projects.values()) == ["Norway", "量子"]
    found = {one.title: one.project_id for one in await History(database).conversations()}
    names = [projects[id_].name if (id_ := found[f"{number}"]) else None for number in range(len(folders))]
    assert names == ["Norway", "Norway", "量子", None, None, None]
    assert {one.created_at for one in projects.values()} == {1, 3}
    assert await History(database).conversation(old.conversation().id) == old.conversation()
    await database.close()


async def test_an_archive_keeps_projects_and_the_newer_one_wins(database: Database, tmp_path: Path) -> None:
    table, history = ProjectTable(database), History(database)
    AttachmentStore(database).put(b"knowledge", PLAIN, "k.txt")
    project = replace(new_project("Norway", instructions="Be\nbrief.", files=[FILE]), colour=SignColour.GREEN)
    project = project.with_replaced("none", FILE, at=1)
    await table.save(project)
    chat = talked(history, "Packing", "Hello")
    await table.move({chat.id: project.id})
    await table.save(gone := new_project("Gone"))
    await table.delete(gone.id, with_chats=True)
    await exported(database, tmp_path / "all.zip")
    there = await other(tmp_path)
    try:
        await take_in(there, tmp_path / "all.zip")
        theirs = ProjectTable(there)
        assert await theirs.projects() == await table.projects()
        assert [one.project_id for one in await History(there).conversations()] == [project.id]
        assert await AttachmentStore(there).content(FILE.sha256) == b"knowledge"
        await theirs.save(replace(project, name="Mine, and newer"))
        await there.write(lambda one: one.execute("UPDATE project SET updated_at = updated_at + 1000") and None)
        await take_in(there, tmp_path / "all.zip")
        assert [one.name for one in await theirs.projects()] == ["Mine, and newer"]
        await theirs.delete(project.id, with_chats=False)
        await take_in(there, tmp_path / "all.zip")
        assert await theirs.projects() == [], "what was deleted here stays deleted"
    finally:
        await there.close()


async def test_an_archive_of_an_older_version_brings_its_folders(database: Database, tmp_path: Path) -> None:
    talked(History(database), "Packing", "Hello")
    await database.drain()
    await exported(database, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as new, zipfile.ZipFile(tmp_path / "old.zip", "w") as older:
        for name in new.namelist():
            if name == CONVERSATIONS:
                line = json.loads(new.read(name))
                del line["project_id"], line["seen_files"]
                older.writestr(name, json.dumps(line | {"folder": "Norway"}))
            elif name != PROJECTS:
                older.writestr(name, new.read(name))
    there = await other(tmp_path)
    try:
        taken = await take_in(there, tmp_path / "old.zip")
        assert (taken.conversations, taken.messages, taken.left_out) == (1, 1, 0)
        ((chat,), (project,)) = await History(there).conversations(), await ProjectTable(there).projects()
        assert (project.name, project.id) == ("Norway", chat.project_id)
        assert project.id == folder_project("Norway")[0]
    finally:
        await there.close()


async def test_a_hostile_archive_makes_only_projects_that_can_be_shown(database: Database, tmp_path: Path) -> None:
    id_ = new_project("x").id
    lines = [
        {"id": "no id", "name": "a", "created_at": 1, "updated_at": 1},
        {"id": id_, "name": "\u202eevil" + "x" * 5_000, "created_at": 2**70, "updated_at": 3, "colour": "<b>",
         "picture": "../../etc", "instructions": "\x00hm", "files": [1, {"b": []}, {"b": {"type": "image"}}, None],
         "replaced": {"a": 1}, "preset_id": ""},
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(ABOUT, json.dumps({"format": "turbodesk-archive", "version": 1}))
        for name in ("conversations.jsonl", "messages.jsonl", "attachments.jsonl"):
            archive.writestr(name, "")
        archive.writestr(PROJECTS, "\n".join(map(json.dumps, lines)))
    assert (await take_in(database, tmp_path / "x.zip")).left_out == 1
    (project,) = await ProjectTable(database).projects()
    assert project.name.startswith("evil")
    assert len(project.name) <= 80
    assert (project.colour, project.picture, project.files, project.replaced) == (SignColour.PLAIN, PICTURES[0], (), ())
    assert project.instructions == "hm"


@pytest.mark.parametrize("column", ["name", "colour", "picture", "instructions", "files", "replaced", "preset_id"])
@pytest.mark.parametrize("value", ["", "[", '[[1, 2], {"b": 3}]', "\u202e" * 2_000, "{}"])
async def test_any_text_in_any_cell_is_read_as_something_plain(database: Database, column: str, value: str) -> None:
    table = ProjectTable(database)
    await table.save(new_project("Norway", files=[FILE]))
    await database.write(lambda one: one.execute(f"UPDATE project SET {column} = ?", (value,)) and None)
    (project,) = await table.projects()
    assert project.name
    assert isinstance(project, Project)
    if column == "name" and not value.strip("\u202e"):
        assert project.name == NAMELESS


async def test_files_of_projects_are_never_swept_away(database: Database) -> None:
    store, table = AttachmentStore(database), ProjectTable(database)
    store.put(b"knowledge", PLAIN, "k.txt")
    store.put(b"nobody's", PLAIN, "n.txt")
    await table.save(project := new_project("Norway", files=[FILE]))
    assert await store.sweep(spared_ms=-1) == 1
    await table.delete(project.id, with_chats=False)
    assert await store.sweep(spared_ms=-1) == 0, "it can still be brought back"
    assert await store.content(FILE.sha256) == b"knowledge"
    await database.write(lambda one: one.execute("UPDATE project SET files = '[' ") and None)
    assert await store.sweep(spared_ms=-1) == 0, "it may be the damaged one's"


async def test_a_project_is_salvaged_from_a_damaged_file(path: Path) -> None:
    database = (await Database.open(path)).database
    await ProjectTable(database).save(project := new_project("Norway", instructions="Be brief.", files=[FILE]))
    talked(History(database), "Packing", "Hello")
    await database.close()
    spoil(path)
    opened = await Database.open(path)
    assert opened.notice is not None
    (found,) = await ProjectTable(opened.database).projects()
    assert (found.id, found.name, found.files) == (project.id, "Norway", (FILE,))
    await opened.database.close()


@pytest.mark.parametrize("words", ["ferry", "“ferry", "渡", "c++"])
async def test_a_search_finds_only_chats_of_the_project(database: Database, words: str) -> None:
    history, table = History(database), ProjectTable(database)
    await table.save(project := new_project("Norway"))
    inside = talked(history, "Inside", "The ferry 渡し goes at noon, in c++")
    talked(history, "Outside", "Another ferry 渡し, in c++")
    history.projects.move({inside.id: project.id})
    index = SearchIndex(database)
    assert {one.title for one in await index.find(words, project_id=project.id)} == {"Inside"}
    assert {one.title for one in await index.find(words)} == {"Inside", "Outside"}
    assert await index.find(words, project_id="none") == []


@pytest.mark.parametrize("value", ["[", "{}", "[1, null]", "7"])
async def test_what_is_folded_reads_as_nothing_where_it_is_damaged(database: Database, value: str) -> None:
    remembered = History(database).remembered
    remembered.save_folded(["p"])
    assert await remembered.folded() == {"p"}
    await database.write(lambda one: one.execute("UPDATE remembered SET value = ?", (value,)) and None)
    assert await remembered.folded() == frozenset()
