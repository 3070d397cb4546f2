"""The person's own words are a plain file that they may edit."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.app.wired import no_report
from turbodesk.app.services import start_services
from turbodesk.app.spelling.own_words import MOST, OwnWords
from turbodesk.chat.errors import StoreUnwritable


def test_words_are_kept_one_a_line(tmp_path: Path) -> None:
    path = tmp_path / "new" / "words.txt"
    words = OwnWords(path)
    assert "turbodesk" not in words
    words.add("turbodesk")
    words.add("Ömer")
    words.add("apfel")
    assert path.read_text("utf-8") == "apfel\nturbodesk\nÖmer\n"
    again = OwnWords(path)
    assert "Turbodesk" in again
    assert "ömer" not in again
    again.remove("Turbodesk")
    assert path.read_text("utf-8") == "apfel\nÖmer\n"


def test_what_was_edited_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    words = OwnWords(path)
    words.add("one")
    path.write_bytes("one\r\n two \r\n\r\nbro\ufffdken\n".encode())
    words.add("three")
    assert "two" in words
    assert path.read_text("utf-8") == "one\nthree\ntwo\n"


def test_a_mark_that_editors_put_before_a_file_is_no_part_of_a_word(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("\ufeffapfel\r\nbirne\r\n".encode())
    words = OwnWords(path)
    assert "apfel" in words
    words.remove("apfel")
    assert path.read_text("utf-8") == "birne\n"


@pytest.mark.parametrize("raw", ["apfel\nÄpfel\n".encode("latin-1"), b"".join(b"w%d\n" % at for at in range(MOST + 1))])
def test_a_file_that_is_only_read_in_part_is_left_alone(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(raw)
    words = OwnWords(path)
    with pytest.raises(StoreUnwritable, match="Your word could not be saved"):
        words.add("one")
    assert path.read_bytes() == raw
    assert "one" in words
    assert raw.split(b"\n")[0].decode() in words, "what can be read of it is known still"


def test_no_word_is_written_that_would_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(b"".join(b"w%d\n" % at for at in range(MOST)))
    words = OwnWords(path)
    with pytest.raises(StoreUnwritable):
        words.add("one")
    assert path.read_bytes().count(b"\n") == MOST
    words.remove("w7")
    words.add("one")
    assert "one" in OwnWords(path)


def test_accents_are_the_same_however_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    words = OwnWords(path)
    words.add("Cafe\u0301")
    assert "Cafe\u0301" in words
    assert "Caf\xe9" in words
    assert path.read_text("utf-8") == "Caf\xe9\n"
    words.remove("Cafe\u0301")
    assert path.read_text("utf-8") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot stand where a file is looked for")
def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.mkdir()
    words = OwnWords(path)
    assert "one" not in words
    with pytest.raises(StoreUnwritable, match="Your word could not be saved"):
        words.add("one")
    assert "one" in words


async def test_the_program_keeps_them_beside_the_conversations(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report) as services:
        services.spelling().add("turbodesk")
        assert services.spelling().is_own("turbodesk")
    assert (tmp_path / "own-words.txt").read_text("utf-8") == "turbodesk\n"
