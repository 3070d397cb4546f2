"""What comes together is read together: one look at the network, one piece of text, however many it was sent in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.conftest import SONNET, Naps, asking, hear
from tests.gateway.test_faults import self_signed
from tests.gateway_server import Answer, GatewayServer
from turbodesk.chat import reduce
from turbodesk.chat.errors import CutOff
from turbodesk.chat.events import BlockStarted, BlockStopped, GatewayEvent, InputDelta, TextDelta, ThinkingDelta
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Message, Status, empty_reply
from turbodesk.chat.parts import Part, Text, Thinking, ToolUse
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.gulps import MOST_BYTES, Gulps
from turbodesk.gateway.reply_reader import together

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


class TestNeighbours:
    @given(st.lists(EVENTS, max_size=12))
    def test_that_are_joined_make_the_same_reply(self, events: list[GatewayEvent]) -> None:
        assert grown(list(together(events))).blocks == grown(events).blocks

    def test_of_one_block_are_one(self) -> None:
        text, call = (TextDelta(0, "a"), TextDelta(0, "b"), TextDelta(1, "c")), (InputDelta(1, "{"), InputDelta(1, "}"))
        assert list(together((*text, *call))) == [TextDelta(0, "ab"), TextDelta(1, "c"), InputDelta(1, "{}")]

    def test_come_before_the_failure_that_followed_them(self) -> None:
        def events() -> Iterator[GatewayEvent]:
            yield TextDelta(0, "a")
            yield TextDelta(0, "b")
            raise CutOff

        joined = together(events())
        assert next(joined) == TextDelta(0, "ab")
        with pytest.raises(CutOff):
            next(joined)


class TestAnAnswerInGulps:
    async def test_gives_at_once_what_came_at_once_and_then_the_end(self) -> None:
        asked = asyncio.Event()

        async def chunks() -> AsyncIterator[bytes]:
            yield b"a"
            yield b"b"
            await asked.wait()
            yield b"c"

        gulps = Gulps(chunks())
        assert await anext(gulps) == b"ab"
        asked.set()
        assert [gulp async for gulp in gulps] == [b"c"]
        await gulps.close()

    async def test_gives_what_came_before_a_failure_first(self) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"a"
            raise CutOff

        gulps = Gulps(chunks())
        assert await anext(gulps) == b"a"
        with pytest.raises(CutOff):
            await anext(gulps)
        await gulps.close()

    async def test_holds_no_more_than_one(self) -> None:
        taken = 0

        async def chunks() -> AsyncIterator[bytes]:
            nonlocal taken
            for _ in range(100):
                taken += 10_000
                yield b"x" * 10_000

        gulps = Gulps(chunks())
        assert len(await anext(gulps)) == MOST_BYTES
        assert taken < MOST_BYTES + 10_000
        await gulps.close()

    @pytest.mark.parametrize("takes", [0, 1, 2])
    async def test_is_dropped_wherever_it_stands(self, takes: int) -> None:
        ended = False

        async def chunks() -> AsyncIterator[bytes]:
            nonlocal ended
            try:
                yield b"x" * MOST_BYTES
                yield b"y"
                await asyncio.Event().wait()
            finally:
                ended = True

        gulps = Gulps(chunks())
        for _ in range(takes):
            await anext(gulps)
        await gulps.close()
        assert ended

    async def test_may_come_to_its_end_first(self) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"x"
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            ends.append("reached")

        ends: list[str] = []
        gulps = Gulps(chunks())
        await anext(gulps)
        await gulps.close(within_s=5)
        assert ends == ["reached"]


async def looks_at(server: GatewayServer, gateway: HttpGateway, every_s: float) -> tuple[int, float]:
    """How many pieces a text of 250 comes in, and how many rests that took."""
    server.script(Answer(text="word " * 200, gap_ms=0.5))
    clock = asyncio.get_running_loop().time
    began = clock()
    told = await hear(gateway, replace(asking(), every_s=lambda: every_s))
    assert (told.message.status, told.message.text) == (Status.COMPLETE, "word " * 200)
    return sum(isinstance(event, TextDelta) for event in told.events), (clock() - began) / every_s


class TestTheNetwork:
    async def test_is_looked_at_once_in_so_many_seconds(self, server: GatewayServer, gateway: HttpGateway) -> None:
        pieces, rests = await looks_at(server, gateway, 0.05)
        assert 1 <= pieces <= rests + 2

    async def test_is_so_where_each_piece_is_a_record_of_tls(self, tmp_path: Path) -> None:
        tls = self_signed(tmp_path)
        trusting = httpx.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=str(tmp_path / "cert.pem")))
        async with GatewayServer(tls=tls) as secure:
            gateway = HttpGateway(secure.url, ApiKey("sk-right"), version="1", transport=trusting, sleep=Naps())
            pieces, rests = await looks_at(secure, gateway, 0.05)
            await gateway.close()
        assert 1 <= pieces <= rests + 2

    async def test_is_let_go_of_in_the_middle_of_a_rest(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="word " * 10_000, gap_ms=1))
        task = asyncio.create_task(hear(gateway, replace(asking(), every_s=lambda: 1_000)))
        request = await server.request(0)
        await request.begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await request.gone.wait()

    async def test_is_used_again_by_the_next_request_though_a_rest_was_due(
        self, server: GatewayServer, gateway: HttpGateway
    ) -> None:
        for _ in range(3):
            told = await hear(gateway, replace(asking(model=SONNET), every_s=lambda: 0.2))
            assert told.message.status is Status.COMPLETE
        assert server.connections_made == 1
