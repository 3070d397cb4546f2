"""Presets outlast the run, damage and a second thought; one of them may begin new chats."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.presets import Presets
from turbodesk.app.services import start_services
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.model import Effort
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parameters import CacheLife, Parameters
from turbodesk.chat.preset import Preset

PARAMETERS = st.builds(
    Parameters,
    system=st.text(),
    thinking=st.booleans(),
    temperature=st.none() | st.floats(0, 1),
    effort=st.none() | st.sampled_from(Effort),
    stop_sequences=st.lists(st.text(min_size=1).filter(lambda one: bool(one.strip())), max_size=3).map(tuple),
    cache=st.sampled_from(CacheLife),
    tools=st.sampled_from([(), ("calculator",)]),
    user_id=st.text(max_size=256),
)
TEACHER = Parameters(system="Be patient.", thinking=True)


def no_report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "presets.json"


@pytest.fixture
async def presets(file: Path) -> Presets:
    return Presets(file, Scope("test", no_report))


async def test_a_preset_is_there_in_the_next_run(file: Path, presets: Presets) -> None:
    kept = presets.keep("  Patient   teacher ", "claude-opus-4-7", TEACHER)
    presets.choose_default(kept.id)
    presets.save_now()
    again = Presets(file, Scope("test", no_report))
    assert again.all() == (Preset("Patient teacher", "claude-opus-4-7", TEACHER, kept.id),)
    assert again.default() == kept
    if os.name != "nt":
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


async def test_the_same_name_holds_the_new_set(presets: Presets) -> None:
    first = presets.keep("Teacher", "a", TEACHER)
    second = presets.keep("teacher", "b", Parameters())
    assert presets.all() == (second,)
    assert (second.id, second.name, second.model) == (first.id, "Teacher", "b")
    presets.save_now()


async def test_deleting_and_changing_can_be_taken_back(presets: Presets) -> None:
    kept = presets.keep("Teacher", "a", TEACHER)
    presets.choose_default(kept.id)
    gone = presets.delete(kept.id)
    assert presets.all() == ()
    assert presets.default() is None
    assert gone is not None
    presets.put_back(gone)
    assert presets.default() == kept
    before = presets.update(kept.id, "b", Parameters())
    assert before == kept
    presets.put_back(before)
    assert presets.all() == (kept,)
    presets.save_now()


async def test_names_stay_apart(presets: Presets) -> None:
    one, _ = presets.keep("One", "", TEACHER), presets.keep("Two", "", TEACHER)
    assert presets.rename(one.id, "two") == "There is a preset “two” already."
    assert presets.rename(one.id, "  ") == "A preset needs a name."
    assert presets.rename(one.id, "ONE") == ""
    assert [preset.name for preset in presets.all()] == ["ONE", "Two"]
    with pytest.raises(ValueError, match="name"):
        presets.keep(" ", "", TEACHER)
    presets.save_now()


@pytest.mark.parametrize("text", ["{", "[]", '{"presets": 3}', '{"presets": [1, {"name": ""}, {"name": 4}]}'])
async def test_a_damaged_file_costs_no_more_than_itself(file: Path, presets: Presets, text: str) -> None:
    told: list[FailureNote] = []
    presets.failed.connect(told.append)
    await asyncio.to_thread(file.write_text, text)
    assert presets.all() == ()
    presets.keep("New", "", TEACHER)
    presets.save_now()
    assert json.loads(await asyncio.to_thread(file.read_text))["presets"][0]["name"] == "New"
    assert not told or "damaged" in str(await asyncio.to_thread(os.listdir, file.parent))


@given(st.text(min_size=1), st.text(), PARAMETERS)
def test_a_preset_survives_its_file(name: str, model: str, parameters: Parameters) -> None:
    preset = Preset.from_json(json.loads(json.dumps(Preset(name, model, parameters).to_json())))
    if preset is None:
        assert not one_line(name)
    else:
        assert Preset.from_json(preset.to_json()) == preset
        assert preset.parameters == parameters


async def test_new_chats_begin_with_the_default(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report) as services:
        kept = services.presets.keep("Teacher", "claude-opus-4-7", TEACHER)
        services.presets.choose_default(kept.id)
        chat = services.workspace.new_chat(demo=True)
        assert (chat.conversation.model, chat.conversation.parameters) == ("claude-opus-4-7", TEACHER)
    await asyncio.sleep(0)
