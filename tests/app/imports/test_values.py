"""A stranger's values: whatever they are, what comes of them is what was asked for, and safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.imports import values
from turbodesk.chat.moments import is_moment

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(ANYTHING)
def test_nothing_raises(value: object) -> None:
    assert isinstance(values.text(value), str)
    assert isinstance(values.as_json(value), str)
    assert values.moment(value) is None or is_moment(values.moment(value))
    assert all(isinstance(one, dict) for one in values.rows(value))
    assert isinstance(values.flag(value), bool)
    assert values.address(value) is None or isinstance(value, str)
    assert isinstance(values.mapping(value), dict)
    assert values.name(value) is None or isinstance(value, str)


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        (1_755_000_000.123456, 1_755_000_000_123),
        (1_755_000_000_123, 1_755_000_000_123),
        (1_755_000_000_123_456_789, 1_755_000_000_123),
        ("1755000000.5", 1_755_000_000_500),
        ("2025-08-12T12:00:00.123456Z", 1_755_000_000_123),
        ("2025-08-12T14:00:00.123+02:00", 1_755_000_000_123),
        ("2025-08-12T12:00:00", 1_755_000_000_000),
    ],
)
def test_times(value: object, ms: int | None) -> None:
    assert values.moment(value) == ms


@pytest.mark.parametrize("odd", [0, -1, True, None, "", "soon", "inf", 1e300, 10**300, [], float("nan")])
def test_what_is_no_time(odd: object) -> None:
    assert values.moment(odd) is None


def test_links_hold_their_words_and_address_whatever_is_in_them() -> None:
    assert values.link("https://a.example/b_(c)?utm_source=chatgpt.com", "A [b] `c`") == (
        r"[A \[b\] \`c\`](<https://a.example/b_(c)>)"
    )
    assert values.link("https://a.example/?x=1&utm_source=y&z=") == "[a.example](<https://a.example/?x=1&z=>)"
    assert values.link("javascript:alert(1)", "words") == "words"
    assert values.link("https://a.example/ b>c", "words") == "words"


def test_fences_are_longer_than_any_inside() -> None:
    assert values.fenced("a\n````\nb", "c++ x") == "`````c++x\na\n````\nb\n`````"
    assert values.written_document("A *b*", "# Words", "text/markdown") == "**A \\*b\\***\n\n# Words"
    assert values.written_document("", "x = 1", "code/python") == "```python\nx = 1\n```"
    assert values.quoted("a\n\nb") == "> a\n>\n> b"
