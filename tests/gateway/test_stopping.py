"""Stopping closes the connection at once, wherever the reply stands, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from tests.gateway.conftest import asking, hear
from tests.gateway_server import Answer, GatewayServer
from turbodesk.chat.errors import GatewayFailure
from turbodesk.chat.events import TextDelta
from turbodesk.chat.keys import ApiKey
from turbodesk.gateway.client import HttpGateway


class TestStopping:
    async def test_closes_the_connection_at_once(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="word " * 10_000, gap_ms=1))

        async def read() -> None:
            await hear(gateway)

        task = asyncio.create_task(read())
        request = await server.request(0)
        await request.begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await request.gone.wait()

    async def test_closes_the_connection_before_the_first_byte(
        self, server: GatewayServer, gateway: HttpGateway
    ) -> None:
        server.script(Answer(silence_ms=60_000))
        task = asyncio.create_task(hear(gateway))
        request = await server.request(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await request.gone.wait()

    async def test_by_closing_the_iterator(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="word " * 10_000, gap_ms=1))
        async with aclosing(gateway.reply(asking())) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    break
        # A generator left to the garbage collector would be closed by a task of its own.
        assert [task for task in asyncio.all_tasks() if "athrow" in repr(task) or "aclose" in repr(task)] == []
        await server.requests[0].gone.wait()

    async def test_during_a_wait(self, server: GatewayServer) -> None:
        server.script(Answer(status=529, headers={"retry-after": "50"}))
        gateway = HttpGateway(server.url, ApiKey("sk-right"), version="1")
        waiting = asyncio.Event()

        async def read() -> None:
            async for _ in gateway.reply(asking()):
                waiting.set()

        task = asyncio.create_task(read())
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gateway.close()
        assert len(server.requests) == 1

    async def test_by_closing_the_gateway_cuts_replies_off(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="word " * 10_000, gap_ms=1))
        failed: list[str] = []

        async def read() -> None:
            try:
                async for _ in gateway.reply(asking()):
                    pass
            except GatewayFailure as failure:
                failed.append(failure.note.kind)

        task = asyncio.create_task(read())
        request = await server.request(0)
        await request.begun.wait()
        await gateway.close()
        await task
        assert failed == ["cut-off"]
        assert (await hear(gateway)).failure is not None
