"""Words are found whatever their case, at their exact places."""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.text_matcher import matcher_for

TEXTS = st.text(
    st.sampled_from("\ufffcaAbBeEéÉsSßẞfﬁiİıσςΣ \u0301\u00a0\u2028가각\U0001d400中k\u212a") | st.characters(),
    max_size=30,
)
ASCII = st.text("aAbBc. ", max_size=30)


def found(words: str, text: str) -> list[str]:
    sought = matcher_for(words)
    return [] if sought is None else [text[start:end] for start, end in sought.spans(text)]


@pytest.mark.parametrize(
    ("words", "text", "matches"),
    [
        ("cat", "Cat, concat, CATS", ["Cat", "cat", "CAT"]),
        ("strasse", "Die Straße, DIE STRASSE", ["Straße", "STRASSE"]),
        ("STRAẞE", "straße", ["straße"]),
        ("s", "ß", []),
        ("σας", "ΣΑΣ σας", ["ΣΑΣ", "σας"]),
        ("e", "é e\u0301 e", ["e"]),
        ("é", "É e\u0301 e", ["É", "e\u0301"]),
        ("file", "ﬁle", ["ﬁle"]),
        ("i", "ﬁ", []),
        ("가", "각가", ["가"]),
        ("नमस", "नमस्ते", ["नमस"]),
        ("か", "が か\u3099 か", ["か"]),
        ("a b", "a\u00a0b a\u2028b a\tb", ["a\u00a0b", "a\u2028b", "a\tb"]),
        ("k", "\u212a", ["\u212a"]),
        ("aa", "aaaaa", ["aa", "aa"]),
        ("**", "a ** b", ["**"]),
        ("is x", "it is \ufffcx+1", ["is \ufffcx"]),
        ("", "anything", []),
    ],
)
def test_what_is_found(words: str, text: str, matches: list[str]) -> None:
    assert found(words, text) == matches


@given(ASCII.filter(bool), ASCII)
def test_plain_text_is_found_as_everybody_expects(words: str, text: str) -> None:
    sought = matcher_for(words)
    assert sought is not None
    expected = [found.span() for found in re.finditer(re.escape(words), text, re.IGNORECASE)]
    assert list(sought.spans(text)) == expected


@given(TEXTS, st.data())
def test_each_match_is_the_words_in_some_case(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = text[start : data.draw(st.integers(start, len(text)))]
    sought = matcher_for(words)
    if sought is None:
        return
    spans = list(sought.spans(text))
    assert all(matcher_for(text[start:end]) == sought for start, end in spans)
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(TEXTS.filter(bool), TEXTS)
def test_however_a_text_is_coded_as_much_is_found(words: str, text: str) -> None:
    words, text = normalize("NFC", words), normalize("NFC", text)
    assert len(found(words, text)) == len(found(normalize("NFD", words), normalize("NFD", text)))


@given(TEXTS.filter(bool), st.lists(TEXTS, max_size=4))
def test_lines_are_counted_apart(words: str, lines: list[str]) -> None:
    sought = matcher_for(words)
    assert sought is not None
    assert sought.count(lines) == sum(len(found(words, line)) for line in lines)
