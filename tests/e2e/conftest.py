"""Hands the end-to-end tests a desktop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    """A private screen, window manager, session bus, unlocked keyring and home below `tmp_path`."""
    with Desktop(tmp_path) as desktop:
        yield desktop
