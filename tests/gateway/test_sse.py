"""However a stream is cut into chunks, the same events come out of it."""

from __future__ import annotations

import httpx
import pytest
from httpx_sse import EventSource
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.gateway.sse import EventDecoder, ServerEvent

LINE_TEXT = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
"""Anything but line ends, U+2028 and U+0085 among it."""


def cuts(data: st.DataObject, whole: bytes) -> list[bytes]:
    """Some way to cut the bytes."""
    at = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=30)))
    return [whole[a:b] for a, b in zip([0, *at], [*at, len(whole)], strict=True)]


def decoded(chunks: list[bytes]) -> list[ServerEvent]:
    decoder = EventDecoder()
    return [*(event for chunk in chunks for event in decoder.feed(chunk)), *decoder.end()]


def by_httpx_sse(whole: bytes) -> list[tuple[str, str]]:
    """The events with data that httpx-sse finds. It gives out no last one without its blank line, hence the two."""
    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=whole + b"\n\n")
    response.encoding = "utf-8-sig"
    return [(event.event, event.data) for event in EventSource(response).iter_sse() if event.data]


@given(
    st.lists(st.tuples(LINE_TEXT.map(str.strip), st.lists(LINE_TEXT, min_size=1, max_size=3)), max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.data(),
)
def test_any_cut_gives_the_same_events(events: list[tuple[str, list[str]]], newline: str, data: st.DataObject) -> None:
    lines: list[str] = []
    for name, texts in events:
        lines += [": comment", f"event: {name}", *(f"data: {text}" for text in texts), ""]
    whole = "".join(line + newline for line in lines).encode()
    expected = [(name or "message", "\n".join(texts)) for name, texts in events if "\n".join(texts)]
    found = decoded(cuts(data, whole))
    assert [(event.name, event.data) for event in found] == expected
    assert not any(event.is_last_breath for event in found)


@given(st.binary(max_size=200), st.data())
def test_any_bytes_are_survived_alike(whole: bytes, data: st.DataObject) -> None:
    assert decoded(cuts(data, whole)) == decoded([whole])


FIELDS = ("data", "data:", "data: ", "event:", "event: x", "id: 1", "retry: 2", ": no", "dat", "\u2028", "\x85", " ")
ENDS = ("\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n")


@given(st.lists(st.one_of(st.sampled_from((*FIELDS, *ENDS)), LINE_TEXT), max_size=30), st.booleans(), st.data())
def test_any_stream_in_any_cuts_is_what_httpx_sse_reads_of_it(
    pieces: list[str], marked: bool, data: st.DataObject
) -> None:
    whole = ("\ufeff" if marked else "").encode() + "".join(pieces).encode()
    found = [(event.name, event.data) for event in decoded(cuts(data, whole))]
    assert found == by_httpx_sse(whole)


@pytest.mark.parametrize("end", ["", "\n", "\r", "\r\n"])
def test_a_last_event_without_its_blank_line_still_comes(end: str) -> None:
    assert decoded([b"data: one\n\ndata: two" + end.encode()]) == [
        ServerEvent("message", "one"),
        ServerEvent("message", "two", is_last_breath=True),
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert decoded([b"\xef", b"\xbb\xbfdata: one\n\n"]) == [ServerEvent("message", "one")]


def test_a_lone_cr_ends_an_event_at_once() -> None:
    assert [event.data for event in EventDecoder().feed(b"data: one\r\r")] == ["one"]
