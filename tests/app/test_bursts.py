"""Pieces that come together make a reply grow once; nothing is lost, late or out of order."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.bursts import Burst
from turbodesk.chat import reduce
from turbodesk.chat.events import BlockStarted, BlockStopped, GatewayEvent, InputDelta, TextDelta, ThinkingDelta
from turbodesk.chat.message import Message, empty_reply
from turbodesk.chat.parts import Part, Text, Thinking, ToolUse

PARTS: tuple[Part, ...] = (Text(), Thinking(), ToolUse("t", "n"))
EVENTS = st.one_of(
    st.builds(TextDelta, st.just(0), st.text(max_size=3)),
    st.builds(ThinkingDelta, st.just(1), st.text(max_size=3)),
    st.builds(InputDelta, st.just(2), st.text(max_size=3)),
    st.builds(BlockStarted, st.integers(0, 2), st.sampled_from(PARTS)),
    st.builds(BlockStopped, st.integers(0, 2)),
)


def grown(events: list[GatewayEvent]) -> Message:
    message = empty_reply("m", "p")
    for event in [*(BlockStarted(index, part) for index, part in enumerate(PARTS)), *events]:
        message = reduce.apply(message, event, at=0)
    return message


async def test_a_thousand_pieces_of_one_turn_are_one() -> None:
    given_: list[GatewayEvent] = []
    burst = Burst(given_.append)
    for _ in range(1_000):
        burst.take(TextDelta(0, "x"))
    assert given_ == []
    await asyncio.sleep(0)
    assert given_ == [TextDelta(0, "x" * 1_000)]
    burst.take(InputDelta(1, "{"))
    burst.take(InputDelta(1, "}"))
    await asyncio.sleep(0)
    assert given_[1:] == [InputDelta(1, "{}")]


@given(st.lists(st.tuples(EVENTS, st.booleans()), max_size=12))
def test_the_reply_is_the_same(steps: list[tuple[GatewayEvent, bool]]) -> None:
    async def through() -> list[GatewayEvent]:
        given_: list[GatewayEvent] = []
        burst = Burst(given_.append)
        for event, is_last_of_turn in steps:
            burst.take(event)
            if is_last_of_turn:
                await asyncio.sleep(0)
        burst.end()
        return given_

    events = [event for event, _ in steps]
    assert grown(asyncio.run(through())).blocks == grown(events).blocks
