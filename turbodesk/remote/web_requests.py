"""Asks a storage on the network, and turns whatever goes wrong into what a person can be told.

Nothing is asked twice by itself: when to try again is for the round to decide. Redirects are followed within the place
that was chosen and nowhere else, since the password would go along. Every answer has an end: in bytes, and in time.
Answers are not unpacked: none was asked to be packed, and a kilobyte can become a gigabyte.

Import this on a thread of its own, as `turbodesk.network.transport` says.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping
from contextlib import aclosing, suppress
from http import HTTPStatus
from typing import cast

import httpx

from turbodesk import __version__
from turbodesk.chat.storage_errors import (
    Missing,
    NotStorage,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)
from turbodesk.network.asked_wait import asked_wait
from turbodesk.network.route import route_to
from turbodesk.network.transport import transport_through
from turbodesk.quick_dataclasses import dataclass
from turbodesk.remote.server_address import ServerAddress
from turbodesk.translation import _

_log = logging.getLogger(__name__)

PATIENCE_S = 60.0
"""How long nothing may come, or go out."""
_CONNECT_S = 15.0
_LONGEST_EXCHANGE = 30
"""Times the patience: half an hour for a file of 64 MB is 36 KB a second; who trickles more slowly is given up."""
LONGEST_WAIT_S = 6 * 3600.0
"""What asks for a longer wait is looked at once more after this."""
MOST_COMPLAINT = 64 * 1024
"""Bytes of an answer that says what is wrong."""
MOST_REDIRECTS = 3
_PIECE = 256 * 1024
"""Bytes that are sent, and sealed for the way, at once; in between the window has its turn."""
_REDIRECTS = (301, 302, 307, 308)

_ON_THE_WAY = (407, 408, 502, 504, 511, 520, 521, 522, 523, 524, 530)
"""What something between here and the storage says: a proxy, a network to sign in at, the door of a server that is
down. Those above 519 are Cloudflare's."""
_BY_STATUS: Mapping[int, type[StorageError]] = {
    **dict.fromkeys((401, 403), Refused),
    **dict.fromkeys((404, 410), Missing),
    **dict.fromkeys((405, 501), NotStorage),
    **dict.fromkeys((413, 507), StorageFull),
    **dict.fromkeys((423, 429, 503), StorageBusy),
    **dict.fromkeys(_ON_THE_WAY, StorageUnreachable),
}
_SAYS_BUSY = re.compile(r"BlockedTemporarily|SlowDown|TooManyRequests|OperationAborted|Throttl", re.IGNORECASE)
_SAYS_FULL = re.compile(r"quota|insufficient ?storage|storage ?(full|cap)|no space|EntityTooLarge", re.IGNORECASE)


class LongAnswer(StorageError):
    """More than an answer to this question may have."""


@dataclass(frozen=True, slots=True)
class StorageAnswer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Whole, if the status is one that was hoped for; else as much as may hold what is wrong."""
    address: str = ""
    """What answered in the end, after redirects."""

    @property
    def is_page(self) -> bool:
        """Whether it is meant to be looked at, as the page of a network to sign in at is."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return bool(self.body) and kind in ("text/html", "application/xhtml+xml")


