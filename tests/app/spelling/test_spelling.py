"""Words are asked once, in portions, off the window's thread, in all languages that are chosen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.app.spelling.engines import ListedWords
from turbodesk.app.spelling import Spelling
from turbodesk.app.spelling.engine import SpellingEngine
from turbodesk.app.spelling.spelling import PORTION
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import StoreUnwritable

WORDS = {"de_DE": ("hallo", "welt", "kind", "mutter"), "en_US": ("hello", "world", "word", "isn't")}


@asynccontextmanager
async def spelling(
    folder: Path, open_engine: Callable[[], SpellingEngine | None], *, has_thread: bool = True
) -> AsyncIterator[Spelling]:
    failed: list[BaseException] = []
    scope = Scope("test", lambda _, error: failed.append(error))
    made = Spelling(folder / "words.txt", scope, open_engine=open_engine, has_thread=has_thread)
    try:
        yield made
    finally:
        await scope.close()
        made.close()
    assert failed == []


async def test_a_word_is_right_if_one_of_the_languages_knows_it(tmp_path: Path) -> None:
    engine = ListedWords(WORDS)
    async with spelling(tmp_path, lambda: engine) as made:
        made.set_languages(["de-AT", "en-GB"])
        assert made.is_wrong("Hallo") is None
        await made.learn(["Hallo", "world", "wrold", "isn’t", "Mutter-Kind", "Mutter-Kidn", "привет"])
        assert made.languages == ("de_DE", "en_US")
        judged = ["Hallo", "world", "wrold", "isn’t", "Mutter-Kind", "Mutter-Kidn", "привет"]
        assert [one for one in judged if made.is_wrong(one)] == ["wrold", "Mutter-Kidn"]
        assert engine.threads == {"spelling_0"}
        made.set_languages(["de"])
        assert made.is_wrong("world") is None
        await made.learn(["world"])
        assert made.is_wrong("world")
    assert engine.is_closed


async def test_a_word_is_asked_once(tmp_path: Path) -> None:
    engine = ListedWords(WORDS)
    async with spelling(tmp_path, lambda: engine) as made:
        made.set_languages(["en"])
        told: list[None] = []
        made.changed.connect(told.append)
        words = [f"w{number}" for number in range(2 * PORTION)]
        await made.learn(words)
        made.ask(words)
        await made.learn(words)
        assert len(engine.asked) == len(words)
        assert len(told) == 2


async def test_ask_works_by_itself_and_takes_more_while_it_works(tmp_path: Path) -> None:
    engine = ListedWords(WORDS)
    async with spelling(tmp_path, lambda: engine, has_thread=False) as made:
        made.set_languages(["en"])
        known = asyncio.Event()
        made.changed.connect(lambda _: known.set() if made.is_wrong("wrold") else None)
        made.ask(["hello"])
        made.ask(["wrold"])
        await known.wait()
        assert not made.is_wrong("hello")
        assert engine.threads == {"MainThread"}


async def test_without_an_engine_nothing_is_wrong(tmp_path: Path) -> None:
    async with spelling(tmp_path, lambda: None) as made:
        made.set_languages(["en"])
        await made.learn(["wrold"])
        assert await made.available() == ()
        assert made.is_wrong("wrold") is False
        assert await made.suggestions("wrold") == ()


async def test_suggestions_begin_with_the_language_of_the_words_beside(tmp_path: Path) -> None:
    async with spelling(tmp_path, lambda: ListedWords(WORDS)) as made:
        made.set_languages(["de", "en"])
        await made.learn(["hello", "word", "kind"])
        assert await made.suggestions("wrold", ["hello", "word", "kind"]) == ("word", "world", "welt")
        assert await made.suggestions("wrold", ["kind"]) == ("welt", "word", "world")
        assert await made.suggestions("isn’tt") == ("isn’t",)
        assert await made.suggestions("привет") == ()


async def test_own_and_ignored_words_are_right(tmp_path: Path) -> None:
    async with spelling(tmp_path, lambda: ListedWords(WORDS)) as made:
        made.set_languages(["en"])
        await made.learn(["turbodesk", "Zork"])
        told: list[None] = []
        made.changed.connect(told.append)
        made.add("turbodesk")
        made.ignore("Zork")
        assert (made.is_wrong("turbodesk"), made.is_wrong("Zork")) == (False, False)
        assert made.is_own("Turbodesk")
        made.remove("turbodesk")
        assert made.is_wrong("turbodesk")
        assert len(told) == 3
        (tmp_path / "words.txt").unlink()
        (tmp_path / "words.txt").mkdir()
        with pytest.raises(StoreUnwritable):
            made.add("turbodesk")
        assert made.is_wrong("turbodesk") is False


class Gone(ListedWords):
    """A speller that the system has taken away."""

    def knows(self, word: str, language: str) -> bool:
        raise OSError("gone")

    def suggestions(self, word: str, language: str) -> tuple[str, ...]:
        raise OSError("gone")


async def test_a_speller_that_fails_marks_nothing(tmp_path: Path) -> None:
    async with spelling(tmp_path, lambda: Gone(WORDS)) as made:
        made.set_languages(["en"])
        await made.learn(["wrold"])
        assert made.is_wrong("wrold") is False
        assert await made.suggestions("wrold") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello world word isn't many lines are here", ["en"]),
        ("hello world word isn't wrold lnies aer heer", []),
        ("hello world word hallo welt", []),
    ],
)
async def test_who_writes_english_beside_their_own_language_is_noticed(
    tmp_path: Path, text: str, told: list[str]
) -> None:
    engine = ListedWords({"de_DE": ("hallo", "welt"), "en_US": (*WORDS["en_US"], "many", "lines", "are", "here")})
    async with spelling(tmp_path, lambda: engine) as made:
        made.set_languages(["de"])
        written: list[str] = []
        made.written.connect(written.append)
        await made.learn(text.split())
        assert written == told
        made.set_languages(["de", "en"])
        await made.learn(["lnies", *(f"wr{at}ong" for at in range(20))])
        assert written == told, "it is asked already"
