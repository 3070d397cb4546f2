"""Keeps the connections to one gateway, over the proxy that `route` found, with the system's certificates."""

from __future__ import annotations

import httpx

from turbodesk.chat.errors import Unreachable
from turbodesk.gateway.address import GatewayAddress
from turbodesk.gateway.failures import Redact
from turbodesk.network.route import route_to
from turbodesk.network.transport import transport_through
from turbodesk.translation import _


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
                transport = self._transport or transport_through(route.proxy)
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
