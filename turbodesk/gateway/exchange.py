"""Carries out one HTTP exchange: sends a request and reads the answer as events of a reply, whatever form it has.

An answer is read by what it holds, not by what was asked for or what its header says: gateways answer a stream with one
JSON message, a message with a stream, and an error as either. The connection is let go as soon as the reply has ended,
because some proxies keep it open; where the end of the body is already there, it is read, so that the next request
can use the connection again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import socket
import ssl
import string
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from urllib.parse import quote, urlsplit

import httpx

from turbodesk.chat.errors import (
    CertificateRefused,
    CutOff,
    Garbled,
    GatewayFailure,
    NetworkWantsSignIn,
    NotUnderstood,
    ProxyWantsLogin,
    TimedOut,
    TooMuch,
    Unreachable,
)
from turbodesk.chat.events import Finished, GatewayEvent, StopReasonGiven
from turbodesk.gateway import failures, sse, wire
from turbodesk.gateway.answer_body import AnswerBody, is_readable, not_readable
from turbodesk.gateway.error_body import read, request_id_of
from turbodesk.gateway.exchange_log import ExchangeEntry
from turbodesk.gateway.gulps import rested
from turbodesk.gateway.reply_reader import ReplyReader, ReplyTooLarge, together
from turbodesk.network.asked_wait import asked_wait
from turbodesk.translation import _

_MOST_ERROR_BYTES = 256 * 1024
_ERROR_BODY_S = 5.0
"""How long the body of an error may take: a person is waiting to be told, and some servers never end it."""
_MOST_MESSAGE_BYTES = 32 * 1024 * 1024
"""The text of the longest reply is below 1 MB, and pages read on the way have some more; what is larger is no reply."""
_MOST_STREAM_BYTES = 128 * 1024 * 1024
"""The longest reply in pieces of a token each, with all that stands around each, has a third of it."""
_BURST = 32
"""Events after which others may run, where so many that are not of one block's growth come at once."""
_AFTER_REASON_S = 5.0
"""How long the end of the stream may take after the model has said why it stopped; some proxies lose it."""
_REST_S = 0.05
"""How long the end of a body may take to come after the end of the reply, before the connection is given up."""
_SIGN_IN_PAGE = _("A web page to sign in at answered instead of the gateway.")
_OR_ADDRESS = _(
    "If this network has a sign-in page, as in a hotel, open any page in a browser, sign in, then try again. Otherwise "
    "check the gateway address in Settings."
)
_WANTS_LOGIN = re.compile(r"^407\b|username/password|NO ACCEPTABLE METHODS", re.IGNORECASE)
"""How httpcore says it of an HTTP proxy, and of a SOCKS one."""


