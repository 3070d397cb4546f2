"""The single steps of a connection check: each asks one thing of the network and says what came of it.

What a step finds is told as it is; the words for a person are `app.doctor`'s. The steps before the key send none.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import re
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import truststore

from turbodesk.chat.errors import KeyRefused, NotUnderstood, TimedOut
from turbodesk.chat.events import Started, StopReasonGiven
from turbodesk.chat.json_values import parse
from turbodesk.gateway import sse, wire
from turbodesk.gateway.address import GatewayAddress
from turbodesk.gateway.certificate import issuer_of
from turbodesk.gateway.client import CHECK_MODEL, HttpGateway
from turbodesk.gateway.exchange import failure_of
from turbodesk.network.route import Route
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

STEP_S = 15.0
"""Seconds for the name, the connection, the handshake; each is done in one on any network that works."""
REPLY_S = 60.0
"""Seconds for a reply of one token; a model that has to be loaded first takes half of that."""
MOST_EVENTS = 200
"""Of a stream that holds one token: ten are usual."""
_CLOSING_S = 1.0
"""Seconds the other side may take to let go of a connection; nothing hangs on it."""


async def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses of a name.

    Raises:
        OSError: it has none. TimeoutError: nobody answered in time.
    """
    async with asyncio.timeout(STEP_S):
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def connect(host: str, port: int) -> float:
    """Connect and let go again; return the seconds it took.

    Raises:
        OSError: it cannot be reached. TimeoutError: not in time.
    """
    began = time.monotonic()
    async with asyncio.timeout(STEP_S):
        _, writer = await asyncio.open_connection(host, port)
    took = time.monotonic() - began
    writer.close()
    with suppress(OSError):  # a TimeoutError is one
        async with asyncio.timeout(_CLOSING_S):
            await writer.wait_closed()
    return took


@dataclass(frozen=True, slots=True)
class Secured:
    """A handshake that went well."""

    version: str
    """Such as "TLSv1.3"."""
    issuer: str


@dataclass(frozen=True, slots=True)
class Untrusted:
    """A certificate that was not accepted."""

    code: int
    """OpenSSL's number of the reason."""
    reason: str
    issuer: str
    """Whoever issued it says so itself; "" when that could not be learned."""


class _Enough(Exception):
    """Ends a request once its connection is secured, before anything is sent."""


