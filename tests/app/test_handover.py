"""What a start is asked for survives its way to the program that runs; what is wrong in it is left out."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from turbodesk.app.handover import MOST_FILES, Handover, given
from turbodesk.chat.chat_link import link_to
from turbodesk.chat.ids import new_id


@each(
    st.booleans(),
    st.booleans(),
    st.text(max_size=40).filter(str.isprintable),
    st.lists(st.text(max_size=20).filter(lambda one: "\0" not in one), max_size=5),
    st.booleans(),
)
def test_a_handover_survives_its_line(new_chat: bool, demo: bool, token: str, names: list[str], has_link: bool) -> None:
    files = tuple(os.path.abspath(f"/{name}") for name in names)
    link = link_to(new_id()) if has_link else ""
    handover = Handover(new_chat, demo, token, files, link, ask=demo, at_login=has_link)
    line = handover.to_line()
    assert line.count(b"\n") == 1
    assert Handover.from_line(line) == handover


@pytest.mark.parametrize("token", ["a\0b", "two\nlines", "\ud800"])
def test_a_token_that_no_environment_takes_is_left_out(token: str) -> None:
    assert Handover.from_line(Handover(token=token).to_line()).token == ""


@pytest.mark.parametrize(
    "raw",
    [
        {"files": "abc"}, {"files": [1, None, "relative.txt", "/with\0zero"]}, {"files": {"a": 1}},
        {"link": 5}, {"link": "https://example.org"}, {"ask": "yes"}, {"new_chat": 1},
    ],
)  # fmt: skip
def test_wrong_things_are_left_out(raw: object) -> None:
    assert Handover.from_line(json.dumps(raw).encode()) == Handover()


def test_nobody_hands_over_a_flood() -> None:
    many = Handover(files=tuple(f"/{at}" for at in range(1_000)), link="turbodesk:" + "x" * 10_000)
    read = Handover.from_line(many.to_line())
    assert len(read.files) == MOST_FILES
    assert len(read.link) == 200


def test_the_command_line_names_files_and_one_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    link, other = link_to(new_id()), link_to(new_id())
    address = (tmp_path / "with blank % é.txt").as_uri()
    files, found = given(("note.txt", link, address, other, "", "file://elsewhere/a.txt", "file://[broken"))
    assert files == (str(tmp_path / "note.txt"), str(tmp_path / "with blank % é.txt"))
    assert found == link


def test_an_address_that_windows_has_no_path_for_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_windows(path: str) -> str:
        if path.count(":") > 1:
            raise OSError(f"Bad URL: {path}")
        return str(tmp_path / "note.txt")

    monkeypatch.setattr("urllib.request.url2pathname", of_windows)
    assert given(("file:///C:/a:b", "file:///C:/note.txt")) == ((str(tmp_path / "note.txt"),), "")


def test_a_file_of_any_name_comes_through() -> None:
    name = os.fsdecode(b"/not utf-8 \xff")
    assert Handover.from_line(Handover(files=(name,)).to_line()).files == (name,)
