"""News of a new version count only when signed, are asked for once a day, and never by those who do not want them."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.app.updates import (
    REPOSITORIES,
    NewsSource,
    Release,
    Updates,
    is_kept_up_to_date,
    is_newer,
    source,
    verified,
)
from turbodesk.settings import NEWS, News

OURS, OLD, FOREIGN = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2, 3))
KEYS = tuple(one.public_key().public_bytes_raw() for one in (OURS, OLD))
NEWS_FILE = json.dumps({"version": "9.1", "page": "https://example.org/releases/9.1"}).encode()


def signed(content: bytes, by: Ed25519PrivateKey = OURS) -> bytes:
    return base64.b64encode(by.sign(content)) + b"\n"


def test_either_of_our_keys_will_do() -> None:
    for key in (OURS, OLD):
        told = verified(NEWS_FILE, signed(NEWS_FILE, key), KEYS)
        assert told == Release("9.1", "https://example.org/releases/9.1")


@pytest.mark.parametrize(
    "signature", [signed(NEWS_FILE, FOREIGN), signed(NEWS_FILE + b" "), b"", b"!!!", base64.b64encode(b"short")]
)
def test_what_nobody_of_us_signed_does_not_count(signature: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        verified(NEWS_FILE, signature, KEYS)


@pytest.mark.parametrize(
    "raw",
    [
        [],
        {"version": "9.1"},
        {"version": 9.1, "page": "https://example.org/"},
        {"version": "9.1; rm", "page": "https://example.org/"},
        {"version": "9.1", "page": "http://example.org/"},
        {"version": "9.1", "page": "file:///etc/passwd"},
    ],
)
def test_even_signed_nonsense_is_nonsense(raw: object) -> None:
    content = json.dumps(raw).encode()
    with pytest.raises(ValueError, match="it names no"):
        verified(content, signed(content), KEYS)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_versions_compare_by_their_numbers(one: list[int], other: list[int]) -> None:
    def padded(numbers: list[int]) -> list[int]:
        return numbers + [0] * (4 - len(numbers))

    versions = [".".join(map(str, numbers)) for numbers in (one, other)]
    assert is_newer(*versions) is (padded(one) > padded(other))


def test_a_checkout_has_nobody_to_ask() -> None:
    assert source() is None


class Asked:
    """A place that gives signed news and counts who asks."""

    def __init__(self, content: bytes = NEWS_FILE, failure: OSError | None = None) -> None:
        self.content, self.failure, self.times, self.now = content, failure, 0, 0.0

    async def fetch(self, address: str, _: str) -> tuple[bytes, bytes]:
        assert address == "https://example.org/latest.json"
        self.times += 1
        if self.failure is not None:
            raise self.failure
        return self.content, signed(self.content)

    def updates(self, preferences: Preferences, *, is_kept: bool = False) -> Updates:
        return Updates(
            preferences,
            "9.0.3",
            source=NewsSource("https://example.org/latest.json", KEYS),
            is_kept=is_kept,
            fetch=self.fetch,
            clock=lambda: self.now,
        )


@pytest.fixture
async def preferences(tmp_path: Path) -> AsyncIterator[Preferences]:
    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    scope = Scope("test", report)
    yield Preferences(tmp_path / "settings.json", scope)
    await scope.close()


async def test_it_is_told_once_a_day(preferences: Preferences) -> None:
    asked = Asked()
    updates = asked.updates(preferences)
    asked.now = 86_400.0 * 20_000
    assert await updates.look() == Release("9.1", "https://example.org/releases/9.1")
    asked.now += 3_600
    assert await updates.look() is None
    asked.now += 86_400
    assert await updates.look() is not None
    assert asked.times == 2


async def test_no_news_and_bad_news_are_silent(preferences: Preferences) -> None:
    same = json.dumps({"version": "9.0.3", "page": "https://example.org/"}).encode()
    for days, asked in enumerate((Asked(same), Asked(failure=OSError("no network")), Asked(b"not json")), 1):
        asked.now = 86_400.0 * days
        assert await asked.updates(preferences).look() is None
        assert asked.times == 1


@pytest.mark.parametrize(
    ("wish", "is_kept", "asks"),
    [
        (News.AS_INSTALLED, False, True),
        (News.AS_INSTALLED, True, False),
        (News.ON, True, True),
        (News.OFF, False, False),
    ],
)
async def test_who_is_asked_for(preferences: Preferences, wish: News, is_kept: bool, asks: bool) -> None:
    preferences.set(NEWS, wish)
    asked = Asked()
    asked.now = 86_400.0
    await asked.updates(preferences, is_kept=is_kept).look()
    assert asked.times == int(asks)


@pytest.mark.parametrize(
    ("channel", "is_kept"),
    [("setup", False), ("deb", False), ("rpm", False), ("msi", True), ("dmg", False), ("aur", True), ("tar", False)],
)
def test_a_package_that_was_downloaded_and_opened_hears_of_the_next(
    tmp_path: Path, channel: str, is_kept: bool
) -> None:
    assert is_kept_up_to_date(channel, tmp_path) is is_kept
    if channel in REPOSITORIES:  # until the system knows where to take it from
        file = tmp_path / REPOSITORIES[channel][0]
        file.parent.mkdir(parents=True)
        file.touch()
        assert is_kept_up_to_date(channel, tmp_path)


async def test_a_build_without_a_key_asks_nobody(preferences: Preferences) -> None:
    updates = Updates(preferences, "1.0", source=None, is_kept=False)
    assert await updates.look() is None
