"""Computers in memory that share one storage, closed when the test ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.app.syncing.faulty_storage import MemoryStorage
from tests.app.syncing.people import Computer, memory_computer

Make = Callable[..., Awaitable[Computer]]


@pytest.fixture
def storage() -> MemoryStorage:
    return MemoryStorage()


@pytest.fixture
async def make(storage: MemoryStorage) -> AsyncIterator[Make]:
    made: list[Computer] = []

    async def computer(name: str, place: MemoryStorage | None = None, **more: object) -> Computer:
        made.append(await memory_computer(name, storage if place is None else place, **more))
        return made[-1]

    yield computer
    for one in made:
        await one.database.close()


@pytest.fixture
async def a(make: Make) -> Computer:
    return await make("a")


@pytest.fixture
async def b(make: Make) -> Computer:
    return await make("b")
