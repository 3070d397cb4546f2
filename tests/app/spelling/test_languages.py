"""Which dictionaries serve the languages a person writes."""

from __future__ import annotations

import pytest

from turbodesk.app.spelling.languages import chosen, written
from turbodesk.app.spelling.scripts import can_have


@pytest.mark.parametrize(
    ("code", "expected"),
    [("de-at", "de_AT"), ("de_AT.UTF-8", "de_AT"), ("sr-Latn-RS", "sr_RS"), ("ca_ES@valencia", "ca_ES"), ("EN", "en")],
)
def test_codes_of_all_systems_are_read(code: str, expected: str) -> None:
    assert written(code) == expected


@pytest.mark.parametrize(
    ("wanted", "available", "expected"),
    [
        (["de-AT"], ["de_AT", "de_DE"], ("de_AT",)),
        (["de-AT"], ["de_BE", "de_DE"], ("de_DE",)),
        (["hu"], ["hu_HU", "en_US"], ("hu_HU",)),
        (["en-NZ"], ["en_AU", "en_GB"], ("en_AU",)),
        (["pt-BR", "pt"], ["pt_BR", "pt_PT"], ("pt_BR", "pt_PT")),
        (["de", "de-DE", "en"], ["de_DE", "en"], ("de_DE", "en")),
        (["zh-CN", "C"], ["en_US"], ()),
    ],
)
def test_the_nearest_dictionary_is_taken(wanted: list[str], available: list[str], expected: tuple[str, ...]) -> None:
    assert chosen(wanted, available) == expected


def test_a_language_is_only_asked_about_words_in_its_letters() -> None:
    assert can_have("ru_RU", "привет")
    assert not can_have("en_US", "привет")
    assert not can_have("ru_RU", "hello")
    assert can_have("sr_RS", "zdravo")
    assert can_have("hi_IN", "हिन्दी")
