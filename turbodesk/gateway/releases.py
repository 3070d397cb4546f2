"""Fetches the signed file that tells of new versions; what is in it, `app.updates` checks."""

from __future__ import annotations

import ssl

import httpx
import truststore

from turbodesk.gateway.address import resolve
from turbodesk.network.route import route_to

MOST_BYTES = 131_072
LIMIT_S = 15.0


async def fetch(address: str, proxy: str = "") -> tuple[bytes, bytes]:
    """Return the file at `address` and the signature beside it (`address` + ".sig").

    `proxy` is TurboDesk's own setting, "" for the system's.

    Raises:
        ValueError: the proxy set is none that can be used.
        OSError: it cannot be had, for whatever reason; nobody asked for it, so the reason is for the log.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        async with httpx.AsyncClient(
            verify=context,
            proxy=route_to(resolve(address), proxy).proxy or None,
            trust_env=False,
            timeout=LIMIT_S,
            follow_redirects=True,  # what comes is signed, wherever it lies
            max_redirects=3,
        ) as client:
            return await _small(client, address), await _small(client, f"{address}.sig")
    except httpx.HTTPError as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


async def _small(client: httpx.AsyncClient, address: str) -> bytes:
    async with client.stream("GET", address) as response:
        response.raise_for_status()
        content = b""
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > MOST_BYTES:
                raise OSError(f"more than {MOST_BYTES} bytes at {address}")
        return content
