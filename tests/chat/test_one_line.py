"""Words from anywhere on one line that turns nothing around."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.one_line import beginning, one_line, sentence_on_one_line, without_controls

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


def test_a_text_that_can_be_printed_has_no_control_characters() -> None:
    """What is printable is passed by unread."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    kept = set(without_controls(everything))
    assert [char for char in everything if char not in kept and char.isprintable()] == []
    assert without_controls("plain words, and\u00a0others") == "plain words, and\u00a0others"


def test_a_sentence_keeps_what_orders_its_places() -> None:
    sentence = "\u200f\u2068Sonnet\u202e 4.6\u2069،\n \u2068\u061c0.002$\u2069"

    assert sentence_on_one_line(sentence) == "\u200f\u2068Sonnet 4.6\u2069، \u2068\u061c0.002$\u2069"
    assert sentence_on_one_line("a\u200fb\nc") == one_line("a\u200fb\nc") == "ab c"


@pytest.mark.parametrize("odd", ["a \u2068b", "a\u2069 b\u2068", "\u2068a\u2069\u2069"])
def test_what_comes_in_no_pairs_orders_nothing(odd: str) -> None:
    assert sentence_on_one_line(odd) == one_line(odd)
