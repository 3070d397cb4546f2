"""What is set up survives, hostile content of its file counts as not said, and the file is gone when syncing is off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.syncing.storage_settings import LONGEST_NAME, StorageFile, StorageSettings, clean_name
from turbodesk.chat.errors import StoreUnwritable
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.store import settings_file

CHOICE = StorageChoice("webdav", "https://dav.example/ada", "ada")
SETTINGS = StorageSettings("0123456789abcdef", CHOICE, "Laptop", ("abcdefghabcdefgh",))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "other-computers.json"


def written(path: Path, content: object) -> None:
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


def content_of(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text("utf-8"))
    return found


def is_there(path: Path) -> bool:
    return path.exists()


async def test_what_is_saved_is_read(path: Path) -> None:
    file = StorageFile(path)
    assert await file.load() == (None, None)
    await file.save(SETTINGS)
    assert await StorageFile(path).load() == (SETTINGS, None)
    await file.remove()
    assert not is_there(path)
    await file.remove()
    assert await file.load() == (None, None)


async def test_what_a_newer_program_wrote_stays(path: Path) -> None:
    written(path, {"colour": "blue"})
    await StorageFile(path).save(SETTINGS)
    assert content_of(path)["colour"] == "blue"


def test_two_storages_have_two_names_in_the_key_store() -> None:
    one, other = StorageSettings.new(CHOICE, " My\nPC "), StorageSettings.new(CHOICE)
    assert one.id != other.id
    assert (one.choice, one.device_name, one.former) == (CHOICE, "My PC", ())
    assert other.device_name == ""


@given(st.text())
def test_a_computers_name_is_one_short_line(text: str) -> None:
    name = clean_name(text)
    assert len(name) <= LONGEST_NAME
    assert name == name.strip()
    assert "\n" not in name
    assert clean_name(name) == name


@given(values=st.dictionaries(st.sampled_from(["id", "storage", "device", "former"]), json_values))
async def test_hostile_content_is_not_believed(
    values: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("hostile") / "other-computers.json"
    sound = {"id": SETTINGS.id, "storage": CHOICE.to_json(), "device": "PC", "former": []}
    for content in (values, {**sound, **values}):
        written(path, content)
        settings, note = await StorageFile(path).load()
        if settings is None:
            assert note is not None or not settings_file.load(path).values
        else:
            assert all(isinstance(one, str) and len(one) == 16 for one in settings.former)
            assert len(settings.device_name) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "../../etc/passwd"}, None),
        ({"id": "0123456789ABCDEF"}, None),
        ({"storage": {"kind": "ftp", "address": "x"}}, None),
        ({"storage": None}, None),
        ({"device": 7}, StorageSettings(SETTINGS.id, CHOICE, "", SETTINGS.former)),
        ({"former": "abcdefghabcdefgh"}, StorageSettings(SETTINGS.id, CHOICE, "Laptop")),
        ({"former": ["../abcdefghabcde", 7, None]}, StorageSettings(SETTINGS.id, CHOICE, "Laptop")),
        ({"former": ["abcdefghabcdefgh"] * 2}, SETTINGS),
    ],
)
async def test_what_cannot_be_used_is_left_out(
    path: Path, changes: dict[str, object], expected: StorageSettings | None
) -> None:
    file = StorageFile(path)
    await file.save(SETTINGS)
    written(path, {**content_of(path), **changes})
    settings, note = await file.load()
    assert settings == expected
    assert (note is None) is (expected is not None)


async def test_no_more_former_codes_than_anybody_has(path: Path) -> None:
    many = tuple(f"{'a' * 14}{'abcdefghij'[at // 10]}{'abcdefghij'[at % 10]}" for at in range(30))
    file = StorageFile(path)
    await file.save(StorageSettings(SETTINGS.id, CHOICE, "", many))
    settings, _ = await file.load()
    assert settings is not None
    assert settings.former == many[:20]


async def test_a_damaged_file_is_set_aside_and_told(path: Path) -> None:
    written(path, "{")
    settings, note = await StorageFile(path).load()
    assert settings is None
    assert note is not None
    assert "other-computers.json" in note.sentence
    assert not is_there(path)


async def test_a_file_that_says_too_little_is_told(path: Path) -> None:
    written(path, "{}")
    assert await StorageFile(path).load() == (None, None)
    written(path, '{"id": 1}')
    settings, note = await StorageFile(path).load()
    assert settings is None
    assert note is not None
    assert note.sentence == "What was set up for syncing cannot be read."
    assert note.advice == "Set it up again with the recovery code; no chat is lost."
    assert str(path) in note.detail


async def test_where_it_cannot_be_written_or_removed_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = StorageFile(tmp_path / "file" / "other-computers.json")
    with pytest.raises(StoreUnwritable):
        await file.save(SETTINGS)
    folder = tmp_path / "other-computers.json"
    folder.mkdir()
    with pytest.raises(StoreUnwritable) as failed:
        await StorageFile(folder).remove()
    assert failed.value.note.sentence == "The settings could not be saved."
    assert str(folder) in failed.value.note.detail
