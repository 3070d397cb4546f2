"""The engines of the three systems: Hunspell for real, those of Windows and macOS by stand-ins of their interfaces."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

from turbodesk.app.spelling.hunspell import Hunspell, folders, open_hunspell
from turbodesk.app.spelling.macos import MacSpelling
from turbodesk.app.spelling.windows import WindowsSpelling


@pytest.fixture
def hunspell(tmp_path: Path) -> Iterable[Hunspell]:
    """The system's library, with two small dictionaries, one in an old encoding."""
    folder = tmp_path / "hunspell"
    folder.mkdir()
    (folder / "en_US.aff").write_text("SET UTF-8\nTRY esianrtolcdugmphbyfvkwz'\n", "utf-8")
    (folder / "en_US.dic").write_text("3\nworld\nnaïve\nisn't\n", "utf-8")
    (folder / "de_DE.aff").write_text("SET ISO8859-1\nTRY esianrtolcdugmphbyfvkwz\n", "latin-1")
    (folder / "de_DE.dic").write_text("2\nGrüße\nWelt\n", "latin-1")
    (folder / "xx_XX.aff").write_text("SET NOSUCH-1\n", "latin-1")
    (folder / "xx_XX.dic").write_text("1\nword\n", "latin-1")
    (folder / "hyph_de_DE.dic").write_text("", "latin-1")
    (folder / "alone.dic").write_text("", "latin-1")
    made = open_hunspell({"XDG_DATA_DIRS": str(tmp_path), "HOME": str(tmp_path / "home")})
    if made is None:
        pytest.skip("needs libhunspell: sudo apt-get install libhunspell-1.7-0")
    yield made
    made.close()


def test_hunspell_knows_its_words_in_any_encoding(hunspell: Hunspell) -> None:
    assert {"de_DE", "en_US"} <= set(hunspell.languages())
    assert not {"hyph_de_DE", "alone"} & set(hunspell.languages())
    assert hunspell.knows("naïve", "en_US")
    assert hunspell.knows("Grüße", "de_DE")
    assert not hunspell.knows("Grüsse", "de_DE")
    assert not hunspell.knows("мир", "de_DE")  # its encoding has no such letters
    assert "world" in hunspell.suggestions("wrold", "en_US")
    assert "Grüße" in hunspell.suggestions("Grüßee", "de_DE")
    assert hunspell.suggestions("мир", "de_DE") == ()


def test_a_dictionary_that_cannot_be_read_marks_nothing(hunspell: Hunspell) -> None:
    assert hunspell.knows("wrold", "xx_XX")
    assert hunspell.knows("wrold", "yy_YY")
    assert hunspell.suggestions("wrold", "xx_XX") == ()


def test_there_is_no_hunspell_without_its_library() -> None:
    assert open_hunspell({}, ["libnosuchspell.so.0"]) is None


def test_dictionaries_are_looked_for_where_the_desktop_keeps_data() -> None:
    found = folders({"DICPATH": "/own", "HOME": "/home/me", "XDG_DATA_DIRS": "/flat:/snap"})
    assert found[0] == Path("/own")
    assert found[1] == Path("/home/me/.local/share/hunspell")
    assert found.index(Path("/flat/hunspell")) < found.index(Path("/usr/share/hunspell"))


class WindowsChecker:
    def has_mistake(self, text: str) -> bool:
        return text != "world"

    def suggest(self, word: str) -> list[str]:
        return ["world"]


class WindowsFactory:
    def supported(self) -> list[str]:
        return ["en-US", "de-DE"]

    def checker(self, language: str) -> WindowsChecker:
        if language == "de-DE":
            raise OSError("removed")
        return WindowsChecker()


def test_the_speller_of_windows_is_asked_by_the_names_it_gives() -> None:
    factory = WindowsFactory()
    still_there = weakref.ref(factory)
    made = WindowsSpelling(factory)
    del factory
    assert made.languages() == ("de_DE", "en_US")
    assert made.knows("world", "en_US")
    assert not made.knows("wrold", "en_US")
    assert made.suggestions("wrold", "en_US") == ("world",)
    assert made.knows("wrold", "de_DE")
    assert made.suggestions("wrold", "de_DE") == ()
    made.close()
    assert still_there() is None, "COM wants what it gave back on the same thread"
    assert made.knows("wrold", "en_US")
    assert made.suggestions("wrold", "en_US") == ()


class MacChecker:
    """What `NSSpellChecker` has, as rubicon-objc calls it."""

    availableLanguages = ("en_GB", "pt_BR")

    def checkSpellingOfString(self, word: str, **rest: object) -> SimpleNamespace:
        assert rest == {
            "startingAt": 0, "language": "en_GB", "wrap": False, "inSpellDocumentWithTag": 0, "wordCount": None,
        }  # fmt: skip
        return SimpleNamespace(location=0, length=0 if word == "world" else len(word))

    def guessesForWordRange(self, whole: tuple[int, int], **rest: object) -> list[str] | None:
        assert whole == (0, 6)  # counted as UTF-16
        return None if rest["inString"] == "😀wrol" else ["world"]


def test_the_speller_of_macos_is_asked_by_its_own_interface() -> None:
    made = MacSpelling(MacChecker(), lambda at, length: (at, length))
    assert made.languages() == ("en_GB", "pt_BR")
    assert made.knows("world", "en_GB")
    assert not made.knows("wrold", "en_GB")
    assert made.suggestions("wrolds", "en_GB") == ("world",)
    assert made.suggestions("😀wrol", "en_GB") == ()
    made.close()
