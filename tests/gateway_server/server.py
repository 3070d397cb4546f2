"""The test gateway itself: HTTP/1.1 on asyncio streams, near enough to the bytes to break them on purpose."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import json
import socket
import ssl
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tests.gateway_server.script import ERRORS, Answer

RIGHT_KEY = "sk-right"
_BEGUN = 10
_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}


@dataclass
class Recorded:
    """A request as it came, and what became of its answer."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    events_sent: int = 0
    """How many events of the stream were written."""
    begun: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set when ten events of the stream, or all, have been written."""
    gone: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set when the client closed the connection before the answer was whole."""
    done: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set when the answer was whole, or given up."""

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def to_json(self) -> dict[str, object]:
        """Return what the control endpoint shows."""
        return {
            "method": self.method,
            "path": self.path,
            "headers": self.headers,
            "body": self.body.decode("utf-8", "replace"),
            "events_sent": self.events_sent,
            "is_gone": self.gone.is_set(),
        }


class GatewayServer:
    """A gateway that answers as its script says; an asynchronous context manager."""

    def __init__(
        self,
        *,
        port: int = 0,
        key: str | None = RIGHT_KEY,
        tls: ssl.SSLContext | None = None,
        open_list: bool = False,
        list_login: str = "any",
        bearer_only: bool = False,
        counts_tokens: bool = False,
        clock_ahead_s: float = 0,
    ) -> None:
        """Make a server; `port` 0 takes a free one, `key` None accepts every key, `tls` makes it speak https.

        `open_list` shows the list of models to anybody; `list_login` is how it wants the key to be shown: "any",
        "bearer" or "x-api-key" alone, or "other" for something else than the key; `bearer_only` is so of everything.
        `counts_tokens` gives it that endpoint; `clock_ahead_s` is how wrong its clock is.
        """
        self._open_list = open_list
        self._list_login = list_login
        self._bearer_only = bearer_only
        self.side: Answer | None = None
        """What everything but `/v1/messages` answers, when set."""
        self._clock_ahead_s = clock_ahead_s
        self.counts: int | None = 8 if counts_tokens else None
        """What it counts of any request; None: it has nothing that counts."""
        self._tls = tls
        self._port = port
        self._key = key
        self._queue: list[Answer] = []
        self._default = Answer()
        self._listening: asyncio.Server | None = None
        self._came = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self.requests: list[Recorded] = []
        """Every request so far but those to the control endpoints, in order."""
        self.model_pages: list[object] = [
            {"object": "list", "data": [{"id": "claude-sonnet-4-6", "object": "model", "owned_by": "anthropic"}]}
        ]
        """What `/v1/models` answers, a page for each request; the last one stays."""
        self.connections_made = 0

    async def __aenter__(self) -> Self:
        self._listening = await asyncio.start_server(self._serve, "127.0.0.1", self._port, ssl=self._tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listening is not None
        self._listening.close()
        while True:
            for task in self._connections:
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)
            # A connection accepted a moment ago has no task yet. Python 3.12 and newer wait for it below.
            if not getattr(self._listening, "_active_count", 0):
                break
            await asyncio.sleep(0)
        await self._listening.wait_closed()

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._listening is not None
        base = "http://127.0.0.1" if self._tls is None else "https://localhost"
        return f"{base}:{self._listening.sockets[0].getsockname()[1]}"

    def script(self, *answers: Answer, default: Answer | None = None) -> None:
        """Set the answers to the next requests, and the one after them."""
        self._queue = [answer for answer in answers for _ in range(answer.times)]
        self._default = default or Answer()

    def script_json(self, raw: Mapping[str, Any]) -> None:
        """Set the script of a file; see the package.

        Raises:
            ValueError: a field of it means nothing.
        """
        if unknown := set(raw) - {"key", "answers", "default"}:
            raise ValueError(f"a script has no {', '.join(sorted(unknown))}")
        self._key = raw.get("key", RIGHT_KEY)
        answers = [Answer.from_json(one) for one in raw.get("answers", [])]
        self.script(*answers, default=Answer.from_json(raw.get("default", {})))

    async def request(self, number: int) -> Recorded:
        """Return the request of this number, from 0, waiting until it has come."""
        while len(self.requests) <= number:
            self._came.clear()
            await self._came.wait()
        return self.requests[number]

    # --- connections --------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        self.connections_made += 1
        connection = _Connection(reader, writer)
        try:
            while (recorded := await connection.read_request()) is not None and await self._answer(
                connection, recorded
            ):
                pass
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the server is being closed; asyncio would log a cancelled connection
        finally:
            closing = asyncio.ensure_future(connection.close())
            while not closing.done():  # to its end, even when the server is closed meanwhile
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.shield(closing)
            self._connections.discard(task)

    async def _answer(self, connection: _Connection, recorded: Recorded) -> bool:
        """Answer one request; return whether the connection goes on."""
        if recorded.path.startswith("/_"):
            return await self._control(connection, recorded)
        self.requests.append(recorded)
        self._came.set()
        answering = asyncio.ensure_future(self._respond(connection, recorded))
        closing = asyncio.ensure_future(connection.closed.wait())
        try:
            await asyncio.wait((answering, closing), return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                recorded.gone.set()
                return False
            return answering.result()
        except ConnectionError:
            recorded.gone.set()
            return False
        finally:
            for one in (answering, closing):
                one.cancel()
            await asyncio.gather(answering, closing, return_exceptions=True)
            recorded.done.set()

    async def _respond(self, connection: _Connection, recorded: Recorded) -> bool:
        bearer = recorded.headers.get("authorization", "").removeprefix("Bearer ")
        given = bearer if self._bearer_only else recorded.headers.get("x-api-key") or bearer
        is_list = recorded.method == "GET" and recorded.path.partition("?")[0].endswith("/v1/models")
        if self._key is not None and given != self._key and not (is_list and self._open_list):
            return await connection.send_error(401)
        if self.side is not None and not recorded.path.endswith("/v1/messages"):
            return await self._reply(connection, recorded, self.side)
        if is_list and not self._lets_see_list(recorded.headers):
            return await connection.send_error(401)
        if is_list:
            page = self.model_pages.pop(0) if len(self.model_pages) > 1 else self.model_pages[0]
            return await connection.send(200, json.dumps(page).encode())
        if recorded.path.endswith("/v1/messages/count_tokens") and self.counts is not None:
            return await connection.send(200, json.dumps({"input_tokens": self.counts}).encode())
        if recorded.method != "POST" or not recorded.path.endswith("/v1/messages"):
            return await connection.send(404, b"Not Found", {"content-type": "text/plain"})
        answer = self._queue.pop(0) if self._queue else self._default
        await asyncio.sleep(answer.silence_ms / 1000)
        return await self._reply(connection, recorded, answer)

    def _lets_see_list(self, headers: Mapping[str, str]) -> bool:
        shown = {"authorization", "x-api-key"} & headers.keys()
        wanted = {"any": shown, "bearer": {"authorization"}, "x-api-key": {"x-api-key"}}
        return shown == wanted.get(self._list_login)

    async def _reply(self, connection: _Connection, recorded: Recorded, answer: Answer) -> bool:
        headers = {"date": email.utils.formatdate(time.time() + self._clock_ahead_s, usegmt=True)}
        headers |= {name.lower(): value for name, value in answer.headers.items()}
        if answer.body is not None:
            text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            kind = "application/json" if not isinstance(answer.body, str) else "text/html"
            return await connection.send(answer.status, text.encode(), {"content-type": kind, **headers})
        if answer.status != 200:
            return await connection.send_error(answer.status, headers)
        asked = recorded.json
        if (asked.get("stream") and not answer.as_json) or answer.as_stream:
            return await connection.stream(answer, recorded, asked["model"], headers)
        body = json.dumps(answer.message(asked["model"])).encode()
        return await connection.send(200, body, headers)

    async def _control(self, connection: _Connection, recorded: Recorded) -> bool:
        match recorded.method, recorded.path:
            case "PUT", "/_script":
                try:
                    self.script_json(recorded.json)
                except (ValueError, TypeError) as error:
                    return await connection.send(400, str(error).encode())
                return await connection.send(200, b"{}")
            case "GET", "/_requests":
                return await connection.send(200, json.dumps([one.to_json() for one in self.requests]).encode())
            case "DELETE", "/_requests":
                self.requests.clear()
                return await connection.send(200, b"{}")
        return await connection.send(404, b"{}")


class _Connection:
    """One connection; reads ahead all the time, so that it notices at once when the client closes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._buffer = bytearray()
        self._arrived = asyncio.Event()
        self.closed = asyncio.Event()
        self._pump = asyncio.ensure_future(self._read_ahead())

    async def _read_ahead(self) -> None:
        with contextlib.suppress(ConnectionError):
            while some := await self._reader.read(65536):
                self._buffer += some
                self._arrived.set()
        self.closed.set()
        self._arrived.set()

    async def _more(self) -> bool:
        self._arrived.clear()
        if self.closed.is_set():
            return False
        await self._arrived.wait()
        return True

    async def read_request(self) -> Recorded | None:
        """Return the next request, or None when the client has closed."""
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if self._buffer.startswith(b"\x16") or not await self._more():  # TLS, which is not spoken here
                return None
        head = self._buffer[:end].decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        method, path, _ = head[0].split(" ")
        pairs = (line.split(":", 1) for line in head[1:])
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        length = int(headers.get("content-length", 0))
        while len(self._buffer) < length:
            if not await self._more():
                return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return Recorded(method, path, headers, body)

    async def send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> bool:
        """Send a whole answer, JSON unless `headers` say otherwise."""
        sent = {"content-type": "application/json", "content-length": str(len(body)), **(headers or {})}
        self._writer.write(_head(status, sent) + body)
        await self._writer.drain()
        return True

    async def send_error(self, status: int, headers: Mapping[str, str] | None = None) -> bool:
        """Send an error in the protocol's own form."""
        kind, message = ERRORS.get(status, ("api_error" if status >= 500 else "invalid_request_error", "No"))
        payload = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_test"}
        return await self.send(status, json.dumps(payload).encode(), headers)

    async def stream(self, answer: Answer, recorded: Recorded, model: str, headers: Mapping[str, str]) -> bool:
        """Send a stream as its answer says; return whether the connection goes on."""
        is_chunked = answer.framing == "chunked"
        usual = {"content-type": "text/event-stream; charset=utf-8", "request-id": "req_test"}
        usual |= {"transfer-encoding": "chunked"} if is_chunked else {"connection": "close"}
        self._writer.write(_head(200, {**usual, **headers}))
        pending, began = b"", time.monotonic()
        for number, event in enumerate(answer.stream(model), 1):
            pending += event
            if answer.pace is not None:
                await asyncio.sleep(max(0.0, began + number * answer.chars / answer.pace - time.monotonic()))
            size = answer.chunk or len(pending)
            while len(pending) >= size > 0:
                await self._write(pending[:size], is_chunked, answer.gap_ms)
                pending = pending[size:]
            recorded.events_sent = number
            if number == _BEGUN:
                recorded.begun.set()
            if number == answer.stall_after:
                await asyncio.sleep(answer.stall_ms / 1000)
        if pending:
            await self._write(pending, is_chunked, answer.gap_ms)
        recorded.begun.set()
        return await self._finish(answer.then, is_chunked)

    async def _write(self, some: bytes, is_chunked: bool, gap_ms: float) -> None:
        self._writer.write(b"%x\r\n%b\r\n" % (len(some), some) if is_chunked else some)
        await self._writer.drain()
        await asyncio.sleep(gap_ms / 1000)

    async def _finish(self, then: str, is_chunked: bool) -> bool:
        if then == "hold":
            await self.closed.wait()
            raise ConnectionResetError
        if then == "reset":
            linger = struct.pack("ii", 1, 0)  # closing now sends a reset instead of an end
            self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if then == "end" and is_chunked:
            self._writer.write(b"0\r\n\r\n")
            await self._writer.drain()
            return True
        return False

    async def close(self) -> None:
        """Close the connection and everything that belongs to it."""
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
