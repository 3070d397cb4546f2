"""The sieve never holds back a message that has the words, and lets few through that have not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.rendering.documents import OFTEN, documents
from turbodesk.app.text_matcher import matcher_for
from turbodesk.app.text_prefilter import TextPrefilter
from turbodesk.rendering import plain_text

REPLIES = [
    reply["markdown"]
    for reply in json.loads((Path(__file__).parents[1] / "rendering" / "replies.json").read_text(encoding="utf-8"))
]


def may_have(markdown: str, words: str) -> bool:
    sought = matcher_for(words)
    assert sought is not None
    return TextPrefilter(sought).may_have(markdown)


@OFTEN
@given(
    text=st.one_of(documents(everything=True), st.sampled_from(REPLIES), st.text(max_size=40)),
    line=st.integers(0),
    start=st.integers(0),
    length=st.integers(1, 12),
)
@example(text="x&#13;y **z**w", line=0, start=0, length=6)
def test_what_can_be_read_is_never_held_back(text: str, line: int, start: int, length: int) -> None:
    lines = [one for one in plain_text(text).split("\n") if one]
    assume(lines)
    shown = lines[line % len(lines)]
    words = shown[start % len(shown) :][:length]
    for cell in words.split("\t"):
        assert not cell or may_have(text, cell)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("a **zeb**ra", "zebra"),
        ("a [zeb](https://x.y)ra", "zebra"),
        ("zeb[^1]ra\n\n[^1]: note", "zeb1ra"),
        ("> [zeb][x]ra\n>\n> [x]: https://a.b", "zebra"),
        ("H<sub>2</sub>O", "h2o"),
        ("caf&eacute;s", "cafés"),
        ("caf&#233;s", "CAFÉS"),
        ("two\nwords", "two words"),
        ("Straße", "STRASSE"),
        ("![](https://x.y/a%20b.png)", "b.png"),
        ("...", "..."),
    ],
)
def test_it_lets_through_what_rendering_changes(markdown: str, words: str) -> None:
    assert may_have(markdown, words)


@pytest.mark.parametrize(
    "markdown",
    ["for i in range(n): a < b && c", "no such animal", "list[int]: x", "- [ ] task", "[an](https://x.y)telope"],
)
def test_it_holds_back_what_has_other_words(markdown: str) -> None:
    assert not may_have(markdown, "zebra")
