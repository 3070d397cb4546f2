"""Fetches one page of the web for a tool: within bounds, as nobody, and not from this computer's own network.

The name is looked up here, every number it has is judged, and the connection is made to one of these numbers: who
answers a second look-up with another number (DNS rebinding) is not asked a second time. The certificate is still that
of the name. Behind a proxy the proxy looks the name up; then only what the name itself tells can be judged, and
`WebPage.proxy` says so.

No cookies are kept, no page before is named, nothing of the person's is sent. A redirect to another site is not
followed: whoever was asked about one site has not been asked about the other.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import truststore

from turbodesk import __version__
from turbodesk.chat.errors import NotUnderstood, PageRefused, TooMuch
from turbodesk.gateway import web_address
from turbodesk.gateway.address import GatewayAddress
from turbodesk.gateway.answer_body import AnswerBody, is_readable
from turbodesk.gateway.web_address import WebAddress
from turbodesk.network.route import Route, route_to
from turbodesk.translation import _

MOST_BYTES = 5_000_000
"""Of a page, unpacked, and of what came over the network: what is longer is read up to here."""
LIMIT_S = 30.0
"""For a page with all its redirects; some trickle for ever."""
TIMEOUT = httpx.Timeout(connect=10, read=15, write=10, pool=10)
MOST_REDIRECTS = 5
HEADERS = {
    "user-agent": f"TurboDesk/{__version__}",
    "accept": "text/html,application/xhtml+xml,application/pdf,application/json,text/*;q=0.9,*/*;q=0.5",
    "accept-encoding": "gzip, deflate",  # not for people: the wire
}
_REDIRECTS = (301, 302, 303, 307, 308)
_OWN = _(
    "{host} is in this computer’s own network, which is not read from. It can be allowed in Settings, under Tools: "
    "“Pages of my own network”."
)
_STATUSES = {
    401: _("{host} wants a login, so it cannot be read."),
    403: _("{host} does not let programs read this page."),
    404: _("There is no page at this address of {host}."),
    410: _("The page at this address of {host} is gone."),
    429: _("{host} was asked too often; wait a while."),
    451: _("{host} may not show this page here, for legal reasons."),
}


@dataclass(frozen=True, slots=True)
class WebPage:
    """What was found at an address."""

    address: WebAddress
    """Where it was found in the end."""
    content_type: str
    """As the server says: media type and perhaps a charset; "" where it says nothing."""
    data: bytes
    is_whole: bool
    """Whether there was no more of it than `MOST_BYTES`."""
    proxy: str = ""
    """The proxy it came through, without name and password; "" for none."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The address leads to another site, which was not asked."""

    address: WebAddress


def way_to(address: WebAddress, own_proxy: str) -> Route:
    """Return which proxy lies before an address; `own_proxy` is TurboDesk's own setting.

    Raises:
        PageRefused: the proxy set is none that can be used.
    """
    own = address.number
    is_local = address.host == "localhost" or (own is not None and own.is_loopback)
    host = f"[{address.host}]" if ":" in address.host else address.host
    try:
        return route_to(GatewayAddress(f"{address.scheme}://{host}:{address.port}", is_local), own_proxy)
    except ValueError as error:
        raise PageRefused(str(error), sentence=_("The proxy set for this computer cannot be used.")) from None


async def fetch(address: WebAddress, *, proxy: str = "", may_be_own: bool = False) -> WebPage | Elsewhere:
    """Return the page at an address. `proxy` is TurboDesk's own setting; `may_be_own`: the own network is allowed.

    Raises:
        PageRefused: with a sentence that says why there is none.
    """
    first = address
    try:
        async with asyncio.timeout(LIMIT_S):
            for _step_made in range(MOST_REDIRECTS + 1):
                found = await _step(address, proxy, may_be_own=may_be_own)
                if isinstance(found, WebPage):
                    return found
                if found.site != first.site:
                    return Elsewhere(found)
                address = found
    except TimeoutError:
        raise took_too_long(address.host, LIMIT_S) from None
    raise PageRefused(sentence=_("{host} leads from one address to the next without end.").format(host=first.host))


async def _step(address: WebAddress, proxy: str, *, may_be_own: bool) -> WebPage | WebAddress:
    """Return what is at an address, or where it leads."""
    if not address.is_of_page:
        raise PageRefused(sentence=_("Pages are not at port {port}.").format(port=address.port))
    route = way_to(address, proxy)
    if not may_be_own and address.is_own:
        raise PageRefused(sentence=_OWN.format(host=address.host))
    numbers = [] if route.proxy else await _numbers(address, may_be_own=may_be_own)
    async with _answer(address, numbers, route) as response:
        if response.status_code in _REDIRECTS:
            return _next(address, response.headers.get("location", ""))
        if response.status_code != 200:
            raise _refused(address, response.status_code)
        data, is_whole = await body_of(response, MOST_BYTES)
        return WebPage(address, response.headers.get("content-type", ""), data, is_whole, route.shown)


