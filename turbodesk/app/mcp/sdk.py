"""Brings the packages that speak the protocol in, at the first start of a server, and says what they may raise.

Importing `mcp` takes 0.6 to 1.7 s and 56 MB (2.3.0, measured), since it brings its half for servers along. On the
window's thread that would be one long freeze; on another one the window's longest pause was 25 ms.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys

_PARTS = ("mcp", "httpx2", "mcp.client.streamable_http", "mcp.client.auth", "truststore")
_LOGS = ("client", "mcp", "httpx2", "httpcore2")
"""They write what is said, secrets included; the first is the SDK's own name for its client's log."""


async def load() -> None:
    """Import the packages, without holding up the event loop."""
    if not all(part in sys.modules for part in _PARTS):
        await asyncio.to_thread(_import)


def _import() -> None:
    for part in _PARTS:
        importlib.import_module(part)
    for name in _LOGS:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def faults() -> tuple[type[BaseException], ...]:
    """Return what can go wrong with a server, as the SDK raises it. Call `load` first."""
    import anyio
    import httpx2
    from mcp import MCPError
    from mcp.client.auth import OAuthFlowError
    from pydantic import ValidationError

    streams = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream)
    # Groups since the SDK's connections fail with groups of groups; RuntimeError is its own for results and rounds.
    return (
        MCPError, ValidationError, OAuthFlowError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, *streams,
        ExceptionGroup, OSError, RuntimeError, ValueError, TimeoutError,
    )  # fmt: skip


def innermost(error: BaseException | None) -> BaseException | None:
    """Return what a group of exceptions is about."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
