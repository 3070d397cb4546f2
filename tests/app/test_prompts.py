"""Prompts outlast the run, damage and a second thought, and come in from files of anybody's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app import prompt_files, prompts
from turbodesk.app.prompt_files import LARGEST, MOST_FILES, PromptFiles, read_prompts, write_prompts
from turbodesk.app.prompts import Prompts
from turbodesk.app.services import start_services
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.chat.prompt import LONGEST, Prompt, clean_name, clean_text


def no_report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "prompts.json"


@pytest.fixture
async def kept(file: Path) -> AsyncIterator[Prompts]:
    scope = Scope("test", no_report)
    yield Prompts(file, scope)
    await scope.close(1.0)


def put(path: Path, text: str) -> None:
    path.write_text(text)


def there(path: Path) -> str:
    """What a file holds; "" where there is none."""
    return path.read_text() if path.exists() else ""


async def test_a_prompt_is_there_in_the_next_run(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report) as services:
        prompt = services.prompts().keep("  Sum   up ", "\nSum this up in {{count}} sentences.\n")
        assert services.prompts() is services.prompts()
        services.store_saved.emit(True)
    async with start_services(tmp_path, report=no_report) as services:
        assert services.read_later == [], "a start reads none"
        assert services.prompts().all() == (Prompt("Sum up", "Sum this up in {{count}} sentences.", prompt.id),)


async def test_a_run_that_asked_for_no_prompt_writes_no_file(file: Path, kept: Prompts) -> None:
    kept.save_again()
    kept.save_now()
    assert there(file) == ""


async def test_every_change_can_be_taken_back(kept: Prompts) -> None:
    told: list[None] = []
    kept.changed.connect(told.append)
    first = kept.keep("b", "one")
    other = kept.keep("A", "two")
    assert [one.name for one in kept.all()] == ["A", "b"]
    kept.keep("B", "three", prompt_id=first.id)
    kept.put_back(first)
    assert kept.get(first.id) == first
    assert kept.delete(first.id, other.id) == (first, other)
    assert kept.delete(first.id) == ()
    kept.put_back(first, other)
    assert kept.all() == (other, first)
    assert len(told) == 6


async def test_what_cannot_be_kept_is_said(kept: Prompts, monkeypatch: pytest.MonkeyPatch) -> None:
    one = kept.keep("Sum up", "text")
    assert kept.mistake(" ", "text") == "A prompt needs a name."
    assert kept.mistake("Name", " \n ") == "A prompt needs a text."
    assert kept.mistake("SUM  UP", "text") == "There is a prompt “SUM UP” already."
    assert kept.mistake("sum up", "text", prompt_id=one.id) == ""
    assert kept.mistake("Name", "text") == ""
    monkeypatch.setattr(prompts, "MOST", 1)
    assert "no more are kept" in kept.mistake("Name", "text")
    assert kept.mistake("Name", "text", prompt_id=one.id) == ""


async def test_texts_from_elsewhere_come_once(kept: Prompts, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep("Sum up", "mine")
    texts = [("Sum up", "mine"), ("sum up", "other"), ("", "nameless"), ("No text", "\n"), ("Translate", "t")]
    brought = kept.bring(texts)
    assert [(one.name, one.text) for one in brought.added] == [("sum up 2", "other"), ("Translate", "t")]
    assert (brought.known, brought.left_out) == (1, 0)
    again = kept.bring(texts)
    assert (again.added, again.known) == ((), 3)
    monkeypatch.setattr(prompts, "MOST", 4)
    last = kept.bring([("n" * 200, "a"), ("n" * 200, "b")])
    assert (len(last.added), last.left_out) == (1, 1)
    monkeypatch.setattr(prompts, "MOST", 5)
    (numbered,) = kept.bring([("n" * 200, "b")]).added
    assert numbered.name.endswith("n 2")
    assert len(numbered.name) == len(last.added[0].name)


async def test_a_damaged_file_is_told_and_left(file: Path, kept: Prompts) -> None:
    put(file, "{broken")
    told: list[FailureNote] = []
    kept.failed.connect(told.append)
    assert kept.all() == ()
    assert len(told) == 1
    assert (file.parent / told[0].advice.split(" as ")[1].rstrip(".")).read_text() == "{broken"


async def test_what_is_no_prompt_among_others_is_left_out(file: Path, kept: Prompts) -> None:
    put(file, json.dumps({"prompts": [7, {"name": "A"}, {"name": "B", "text": "b", "id": "1"}]}))
    assert kept.all() == (Prompt("B", "b", "1"),)
    put(file, json.dumps({"prompts": "none"}))
    assert Prompts(file, Scope("test", no_report)).all() == ()


# Files

NAMES = st.text(min_size=1).map(clean_name).filter(bool)
TEXTS = st.one_of(
    st.text(min_size=1), st.sampled_from(["---\nname: x\n---\nb", "--- a", "-", "  a ", "# Title\n\ntext"])
)


@given(st.lists(st.builds(Prompt, NAMES, TEXTS.map(clean_text).filter(bool)), max_size=6))
def test_what_is_written_into_files_is_read_from_them(written: list[Prompt]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assert write_prompts(written, folder) == len(written)
        assert write_prompts(written[:1], folder) == len(written[:1]), "the same once more is no other file"
        paths = sorted(folder.iterdir())
        assert len(paths) == len(written)
        read = read_prompts(paths)
        assert read.troubles == ()
        assert sorted(read.texts) == sorted((one.name, one.text) for one in written)


def test_no_file_that_is_there_is_touched(tmp_path: Path) -> None:
    (tmp_path / "Sum up.md").write_text("something else")
    (tmp_path / "Sum up 2.md").mkdir()
    assert write_prompts([Prompt("Sum up", "text")], tmp_path) == 1
    assert (tmp_path / "Sum up.md").read_text() == "something else"
    assert read_prompts([tmp_path / "Sum up 3.md"]).texts == (("Sum up", "text"),)


def test_long_names_find_a_file_each(tmp_path: Path) -> None:
    names = [clean_name("漢" * 80), clean_name("漢" * 79)]
    assert write_prompts([Prompt(one, "text") for one in (*names, *names)], tmp_path) == 4
    assert len(list(tmp_path.iterdir())) == 4
    assert {name for name, _ in read_prompts(list(tmp_path.iterdir())).texts} == set(names)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreFailure):
        write_prompts([Prompt("Sum up", "text")], tmp_path / "gone")


@pytest.mark.parametrize(
    ("raw", "name", "text"),
    [
        (b"Just words\r\nand more", "File", "Just words\nand more"),
        (b"---\nname: Sum up\n---\nText", "Sum up", "Text"),
        (b"---\ntitle: 'Sum up'\ntags: [a, b]\n---\n\nText\n", "Sum up", "Text"),
        (b'---\nname: "A \\"b\\": c"\n---\nText', 'A "b": c', "Text"),
        (b'---\nname: "half\n---\nText', "half", "Text"),
        (b'---\nname: "a" b\n---\nText', 'a" b', "Text"),
        (b"---\n  name: deeper\n---\nText", "File", "Text"),
        (b"---\nno end", "File", "---\nno end"),
        (b"---\nname: x\n---no end", "File", "---\nname: x\n---no end"),
        (b"---\n---\nText", "File", "Text"),
        (b"\xef\xbb\xbfText", "File", "Text"),
        ("\ufeffTëxt".encode("utf-16-le"), "File", "Tëxt"),
        (b"---\nname: " + b"n" * 5_000 + b"\n---\nText", "File", None),
    ],
)
def test_files_of_other_programs_come_in(tmp_path: Path, raw: bytes, name: str, text: str | None) -> None:
    path = tmp_path / "File.md"
    path.write_bytes(raw)
    read = read_prompts([path])
    assert read.troubles == ()
    assert read.texts == ((name, raw.decode() if text is None else text),)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty."),
        (b" \n\n", "is empty."),
        (b"---\nname: x\n---\n", "is empty."),
        (b"\xff\xd8\xff\xe0", "holds no text."),
        (b"PK\x03\x04\0\0", "holds no text."),
        (b"t" * (LONGEST + 1), "is too long for a prompt."),
        (b"t" * (LARGEST + 1), "is too long for a prompt."),
    ],
)
def test_what_holds_no_prompt_is_told(tmp_path: Path, raw: bytes, why: str) -> None:
    path = tmp_path / "File.md"
    path.write_bytes(raw)
    assert read_prompts([path]) == PromptFiles((), (f"“File.md” {why}",))


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    paths = [tmp_path, tmp_path / "gone.md", Path("a\0b")]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        paths.append(tmp_path / "pipe")
    read = read_prompts(paths)
    assert read.texts == ()
    assert [one.partition("” ")[2] for one in read.troubles] == [
        "is no file.", "could not be read.", "could not be read.", "is no file.",
    ][: len(paths)]  # fmt: skip


def test_a_name_that_cannot_be_one_becomes_prompt(tmp_path: Path) -> None:
    path = tmp_path / ".​.md"
    path.write_text("Text")
    assert read_prompts([path]).texts == (("Prompt", "Text"),)


def test_only_so_many_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_FILES >= 100
    monkeypatch.setattr(prompt_files, "MOST_FILES", 2)
    read = read_prompts([tmp_path] * 3)
    assert len(read.troubles) == 3
    assert read.troubles[-1] == "Only the first 2 files were read."


def test_a_file_that_cannot_be_compared_is_another(tmp_path: Path) -> None:
    prompt = Prompt("Sum up", "text")
    os.symlink(tmp_path / "nowhere", tmp_path / "Sum up.md")
    assert write_prompts([prompt], tmp_path) == 1
    assert read_prompts([p for p in tmp_path.iterdir() if p.is_file()]).texts == (("Sum up", "text"),)


async def test_writes_end_before_the_run_does(file: Path) -> None:
    scope = Scope("test", no_report)
    kept = Prompts(file, scope)
    kept.keep("A", "a")
    await asyncio.sleep(0)
    kept.keep("B", "b")
    kept.save_now()
    assert {one["name"] for one in json.loads(there(file))["prompts"]} == {"A", "B"}
    await scope.close(1.0)
