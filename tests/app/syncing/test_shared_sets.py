"""Presets and prompts are the same on all of a person's computers, and nothing a person wrote is lost on the way."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.syncing.computers import Clock, OneComputer, OneStorage
from turbodesk.app import prompts as prompts_module
from turbodesk.app.syncing.shared_sets import parted
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.preset import Preset
from turbodesk.chat.prompt import Prompt

PATIENT, BRIEF = Parameters(system="Be patient."), Parameters(system="Be brief.")
NewComputer = Callable[..., OneComputer]


@pytest.fixture
async def new(tmp_path: Path) -> AsyncIterator[NewComputer]:
    made: list[OneComputer] = []

    def make(name: str, **how: object) -> OneComputer:
        made.append(OneComputer(tmp_path / name, **how))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        await one.end()
        one.jobs.connection.close()


def names(computer: OneComputer) -> list[str]:
    return [one.name for one in computer.presets.all()]


async def test_what_is_kept_changed_and_deleted_here_is_so_there(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    said = a.prompts.keep("Hello", "Say hello to {{name}}.")
    await storage.calm(a, b, rounds=1)
    assert (b.presets.all(), b.prompts.all()) == ((kept,), (said,))
    b.presets.update(kept.id, "m-2", BRIEF)
    b.prompts.delete(said.id)
    await storage.calm(b, a, rounds=1)
    assert (a.presets.all(), a.prompts.all()) == (b.presets.all(), ())
    assert a.presets.all()[0].model == "m-2"


async def test_nothing_is_sent_twice_when_nothing_changes(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    a.presets.keep("Teacher", "m-1", PATIENT)
    b.prompts.keep("Hello", "Hello")
    await storage.calm(a, b)
    sent = len(storage.records)
    await storage.calm(a, b)
    assert len(storage.records) == sent


async def test_of_two_changes_the_later_one_holds_whoever_comes_first(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    await storage.calm(a, b)
    b.clock.now += 60_000
    b.presets.update(kept.id, "later", BRIEF)
    await b.shared.push()
    a.presets.update(kept.id, "earlier", BRIEF)
    await storage.calm(a, b)
    assert [one.presets.all()[0].model for one in (a, b)] == ["later", "later"]


async def test_a_change_made_knowing_the_last_one_holds_whatever_the_clock_says(new: NewComputer) -> None:
    a, b, storage = new("a", clock=Clock(2_000_000_000_000)), new("b", clock=Clock(1_000)), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    await storage.calm(a, b)
    b.presets.update(kept.id, "after", BRIEF)
    await storage.calm(b, a)
    assert a.presets.all()[0].model == "after"


async def test_what_was_deleted_can_be_put_back(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    await storage.calm(a, b)
    a.presets.delete(kept.id)
    await storage.calm(a, b)
    assert b.presets.all() == ()
    a.presets.put_back(kept)
    await storage.calm(a, b)
    assert b.presets.all() == (kept,)


async def test_two_of_one_name_that_are_alike_become_one_and_stay_the_default(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    older = a.presets.keep("Teacher", "m-1", PATIENT)
    newer = b.presets.keep("teacher", "m-1", PATIENT)
    b.presets.choose_default(newer.id)
    await storage.calm(a, b)
    assert a.presets.all() == b.presets.all() == (older,)
    assert (a.presets.default(), b.presets.default()) == (None, older)


async def test_what_referred_to_the_one_that_went_refers_to_the_one_that_stayed(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    older = a.presets.keep("Teacher", "m-1", PATIENT)
    newer = b.presets.keep("Teacher", "m-1", PATIENT)
    chat = b.chat("default")
    b.jobs.connection.execute("UPDATE conversation SET preset_id = ?", (newer.id,))
    await storage.round(a)
    assert chat in await storage.round(b)
    assert b.jobs.connection.execute("SELECT preset_id FROM conversation").fetchall() == [(older.id,)]


async def test_two_of_one_name_that_are_not_alike_are_both_kept(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    a.presets.keep("Teacher", "m-1", PATIENT)
    b.presets.keep("Teacher", "m-1", BRIEF)
    a.prompts.keep("Hello", "One")
    b.prompts.keep("Hello", "Two")
    await storage.calm(a, b)
    assert names(a) == names(b) == ["Teacher", "Teacher 2"]
    assert [(one.name, one.text) for one in b.prompts.all()] == [("Hello", "One"), ("Hello 2", "Two")]
    assert a.prompts.all() == b.prompts.all()


async def test_a_file_that_was_lost_deletes_nothing_elsewhere_and_comes_back(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    said = a.prompts.keep("Hello", "Hello")
    await storage.calm(a, b)
    await a.end()
    (a.folder / "presets.json").unlink()
    (a.folder / "prompts.json").write_text("{ damaged")
    await a.start_again()
    assert a.presets.all() == ()
    await storage.calm(a, b)
    assert a.presets.all() == b.presets.all() == (kept,)
    assert a.prompts.all() == b.prompts.all() == (said,)


async def test_who_comes_back_after_stopping_loses_nothing_that_was_changed_meanwhile(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    b.presets.put_back(Preset("Teacher", "mine", BRIEF, kept.id))  # from when it took part before
    await storage.calm(a, b)
    assert [(one.name, one.model) for one in a.presets.all()] == [("Teacher", "m-1"), ("Teacher 2", "mine")]
    assert a.presets.all() == b.presets.all()


async def test_nothing_is_sent_before_what_others_have_was_taken_in(new: NewComputer) -> None:
    a = new("a")
    a.presets.keep("Teacher", "m-1", PATIENT)
    await a.shared.push()
    assert a.sent() == []
    await a.shared.pull()
    assert [one["k"] for one in a.sent()] == ["preset"]


async def test_what_changes_while_the_pull_waits_is_not_undone(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    await storage.calm(a, b)
    a.presets.update(kept.id, "theirs", BRIEF)
    await storage.round(a)
    b.take([record for _, record in storage.records])
    b.clock.now += 1_000
    pulling = asyncio.ensure_future(b.shared.pull())
    await asyncio.sleep(0)
    b.presets.update(kept.id, "mine", BRIEF)
    await pulling
    await storage.calm(b, a)
    assert [one.presets.all()[0].model for one in (a, b)] == ["mine", "mine"]


async def test_prompts_that_find_no_room_are_not_deleted_elsewhere(
    new: NewComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.app.syncing.shared_items.MOST", 2)
    assert prompts_module.MOST > 2
    a, b, storage = new("a"), new("b"), OneStorage()
    for number in range(4):
        a.prompts.keep(f"{number}", f"Text {number}")
    await storage.calm(a, b)
    assert (len(a.prompts.all()), len(b.prompts.all())) == (4, 2)
    b.prompts.delete(b.prompts.all()[0].id)
    await storage.calm(b, a)
    assert (len(a.prompts.all()), len(b.prompts.all())) == (3, 2)


async def test_what_a_newer_program_knows_of_a_preset_survives_a_change_here(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    kept = a.presets.keep("Teacher", "m-1", PATIENT)
    await storage.round(a)
    storage.records[0][1]["value"]["colour"] = "red"  # type: ignore[index]
    await storage.round(b)
    b.presets.update(kept.id, "m-2", PATIENT)
    await storage.round(b)
    value = storage.records[-1][1]["value"]
    assert isinstance(value, dict)
    assert (value["model"], value["colour"]) == ("m-2", "red")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("name", "text", "model", "parameters", "system", "tools", "web", "url", "needs_key", "key_page", "id")
VALUES = JSON | st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6)
IDS = st.text(min_size=1, max_size=40) | st.just("default") | st.uuids().map(str)
ITEM = st.tuples(st.sampled_from(("preset", "prompt", "gateway", "device", "left")), IDS, VALUES)


@settings(max_examples=40, deadline=None)
@given(came=st.lists(ITEM, max_size=6))
async def test_whatever_comes_breaks_nothing_here(came: list[tuple[str, str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        a = OneComputer(Path(folder))
        kept, said = a.presets.keep("Teacher", "m-1", PATIENT), a.prompts.keep("Hello", "Hello")
        first = a.profiles.all()[0]
        a.take([{"k": k, "id": id_, "at": 5, "by": "b" * 16, "value": value} for k, id_, value in came])
        for _ in range(2):
            await a.shared.pull()
            a.sent()
        await a.start_again()
        assert kept in a.presets.all()
        assert said in a.prompts.all()
        assert first in a.profiles.all()
        assert a.presets.failed is not None
        await a.shared.pull()
        assert a.sent() == [], "what came and was kept is what is here after a start"
        await a.end()
        a.jobs.connection.close()


@given(
    st.lists(
        st.builds(Prompt, st.sampled_from(["a", "A", "a 2", "b"]), st.sampled_from(["x", "y"]), st.uuids().map(str)),
        max_size=8,
    )
)
def test_parted_names_are_apart_and_no_text_is_lost(prompts: list[Prompt]) -> None:
    renamed, same = parted(prompts)
    after = {one.id: one for one in prompts} | {one.id: one for one in renamed}
    left = [one for id_, one in after.items() if id_ not in same]
    assert len({one.name.casefold() for one in left}) == len(left)
    assert {one.text for one in left} == {one.text for one in prompts}
    assert parted(left) == ([], {})
    assert parted(prompts[::-1]) == (renamed, same)


DONE = ["keep", "keep", "update", "rename", "delete", "sync", "sync", "tick"]
DOINGS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DONE), st.integers(0, 3)), max_size=25)


@settings(max_examples=20, deadline=None)
@given(doings=DOINGS)
async def test_computers_come_to_the_same_whatever_is_done(doings: list[tuple[int, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        computers = [OneComputer(Path(folder) / name) for name in "abc"]
        storage = OneStorage()
        for which, doing, number in doings:
            await do(computers[which], storage, doing, number)
        await storage.calm(*computers, rounds=6)
        sent = len(storage.records)
        await storage.calm(*computers, rounds=1)
        assert len(storage.records) == sent, "they have come to rest"
        first = computers[0].presets.all()
        assert all(one.presets.all() == first for one in computers)
        assert len({one.name.casefold() for one in first}) == len(first)
        for one in computers:
            await one.end()
            one.jobs.connection.close()


async def do(computer: OneComputer, storage: OneStorage, doing: str, number: int) -> None:
    here = computer.presets.all()
    one = here[number % len(here)] if here else None
    match doing:
        case "keep":
            computer.presets.keep("AaBb"[number], f"m-{number % 2}", PATIENT)
        case "sync":
            await storage.round(computer)
        case "tick":
            computer.clock.now += 1_000
        case "update" if one:
            computer.presets.update(one.id, f"n-{number}", BRIEF)
        case "rename" if one:
            computer.presets.rename(one.id, "ABCD"[number])
        case "delete" if one:
            computer.presets.delete(one.id)
