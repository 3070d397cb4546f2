"""Keeps the connections to one gateway, over the proxy that `route` found, with the system's certificates."""

from __future__ import annotations

import importlib
import logging
import ssl

import httpx
import truststore

from turbodesk.chat.errors import Unreachable
from turbodesk.gateway import keep_alive
from turbodesk.gateway.address import GatewayAddress
from turbodesk.gateway.failures import Redact
from turbodesk.gateway.route import route_to
from turbodesk.translation import _

# httpx imports these at the first request, on the loop's thread, where a fifth of a second is felt in the window.
# Whoever imports this module does so in a thread of its own.
for _name in ("httpcore", "anyio._backends._asyncio", "anyio.streams.tls"):
    importlib.import_module(_name)

# At INFO httpx writes a line per request, at DEBUG httpcore one per header. Neither belongs in a log a person may send.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Connections:
    """Those of one gateway; the first is made at the first request."""

    def __init__(
        self, address: GatewayAddress, *, proxy: str, transport: httpx.AsyncBaseTransport | None, redact: Redact
    ) -> None:
        """`proxy` is TurboDesk's own setting, "" for the system's; `transport` replaces the network."""
        self._address = address
        self._proxy = proxy
        self._transport = transport
        self._redact = redact
        self._client: httpx.AsyncClient | None = None
        self._is_closed = False

    def client(self) -> httpx.AsyncClient:
        """Return what sends requests.

        Raises:
            Unreachable: they are closed, or the proxy is none.
        """
        if self._is_closed:
            raise Unreachable(sentence=_("The connection to the gateway has been closed."))
        if self._client is None:
            try:
                route = route_to(self._address, self._proxy)
                transport = self._transport or _transport(route.proxy)
                self._client = httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)
            except (ValueError, httpx.InvalidURL) as error:
                raise Unreachable(
                    self._redact(str(error)),
                    sentence=_("The proxy set for this computer cannot be used."),
                    advice=_(
                        "Correct it in Settings, in the system's network settings, or in the variable HTTPS_PROXY."
                    ),
                ) from None
        return self._client

    async def close(self) -> None:
        """Close every connection; replies under way end as cut off."""
        self._is_closed = True
        if self._client is not None:
            await self._client.aclose()


def _transport(proxy: str) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        trust_env=False,
        proxy=proxy or None,
        # Longer than httpx's 5 s: people think between messages. A connection the server has closed by then is noticed
        # before it is used.
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=55),
        socket_options=keep_alive.options(),
    )
