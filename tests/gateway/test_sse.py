"""However a stream is cut into chunks, the same events come out of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.gateway.sse import ServerEvent, split

LINE_TEXT = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
"""Anything but line ends, U+2028 and U+0085 among it."""


def cuts(data: st.DataObject, whole: bytes) -> list[bytes]:
    """Some way to cut the bytes."""
    at = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=30)))
    return [whole[a:b] for a, b in zip([0, *at], [*at, len(whole)], strict=True)]


def decoded(chunks: list[bytes]) -> list[ServerEvent]:
    async def source() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def collect() -> list[ServerEvent]:
        return [event async for event in split(source())]

    return asyncio.run(collect())


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


@pytest.mark.parametrize("end", ["", "\n", "\r", "\r\n"])
def test_a_last_event_without_its_blank_line_still_comes(end: str) -> None:
    assert decoded([b"data: one\n\ndata: two" + end.encode()]) == [
        ServerEvent("message", "one"),
        ServerEvent("message", "two", is_last_breath=True),
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert decoded([b"\xef", b"\xbb\xbfdata: one\n\n"]) == [ServerEvent("message", "one")]


async def test_a_lone_cr_ends_an_event_at_once() -> None:
    released = asyncio.Event()

    async def source() -> AsyncIterator[bytes]:
        yield b"data: one\r\r"
        await released.wait()

    events = split(source())
    assert (await anext(events)).data == "one"
    released.set()
    await events.aclose()
