"""Talks to a gateway over HTTP: the one place that sends the key, and the one that sends a request again.

Why `ApiKey.reveal` is called for each request and not once: nothing that lives long holds the key as text.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from enum import Enum, auto

import httpx

from turbodesk.chat import own_headers
from turbodesk.chat.errors import (
    CutOff,
    Garbled,
    GatewayFailure,
    KeyMissing,
    KeyRefused,
    KeyWanted,
    ModelUnavailable,
    NotPermitted,
    NotUnderstood,
    RequestRefused,
    TooLarge,
)
from turbodesk.chat.events import Adjusted, GatewayEvent, Started, StopReasonGiven, Waiting
from turbodesk.chat.json_values import parse
from turbodesk.chat.keys import KEY_PLACEHOLDER, ApiKey, without_keys
from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.message import ASKED_FAST, FAST
from turbodesk.chat.own_headers import OwnHeaders
from turbodesk.chat.parts import JsonObject
from turbodesk.chat.sent_prefix import SentPrefix
from turbodesk.chat.traffic import Exchanged, Outgoing, elided
from turbodesk.gateway import address, failures, listing, retry
from turbodesk.gateway.attachments import LARGE_PICTURES
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.compaction import betas_of
from turbodesk.gateway.connections import Connections
from turbodesk.gateway.exchange import Exchange
from turbodesk.gateway.exchange_log import Record
from turbodesk.gateway.parameter_fallback import may_adjust, objection
from turbodesk.gateway.prefix import prefix_of
from turbodesk.gateway.request import build, counting
from turbodesk.translation import _

API_VERSION = "2023-06-01"
"""Not the newer 2026-10-21, which refuses temperature and top_p for every model (protocol, 1.0)."""

TIMEOUT = httpx.Timeout(connect=10, read=300, write=60, pool=10)
"""Seconds. `read` is between two bytes: a busy model may be silent for minutes and then answer (protocol, 3.5)."""
CHECK_TIMEOUT = httpx.Timeout(connect=10, read=30, write=10, pool=10)
"""Seconds, for a check a person is waiting for."""

_NOT_HERE = (404, 405, 501)
"""How a server says that it has nothing at an address."""

CHECK_MODEL = "claude-haiku-4-5-20251001"
"""The cheapest model, for a check that has to ask for a reply."""


_KEY_UNPROVEN = _("Whether the gateway accepts the key could not be learned from its answer.")
_KEEP_AND_TRY = _(
    "The details show what it said. The address may be wrong; if it is right, keep the key and send a message."
)


_LEAST_SECRET = 8
"""Characters of a header's value that is hidden wherever it is echoed; a shorter one stands in many a harmless word."""


class _Login(Enum):
    """How a key is shown to the list of models."""

    BOTH = auto()
    BEARER = auto()
    API_KEY = auto()


