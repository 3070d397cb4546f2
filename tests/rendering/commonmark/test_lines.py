"""Measures which line ends of replies are kept: those of verse, addresses and lists of sorts, and none of prose.

The paragraphs in `line_ends.json` are written as models write them. Of the first set every line end is meant, of the
second none; the third has both, with a bar where a line end is kept.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.rendering import to_html

SAMPLES = json.loads(Path(__file__).parent.with_name("line_ends.json").read_text(encoding="utf-8"))
KEPT, PROSE, BOTH = SAMPLES["kept"], SAMPLES["prose"], SAMPLES["both"]


@pytest.mark.parametrize("name", KEPT)
def test_lines_that_stand_on_their_own(name: str) -> None:
    assert to_html(KEPT[name]).count("<br />\n") == KEPT[name].count("\n")


@pytest.mark.parametrize("name", PROSE)
def test_prose_is_read_as_commonmark_reads_it(name: str) -> None:
    assert "<br" not in to_html(PROSE[name])


@pytest.mark.parametrize("name", BOTH)
def test_lines_among_prose(name: str) -> None:
    html = to_html(BOTH[name].replace("|", "\n"))
    assert html == f"<p>{BOTH[name].replace('  |', '|').replace('|', '<br />' + chr(10))}</p>"


def test_breaks_come_while_the_lines_do() -> None:
    assert to_html("• one\n•") == "<p>• one<br />\n•</p>"


WORDS = st.text(st.sampled_from("abcdeéßжщ"), min_size=1, max_size=12)
NAMES = WORDS.map(str.title)


@given(st.lists(st.one_of(WORDS, NAMES), min_size=8, max_size=60), st.integers(46, 100))
def test_prose_wrapped_at_any_width_has_no_breaks(words: list[str], width: int) -> None:
    text = "\n".join(textwrap.wrap(" ".join(words), width))
    assert to_html(text) == f"<p>{text}</p>"
