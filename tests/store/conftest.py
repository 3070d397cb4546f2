"""A real database in a folder of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from turbodesk.store import Database, History, Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "turbodesk.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(path)
    assert opened.notice is None
    yield opened.database
    await opened.database.close()


@pytest.fixture
def history(database: Database) -> History:
    return History(database)


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)
