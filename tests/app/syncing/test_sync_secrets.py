"""The code and the password are kept together or not at all, and never shown."""

from __future__ import annotations

import pytest
from keyring.errors import KeyringLocked

from tests.store.test_secrets import Scripted
from turbodesk.app.syncing.sync_secrets import SyncSecrets
from turbodesk.chat.errors import SecretFailure, SecretsFailed, SecretsLocked
from turbodesk.store.secret_store import SecretStore

CODE, SECRET = "ABCD-EFGH", "pass word ö"


@pytest.fixture
def kept() -> Scripted:
    return Scripted()


@pytest.fixture
def secrets(kept: Scripted) -> SyncSecrets:
    store = SecretStore(find_store=lambda: kept)
    return SyncSecrets(lambda: store)


async def test_both_are_kept_under_names_of_their_own(secrets: SyncSecrets, kept: Scripted) -> None:
    await secrets.save("1", CODE, SECRET)
    await secrets.save("2", "OTHER", "")
    assert kept.kept == {
        ("TurboDesk", "sync 1 code"): CODE,
        ("TurboDesk", "sync 1 password"): SECRET,
        ("TurboDesk", "sync 2 code"): "OTHER",
    }
    keys = await secrets.load("1")
    assert (keys.code.reveal(), keys.secret.reveal()) == (CODE, SECRET)
    assert CODE not in repr(keys)
    assert SECRET not in repr(keys)
    other = await secrets.load("2")
    assert (other.code.reveal(), other.secret.reveal()) == ("OTHER", "")
    await secrets.forget("1")
    assert list(kept.kept) == [("TurboDesk", "sync 2 code")]


async def test_a_code_that_is_gone_is_told(secrets: SyncSecrets) -> None:
    with pytest.raises(SecretsFailed) as failed:
        await secrets.load("1")
    assert failed.value.note.sentence == "The recovery code is no longer in the key store of this computer."
    assert failed.value.note.advice == "Stop syncing here, then set it up again with the code."


async def test_a_password_is_replaced_and_taken_away(secrets: SyncSecrets, kept: Scripted) -> None:
    await secrets.save("1", CODE, SECRET)
    await secrets.save_secret("1", "new")
    assert (await secrets.load("1")).secret.reveal() == "new"
    await secrets.save_secret("1", "")
    assert list(kept.kept) == [("TurboDesk", "sync 1 code")]


async def test_a_code_that_cannot_be_kept_leaves_no_password(secrets: SyncSecrets, kept: Scripted) -> None:
    real = kept.set_password

    def refuse(service: str, username: str, password: str) -> None:
        if username.endswith("code"):
            raise KeyringLocked("no")
        real(service, username, password)

    kept.set_password = refuse  # type: ignore[method-assign]
    with pytest.raises(SecretsLocked):
        await secrets.save("1", CODE, SECRET)
    del kept.set_password
    assert not any(name.endswith("code") for _, name in kept.kept)


async def test_a_locked_store_says_so(secrets: SyncSecrets, kept: Scripted) -> None:
    kept.error = KeyringLocked("no")
    with pytest.raises(SecretFailure):
        await secrets.load("1")
    with pytest.raises(SecretFailure):
        await secrets.save("1", CODE, SECRET)
    with pytest.raises(SecretFailure):
        await secrets.forget("1")
    assert not kept.kept