class Exchange:
    """One request and its answer."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        request: httpx.Request,
        *,
        redact: failures.Redact,
        line: ExchangeEntry,
        has_key: bool = True,
        every_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Make an exchange; nothing is sent yet. It is written down in `line`; `has_key`: a key goes with it.

        The network is looked at every `every_s()` seconds for what has come of the answer.
        """
        self._client = client
        self._request = request
        self._redact = redact
        self._has_key = has_key
        self._every_s = every_s
        self._has_reason = False
        self._is_understood = False
        self._is_whole = False
        self._seen = ""
        """The first that the stream said."""
        self.line = line
        self.headers: Mapping[str, str] = {}
        """The answer's headers, names in lower case; empty before there is an answer."""

    async def events(self) -> AsyncGenerator[GatewayEvent, None]:
        """Yield the reply's events, ending with `Finished`. Closing this closes the connection at once.

        Raises:
            GatewayFailure: for everything that goes wrong.
        """
        async with self._sent() as chunks, aclosing(self._reply(chunks)) as events:
            async for event in events:
                yield event

    async def server_events(self) -> AsyncGenerator[sse.ServerEvent, None]:
        """Yield a stream's events as the server sent them, pings included; one for an answer that is no stream.

        Raises:
            GatewayFailure: for everything that goes wrong, but for what the events say.
        """
        async with self._sent() as chunks:
            with self._plain_failures():
                peeked = await _peek(chunks)
            if peeked.first in (b"{", b"["):
                with self._plain_failures():
                    body = await _all(peeked, most=_MOST_MESSAGE_BYTES)
                yield sse.ServerEvent("message", body.decode("utf-8", "replace"))
                return
            if peeked.first == b"<":
                raise await self._page(peeked)
            decoder = sse.EventDecoder()
            while (gulp := await self._next(peeked)) is not None:
                for event in decoder.feed(gulp):
                    yield event
            for event in decoder.end():
                yield event

    async def answer(self) -> bytes:
        """Return the body of a good answer.

        Raises:
            GatewayFailure: for everything that goes wrong, error statuses included.
        """
        async with self._sent() as chunks:
            with self._plain_failures():
                return await _all(chunks, most=_MOST_MESSAGE_BYTES)

    @asynccontextmanager
    async def _sent(self) -> AsyncGenerator[AsyncIterator[bytes], None]:
        """Send the request, and give the body of a good answer; write down how it went."""
        received = 0
        try:
            async with self._answered() as response:
                try:
                    body = AnswerBody(response, most=_MOST_STREAM_BYTES)
                    try:
                        if not response.is_success:
                            raise await self._refusal(response, body)
                        if not is_readable(response):
                            raise not_readable(response)
                        with rested(response, self._every_s):
                            yield body
                    finally:
                        await body.raw.close(within_s=_REST_S if self._is_whole else 0)
                finally:
                    received = response.num_bytes_downloaded
        except GatewayFailure as failure:
            self.line.failed(failure.note.sentence)
            raise
        finally:
            self.line.ended(received)

    @asynccontextmanager
    async def _answered(self) -> AsyncGenerator[httpx.Response, None]:
        """Send the request, and give the answer as far as its headers."""
        with self._plain_failures(hung_up=_("The gateway hung up without answering.")):
            response = await self._client.send(self._request, stream=True)
        try:
            self.headers = {name.lower(): value for name, value in response.headers.items()}
            self.line.answered(response.status_code, response.headers.multi_items(), self._redact)
            yield response
        finally:
            await response.aclose()

    async def _refusal(self, response: httpx.Response, chunks: AsyncIterator[bytes]) -> GatewayFailure:
        if response.is_redirect:
            return self._redirected(response)
        body = await _what_comes(chunks) if is_readable(response) else b""
        asked = asked_wait(self.headers, now=dt.datetime.now(dt.UTC))
        return failures.from_response(
            response.status_code, self.headers, body, redact=self._redact, wait_s=asked, has_key=self._has_key
        )

    def _redirected(self, response: httpx.Response) -> GatewayFailure:
        # Why not follow: the key would go wherever the answer points, and a POST may arrive as a GET.
        # In ASCII, because the person may copy it: foreign letters that look like the old address show as such.
        target = quote(self._redact(self.headers.get("location", "")), safe=string.punctuation)[:200]
        detail = f"{response.status_code} to {target or 'nowhere'}"  # not for people
        is_network = response.status_code in (302, 303, 307) and self._is_elsewhere(target)
        # not for people
        is_unsafe = target.lower().startswith("http:") and self._request.url.scheme == "https"  # no gateway's way
        if is_network and (is_unsafe or failures.wants_sign_in(target)):
            return NetworkWantsSignIn(detail, status=response.status_code)
        advice = _("If the other address is right, which the details show, enter it in Settings.")
        if is_network:
            advice = _(
                "If this network has a sign-in page, sign in first, in a browser. If the other address is right, which "
                "the details show, enter it in Settings."
            )
        return NotUnderstood(
            detail,
            sentence=_("This address leads on to another one, and the key is not sent there."),
            advice=advice,
            status=response.status_code,
        )

    def _is_elsewhere(self, target: str) -> bool:
        try:
            host = urlsplit(target).hostname
        except ValueError:  # half of an IPv6 address, say
            return False
        return host is not None and host != self._request.url.host

    async def _reply(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[GatewayEvent, None]:
        try:
            with self._plain_failures():
                peeked = await _peek(chunks)
            if peeked.first in (b"{", b"["):
                with self._plain_failures():
                    body = await _all(peeked, most=_MOST_MESSAGE_BYTES)
                for event in self._message(body):
                    yield event
            elif peeked.first == b"<":
                raise await self._page(peeked)
            else:
                async with aclosing(self._stream(peeked)) as events:
                    async for event in events:
                        yield event
        except (CutOff, TimedOut):
            if not self._has_reason:
                raise
            yield Finished()  # the model had said why it stopped: nothing is missing

    def _message(self, body: bytes) -> Iterator[GatewayEvent]:
        try:
            found = ReplyReader().read_whole(body.decode("utf-8", "replace"))
        except wire.GarbledValue as error:
            raise self._garbled(error) from None
        except ReplyTooLarge:
            raise TooMuch(request_id=self._id()) from None
        except ValueError:
            if body.rstrip().endswith((b"}", b"]")):
                raise self._not_understood(body) from None
            raise CutOff(self._redact(body.decode("utf-8", "replace"))[-200:]) from None
        if not found:
            raise self._not_understood(body)
        for event in found:
            yield self._event(event)

    async def _stream(self, gulps: AsyncIterator[bytes]) -> AsyncGenerator[GatewayEvent, None]:
        reader, decoder = ReplyReader(), sse.EventDecoder()
        gulp: bytes | None = b""
        while gulp is not None:
            gulp = await self._next(gulps)
            server_events = decoder.end() if gulp is None else decoder.feed(gulp)
            for number, event in enumerate(together(self._said(reader, server_events)), 1):
                if number % _BURST == 0:
                    await asyncio.sleep(0)
                yield event
                if isinstance(event, Finished):
                    return
        if self._is_understood:
            raise CutOff(request_id=self._id())
        if self._seen:
            raise self._not_understood(self._seen.encode())
        raise CutOff(sentence=_("The gateway's answer was empty."), advice=_("Try again."), request_id=self._id())

    async def _next(self, gulps: AsyncIterator[bytes]) -> bytes | None:
        with self._plain_failures():
            if not self._has_reason:
                return await anext(gulps, None)
            try:
                async with asyncio.timeout(_AFTER_REASON_S):
                    return await anext(gulps, None)
            except TimeoutError:
                raise TimedOut from None

    def _said(self, reader: ReplyReader, server_events: Iterable[sse.ServerEvent]) -> Iterator[GatewayEvent]:
        for server_event in server_events:
            self._seen = self._seen or server_event.data
            for event in self._read(reader, server_event):
                yield self._event(event)

    def _read(self, reader: ReplyReader, server_event: sse.ServerEvent) -> list[wire.Read]:
        try:
            return reader.read(server_event.data, name=server_event.name)
        except ReplyTooLarge:
            raise TooMuch(request_id=self._id()) from None
        except wire.GarbledValue as error:
            raise self._garbled(error, server_event.data) from None
        except ValueError as error:
            if server_event.is_last_breath:
                raise CutOff(request_id=self._id()) from None
            if self._is_understood:  # so it is the gateway's address, and what came before is worth going on with
                raise self._garbled(error, server_event.data) from None
            raise self._not_understood(server_event.data.encode()) from None

    def _garbled(self, error: ValueError, data: str = "") -> GatewayFailure:
        return Garbled(self._redact(f"{error}: {data}".rstrip(": ")), request_id=self._id())

    def _event(self, event: wire.Read) -> GatewayEvent:
        if isinstance(event, wire.Fault):
            raise failures.from_payload(event.payload, self.headers, redact=self._redact, has_key=self._has_key)
        self._is_understood = True
        self._is_whole = isinstance(event, Finished)
        if isinstance(event, StopReasonGiven) and event.stop_reason:
            self._has_reason = True
        return event

    async def _page(self, chunks: AsyncIterator[bytes]) -> GatewayFailure:
        with self._plain_failures():
            page = await _what_comes(chunks)
        text = self._redact(read(self._redact(page.decode("utf-8", "replace"))).text)
        if failures.wants_sign_in(text):
            return NetworkWantsSignIn(text, sentence=_SIGN_IN_PAGE, advice=_OR_ADDRESS, request_id=self._id())
        return NotUnderstood(
            text, sentence=_("A web page answered instead of the gateway."), advice=_OR_ADDRESS, request_id=self._id()
        )

    def _not_understood(self, body: bytes) -> GatewayFailure:
        text = body.decode("utf-8", "replace")
        return NotUnderstood(self._redact(text), request_id=self._id())

    def _id(self) -> str | None:
        found = request_id_of(self.headers)
        return self._redact(found)[:200] if found else None

    @contextmanager
    def _plain_failures(self, *, hung_up: str = "") -> Iterator[None]:
        """Turn what httpx raises into failures. Without their causes: those hold the request, and it holds the key."""
        try:
            yield
        except httpx.HTTPError as error:
            raise failure_of(error, hung_up=hung_up, redact=self._redact) from None
        except (httpx.InvalidURL, UnicodeError) as error:  # of a redirect, which httpx looks at though it follows none
            raise NotUnderstood(
                self._redact(str(error)), sentence=_("The gateway sent TurboDesk to an address that is none.")
            ) from None


def failure_of(error: httpx.HTTPError, *, hung_up: str = "", redact: failures.Redact = str) -> GatewayFailure:
    """Return what went wrong on the way, in plain words; `hung_up` says an end before any answer."""
    detail = redact(f"{type(error).__name__}: {error}")
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return _no_connection(error, detail)
        case httpx.ProxyError() if _WANTS_LOGIN.search(str(error)):
            return ProxyWantsLogin(detail)
        case httpx.ProxyError():
            return Unreachable(
                detail,
                sentence=_("The proxy between this computer and the gateway did not let the request through."),
                advice=_("Check the proxy in the system's network settings, then try again."),
            )
        case httpx.TimeoutException():
            return TimedOut(detail)
        case httpx.NetworkError():
            return CutOff(detail, sentence=hung_up, advice=_("Try again.") if hung_up else "")
        case httpx.RemoteProtocolError() if "disconnected" in str(error) or "closed" in str(error):
            return CutOff(detail, sentence=hung_up, advice=_("Try again.") if hung_up else "")
        case httpx.RemoteProtocolError() | httpx.DecodingError():
            return NotUnderstood(detail)
    return Unreachable(detail)


def _no_connection(error: httpx.HTTPError, detail: str) -> GatewayFailure:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CertificateRefused(detail)
        if isinstance(cause, socket.gaierror):
            return Unreachable(
                detail,
                sentence=_("The gateway's name could not be found on the network."),
                advice=_("Check the internet connection and the spelling of the address, then try again."),
            )
        if isinstance(cause, ssl.SSLError):
            return Unreachable(detail, sentence=_("A secure connection to the gateway could not be made."))
        cause = cause.__cause__ or cause.__context__
    return Unreachable(detail)


class _Peeked:
    """A body that has been looked into, from its beginning."""

    def __init__(self, start: bytes, rest: AsyncIterator[bytes]) -> None:
        self.first = _said(start)[:1]
        """The first byte that says something; empty for an empty body."""
        self._start = start
        self._rest = rest

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        start, self._start = self._start, b""
        return start or await anext(self._rest)


async def _peek(chunks: AsyncIterator[bytes]) -> _Peeked:
    start = b""
    async for chunk in chunks:
        start += chunk
        if _said(start):
            break
        if len(start) > len(_MARK):  # nothing but blanks, by which some servers keep a connection open
            start = b""
    return _Peeked(start, chunks)


def _said(start: bytes) -> bytes:
    """What stands after blanks and a byte order mark; nothing for half a mark."""
    return b"" if len(start) < len(_MARK) and _MARK.startswith(start) else start.removeprefix(_MARK).lstrip()


_MARK = b"\xef\xbb\xbf"
"""The byte order mark."""


async def _all(chunks: AsyncIterator[bytes], *, most: int) -> bytes:
    """Return what is left.

    Raises:
        TooMuch: that are more than `most` bytes.
    """
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise TooMuch(f"more than {most:,} bytes in one message")  # not for people
    return bytes(body)


async def _what_comes(chunks: AsyncIterator[bytes]) -> bytes:
    """Return what comes of an error's body before it is too much, too late or broken: its status says enough."""
    body = bytearray()
    with suppress(TimeoutError, httpx.HTTPError, NotUnderstood):
        async with asyncio.timeout(_ERROR_BODY_S):
            async for chunk in chunks:
                body += chunk
                if len(body) >= _MOST_ERROR_BYTES:
                    break
    return bytes(body)