async def handshake(address: GatewayAddress, route: Route) -> Secured | Untrusted:
    """Secure a connection as requests do, proxy included, and let go of it before a request is sent on it.

    Raises:
        GatewayFailure: no connection came about, for another reason than the certificate.
    """
    try:
        secured = await _secured(address, route, truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    except httpx.HTTPError as error:
        refused = _refused_certificate(error)
        if refused is None:
            raise failure_of(error) from None
        return Untrusted(refused.verify_code, refused.verify_message, await _issuer(address, route))
    return Secured(secured.version() or "", issuer_of(secured.getpeercert(True) or b""))


async def _issuer(address: GatewayAddress, route: Route) -> str:
    """Who issued a certificate that is not trusted. Nothing is sent on this connection, a key least of all."""
    anything = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    try:
        return issuer_of((await _secured(address, route, anything)).getpeercert(True) or b"")
    except httpx.HTTPError:
        return ""


async def _secured(address: GatewayAddress, route: Route, context: ssl.SSLContext) -> ssl.SSLObject:
    streams: list[Any] = []

    async def watch(event: str, details: Mapping[str, Any]) -> None:
        if event.endswith("connect_tcp.complete"):  # httpcore 1.0 leaves it open when a SOCKS proxy says no
            streams.append(details["return_value"])
        elif (event.endswith("start_tls.complete") and urlsplit(route.proxy).scheme != "https") or event == _TUNNELLED:
            streams.append(details["return_value"])
            raise _Enough

    async with httpx.AsyncClient(verify=context, proxy=route.proxy or None, trust_env=False, timeout=STEP_S) as client:
        request = client.build_request("HEAD", address.base_url, extensions={"trace": watch})
        try:
            response = await client.send(request, stream=True)
            secured = response.extensions["network_stream"].get_extra_info("ssl_object")
            await response.aclose()
        except _Enough:
            secured = streams[-1].get_extra_info("ssl_object")
        finally:
            for stream in reversed(streams):
                await stream.aclose()
    assert isinstance(secured, ssl.SSLObject)
    return secured


_TUNNELLED = "proxy.start_tls.complete"
"""httpcore's name for the handshake with the gateway through an HTTP proxy; before it there may be the proxy's own."""


def _refused_certificate(error: BaseException) -> ssl.SSLCertVerificationError | None:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return cause


@dataclass(frozen=True, slots=True)
class Streamed:
    """How a reply streamed."""

    first_s: float
    """Seconds until the first event."""
    pings: int
    is_stream: bool
    """False: one JSON message came in place of a stream."""
    is_whole: bool
    """The end of the reply was said."""
    is_endless: bool = False
    """It was far longer than asked for, and so given up."""


class Probe:
    """Asks a gateway small things with the key. Every method raises `GatewayFailure` when the answer is no."""

    def __init__(self, gateway: HttpGateway, address: GatewayAddress) -> None:
        self._gateway = gateway
        self._address = address
        self.clock_skew_s: float | None = None
        """How far this computer's clock is ahead of the gateway's, in seconds; None until an answer said."""
        self.input_tokens = 0
        """Of all replies so far, as the gateway counts them."""
        self.output_tokens = 0

    async def reply(self, model: str, **more: object) -> None:
        """Ask for one token; `more` goes into the body."""
        payload = await self._json("POST", self._address.messages_url, {**_tiny(model), **more, "stream": False})
        if payload.get("type") != "message":
            raise NotUnderstood(str(payload)[:200])
        self._spend(payload.get("usage"))

    async def count_tokens(self, model: str) -> int:
        """Ask how many tokens a message has; costs nothing."""
        body = {name: value for name, value in _tiny(model).items() if name != "max_tokens"}
        payload = await self._json("POST", f"{self._address.messages_url}/count_tokens", body)
        count = payload.get("input_tokens")
        if not isinstance(count, int):
            raise NotUnderstood(sentence=_("The count of tokens could not be understood."))
        return count

    async def stream(self, model: str) -> Streamed:
        """Ask for one token as a stream."""
        began = time.monotonic()
        exchange = self._gateway.exchange("POST", self._address.messages_url, {**_tiny(model), "stream": True})
        first_s, pings, last = 0.0, 0, ""
        usage: dict[str, object] = {}
        number = 0
        async with aclosing(exchange.server_events()) as events:
            async for event in events:
                number += event.name != "ping"
                if number > MOST_EVENTS or time.monotonic() - began > REPLY_S:
                    break
                first_s = first_s or time.monotonic() - began
                last = _kind(event.data) or event.name
                pings += last == "ping"
                for read in _read(event):
                    if isinstance(read, wire.Fault):
                        raise self._gateway.failure(read.payload, exchange.headers)
                    if isinstance(read, Started | StopReasonGiven):
                        usage |= read.usage or {}
        self._note_time(exchange.headers)
        is_stream = "json" not in exchange.headers.get("content-type", "")
        self._spend(usage)
        is_whole = last == "message_stop"
        is_endless = not is_whole and (number > MOST_EVENTS or time.monotonic() - began > REPLY_S)
        return Streamed(first_s, pings, is_stream, is_whole, is_endless)

    async def _json(self, method: str, url: str, body: Mapping[str, object] | None = None) -> Mapping[str, object]:
        exchange = self._gateway.exchange(method, url, body)
        try:
            async with asyncio.timeout(REPLY_S):  # however many bytes come all the time
                raw = await exchange.answer()
        except TimeoutError:
            raise TimedOut(sentence=_("The gateway’s answer did not end.")) from None
        except KeyRefused as failure:
            if not self._gateway.tries_bearer(failure):
                raise
            return await self._json(method, url, body)
        finally:
            self._note_time(exchange.headers)
        try:
            payload = parse(raw.decode("utf-8", "replace"))
        except ValueError:
            raise NotUnderstood(raw[:200].decode("utf-8", "replace")) from None
        if not isinstance(payload, Mapping):
            raise NotUnderstood("")
        if payload.get("error") or payload.get("type") == "error":  # some gateways refuse with status 200
            raise self._gateway.failure(payload, exchange.headers)
        return payload

    def _spend(self, usage: object) -> None:
        counts = usage if isinstance(usage, Mapping) else {}
        given = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        self.input_tokens += sum(_count(counts.get(name)) for name in given)
        self.output_tokens += _count(counts.get("output_tokens"))

    def _note_time(self, headers: Mapping[str, str]) -> None:
        try:
            theirs = email.utils.parsedate_to_datetime(headers["date"])
        except (KeyError, ValueError):
            return
        if theirs.tzinfo is not None:
            self.clock_skew_s = (dt.datetime.now(dt.UTC) - theirs).total_seconds()


_OTHER_WORK = re.compile(r"embed|rerank|whisper|tts|audio|image|dall-e|sora|video|moderation|ocr", re.IGNORECASE)
"""In ids of models that do not chat; a gateway lists them among the others (protocol, 7)."""


def likely_model(ids: tuple[str, ...], wished: str) -> str:
    """Return the model to ask: the cheapest one known, else the wished one, else the first that looks fit to chat."""
    if not ids or CHECK_MODEL in ids:
        return CHECK_MODEL
    return wished if wished in ids else next((id_ for id_ in ids if not _OTHER_WORK.search(id_)), ids[0])


def _tiny(model: str) -> dict[str, object]:
    return {
        "model": model,
        "max_tokens": 1,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}],  # not for people
    }


def _read(event: sse.ServerEvent) -> tuple[wire.Read, ...]:
    try:
        return wire.read_event(event.data, name=event.name)
    except ValueError:
        raise NotUnderstood(event.data[:200]) from None


def _kind(data: str) -> str:
    try:
        payload = parse(data)
    except ValueError:
        return ""
    return str(payload.get("type", "")) if isinstance(payload, Mapping) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
