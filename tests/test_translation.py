"""Which language is spoken, and what becomes of sentences that it lacks."""

from __future__ import annotations

import gettext
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk import resources, translation
from turbodesk.translation import ENGLISH, LANGUAGES, VARIABLE, _, matching, ngettext, of_terminal, pgettext, wished


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    translation.use(ENGLISH, None)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("zh-Hans-CN", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh-SG", "zh_CN"),
        ("zh-Hans-HK", "zh_CN"),
        ("zh-HK", "zh_TW"),
        ("zh-Hant", "zh_TW"),
        ("zh_TW.Big5", "zh_TW"),
        ("pt-PT", "pt_BR"),
        ("de_AT@euro", "de"),
        ("es-419", "es"),
        ("ar-EG", "ar"),
        ("en_GB.UTF-8", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("sv", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_language_goes_by_many_names(name: str, language: str | None) -> None:
    assert matching(name) == language


@given(st.text())
def test_no_name_is_too_strange(name: str) -> None:
    assert matching(name) in {None, *LANGUAGES}


def test_the_run_comes_before_the_setting_and_that_before_the_system(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    assert wished(settings, ["ja"], {}) == ["ja"]
    settings.write_text(json.dumps({"language": "de"}), encoding="utf-8")
    assert wished(settings, ["ja"], {}) == ["de", "ja"]
    assert wished(settings, ["ja"], {VARIABLE: "fr"}) == ["fr", "de", "ja"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"language": 7}', '{"language": "../x"}', "[" * 100_000])
def test_a_settings_file_that_says_nothing_of_use_is_passed_over(tmp_path: Path, content: str) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text(content, encoding="utf-8")
    assert wished(settings, ["ja"], {}) == ["ja"]


@pytest.mark.parametrize(
    ("environment", "languages"),
    [
        ({}, ["C"]),
        ({"LANG": "de_DE.UTF-8"}, ["de_DE.UTF-8"]),
        ({"LANG": "de_DE", "LC_ALL": "fr_FR"}, ["fr_FR"]),
        ({"LANG": "de_DE", "LANGUAGE": "sv:ja"}, ["sv", "ja", "de_DE"]),
        ({"LANG": "C", "LANGUAGE": "ja"}, ["C"]),
        ({"LANG": "de_DE", VARIABLE: "ar"}, ["ar"]),
    ],
)
def test_a_terminal_speaks_as_its_environment_says(environment: dict[str, str], languages: list[str]) -> None:
    assert of_terminal(environment) == languages


def test_the_first_language_that_there_is_is_spoken() -> None:
    translation.install(["sv", "zh-HK", "de"])
    assert translation.language() == "zh_TW"
    translation.install(["sv"])
    assert translation.language() == ENGLISH


def test_what_a_language_lacks_is_english() -> None:
    translation.use("de", gettext.NullTranslations())
    assert (_("No such sentence"), pgettext("verb", "Open")) == ("No such sentence", "Open")
    assert [ngettext("{count} chat", "{count} chats", count) for count in (1, 2)] == ["{count} chat", "{count} chats"]


def test_no_words_stay_none_in_every_language() -> None:
    translation.install(["de"])
    assert (translation.of_data(""), translation.of_data("Somebody’s own words")) == ("", "Somebody’s own words")


class _Arabic:
    def gettext(self, message: str, /) -> str:
        return {
            "{name} cannot be read": "تعذرت قراءة {name}",
            "<a href='{url}'>{name}</a>": "<a href='{url}'>{name}</a>",
        }.get(message, message)

    def ngettext(self, singular: str, plural: str, count: int, /) -> str:
        return "{count} محادثة"

    def pgettext(self, context: str, message: str, /) -> str:
        return message


def test_places_are_ordered_by_themselves_in_a_language_read_from_the_right() -> None:
    translation.use("ar", _Arabic())

    assert _("{name} cannot be read") == "تعذرت قراءة \u2068{name}\u2069"
    assert ngettext("{count} chat", "{count} chats", 3) == "\u2068{count}\u2069 محادثة"
    assert _("Copy") == "Copy"
    assert _("<a href='{url}'>{name}</a>") == "\u200f<a href='{url}'>\u2068{name}\u2069</a>"


def test_what_has_no_words_of_its_own_is_read_from_the_right() -> None:
    translation.use("ar", _Arabic())

    assert pgettext("list", "{first}, {second}") == "\u200f\u2068{first}\u2069, \u2068{second}\u2069"


def test_a_sentence_that_begins_with_a_latin_name_is_read_from_the_right() -> None:
    translation.use("ar", _Arabic())

    assert _("Ctrl مع +") == "\u200fCtrl مع +"
    assert _("{name} Ctrl مع") == "\u200f\u2068{name}\u2069 Ctrl مع"
    assert [_(one) for one in ("Markdown", "مع Ctrl", "…")] == ["Markdown", "مع Ctrl", "…"]


def test_places_of_languages_read_from_the_left_stay_as_they_are() -> None:
    translation.use("de", _Arabic())

    assert _("{name} cannot be read") == "تعذرت قراءة {name}"


@pytest.mark.parametrize("content", [b"", b"\xde\x12\x04\x95", b"no catalogue at all", b"\xde\x12\x04\x95" + bytes(24)])
def test_a_catalogue_that_is_damaged_is_english(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(resources, "content", lambda *_: content)
    translation.install(["ar"])
    assert _("Settings") == "Settings"


def test_a_catalogue_that_is_lost_leaves_the_window_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def content(*_parts: str) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(resources, "content", content)
    translation.install(["ar"])
    assert translation.language() == ENGLISH, "and so it is read from the left"


def test_what_is_kept_or_sent_has_no_marks_of_direction() -> None:
    translation.install(["ar"])
    shown = _("{name} cannot be read").format(name="a.txt")
    assert translation.unmarked(f"\u200f\u2068a.txt\u2069 {shown}") == f"a.txt {translation.unmarked(shown)}"
    assert not set("\u200f\u2068\u2069") & set(translation.unmarked(_("{count} KB").format(count="7")))
