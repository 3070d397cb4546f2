"""The file of news comes whole and small, through the proxy the person set, and every trouble is one kind of error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from turbodesk.gateway import releases

Answer = Callable[[str], bytes]


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that answers with the bytes `answer` gives for a path; its address, and the paths it was asked for."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        asked.append(path)
        writer.write(answer(path))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/latest.json", asked


def good(content: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(content) + content


async def test_the_news_and_their_signature_are_fetched() -> None:
    async with served(lambda path: good(path.encode())) as (address, asked):
        assert await releases.fetch(address) == (b"/latest.json", b"/latest.json.sig")
    assert asked == ["/latest.json", "/latest.json.sig"]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        b"nonsense\r\n\r\n",
        good(b"x" * (releases.MOST_BYTES + 1)),
    ],
)
async def test_whatever_goes_wrong_is_one_kind_of_error(answer: bytes) -> None:
    async with served(lambda _: answer) as (address, _):
        with pytest.raises(OSError, match=r"."):
            await releases.fetch(address)


async def test_the_proxy_of_the_settings_is_asked() -> None:
    async with served(lambda _: good(b"")) as (proxy, asked):
        with pytest.raises(OSError, match=r"."):
            await releases.fetch("https://news.invalid/latest.json", proxy.removesuffix("/latest.json"))
    assert asked == ["news.invalid:443"]


async def test_a_proxy_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="proxy"):
        await releases.fetch("https://news.invalid/latest.json", "gopher://old")
