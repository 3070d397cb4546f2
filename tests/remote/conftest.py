"""A server that answers in a storage's place as a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.web_server import WebServer


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer() as running:
        yield running