class HttpGateway:
    """A gateway at an address, with a key. Implements `base.Gateway`; connects at the first request."""

    def __init__(
        self,
        base_url: str,
        key: ApiKey | None,
        *,
        version: str,
        wants_key: bool = True,
        proxy: str = "",
        own_headers: OwnHeaders = (),
        is_bearer: bool = False,
        routes_by_conversation: bool | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Make a gateway; nothing is sent yet.

        `version` is TurboDesk's. `wants_key` False: it is asked without a key, and `key` is None. `proxy` is
        TurboDesk's own setting, "" for the system's. `own_headers` go with every request; `is_bearer`: the key is shown
        as a bearer token; `routes_by_conversation` says whether the gateway is told the conversation, None: where it is
        known to want that. `transport` replaces the network; `sleep` and `chance`, from 0 to 1, the waits between
        requests.

        Raises:
            ValueError: with a sentence for the person, when `base_url` is no address or not a safe one.
        """
        self._address = address.resolve(base_url)
        try:
            httpx.URL(self._address.messages_url)
        except httpx.InvalidURL:  # a name in letters that no network takes
            raise ValueError(_("The name of the gateway’s computer is not possible.")) from None
        self._key = key
        self._version = version
        self._wants_key = wants_key
        self._own_headers = own_headers
        is_known = self._address.routes_by_conversation
        self._routes_by_conversation = is_known if routes_by_conversation is None else routes_by_conversation
        self._sleep = sleep
        self._chance = chance
        self._record = Record()
        self._can_count = True
        self._login = _Login.BOTH
        """The way of showing the key that the list of models took last."""
        self.is_bearer = is_bearer
        """Whether the key is shown as a bearer token where replies are asked for."""
        self._has_tried_bearer = is_bearer
        self._connections = Connections(self._address, proxy=proxy, transport=transport, redact=self._redact)

    async def reply(self, request: ReplyRequest) -> AsyncGenerator[GatewayEvent, None]:
        """Ask for a reply; see `base.Gateway.reply`."""
        body, content, prefix = await self._made(request)
        attempt = 1
        adjusted: tuple[Adjusted, ...] = ()
        told = 0
        while True:
            url, betas = self._address.messages_url, betas_of(request, body)
            exchange = self._exchange(
                "POST", url, content, body=body, wire_id=request.wire_id, betas=betas, every_s=request.every_s
            )
            has_begun = has_content = False
            try:
                async with aclosing(exchange.events()) as events:
                    async for event in events:
                        if not has_begun:
                            has_begun = True
                            for one in adjusted[told:]:  # only now is it known that the gateway objected to this
                                yield one
                            told = len(adjusted)
                            yield prefix
                        if not has_content and not isinstance(event, Started | StopReasonGiven):
                            has_content = True
                            exchange.line.content()
                        yield _asked_fast(event) if body.get("speed") == FAST else event
                return
            except GatewayFailure as failure:
                name = objection(failure.note, body, request) if not has_begun else None
                if name is not None and may_adjust(adjusted, failure.note.detail):
                    adjusted = (*adjusted, Adjusted(name, failure.note.detail))
                    request = await _without(name, request)
                    body, content, prefix = await self._made(request)
                    continue
                wait_s = None if has_content else self._wait_before(attempt, failure, exchange.headers)
                if wait_s is None:
                    if has_content and isinstance(failure, CutOff | Garbled):
                        failure.note = replace(failure.note, advice=failure.when_kept)
                    raise
                waiting = Waiting(attempt, wait_s, failure.note)
            yield waiting
            await self._sleep(waiting.delay_s)
            attempt += 1

    async def _made(self, request: ReplyRequest) -> tuple[dict[str, object], bytes, SentPrefix]:
        """Return the body of a request, its bytes, and how it begins; with files on a thread of its own."""

        def work() -> tuple[dict[str, object], bytes, SentPrefix]:
            body = _body(request)
            return body, _encoded(body), prefix_of(request, body, address=self._address.messages_url)

        return await asyncio.to_thread(work) if request.files else work()

    async def count_tokens(self, request: ReplyRequest) -> int | None:
        """Return the input tokens of a request as the gateway counts them; see `base.Gateway.count_tokens`."""
        if not self._can_count:
            return None
        body, content = await _counted(request)
        url = f"{self._address.messages_url}/count_tokens"
        betas = betas_of(request, body)
        exchange = self._exchange(
            "POST", url, content, body=body, wire_id=request.wire_id, betas=betas, timeout=CHECK_TIMEOUT
        )
        try:
            payload = parse((await exchange.answer()).decode("utf-8", "replace"))
        except (NotUnderstood, NotPermitted, KeyRefused, KeyWanted):  # what it says of the key, only a reply decides
            self._can_count = False
            return None
        except (ModelUnavailable, RequestRefused, TooLarge, ValueError):
            return None  # that may be so for this request alone
        count = payload.get("input_tokens") if isinstance(payload, dict) else None
        return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else None

    def preview(self, request: ReplyRequest) -> Outgoing:
        """Return what `reply` would send, without sending it; see `base.Gateway.preview`."""
        body = _body(request)
        headers = self._headers("POST", request.wire_id, self._login, betas_of(request, body))
        return Outgoing("POST", self._address.messages_url, self._shown(headers), body, len(_encoded(body)))

    def exchanges(self) -> tuple[Exchanged, ...]:
        """Return the last exchanges, oldest first; see `base.Gateway.exchanges`."""
        return self._record.exchanges()

    async def check(self) -> None:
        """Find out whether the address and the key are accepted; see `base.Gateway.check`.

        Only what is asked of `/v1/messages` decides about a key, so one token is asked for. Why not the list of
        models, which costs nothing: some gateways show it to anybody, and some want another login for it and refuse
        the right key. Where no key is sent there is none to decide about, and the list is enough.
        """
        if self._key is not None or not await self._shows_list():
            await self._check_with_a_token()

    async def models(self) -> tuple[ListedModel, ...]:
        """Return the models the gateway offers, all pages of them; see `base.Gateway.models`.

        The key is shown in both of the ways that are about, and where that is refused in each of them alone.
        """
        logins = (self._login, *(one for one in _Login if one is not self._login))
        for login in logins if self._key is not None else logins[:1]:
            try:
                offers = await self._models(login)
            except (KeyRefused, KeyWanted, NotPermitted) as failure:
                refused = failure.note
            else:
                self._login = login
                return offers
        # Not `KeyRefused`: that is said of a key, and this list has no say in it.
        sentence = _("The gateway does not show its list of models to this key.")
        raise NotPermitted(refused.detail, sentence=sentence, status=refused.status, request_id=refused.request_id)

    async def _models(self, login: _Login) -> tuple[ListedModel, ...]:
        offers: dict[str, ListedModel] = {}
        after = ""
        for _page in range(listing.MOST_PAGES):
            url = httpx.URL(self._address.models_url, params={"limit": listing.PAGE_SIZE, "after_id": after})
            page = await self._page(url if after else httpx.URL(self._address.models_url), login)
            for offer in page.offers:
                offers.setdefault(offer.id, offer)
            if not page.next_after or page.next_after == after:
                break
            after = page.next_after
        return tuple(offers.values())

    async def _page(self, url: httpx.URL, login: _Login) -> listing.ListingPage:
        exchange = self._exchange("GET", str(url), login=login, timeout=CHECK_TIMEOUT)
        try:
            body = await exchange.answer()
        except (NotUnderstood, ModelUnavailable) as failure:
            if failure.note.status in _NOT_HERE:  # of a list; replies may well be here
                failure.note = replace(failure.note, sentence=_("The gateway has no list of models."), advice="")
            raise
        if self._is_list(body, exchange.headers):
            found = listing.page(parse(body.decode("utf-8", "replace")))
            if found is not None:
                return found
        raise NotUnderstood(
            self._redact(body[:500].decode("utf-8", "replace")),
            sentence=_("The gateway’s answer is no list of models."),
        )

    def exchange(self, method: str, url: str, body: Mapping[str, object] | None = None) -> Exchange:
        """Return one exchange with the key, for the steps of the connection check."""
        return self._exchange(method, url, None if body is None else _encoded(body), timeout=CHECK_TIMEOUT)

    def tries_bearer(self, failure: KeyRefused) -> bool:
        """Whether the request of a check that a refusal of the key answered shall go out once more, with it as bearer.

        Some gateways take no other (protocol, 1.0). Where that is refused as well, the key is shown as before. Why not
        at any reply: a client that sends refused keys again is shut out by some servers.
        """
        self.is_bearer = self._key is not None and failure.note.status == 401 and not self._has_tried_bearer
        self._has_tried_bearer = True
        return self.is_bearer

    def failure(self, payload: object, headers: Mapping[str, str]) -> GatewayFailure:
        """Return the failure that an error inside a good answer means, without the key."""
        return failures.from_payload(payload, headers, redact=self._redact, has_key=self._key is not None)

    async def close(self) -> None:
        """Close every connection; replies under way end as cut off."""
        await self._connections.close()

    async def _shows_list(self) -> bool:
        exchange = self._exchange("GET", self._address.models_url, timeout=CHECK_TIMEOUT)
        try:
            return self._is_list(await exchange.answer(), exchange.headers)
        except (KeyRefused, KeyWanted, NotPermitted, NotUnderstood, ModelUnavailable, RequestRefused):
            return False  # no such list here, or another login for it: that says nothing about replies

    def _is_list(self, body: bytes, headers: Mapping[str, str]) -> bool:
        try:
            payload = parse(body.decode("utf-8", "replace"))
        except ValueError:
            return False
        if isinstance(payload, dict) and payload.get("error"):  # some gateways refuse with status 200
            raise self.failure(payload, headers)
        return isinstance(payload, dict)

    async def _check_with_a_token(self) -> None:
        body = {
            "model": CHECK_MODEL,
            "max_tokens": 1,
            "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}],  # not for people
            "stream": False,
        }
        exchange = self._exchange("POST", self._address.messages_url, _encoded(body), body=body, timeout=CHECK_TIMEOUT)
        try:
            async with aclosing(exchange.events()) as events:
                async for _ in events:
                    pass
        except KeyRefused as failure:
            if not self.tries_bearer(failure):
                raise
            await self._check_with_a_token()
        except (ModelUnavailable, RequestRefused) as failure:
            if self._key is not None and not failure.note.shows_key_accepted:
                failure.note = replace(failure.note, sentence=_KEY_UNPROVEN, advice=_KEEP_AND_TRY)
                raise
        except NotPermitted as failure:
            note = failure.note
            if note.shows_key_accepted:
                return
            raise KeyRefused(
                note.detail, status=note.status, error_type=note.error_type, request_id=note.request_id
            ) from None

    def _wait_before(self, attempt: int, failure: GatewayFailure, headers: Mapping[str, str]) -> float | None:
        return retry.wait_before(attempt, failure, headers, chance=self._chance(), now=dt.datetime.now(dt.UTC))

    def _exchange(
        self,
        method: str,
        url: str,
        content: bytes | None = None,
        *,
        body: JsonObject | None = None,
        wire_id: str = "",
        betas: str = "",
        login: _Login | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        every_s: Callable[[], float] = lambda: 0.0,
    ) -> Exchange:
        """Make an exchange that begins when it is read; `body` is `content` as it is to be looked at later.

        `betas` is what goes into `anthropic-beta`, parted by commas; "" for none. `every_s`: see `Exchange`.
        """
        if self._key is None and self._wants_key:
            raise KeyMissing
        client = self._connections.client()
        headers = self._headers(method, wire_id, login or self._login, betas)
        shown = elided(body) if body is not None else None
        line = self._record.begin(
            Outgoing(
                method, url, self._shown(headers), shown if isinstance(shown, Mapping) else None, len(content or b"")
            )
        )
        request = client.build_request(
            method, url, content=content, headers=headers, timeout=timeout, extensions={"trace": line.trace}
        )
        home = httpx.URL(self._address.base_url)
        if (request.url.scheme, request.url.host, request.url.port) != (home.scheme, home.host, home.port):
            raise AssertionError("a gateway's key is sent to its own address alone")
        has_key = self._key is not None
        return Exchange(client, request, redact=self._redact, line=line, has_key=has_key, every_s=every_s)

    def _headers(self, method: str, wire_id: str, login: _Login, betas: str = "") -> dict[str, str]:
        key = "" if self._key is None else self._key.reveal()
        headers = {
            "content-type": "application/json",
            "accept": "application/json",
            # Compressed, a stream would stand in a proxy's buffer until a block is full.
            "accept-encoding": "identity",
            "user-agent": f"TurboDesk/{self._version}",
            **({"x-api-key": key} if key else {}),
            "anthropic-version": API_VERSION,
            **({"anthropic-beta": betas} if betas else {}),
        }
        if wire_id and self._routes_by_conversation:
            headers["X-Conversation-Id"] = wire_id
        if method == "GET":
            del headers["content-type"]
            if key and login is not _Login.API_KEY:  # TheTurbo's list of models knows this one (protocol, section 7)
                headers["authorization"] = f"Bearer {key}"  # not for people
            if login is _Login.BEARER:
                headers.pop("x-api-key", None)
        elif key and self.is_bearer:
            del headers["x-api-key"]
            headers["authorization"] = f"Bearer {key}"  # not for people
        own = own_headers.filled(self._own_headers, wire_id)
        replaced = {name.lower() for name in own}
        return {name: value for name, value in headers.items() if name.lower() not in replaced} | dict(own)

    def _shown(self, headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Headers for looking at: without the key, and without the person's own values, which may be secrets too."""
        own = {name for name, value in self._own_headers if value != own_headers.CONVERSATION}
        return tuple((name, own_headers.HIDDEN if name in own else self._redact(one)) for name, one in headers.items())

    def _redact(self, text: str) -> str:
        if self._key is not None:  # whatever its length: it has just been sent
            text = text.replace(self._key.reveal(), KEY_PLACEHOLDER)
        text = without_keys(text)
        for _name, value in self._own_headers:
            if len(value) >= _LEAST_SECRET:
                text = text.replace(value, own_headers.HIDDEN)
        return text


async def _without(name: str, request: ReplyRequest) -> ReplyRequest:
    """The request without what was refused."""
    request = replace(request, refused=request.refused | {name})
    if name != LARGE_PICTURES or request.smaller is None:
        return request
    return replace(request, files=await request.smaller())


def _asked_fast(event: GatewayEvent) -> GatewayEvent:
    """The beginning of a fast reply with a note that it was asked for: not every gateway says whether it is one."""
    return replace(event, usage={**event.usage, ASKED_FAST: True}) if isinstance(event, Started) else event


def _body(request: ReplyRequest) -> dict[str, object]:
    try:
        return build(request)
    except ValueError:
        raise RequestRefused(sentence=_("There is nothing to send."), advice=_("Write a message first.")) from None


async def _counted(request: ReplyRequest) -> tuple[dict[str, object], bytes]:
    """Return what of a request is sent to have its input counted, and its bytes; with files on a thread of its own."""

    def work() -> tuple[dict[str, object], bytes]:
        body = counting(_body(request))
        return body, _encoded(body)

    return await asyncio.to_thread(work) if request.files else work()


def _encoded(body: Mapping[str, object]) -> bytes:
    # Half of a surrogate pair, which a paste can bring, is no text any server would take.
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
