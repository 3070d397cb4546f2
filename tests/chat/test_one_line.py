"""Words from anywhere on one line that turns nothing around."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.one_line import beginning, one_line

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.characters() | st.sampled_from(f"{TURNING}\x00\x1b\x85\u2028\u200b\ud800")))
def test_nothing_is_left_that_has_no_shape_or_turns_others_around(text: str) -> None:
    line = one_line(text)
    assert line == " ".join(line.split()) == one_line(line)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in TURNING for char in line)
    line.encode()


@pytest.mark.parametrize("text", ["👨‍👩‍👧", "❤️", "می‌خواهم", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Größe 漢字", "שלום"])
def test_words_and_emoji_stay_as_they_are(text: str) -> None:
    assert one_line(text) == text


@given(st.text(), st.integers(1, 20))
def test_a_beginning_is_as_long_as_may_be(text: str, length: int) -> None:
    assert text.startswith(beginning(text, length))
    assert len(beginning(text, length)) <= length
    assert beginning(text, len(text)) == text
