"""A key store in memory, for tests that walk through what keeps secrets in one."""

from __future__ import annotations

import pytest

from tests.store.test_secrets import Scripted


@pytest.fixture
def key_store(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """Return the one the program finds."""
    made = Scripted()
    monkeypatch.setattr("turbodesk.store.keystore.find", lambda: made)
    return made
