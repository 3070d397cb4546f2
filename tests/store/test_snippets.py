"""The line around what was found reads as the message does, with no mark of Markdown and no stray blank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.store.snippets import LENGTH, cut, has_all, marked


@pytest.mark.parametrize(
    ("text", "word", "line"),
    [
        ("**Two**, entangled `photons`. Done", "two", "Two, entangled photons. Done"),
        ("(see [a link](https://x.example), or *both*)", "link", "(see a link, or both)"),
        ("a ~~gone~~; 3*4, 2 * 3, ~5 and snake_case: **C++**!", "gone", "a gone; 3*4, 2 * 3, ~5 and snake_case: C++!"),
        ("# Head\n\n- **bold**: x\n1. y", "bold", "Head bold: x y"),
        ("| a | b |\n|---|:-:|\n| needle | d |", "needle", "a b needle d"),
        ("**`needle`**, x", "needle", "needle, x"),
        ("`a**b` needle", "needle", "a**b needle"),
    ],
)
def test_marks_leave_no_blanks_behind(text: str, word: str, line: str) -> None:
    found, spans = cut(marked(text, [word]))
    assert found == line
    assert [found[start:end].casefold() for start, end in spans] == [word]


@given(st.text(st.sampled_from("ab *_`~|#[]()-\n")), st.sampled_from(["a", "b", "ab"]))
def test_any_line_is_short_without_double_blanks(text: str, word: str) -> None:
    found, spans = cut(marked(text, [word]))
    assert len(found) <= LENGTH + 2
    assert "  " not in found
    assert all(0 <= start < end <= len(found) for start, end in spans)


def test_a_word_is_met_at_its_beginning_only() -> None:
    assert has_all("Learn ABC++ before C++.", ["c++", "before"])
    assert not has_all("Learn ABC++ before.", ["c++"])
    assert not has_all("Learn C++.", ["c++", "before"])
