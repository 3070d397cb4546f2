"""Secrets that are no keys: long ones in parts, several at once, and none left behind."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given
from keyring.errors import KeyringLocked

from tests.store.test_secrets import Scripted
from turbodesk.chat.errors import SecretsFailed, SecretsLocked, SecretsUnavailable
from turbodesk.store.secret_store import MOST_PARTS, PART, SecretStore, SecretText


@pytest.fixture
def kept() -> Scripted:
    return Scripted()


@pytest.fixture
def store(kept: Scripted) -> SecretStore:
    return SecretStore(find_store=lambda: kept)


@given(st.text(max_size=40) | st.integers(1, 4_000).map(lambda length: "aö😀"[length % 3] * length))
async def test_what_is_saved_is_found(text: str) -> None:
    kept = Scripted()
    store = SecretStore(find_store=lambda: kept)
    await store.save("it", SecretText(text))
    assert await store.load("it", "other") == {"it": text}
    assert all(len(part.encode("utf-16-le")) <= 2_560 for part in kept.kept.values()), "Windows takes no more"
    await store.forget("it")
    assert not kept.kept


async def test_a_text_that_looks_like_a_first_part_is_itself(store: SecretStore) -> None:
    text = "(in 3 parts, 00000000)x"
    await store.save("it", SecretText(text))
    assert await store.load("it") == {"it": text}


async def test_a_shorter_secret_leaves_no_part_of_a_longer_one(store: SecretStore, kept: Scripted) -> None:
    await store.save("it", SecretText("x" * (3 * PART)))
    assert len(kept.kept) == 3
    await store.save("it", SecretText("short"))
    assert kept.kept == {("TurboDesk", "it"): "short"}


async def test_a_secret_that_lost_a_part_is_none(store: SecretStore, kept: Scripted) -> None:
    await store.save("it", SecretText("x" * (3 * PART)))
    kept.kept["TurboDesk", "it (2)"] = "y" * PART
    assert await store.load("it") == {}
    await store.forget("it")
    assert not kept.kept


async def test_a_secret_longer_than_any_is_refused(store: SecretStore, kept: Scripted) -> None:
    with pytest.raises(SecretsFailed):
        await store.save("it", SecretText("x" * (PART * MOST_PARTS + 1)))
    assert not kept.kept


async def test_where_there_is_no_store_nothing_is_forgotten() -> None:
    def nobody() -> Scripted:
        raise SecretsUnavailable

    await SecretStore(find_store=nobody).forget("it")
    with pytest.raises(SecretsUnavailable):
        await SecretStore(find_store=nobody).load("it")


def test_a_secret_does_not_show_itself() -> None:
    assert repr(SecretText("hush")) == "SecretText(hidden)"


async def test_a_refusal_holds_until_a_person_wants_to_be_asked_again(store: SecretStore, kept: Scripted) -> None:
    await store.save("it", SecretText("secret"))
    kept.error = KeyringLocked("dismissed")
    with pytest.raises(SecretsLocked):
        await store.load("it")
    kept.error = None
    kept.asked.clear()
    with pytest.raises(SecretsLocked):
        await store.load("it")
    assert not kept.asked, "no second dialog"
    store.ask_again()
    assert await store.load("it") == {"it": "secret"}
