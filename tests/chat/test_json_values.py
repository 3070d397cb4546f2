"""What JSON may hold so that it can be kept, drawn and sent again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.json_values import MOST_LEVELS, is_sound, joined, open_half, parse, parse_with_halves

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "text",
    [
        *("{", "nonsense", '{"a": }', "[" * 100_000, "1" * 5_000, "NaN", "[Infinity]", '{"a": {"b": -Infinity}}'),
        *("1e999", "9" * 400, "[" * (MOST_LEVELS + 1) + "]" * (MOST_LEVELS + 1)),
    ],
)
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        parse(text)


@given(JSON)
def test_everything_else_is_read_as_it_is(value: object) -> None:
    assert is_sound(value)
    assert parse(json.dumps(value)) == value == parse("\ufeff" + json.dumps(value))


def test_the_deepest_that_is_read() -> None:
    assert parse("[" * MOST_LEVELS + "]" * MOST_LEVELS)


def test_halves_of_characters_become_whole_ones_everywhere() -> None:
    text = r'{"a\ud83c": ["\udf89", {"b": "\ud83c\udf89"}]}'
    assert parse(text) == {"a\ufffd": ["\ufffd", {"b": "\U0001f389"}]}
    assert parse_with_halves(text)["a\ud83c"][0] == "\udf89"


@given(st.text(st.characters(categories=["Cs", "Ll", "So"])), st.integers(0, 50))
def test_a_text_cut_anywhere_comes_to_the_same(text: str, at: int) -> None:
    units = text.encode("utf-16-le", "surrogatepass")
    first, rest = (half.decode("utf-16-le", "surrogatepass") for half in (units[: 2 * at], units[2 * at :]))
    half = open_half(first)
    assert joined(first.removesuffix(half)) + joined(half + rest) == joined(text)
