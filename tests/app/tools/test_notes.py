"""Notes: the six commands as the provider's models know them, apart by project, undone, and nothing outside of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turbodesk.app.folders import ConfinedFolder, FolderRefused, note_files
from turbodesk.app.services import Services, start_services
from turbodesk.app.tools import ToolCall, ToolRefused
from turbodesk.app.tools.notes import WITHOUT_PROJECT
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.project import Project


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path / "data", report=lambda *_: None) as made:
        yield made


class Notes:
    """Calls the tool from one chat that is kept."""

    def __init__(self, services: Services, project_id: str | None = None, *, is_kept: bool = True) -> None:
        chat = new_conversation()
        if is_kept:
            services.workspace.take_in(chat)
        self._call = ToolCall("toolu_1", chat.id, project_id)
        found = services.toolbox().find("memory")
        assert found is not None
        self.tool = found

    async def __call__(self, command: str, **given: Any) -> str:
        outcome = await self.tool.run({"command": command, **given}, self._call)
        assert isinstance(outcome.content, str)
        return outcome.content

    async def refused(self, command: str, **given: Any) -> str:
        with pytest.raises(ToolRefused) as refused:
            await self(command, **given)
        return str(refused.value)


async def test_the_six_commands(services: Services) -> None:
    notes = Notes(services)
    folder = services.notes_folder / WITHOUT_PROJECT
    assert await notes("view", path="/memories") == "There are no notes yet."
    told = await notes("create", path="/memories/trip.md", file_text="# Trip\n\n- by train\n")
    assert told == "File created successfully at: /memories/trip.md"
    assert (folder / "trip.md").read_text(encoding="utf-8") == "# Trip\n\n- by train\n"
    await notes("create", path="/memories/deep/b.md", file_text="b")
    listed = await notes("view", path="/memories")
    assert "/memories/deep/\n" in listed
    assert "/memories/deep/b.md" in listed
    seen = await notes("view", path="/memories/trip.md")
    assert seen.startswith("Here's the content of /memories/trip.md with line numbers:\n     1\t# Trip\n     2\t\n")
    assert "     3\t- by train" in await notes("view", path="/memories/trip.md", view_range=[3, 3])
    await notes("str_replace", path="/memories/trip.md", old_str="train", new_str="boat")
    await notes("insert", path="/memories/trip.md", insert_line=3, insert_text="- with Ann\n")
    assert (folder / "trip.md").read_text(encoding="utf-8") == "# Trip\n\n- by boat\n- with Ann\n"
    await notes("rename", old_path="/memories/deep", new_path="/memories/flat")
    assert (folder / "flat" / "b.md").read_text(encoding="utf-8") == "b"
    assert not (folder / "deep").exists()
    await notes("delete", path="/memories/flat")
    assert [one.name for one in folder.iterdir()] == ["trip.md"]


async def test_each_change_is_told_and_undone(services: Services) -> None:
    told: list[str] = []
    services.tool_changed.connect(lambda change: told.append(change.title))
    notes, changes = Notes(services), services.tool_changes()
    trip = services.notes_folder / WITHOUT_PROJECT / "trip.md"
    await notes("create", path="/memories/trip.md", file_text="one")
    await notes("create", path="/memories/trip.md", file_text="two")
    await notes("rename", old_path="/memories/trip.md", new_path="/memories/a/b.md")
    await notes("delete", path="/memories/a")
    verbs = ("made", "changed", "renamed")
    assert told == [*(f"The note “trip.md” was {verb}" for verb in verbs), "The note “a” was deleted"]
    for expected in ("two", "two", "one"):
        changes.undo(changes.all()[0].id)
        places = [*trip.parent.rglob("*.md")]
        assert [one.read_text(encoding="utf-8") for one in places] == [expected]
    changes.undo(changes.all()[0].id)
    assert not [*trip.parent.rglob("*.md")]


async def test_projects_have_notes_of_their_own_and_keep_them_under_another_name(services: Services) -> None:
    project = Project("01890000-0000-7000-8000-00000000abcd", "Trip: to/Oslo?")
    await services.workspace.projects.put(project)
    await Notes(services, project.id)("create", path="/memories/a.md", file_text="of the project")
    await Notes(services)("create", path="/memories/a.md", file_text="of none")
    assert sorted(one.name for one in services.notes_folder.iterdir()) == [WITHOUT_PROJECT, "Trip to Oslo (0000abcd)"]
    services.workspace.projects.rename(project.id, "Other")
    assert "of the project" in await Notes(services, project.id)("view", path="/memories/a.md")


async def test_a_temporary_chat_reads_notes_and_changes_none(services: Services) -> None:
    chat = services.new_temporary_chats().begin(demo=True)
    assert services.workspace.conversation(chat.conversation.id) is None
    await Notes(services)("create", path="/memories/a.md", file_text="a")
    notes = Notes(services, is_kept=False)
    assert "a.md" in await notes("view", path="/memories")
    assert "temporary chat" in await notes.refused("create", path="/memories/b.md", file_text="b")
    assert "temporary chat" in await notes.refused("delete", path="/memories/a.md")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("view", {"path": "/memories/none.md"}),
        ("view", {"path": "/etc/passwd"}),
        ("view", {"path": "/memories/../../settings.json"}),
        ("view", {"path": "/memoriesx"}),
        ("view", {}),
        ("create", {"path": "/memories"}),
        ("create", {"path": "/memories", "file_text": "x"}),
        ("create", {"path": "/memories/../x.md", "file_text": "x"}),
        ("create", {"path": "/memories/.hidden", "file_text": "x"}),
        ("create", {"path": "/memories/CON.md", "file_text": "x"}),
        ("create", {"path": "/memories/a/b/c/d/e.md", "file_text": "x"}),
        ("create", {"path": "/memories/long.md", "file_text": "x" * 100_001}),
        ("create", {"path": "/memories/a.md/b.md", "file_text": "x"}),
        ("str_replace", {"path": "/memories/a.md", "old_str": "none", "new_str": "x"}),
        ("str_replace", {"path": "/memories/a.md", "old_str": "twice", "new_str": "x"}),
        ("str_replace", {"path": "/memories/none.md", "old_str": "a", "new_str": "x"}),
        ("insert", {"path": "/memories/a.md", "insert_line": 99, "insert_text": "x"}),
        ("insert", {"path": "/memories/a.md", "insert_line": -1, "insert_text": "x"}),
        ("delete", {"path": "/memories"}),
        ("delete", {"path": "/memories/none"}),
        ("rename", {"old_path": "/memories", "new_path": "/memories/x"}),
        ("rename", {"old_path": "/memories/a.md", "new_path": "/memories/a.md"}),
        ("rename", {"old_path": "/memories/a.md", "new_path": "/memories/a.md/b"}),
        ("rename", {"old_path": "/memories/a.md", "new_path": "../x"}),
        ("erase", {"path": "/memories/a.md"}),
        ("", {}),
    ],
)
async def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(
    services: Services, command: str, arguments: dict[str, object]
) -> None:
    notes = Notes(services)
    await notes("create", path="/memories/a.md", file_text="twice twice")
    assert await notes.refused(command, **arguments)
    folder = services.notes_folder
    assert [one for one in folder.rglob("*") if one.is_file()] == [folder / WITHOUT_PROJECT / "a.md"]
    assert (folder / WITHOUT_PROJECT / "a.md").read_text(encoding="utf-8") == "twice twice"
    assert len(services.tool_changes().all()) == 1


def test_it_is_the_providers_own_tool_to_its_models(services: Services) -> None:
    assert Notes(services).tool.definition.typed == "memory_20250818"


NAMES = st.sampled_from(["a.md", "b", "..", ".", "", "link", "memories", ".x", "C:", "a\x00", "é", "x" * 300])
PATHS = st.lists(NAMES, max_size=5).map(lambda names: "/".join(["/memories", *names])) | st.text(max_size=30)


@given(st.lists(st.tuples(st.sampled_from(["create", "delete", "rename", "insert", "view"]), PATHS, PATHS), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_path_leads_out_of_the_notes(tmp_path: Path, steps: list[tuple[str, str, str]]) -> None:
    (tmp_path / "notes").mkdir(exist_ok=True)
    (tmp_path / "outside.md").write_text("mine", encoding="utf-8")
    with suppress(FileExistsError):
        (tmp_path / "notes" / "link").symlink_to(tmp_path)
    folder = ConfinedFolder(tmp_path / "notes")
    for command, path, other in steps:
        with suppress(FolderRefused):
            match command:
                case "create":
                    note_files.apply(folder, note_files.create(folder, path, "x"))
                case "delete":
                    note_files.apply(folder, note_files.delete(folder, path))
                case "rename":
                    note_files.apply(folder, note_files.rename(folder, path, other))
                case "insert":
                    note_files.apply(folder, note_files.insert(folder, path, 0, "y"))
                case _:
                    assert "mine" not in note_files.view(folder, path)
    assert sorted(one.name for one in tmp_path.iterdir() if one.name in ("notes", "outside.md")) == [
        "notes",
        "outside.md",
    ]
    assert (tmp_path / "outside.md").read_text(encoding="utf-8") == "mine"
