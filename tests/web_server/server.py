"""Serves pages on loopback as they are written down, byte by byte where that matters."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

Pieces = Callable[[], AsyncGenerator[bytes, None]]


@dataclass(frozen=True)
class HttpAnswer:
    """What is at a path."""

    body: bytes | Pieces = b""
    """Whole, or its pieces as they come; these may never end."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "text/html; charset=utf-8"})
    sends_length: bool = True


@dataclass
class WebServer:
    """A server at one address of this computer; an asynchronous context manager."""

    answers: dict[str, HttpAnswer] = field(default_factory=dict)
    """By path with query, or by method and path; what is not here is 404."""
    at_first: list[HttpAnswer] = field(default_factory=list)
    """What is answered before all these, one for each request, whatever it asks."""
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and headers, names in lower case, of each request so far."""
    requests: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Method, path and body of each request so far."""
    sent: int = 0
    """Bytes of bodies so far."""
    port: int = 0
    """Where it listens, once it does."""
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _version = head[0].split(" ")
            headers = {
                name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if ": " in line)
            }
            self.asked.append((path, headers))
            self.requests.append((method, path, await reader.readexactly(int(headers.get("content-length", 0)))))
            there = self.answers.get(f"{method} {path}") or self.answers.get(path) or HttpAnswer(b"Nothing here.", 404)
            await self._answer(writer, self.at_first.pop(0) if self.at_first else there)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever came has gone, or the server is being closed
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
            self._tasks.discard(task)

    async def _answer(self, writer: asyncio.StreamWriter, answer: HttpAnswer) -> None:
        lines = [f"HTTP/1.1 {answer.status} Said", *(f"{name}: {value}" for name, value in answer.headers.items())]
        if isinstance(answer.body, bytes) and answer.sends_length:
            lines.append(f"content-length: {len(answer.body)}")
        writer.write("\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1"))
        if isinstance(answer.body, bytes):
            await self._send(writer, answer.body)
            return
        async with contextlib.aclosing(answer.body()) as pieces:
            async for piece in pieces:
                await self._send(writer, piece)

    async def _send(self, writer: asyncio.StreamWriter, piece: bytes) -> None:
        writer.write(piece)
        self.sent += len(piece)
        await writer.drain()
        await asyncio.sleep(0)  # whoever reads gets a turn, also where nothing has to wait
