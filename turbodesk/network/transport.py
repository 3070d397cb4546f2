"""Makes what carries requests: over a proxy, with the system's certificates, and with connections that stay alive.

Importing this takes a fifth of a second, which would be felt in the window: do so on a thread of its own.
"""

from __future__ import annotations

import importlib
import logging
import ssl

import httpx
import truststore

from turbodesk.network import keep_alive

# httpx imports these at the first request, on the loop's thread.
for _name in ("httpcore", "anyio._backends._asyncio", "anyio.streams.tls"):
    importlib.import_module(_name)

# At INFO httpx writes a line per request, at DEBUG httpcore one per header. Neither belongs in a log a person may send.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def transport_through(proxy: str) -> httpx.AsyncHTTPTransport:
    """Return a transport over a proxy, "" for none, that checks certificates against the operating system's.

    Raises:
        ValueError, httpx.InvalidURL: the proxy is none.
    """
    return httpx.AsyncHTTPTransport(
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        trust_env=False,
        proxy=proxy or None,
        # Longer than httpx's 5 s: people think between messages. A connection the server has closed by then is noticed
        # before it is used.
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=55),
        socket_options=keep_alive.options(),
    )
