"""The HTTP client a server at an address is spoken to by: through the person's proxy, by the system's certificates.

The SDK brings a second HTTP package along (`httpx2`), which would read the environment by itself. It is told all of it
here, as the gateway's client is, so that one setting and one list of certificates hold for everything.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from turbodesk.gateway.address import GatewayAddress
from turbodesk.network.route import is_here, route_to
from turbodesk.translation import _

if TYPE_CHECKING:
    import httpx2

MOST_BODY = 64 * 1024 * 1024
"""Bytes of one answer; a stream of events has a limit for each event instead."""


def problem_of(address: str) -> str:
    """Return why an address is none that a tool server may have, in a sentence; "" where it may."""
    try:
        split = urlsplit(address.strip())
        host, _port = split.hostname or "", split.port
    except ValueError:
        return _("This is not an address.")
    if not host or split.scheme not in ("https", "http"):
        return _("An address starts with https://.")
    if split.username is not None or split.password is not None:
        return _("Leave the name and the password out of the address.")
    if split.scheme == "http" and not is_here(host):
        return _("Only https:// is safe: over http:// anybody on the way could read and change what is sent.")
    return ""


def http_client(
    address: str,
    *,
    headers: Mapping[str, str],
    proxy: str,
    auth: Any,
    seen: Callable[[int], None],
) -> httpx2.AsyncClient:
    """Make a client for one server; `seen` is told the status of each answer to a message.

    Raises:
        ValueError: the address, a header or the proxy is none that can be used; a sentence.
    """
    import httpx2
    import truststore

    if problem := problem_of(address):
        raise ValueError(problem)
    split = urlsplit(address)
    is_local = is_here(split.hostname or "")
    route = route_to(GatewayAddress(f"{split.scheme}://{split.netloc}", is_local), proxy)

    async def guard(request: httpx2.Request) -> None:
        """A server names the places to sign in at: they are on the network, and encrypted, unless it is here too."""
        host = request.url.host
        if not is_local and (request.url.scheme != "https" or _is_inside(host)):
            # not for people: a fault of the wire
            raise httpx2.UnsupportedProtocol(f"refused to ask {request.url.scheme}://{host}", request=request)

    async def note(response: httpx2.Response) -> None:
        if response.request.method == "POST" and str(response.request.url).partition("#")[0] == str(
            httpx2.URL(address)
        ):
            seen(response.status_code)
        if "text/event-stream" not in response.headers.get("content-type", ""):
            response.stream = _bounded(response.stream, response.request)

    return httpx2.AsyncClient(
        headers=dict(headers),
        auth=auth,
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        trust_env=False,
        proxy=route.proxy or None,
        timeout=httpx2.Timeout(30, read=None),  # a tool may take its time
        event_hooks={"request": [guard], "response": [note]},
    )


def _is_inside(host: str) -> bool:
    """Whether a host is this computer or one of its own network, by its number."""
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return is_here(host)


def _bounded(stream: Any, request: httpx2.Request) -> Any:
    """Return a stream like another one that ends in an error where it is longer than any answer."""
    import httpx2

    class BoundedStream(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = MOST_BODY
            async for data in stream:
                left -= len(data)
                if left < 0:
                    # not for people: a fault of the wire
                    raise httpx2.ReadError("the answer is too long", request=request)
                yield data

        async def aclose(self) -> None:
            await stream.aclose()

    return BoundedStream()
