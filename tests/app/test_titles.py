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
