"""Headers of a person's own are read from lines, kept, and never let through what a request hangs on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.own_headers import CONVERSATION, MOST, filled, from_json, parse, written

VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
NAMES = st.text(st.sampled_from("abcXYZ019-_"), min_size=1, max_size=20).map(lambda name: f"x-{name}")
VALUES = st.lists(st.text(VISIBLE, min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)


@given(st.dictionaries(NAMES.map(str.lower), VALUES, max_size=5))
def test_what_is_written_is_read_back(given: dict[str, str]) -> None:
    headers = tuple(given.items())
    assert parse(written(headers)) == headers
    assert from_json(json.loads(json.dumps(headers))) == headers


@given(st.lists(st.text(max_size=12) | NAMES | st.sampled_from([": ", "\n", "X-A: b"]), max_size=8).map("".join))
def test_whatever_is_typed_is_a_header_or_told(text: str) -> None:
    try:
        headers = parse(text)
    except ValueError:
        return
    assert parse(written(headers)) == headers
    assert all(name.isascii() and value.isascii() and value.isprintable() for name, value in headers)


def test_they_are_read_one_a_line() -> None:
    headers = parse("\n  CF-Access-Client-Id : abc.access \n\nX-Route: a: b\n")
    assert headers == (("CF-Access-Client-Id", "abc.access"), ("X-Route", "a: b"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("X-Route", "of its own"),
        ("X Route: a", "letters, digits"),
        ("X-Route:", "missing"),
        ("X-Route: \u00e4", "cannot carry"),
        ("X-Route: a\x00b", "cannot carry"),
        (f"X-Route: {'a' * 4_001}", "too long"),
        ("Host: elsewhere.example", "TurboDesk’s own"),
        ("content-LENGTH: 1", "TurboDesk’s own"),
        ("x-api-key: sk-1", "field"),
        ("X-Route: a\nx-route: b", "twice"),
        ("\n".join(f"X-{number}: a" for number in range(MOST + 1)), "At most"),
    ],
)
def test_what_cannot_be_a_header_is_told(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text)


def test_a_damaged_file_costs_only_what_is_damaged() -> None:
    assert from_json([["X-A", "1"], ["Host", "x"], ["X-B"], 7, ["X-C", 3], ["X-D", "a\nX-E: b"], ["X-F", "2"]]) == (
        ("X-A", "1"),
        ("X-F", "2"),
    )
    assert from_json({"X-A": "1"}) == ()


def test_the_conversations_id_goes_only_where_there_is_one() -> None:
    headers = (("X-Conversation-Id", CONVERSATION), ("X-Route", "a"))
    assert filled(headers, "sess_1") == {"X-Conversation-Id": "sess_1", "X-Route": "a"}
    assert filled(headers, "") == {"X-Route": "a"}
