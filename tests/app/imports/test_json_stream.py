"""JSON read a value at a time is what Python reads at once, however the bytes are cut, and damage costs no more."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.imports import json_stream
from turbodesk.app.imports.json_stream import JsonDamaged, JsonStream, JsonUnread

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Cut(io.BytesIO):
    """Gives a few bytes at a time."""

    def __init__(self, data: bytes, piece: int) -> None:
        super().__init__(data)
        self._piece = piece

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._piece)


def read(data: bytes, piece: int = 1 << 20) -> list[object]:
    return [element.value() for element in JsonStream(Cut(data, piece)).elements()]


@given(
    st.lists(VALUES, max_size=6), st.integers(1, 40), st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_elements_are_what_python_reads(values: list[object], piece: int, is_ascii: bool, encoding: str) -> None:
    data = json.dumps(values, ensure_ascii=is_ascii).encode(encoding, "replace")
    assert read(data, piece) == json.loads(data.decode(encoding))


@given(st.dictionaries(st.text(), VALUES, max_size=6), st.integers(1, 40), st.data())
def test_values_that_are_not_asked_for_are_skipped(value: dict[str, object], piece: int, data: st.DataObject) -> None:
    wanted = {key for key in value if data.draw(st.booleans())}
    stream = JsonStream(Cut(json.dumps(value).encode(), piece))
    assert {key: stream.value() for key in stream.members() if key in wanted} == {key: value[key] for key in wanted}
    assert stream.peek() == ""


@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(1, 40), st.data())
def test_what_comes_before_a_cut_is_read(values: list[object], piece: int, data: st.DataObject) -> None:
    whole = json.dumps(values).encode()
    cut = data.draw(st.integers(0, len(whole) - 1))
    taken: list[object] = []
    with pytest.raises((JsonDamaged, JsonUnread)):
        taken.extend(element.value() for element in JsonStream(Cut(whole[:cut], piece)).elements())
    assert taken[:-1] == values[: len(taken)][:-1]  # the last may be a number that was cut
    assert len(taken) <= len(values)


@pytest.mark.parametrize("bad", ["[" * 100_000 + "]" * 100_000, '{"a" 1}', "[tru]", '{"a": "\\q"}'])
@pytest.mark.parametrize("piece", [7, 1 << 20])
def test_one_value_that_cannot_be_read_costs_no_other(bad: str, piece: int) -> None:
    found: list[object] = []
    for element in JsonStream(Cut(f'[1, {bad}, {{"b": 2}}]'.encode(), piece)).elements():
        try:
            found.append(element.value())
        except JsonUnread:
            found.append("unread")
    assert found == [1, "unread", {"b": 2}]


def test_a_value_that_is_too_long_is_gone_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LONGEST_VALUE", 1_000)
    monkeypatch.setattr(json_stream, "LONGEST_AT_ONCE", 0)
    stream = JsonStream(Cut(b'[{"a": "' + b"x" * 5_000 + b'"}, 2]', 100))
    elements = stream.elements()
    next(elements)
    with pytest.raises(JsonUnread):
        stream.value()
    next(elements)
    assert stream.value() == 2


def test_numbers_nobody_can_hold_become_nothing() -> None:
    digits = b"9" * 5_000
    assert read(b'[{"a": ' + digits + b', "b": 1e999, "c": NaN, "d": -Infinity}]') == [dict.fromkeys("abcd")]


def test_values_one_after_the_other_are_read_as_lines_are() -> None:
    stream = JsonStream(io.BytesIO(b'{"a": 1}\n{"a": 2}\r\n\n'))
    found = []
    while stream.peek():
        found.append(stream.value())
    assert found == [{"a": 1}, {"a": 2}]


def test_json_in_a_text_of_json_is_read_by_the_same_rules() -> None:
    assert json_stream.decoded('{"a": [1, NaN, 1e999]}') == {"a": [1, None, None]}
    for text in ("", "{", "1 2", "[" * 100_000 + "]" * 100_000):
        with pytest.raises(JsonUnread):
            json_stream.decoded(text)


@given(st.text(st.sampled_from('"\\\\ä\n\t ab{}[],:'), max_size=40), st.integers(1, 9), st.integers(1, 3))
def test_json_within_json_is_gone_past_however_it_is_cut(text: str, piece: int, deep: int) -> None:
    value: object = text
    for _ in range(deep):
        value = json.dumps({"in": value})
    stream = JsonStream(Cut(json.dumps({"a": value, "b": [value], "c": 1}).encode(), piece))
    assert [stream.value() for key in stream.members() if key == "c"] == [1]


@given(st.lists(VALUES, min_size=1, max_size=6), st.integers(1, 9), st.integers(1, 40))
def test_a_value_longer_than_what_is_read_at_a_time_is_read_as_a_whole(
    values: list[object], piece: int, most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "PIECE", piece)
        patch.setattr(json_stream, "LONGEST_AT_ONCE", most)
        assert read(json.dumps(values).encode(), piece) == values


def test_more_than_is_gone_past_at_once_is_gone_past() -> None:
    many = [["a"] * 2_000, "b" * 10, 1]
    stream = JsonStream(io.BytesIO(json.dumps({"a": many, "n": 12, "b": 2}).encode()))
    assert [stream.value() for key in stream.members() if key == "b"] == [2]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_letters_of_two_bytes_are_read_without_their_mark(encoding: str) -> None:
    assert read('["a", "ä"]'.encode(encoding)) == ["a", "ä"]


def test_a_word_at_the_end_is_read_however_it_is_cut() -> None:
    assert JsonStream(Cut(b" 12345", 2)).value() == 12345
