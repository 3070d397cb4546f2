"""What a made title looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.titles import LONGEST, title_from


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Explain entanglement", "Explain entanglement"),
        ("  # Plan a trip\n\nto *Rome*  ", "Plan a trip to Rome"),
        ("word " * 40, "word " * 10 + "word…"),
        ("你" * 100, "你" * (LONGEST - 1) + "…"),
        ("```\n```", ""),
        ("How do I do this in C#?", "How do I do this in C#?"),
        ("What does snake_case mean if a > b", "What does snake_case mean if a > b"),
        ("Is 3*4 or <b>x</b> | y ~5 `grep -v`?", "Is 3*4 or <b>x</b> | y ~5 grep -v?"),
        ("> said *he*, and __she__ ~~never~~ **did**", "said he, and she never did"),
        ("* one\n* two\n## three", "one two three"),
        ("#tag and __init__.py", "#tag and __init__.py"),
    ],
)
def test_a_title_is_the_beginning_of_what_was_asked(text: str, title: str) -> None:
    assert title_from(text) == title


@given(st.text())
def test_a_title_is_one_short_line_of_any_text(text: str) -> None:
    title = title_from(text)
    assert len(title) <= LONGEST
    assert "\n" not in title
    assert title == title.strip()
