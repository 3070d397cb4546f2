"""Projects are kept, hold chats, give them back, and never lose one: nothing is half done, whatever happens between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.test_workspace import said, unexpected
from turbodesk.app.forecast import forecast, portions
from turbodesk.app.project_cost import cost_in_words, project_cost
from turbodesk.app.services import Services, start_services
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.estimate import factor
from turbodesk.chat.model import Model, Prices
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.project import (
    MOST_FILES,
    MOST_LETTERS,
    Project,
    SignColour,
    new_project,
    saw,
)
from turbodesk.store.attachments import AttachmentStore, hash_of


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as made:
        yield made


def file(number: int, name: str = "") -> Attachment:
    return Attachment(f"{number:064x}", PLAIN, name or f"{number}.txt", 10)


def kept(services: Services, content: bytes, name: str = "a.txt") -> Attachment:
    """A text that is in the database."""
    AttachmentStore(services.database).put(content, PLAIN, name)
    return Attachment(hash_of(content), PLAIN, name, len(content))


async def chats(services: Services, *titles: str) -> list[str]:
    """Chats of the demo, each with a question and a reply."""
    made = []
    for title in titles:
        chat = services.workspace.new_chat(demo=True)
        await said(services, chat, title)
        made.append(chat.conversation.id)
    await services.database.drain()
    return made


def homes(services: Services) -> dict[str, str | None]:
    return {one.title: one.project_id for one in services.workspace.conversations()}


async def test_a_project_is_found_again_with_its_chats(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as services:
        ids = await chats(services, "Packing", "Ferry", "Bread")
        made = await services.new_project_chats().create(
            " Norway\n in June ", instructions="Be brief.", files=[file(1), file(2), file(1)], chats=[*ids[:2], "gone"]
        )
        services.workspace.projects.put(replace(made, colour=SignColour.TEAL, picture="globe", preset_id="p"))
    async with start_services(tmp_path, report=unexpected) as services:
        (found,) = services.workspace.projects.all()
        assert (found.name, found.instructions, found.colour) == ("Norway in June", "Be brief.", SignColour.TEAL)
        assert (found.picture, found.preset_id, found.files) == ("globe", "p", (file(1), file(2)))
        assert homes(services) == {"Packing": made.id, "Ferry": made.id, "Bread": None}


async def test_a_move_can_be_taken_back(services: Services) -> None:
    ids = await chats(services, "A", "B", "C")
    doors = services.new_project_chats()
    first = await doors.create("One", chats=ids[:1])
    second = await doors.create("Two")
    moved = await doors.move(ids, second.id)
    assert set(homes(services).values()) == {second.id}
    assert (await doors.move(ids, second.id)).before == {}, "they are there already"
    await doors.move_back(moved)
    assert homes(services) == {"A": first.id, "B": None, "C": None}
    open_ = await services.workspace.open(ids[0])
    assert open_ is not None
    assert open_.conversation.project_id == first.id
    open_.rename("Still there")  # writes the whole row
    await services.database.drain()
    await services.workspace.load()
    assert homes(services)["Still there"] == first.id


@pytest.mark.parametrize("with_chats", [True, False])
async def test_undo_after_a_project_was_removed_for_good_brings_its_chats_back_to_the_days(
    services: Services, with_chats: bool
) -> None:
    ids = await chats(services, "A", "B")
    doors = services.new_project_chats()
    project = await doors.create("One", chats=ids)
    deleted = await doors.delete(project.id, with_chats=with_chats)
    assert deleted is not None
    trash = services.new_trash()
    await trash.remove([project.id])
    await services.database.write(lambda one: one.execute("DELETE FROM project") and None)
    await doors.restore(deleted)
    await services.workspace.load()
    assert homes(services) == dict.fromkeys("AB")


@pytest.mark.parametrize("with_chats", [True, False])
async def test_deleting_keeps_the_chats_or_not_and_undo_brings_all_back(services: Services, with_chats: bool) -> None:
    ids = await chats(services, "A", "B", "C")
    doors = services.new_project_chats()
    project = await doors.create("One", chats=ids[:2])
    deleted = await doors.delete(project.id, with_chats=with_chats)
    assert deleted is not None
    assert services.workspace.projects.all() == ()
    assert homes(services) == ({"C": None} if with_chats else dict.fromkeys("ABC"))
    assert [one.is_project for one in await services.new_trash().deleted()] == ([False] * 2 if with_chats else [True])
    await doors.restore(deleted)
    assert [one.name for one in services.workspace.projects.all()] == ["One"]
    assert homes(services) == {"A": project.id, "B": project.id, "C": None}
    await services.workspace.load()
    assert homes(services) == {"A": project.id, "B": project.id, "C": None}
    assert await doors.delete("unknown", with_chats=True) is None


async def test_a_deleted_chat_brings_its_project_back_only_where_that_went_with_it(services: Services) -> None:
    ids = await chats(services, "A", "B")
    doors = services.new_project_chats()
    gone = await doors.create("Gone", chats=ids[:1])
    left = await doors.create("Left", chats=ids[1:])
    await services.workspace.delete(ids[1])
    await doors.delete(gone.id, with_chats=True)
    await doors.delete(left.id, with_chats=False)
    for id_ in ids:
        await services.new_trash().restore(id_)
    assert [one.name for one in services.workspace.projects.all()] == ["Gone"]
    assert homes(services) == {"A": gone.id, "B": None}


async def test_removing_chats_for_good_removes_their_deleted_project(services: Services) -> None:
    ids = await chats(services, "A")
    doors = services.new_project_chats()
    project = await doors.create("Gone", instructions="secret words", chats=ids)
    await doors.delete(project.id, with_chats=True)
    await services.new_trash().remove(ids)
    assert await services.workspace.projects.table.project(project.id) is None


async def test_a_new_chat_of_a_project_begins_as_its_preset_says(services: Services) -> None:
    preset = services.presets.keep("Short", "m-2", Parameters(system="Short."))
    project = await services.new_project_chats().create("One")
    await services.workspace.projects.put(replace(project, preset_id=preset.id))
    plain = services.workspace.new_chat(demo=True)
    within = services.workspace.new_chat(demo=True, project_id=project.id)
    assert plain.conversation.project_id is None
    assert within is not plain
    assert (within.conversation.model, within.conversation.parameters.system) == ("m-2", "Short.")
    assert services.workspace.new_chat(demo=True, project_id=project.id) is within
    again = services.workspace.new_chat(demo=True)
    assert again.conversation.project_id is None
    await said(services, services.workspace.new_chat(demo=True, project_id=project.id), "Hello")
    await services.database.drain()
    assert homes(services) == {"Hello": project.id}


async def test_a_replaced_file_says_which_chats_saw_the_old_one(services: Services) -> None:
    doors = services.new_project_chats()
    project = await doors.create("One", files=[file(1, "old.txt"), file(2)])
    asked = services.workspace.new_chat(demo=True, project_id=project.id)
    await said(services, asked, "Asked before")
    project = project.with_replaced(file(1).sha256, file(3, "new.txt"), at=5)
    await services.workspace.projects.put(project)
    later = services.workspace.new_chat(demo=True, project_id=project.id)
    await said(services, later, "Asked later")
    await services.database.drain()
    await services.workspace.load()
    known = services.workspace.conversations()
    assert [one.title for one in saw(known, file(1).sha256)] == ["Asked before"]
    assert [one.title for one in saw(known, file(3).sha256)] == ["Asked later"]
    assert [one.name for one in project.files] == ["new.txt", "2.txt"], "in the place of the old one"
    again = project.with_replaced(file(3).sha256, file(4), at=6)
    assert [(one.name, one.by) for one in again.replaced] == [("old.txt", file(4).sha256), ("new.txt", file(4).sha256)]


async def test_a_move_that_is_cut_off_is_whole_or_nothing(services: Services) -> None:
    ids = await chats(services, "A", "B")
    doors = services.new_project_chats()
    project = await doors.create("One")
    task = asyncio.ensure_future(doors.move(ids, project.id))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await services.database.drain()
    await services.workspace.load()
    assert set(homes(services).values()) == {project.id}


def test_names_and_files_stay_within_bounds() -> None:
    project = new_project("\u202eevil\u0000 \ud83d\ude00" + "x" * 500)
    assert project.name.startswith("evil")
    assert len(project.name) <= MOST_LETTERS
    with pytest.raises(ValueError, match="needs a name"):
        new_project(" \u200b\n ")
    full = project
    for number in range(MOST_FILES + 5):
        full = full.with_file(file(number))
    assert len(full.files) == MOST_FILES
    assert full.without_file(file(0).sha256).files[0] == file(1)
    assert full.with_replaced("unknown", file(200), at=1) is full
    assert full.with_replaced(file(0).sha256, file(1), at=1) is full, "it would be there twice"
    assert not Project("x", "y", instructions=" ").sends


async def test_renaming_is_clean_and_blank_changes_nothing(services: Services) -> None:
    project = await services.new_project_chats().create("One")
    projects = services.workspace.projects
    projects.rename(project.id, "  Two\n")
    projects.rename(project.id, " ")
    projects.rename("unknown", "x")
    await services.database.drain()
    assert [one.name for one in projects.all()] == ["Two"]
    await projects.put(projects.all()[0])


def test_the_cost_is_told_with_the_cache_and_without() -> None:
    model = Model("m-1", "M 1", cache_minimum=1_000, prices=Prices(3.0, 15.0, 3.75, 6.0, 0.3))
    project = new_project("One", instructions="word " * 100, files=[Attachment("0" * 64, PLAIN, "a.txt", 37_000)])
    cost = project_cost(project, model)
    assert cost.tokens == pytest.approx(10_000 * factor(model), rel=0.05)
    assert cost.is_kept
    assert cost.first == pytest.approx(cost.tokens * 3.75 / 1e6)
    words = cost_in_words(cost, model)
    assert f"About {cost.tokens:,} tokens go before every message to M 1." in words
    assert "With the cache: $" in words
    assert "Without it: $" in words
    small = cost_in_words(project_cost(replace(project, files=()), model), model)
    assert "too little for its cache" in small
    assert cost_in_words(project_cost(new_project("Empty"), model), model) == ""
    unpriced = replace(model, prices=None)
    assert cost_in_words(project_cost(project, unpriced), unpriced).endswith("What they cost is not known.")


async def test_the_forecast_counts_what_the_project_sends(services: Services) -> None:
    taken = kept(services, b"Ferries go at noon. " * 2_000)
    doors = services.new_project_chats()
    chat = services.workspace.new_chat(demo=True)
    await said(services, chat, "Hello")
    before = forecast(chat, "").tokens
    project = await doors.create("One", files=[taken], chats=[chat.conversation.id])
    moved = forecast(chat, "").tokens
    assert moved - before == pytest.approx(project_cost(project, chat.model).tokens, abs=2)
    told = portions(chat, "", tokens=moved)
    assert told.files > 5_000
    fresh = services.workspace.new_chat(demo=True, project_id=project.id)
    assert forecast(fresh, "").tokens == pytest.approx(project_cost(project, fresh.model).tokens, abs=2)


async def test_what_is_folded_stays_so_and_forgets_what_is_gone(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected) as services:
        doors = services.new_project_chats()
        one, two = await doors.create("One"), await doors.create("Two")
        for project in (one, two):
            services.workspace.projects.fold(project.id)
        await doors.delete(one.id, with_chats=False)
        services.workspace.projects.fold("unknown")
    async with start_services(tmp_path, report=unexpected) as services:
        assert services.workspace.projects.folded == {two.id}
        services.workspace.projects.fold(two.id)
        assert services.workspace.projects.folded == frozenset()
