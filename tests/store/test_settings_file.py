from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.strategies import json_values, texts
from turbodesk.chat.errors import StoreUnwritable
from turbodesk.store.settings_file import load, save

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "settings.json"


def test_no_file_is_no_settings(file: Path) -> None:
    assert load(file).values == {}
    assert load(file).notice is None


usable = json_values.filter(lambda one: not any(word in json.dumps(one) for word in ("Infinity", str(2**63))))


@given(st.lists(st.dictionaries(texts, usable, max_size=4), max_size=4))
def test_what_was_saved_comes_back_and_unknown_keys_stay(
    tmp_path_factory: pytest.TempPathFactory, saves: list[dict[str, object]]
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    expected: dict[str, object] = {}
    for changes in saves:
        save(file, changes)
        expected |= changes
    assert load(file).values == expected
    assert [one.name for one in file.parent.iterdir()] == (["settings.json"] if saves else [])


@posix_only
def test_only_the_owner_reads_it(file: Path) -> None:
    save(file, {"a": 1})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b"", b"3", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_unchanged(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    loaded = load(file)
    assert loaded.set_aside is not None
    assert loaded.set_aside.read_bytes() == content
    assert loaded.notice is not None
    assert loaded.set_aside.name in loaded.notice.advice
    save(file, {"a": 1})
    assert load(file).values == {"a": 1}
    assert loaded.set_aside.read_bytes() == content


def test_two_damaged_files_of_one_second_are_both_kept(file: Path) -> None:
    file.parent.mkdir()
    kept = set()
    for _ in range(3):
        file.write_bytes(b"{")
        kept.add(load(file).set_aside)
    assert len(kept) == 3


def test_a_save_that_cannot_be_written_says_so_and_keeps_the_old(file: Path) -> None:
    file.mkdir(parents=True)  # a folder where the file should be: nobody, not even root, can replace it
    (file / "inside").touch()
    with pytest.raises(StoreUnwritable) as caught:
        save(file, {"a": 1})
    assert caught.value.note.sentence == "The settings could not be saved."
    assert [one.name for one in file.parent.iterdir()] == ["settings.json"]


def test_a_value_that_is_no_json_leaves_no_trace(file: Path) -> None:
    save(file, {"a": 1})
    with pytest.raises(TypeError):
        save(file, {"b": object()})
    assert load(file).values == {"a": 1}
    assert [one.name for one in file.parent.iterdir()] == ["settings.json"]


@posix_only
def test_a_file_reached_through_a_link_stays_there(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "settings.json"
    save(real, {"a": 1})
    os.symlink(real, link)
    save(link, {"b": 2})
    assert link.is_symlink()
    assert load(real).values == {"a": 1, "b": 2}


UNUSABLE = (
    b'{"half": "\\ud800", "endless": 1e999, "huge": 99999999999999999999, "\\udc00": 1,'
    b' "fine": [1, "\\udfff", {"a": "b"}]}'
)


def test_what_cannot_be_used_is_left_out_and_told(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.mkdir()
    file.write_bytes(UNUSABLE)
    assert load(file).values == {"fine": [1, {"a": "b"}]}
    assert load(file).notice is None
    assert "half" in caplog.text
    assert "endless" in caplog.text
    assert file.read_bytes() == UNUSABLE


def test_what_cannot_be_used_is_copied_before_it_is_written_over(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(UNUSABLE)
    save(file, {"other": 1})
    assert list(file.parent.iterdir()) == [file], "it is in the file still"
    assert json.loads(file.read_bytes())["half"] == "\ud800"
    save(file, {"half": "whole"})
    (copy,) = (one for one in file.parent.iterdir() if one != file)
    assert json.loads(copy.read_bytes())["half"] == "\ud800"
    save(file, {"half": "again"})
    assert len(list(file.parent.iterdir())) == 2


def test_lists_within_lists_without_end_are_set_aside(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b'{"a": ' + b"[" * 500 + b"]" * 500 + b"}")
    loaded = load(file)
    assert loaded.values == {}
    assert loaded.set_aside is not None


@given(st.binary(max_size=40) | st.tuples(st.binary(max_size=6), st.integers(0, len(UNUSABLE))))
def test_any_bytes_are_read_and_written_over(
    tmp_path_factory: pytest.TempPathFactory, given: bytes | tuple[bytes, int]
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    content = given if isinstance(given, bytes) else UNUSABLE[: given[1]] + given[0] + UNUSABLE[given[1] :]
    file.write_bytes(content)
    for value in load(file).values.values():
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    save(file, {"half": 1})
    assert load(file).values["half"] == 1
