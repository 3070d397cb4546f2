"""The demo in another language: its pages, and the words it is asked with."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from dataclasses import replace

import pytest

from turbodesk import resources, translation
from turbodesk.gateway import demo_script
from turbodesk.gateway.demo_script import FAIL, SECTIONS, answer_to


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    translation.use(translation.ENGLISH, None)


def _speak(monkeypatch: pytest.MonkeyPatch) -> None:
    translation.use("de", gettext.NullTranslations())
    whole = resources.text

    def text(*parts: str) -> str:
        if parts[0] != "translations":
            return whole(*parts)
        if parts[-1] == "table.md":
            return "Eine Tabelle"
        raise FileNotFoundError

    monkeypatch.setattr(resources, "text", text)
    monkeypatch.setitem(SECTIONS, "table", replace(SECTIONS["table"], translated="tabelle|Übersicht"))
    monkeypatch.setattr(demo_script, "FAIL", replace(FAIL, translated="scheitere"))


@pytest.mark.parametrize("asked", ["Zeig mir eine Tabelle", "eine ÜBERSICHT bitte", "Show me a table"])
def test_it_is_asked_in_either_language_and_answers_in_that_of_the_window(
    monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    _speak(monkeypatch)
    assert answer_to(asked).text == "Eine Tabelle"


def test_a_page_that_is_not_translated_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    english = answer_to("lists").text
    _speak(monkeypatch)
    assert answer_to("lists").text == english


@pytest.mark.parametrize(("asked", "status"), [("Scheitere", 200), ("scheitere: busy", 529), ("fail: key", 401)])
def test_it_fails_when_asked_in_either_language(monkeypatch: pytest.MonkeyPatch, asked: str, status: int) -> None:
    _speak(monkeypatch)
    failed = answer_to(asked)
    assert failed.status == status
    assert failed.error


def test_in_english_words_of_others_are_parts_of_words() -> None:
    assert answer_to("listen to me").text == answer_to("nothing of the kind").text


@pytest.mark.parametrize(
    ("spoken", "words", "asked", "is_meant"),
    [
        ("de", "demo|tabelle", "was ist demokratie?", False),
        ("de", "demo|tabelle", "zeig mir die demo", True),
        ("de", "demo|tabelle", "die wertetabelle", False),
        ("de", "demo|tabelle", "ich hätte gern tabellen", True),
        ("fr", "tour", "le tourisme en france", False),
        ("ru", "матем|таблиц", "математические формулы", True),
        ("ru", "демо", "эту демоверсию", False),
        ("zh_CN", "表格", "请给我一个表格看看", True),
        ("ar", "جدول", "أرني الجدول", True),
    ],
)
def test_a_word_may_have_an_ending_and_is_no_part_of_another(
    spoken: str, words: str, asked: str, *, is_meant: bool
) -> None:
    translation.use(spoken, gettext.NullTranslations())
    assert replace(FAIL, translated=words).is_translated_in(asked) is is_meant
