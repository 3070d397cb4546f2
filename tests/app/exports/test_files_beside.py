"""A chat saved as Markdown has its files beside it, once, under names that lead there; nothing is written over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.exports.test_markdown import asked
from turbodesk.app.exports.markdown import write
from turbodesk.app.exports.transcript import Transcript, Turn
from turbodesk.app.exports.writer import ExportCancelled, ExportContext
from turbodesk.chat.attachments import PDF, PLAIN, Attachment
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.message import Block
from turbodesk.rendering import to_elements

CONTENT = {"a" * 64: b"a picture", "b" * 64: b"a PDF", "c" * 64: b"a text", "d" * 64: b"another PDF"}
PICTURE = Attachment("a" * 64, "image/png", "Fähre [1](x) 50%.png", 9)
PAPER = Attachment("b" * 64, PDF, "../plan.pdf", 5)
TEXT = Attachment("c" * 64, PLAIN, "run.desktop", 6)
OTHER = Attachment("d" * 64, PDF, "plan.pdf", 11)
LOST = Attachment("e" * 64, PDF, "lost.pdf", 5)


def with_files(*files: Attachment) -> Turn:
    turn = asked("See")
    blocks = tuple(Block(number, one.part) for number, one in enumerate(files))
    return replace(turn, message=replace(turn.message, blocks=blocks))


def saved(path: Path, *turns: Turn, context: ExportContext | None = None) -> Element:
    """Write a chat; returns what a reader of Markdown makes of it."""
    write(Transcript("T", "1 May 2026", turns), path, context or ExportContext(content=CONTENT.get))
    return to_elements(path.read_text(encoding="utf-8"))


def found(path: Path, page: Element) -> list[bytes]:
    """What the links of a page lead to."""
    text = path.read_text(encoding="utf-8")
    aims = [line.rpartition("](")[2].removesuffix(")") for line in text.splitlines() if "](" in line]
    return [(path.parent / unquote(aim)).read_bytes() for aim in aims]


def files_in(folder: Path) -> list[str]:
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


def test_links_lead_to_the_files_whatever_they_are_called(tmp_path: Path) -> None:
    path = tmp_path / "My (chat) 100% #1.md"
    page = saved(path, with_files(PICTURE, PAPER, TEXT, OTHER, LOST))
    assert found(path, page) == [b"a picture", b"a PDF", b"a text", b"another PDF"]
    folder = "My (chat) 100% #1 files"
    names = [name.removeprefix(f"{folder}/") for name in files_in(tmp_path) if name.startswith(folder)]
    assert names == ["Fähre [1](x) 50%.png", "plan 2.pdf", "plan.pdf", "run.txt"]
    assert "lost.pdf" in "".join(page.itertext())


@given(st.text(max_size=30))
def test_no_name_leads_out_of_the_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root = tmp_path_factory.mktemp("any")
    (root / "in").mkdir()
    path = root / "in" / "talk.md"
    page = saved(path, with_files(replace(PAPER, name=name)))
    assert found(path, page) == [b"a PDF"]
    assert [one.split("/")[:2] for one in files_in(root)] == [["in", "talk files"], ["in", "talk.md"]]


def test_a_chat_saved_again_has_its_files_once_and_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "talk files").mkdir()
    (tmp_path / "talk files" / "plan.pdf").write_bytes(b"mine")
    for _ in range(2):
        page = saved(tmp_path / "talk.md", with_files(PAPER, PAPER), with_files(PAPER))
        assert found(tmp_path / "talk.md", page) == [b"a PDF"] * 3
    assert files_in(tmp_path) == ["talk files/plan 2.pdf", "talk files/plan.pdf", "talk.md"]
    assert (tmp_path / "talk files" / "plan.pdf").read_bytes() == b"mine"


def test_a_chat_without_files_has_no_folder(tmp_path: Path) -> None:
    saved(tmp_path / "talk.md", asked("Hello"))
    saved(tmp_path / "lost.md", with_files(LOST))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["lost.md", "talk.md"]


@pytest.mark.parametrize("has_others", [False, True])
def test_who_gives_up_leaves_nothing_but_what_was_there(tmp_path: Path, has_others: bool) -> None:
    if has_others:
        (tmp_path / "talk files").mkdir()
        (tmp_path / "talk files" / "mine.txt").write_bytes(b"mine")
    before = files_in(tmp_path)

    def step(done: int, of: int) -> None:
        if done == 1:
            raise ExportCancelled

    with pytest.raises(ExportCancelled):
        saved(tmp_path / "talk.md", with_files(PAPER), asked("B"), context=ExportContext(step, CONTENT.get))
    assert files_in(tmp_path) == before
    assert (tmp_path / "talk files").exists() is has_others


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "talk files").write_bytes(b"a file")
    with pytest.raises(StoreFailure):
        saved(tmp_path / "talk.md", with_files(PAPER))
    assert files_in(tmp_path) == ["talk files"]
