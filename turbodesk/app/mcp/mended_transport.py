"""A transport like another one, whose messages the SDK can read: each answer is mended on its way."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any

from turbodesk.app.mcp.mending import Json, mend

if TYPE_CHECKING:
    from mcp.client._transport import TransportStreams

_MOST_ASKED = 1_000


class MendedTransport:
    """The one the SDK's `Client` is given."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self.tools: list[Json] = []
        """Tools as they came, page after page; whoever lists them anew empties it first."""

    async def __aenter__(self) -> TransportStreams:
        reads, writes = await self._transport.__aenter__()
        asked: dict[object, str] = {}
        return _MendedStream(reads, asked, self.tools), _NotedStream(writes, asked)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        left: bool | None = await self._transport.__aexit__(kind, error, trace)
        return left


class _MendedStream:
    """The stream of a server's messages, mended."""

    def __init__(self, stream: Any, asked: dict[object, str], tools: list[Json]) -> None:
        self._stream, self._asked, self._tools = stream, asked, tools

    @property
    def last_context(self) -> Any:
        """What the SDK asks its own streams for."""
        return getattr(self._stream, "last_context", None)

    async def receive(self) -> Any:
        item = await self._stream.receive()
        message = getattr(item, "message", None)
        if not hasattr(message, "method"):
            method = self._asked.pop(_number(getattr(message, "id", None)), "")
            if isinstance(result := getattr(message, "result", None), dict):
                if method == "tools/call":  # it may be of many megabytes
                    await asyncio.to_thread(mend, method, result, self._tools)
                else:
                    mend(method, result, self._tools)
        return item

    async def aclose(self) -> None:
        await self._stream.aclose()

    def __aiter__(self) -> _MendedStream:
        return self

    async def __anext__(self) -> Any:
        import anyio

        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> _MendedStream:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class _NotedStream:
    """The stream of our messages; what was asked under which number is noted."""

    def __init__(self, stream: Any, asked: dict[object, str]) -> None:
        self._stream, self._asked = stream, asked

    async def send(self, item: Any) -> None:
        message = item.message
        if getattr(message, "id", None) is not None and hasattr(message, "method"):
            self._asked[_number(message.id)] = message.method
            while len(self._asked) > _MOST_ASKED:  # some are never answered
                del self._asked[next(iter(self._asked))]
        await self._stream.send(item)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def __aenter__(self) -> _NotedStream:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _number(number: object) -> object:
    """Some servers write the number of a question as text."""
    return int(number) if isinstance(number, str) and number.isascii() and number.isdecimal() else number