class WebRequests:
    """The connections to one storage."""

    def __init__(
        self,
        address: ServerAddress,
        *,
        proxy: str = "",
        headers: Mapping[str, str] | None = None,
        secrets: Collection[str] = (),
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`proxy` is TurboDesk's own setting, "" for the system's. `headers` go with every request.

        `secrets` are what no detail of an error may hold.
        """
        self._address = address
        self._proxy = proxy
        self._headers = {
            "user-agent": f"TurboDesk/{__version__}",
            "accept": "*/*",
            "accept-encoding": "identity",
            **(headers or {}),
        }
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._patience_s = patience_s
        self._client: httpx.AsyncClient | None = None

    async def ask(
        self,
        method: str,
        url: str,
        *,
        fine: Collection[int],
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        most: int = MOST_COMPLAINT,
        feed: Callable[[bytes], object] | None = None,
        follows: bool = True,
    ) -> StorageAnswer:
        """Send a request and return the answer, whatever its status is.

        `most` is how many bytes it may have where its status is one of `fine`; then `feed` is given them as they come,
        and no body is kept. `follows` False: redirects are not followed.

        Raises:
            StorageUnreachable: there was no answer, or not all of it.
            NotStorage: it leads to another place.
            LongAnswer: it has more than `most` bytes.
            Whatever `feed` raises.
        """
        try:
            async with asyncio.timeout(self._patience_s * _LONGEST_EXCHANGE):
                for _turn in range(MOST_REDIRECTS + 1):
                    request = self._request(method, url, headers or {}, content)
                    answer = await self._exchange(request, fine=fine, most=most, feed=feed)
                    if not follows or answer.status not in _REDIRECTS:
                        return answer
                    url = self._next(url, answer)
        except (httpx.TransportError, httpx.InvalidURL, TimeoutError) as error:
            said = self.clean(f"{type(error).__name__}: {error}")
            _log.info("no answer: %s", said)  # not for people: the log
            # That nobody answers is said in our own words; whose certificate is not trusted, nobody could guess.
            raise StorageUnreachable(said if "CERTIFICATE" in said else "") from None
        raise NotStorage("redirects without end")  # not for people: details

    async def close(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.aclose()

    def failure(self, answer: StorageAnswer, *, code: str = "", says: str = "") -> StorageError:
        """Return what an answer means that is not the one hoped for; `code` and `says` are its own words for it."""
        said = f"{code} {says}".strip()
        detail = self.clean(f"HTTP {answer.status} {_phrase(answer.status)}: {said}".rstrip(": "))  # not for people
        kind = _BY_STATUS.get(answer.status)
        if kind is StorageBusy or _SAYS_BUSY.search(said):
            wait_s = asked_wait(answer.headers, now=dt.datetime.now(dt.UTC))
            return StorageBusy(detail, wait_s=None if wait_s is None else min(wait_s, LONGEST_WAIT_S))
        if _SAYS_FULL.search(said):
            return StorageFull(detail)
        if kind is None and answer.status < 400:
            kind = NotStorage
        return (kind or StorageError)(detail)

    def clean(self, text: str) -> str:
        """Return a text for details: in one line, of a bounded length, without a secret."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return "".join(char if char.isprintable() else " " for char in text)[:500]

    def _request(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> httpx.Request:
        own = {**self._headers, **headers}
        if content is not None:
            own["content-length"] = str(len(content))
        pieces = None if content is None else _pieces(content)
        return self._connected().build_request(method, url, headers=own, content=pieces)

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            try:
                transport = transport_through(route_to(self._address, self._proxy).proxy)
            except (ValueError, httpx.InvalidURL):
                raise StorageUnreachable(_("The proxy set for this computer cannot be used.")) from None
            timeout = httpx.Timeout(self._patience_s, connect=min(_CONNECT_S, self._patience_s))
            self._client = httpx.AsyncClient(transport=transport, timeout=timeout, trust_env=False)
        return self._client

    async def _exchange(
        self, request: httpx.Request, *, fine: Collection[int], most: int, feed: Callable[[bytes], object] | None
    ) -> StorageAnswer:
        response = await self._connected().send(request, stream=True)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            is_packed = headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
            kept = bytearray()
            if response.status_code in fine:
                if is_packed:
                    raise StorageError("an answer that is packed")  # not for people: details
                await _read(response, most, feed or kept.extend)
            elif not is_packed:
                with suppress(LongAnswer):
                    await _read(response, MOST_COMPLAINT, kept.extend)
            return StorageAnswer(response.status_code, headers, bytes(kept), str(request.url))
        finally:
            await response.aclose()

    def _next(self, url: str, answer: StorageAnswer) -> str:
        here = httpx.URL(url)
        there = here.join(answer.headers.get("location", ""))  # httpx has refused what is no address
        if (there.scheme, there.host, there.port) != (here.scheme, here.host, here.port) or there.userinfo:
            detail = f"a redirect to {there.scheme}://{there.netloc.decode('ascii', 'replace')}"  # not for people
            raise NotStorage(self.clean(detail))
        return str(there)


async def _read(response: httpx.Response, most: int, take: Callable[[bytes], object]) -> None:
    """Hand over a body as it comes.

    Raises:
        LongAnswer: it has more than `most` bytes; where it says so at the beginning, nothing is read.
    """
    said = response.headers.get("content-length", "")
    count = int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0
    if count > most:
        raise LongAnswer(f"{count:,} bytes")  # not for people: details
    count = 0
    async with aclosing(cast(AsyncGenerator[bytes, None], response.aiter_raw())) as pieces:
        async for piece in pieces:
            count += len(piece)
            if count > most:
                raise LongAnswer(f"more than {most:,} bytes")  # not for people: details
            take(piece)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), _PIECE):
        yield content[at : at + _PIECE]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