def _next(address: WebAddress, location: str) -> WebAddress:
    try:
        return web_address.read(location, address)
    except ValueError:
        words = _("{host} leads to what is no address of a page.")
        raise PageRefused(location, sentence=words.format(host=address.host)) from None


def _refused(address: WebAddress, status: int) -> PageRefused:
    # Translators: {status} is the number of a failure, such as 503
    usual = _("{host} has trouble of its own and gave no page ({status}).")
    words = _STATUSES.get(status) or (usual if status >= 500 else _("{host} gave no page ({status})."))
    return PageRefused(sentence=words.format(host=address.host, status=status), status=status)


async def _numbers(address: WebAddress, *, may_be_own: bool) -> list[str]:
    """Return the numbers of a host, judged. Where one of several is of the own network, none of them is trusted."""
    if address.number is not None:
        found = [address.host]
    else:
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            words = _("There is no computer called {host}.")
            raise PageRefused(str(error), sentence=words.format(host=address.host)) from None
        found = list(dict.fromkeys(str(one[4][0]) for one in answer))
    if not may_be_own and any(web_address.is_own(ipaddress.ip_address(one)) for one in found):
        raise PageRefused(sentence=_OWN.format(host=address.host))
    return found


@asynccontextmanager
async def _answer(address: WebAddress, numbers: list[str], route: Route) -> AsyncIterator[httpx.Response]:
    """Ask for a page and hand on the beginning of the answer; at the host's numbers in turn, until one answers."""
    places = [f"[{one}]" if ":" in one else one for one in numbers] or [address.authority]
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(
        verify=context, proxy=route.proxy or None, trust_env=False, timeout=TIMEOUT, follow_redirects=False
    ) as client:
        for place in places:
            try:
                request = client.build_request(
                    "GET",
                    httpx.URL(address.url) if not numbers else _at(address, place),
                    headers={**HEADERS, "host": address.authority},
                    extensions={"sni_hostname": address.host} if numbers and address.number is None else {},
                )
                response = await client.send(request, stream=True)
            except httpx.ConnectError as error:
                if place != places[-1] and "certificate" not in str(error).lower():
                    continue
                raise _unreachable(address, route, error) from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise _unreachable(address, route, error) from None
            try:
                yield response
            except httpx.HTTPError as error:
                raise _unreachable(address, route, error) from None
            finally:
                await response.aclose()
            return


def _at(address: WebAddress, place: str) -> httpx.URL:
    """The address with a number in the place of the name."""
    path = address.url.partition("://")[2].removeprefix(address.authority)
    return httpx.URL(f"{address.scheme}://{place}:{address.port}{path}")


def _unreachable(address: WebAddress, route: Route, error: Exception) -> PageRefused:
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, httpx.ProxyError):
        words = _("The proxy {proxy} did not lead to {host}.")
    elif isinstance(error, httpx.TimeoutException):
        words = _("{host} did not answer in time.")
    elif "certificate" in str(error).lower():
        words = _("The certificate of {host} cannot be trusted.")
    else:
        words = _("{host} could not be reached, or broke off.")
    return PageRefused(detail, sentence=words.format(host=address.host, proxy=route.shown))


def took_too_long(host: str, limit_s: float) -> PageRefused:
    """Return the refusal of what was not there after so long."""
    return PageRefused(sentence=_("{host} took longer than {seconds} s.").format(host=host, seconds=round(limit_s)))


async def body_of(response: httpx.Response, most: int) -> tuple[bytes, bool]:
    """Return a body unpacked, up to `most` bytes, and whether that is all of it.

    Raises:
        PageRefused: it is packed in another way than was asked for, or is damaged.
        httpx.HTTPError: it broke off.
    """
    if not is_readable(response):
        raise PageRefused(sentence=_("The answer came packed in a way that was not asked for."))
    found = AnswerBody(response, most=2 * most)
    data = bytearray()
    try:
        async for piece in found:
            data += piece
            if len(data) > most:
                return bytes(data[:most]), False
    except (NotUnderstood, TooMuch) as failure:
        raise PageRefused(failure.note.detail, sentence=_("The answer is damaged and cannot be unpacked.")) from None
    finally:
        await found.raw.close()
    return bytes(data), True
