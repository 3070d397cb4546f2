"""What is sealed comes back to whoever has the code, and what anybody changed does not."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.storage_errors import Damaged, TooNew
from turbodesk.remote import vault as vault_module
from turbodesk.remote.recovery_code import WrongCode, new_code, written
from turbodesk.remote.vault import FORM, Vault

CODE = written(0x1234567890ABCDEF1234567890ABCDEF)
VAULT = Vault.of(CODE)
NAME = "abcdefghijklmnop.1-9.abcdefgh.tds"


@given(st.binary(), st.text(), st.booleans())
def test_what_was_sealed_is_opened(content: bytes, name: str, compress: bool) -> None:
    name = name.encode("utf-8", "replace").decode()
    sealed = VAULT.seal(name, content, compress=compress)
    assert Vault.of(CODE.lower()).open(name, sealed) == content
    if not compress:
        assert len(sealed) == VAULT.sealed_size(len(content))


@given(st.binary(max_size=60), st.booleans(), st.data())
def test_any_changed_bit_is_noticed(content: bytes, compress: bool, data: st.DataObject) -> None:
    """That of the form too: a file is only ever too new if its writer said so."""
    sealed = bytearray(VAULT.seal(NAME, content, compress=compress))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Damaged):
        VAULT.open(NAME, bytes(sealed))


@given(st.binary(max_size=60), st.data())
def test_a_file_cut_off_or_with_more_behind_it_is_noticed(content: bytes, data: st.DataObject) -> None:
    sealed = VAULT.seal(NAME, content)
    with pytest.raises(Damaged):
        VAULT.open(NAME, sealed[: data.draw(st.integers(0, len(sealed) - 1))])
    with pytest.raises(Damaged):
        VAULT.open(NAME, sealed + data.draw(st.binary(min_size=1, max_size=40)))


def test_a_file_under_another_name_or_code_is_noticed() -> None:
    sealed = VAULT.seal(NAME, b"words")
    with pytest.raises(Damaged):
        VAULT.open(NAME.replace("1-9", "2-9"), sealed)
    with pytest.raises(Damaged):
        Vault.of(new_code()).open(NAME, sealed)


def test_a_newer_form_waits_for_the_update() -> None:
    with pytest.raises(TooNew):
        VAULT.open(NAME, VAULT.seal(NAME, b"words", form=FORM + 1))


def test_what_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = [VAULT.seal(NAME, bytes(size)) for size in (999, 1_000, 1_001, 10_000_000)]
    monkeypatch.setattr(vault_module, "LARGEST_CONTENT", 1_000)
    for whole in sealed[:2]:
        assert VAULT.open(NAME, whole).strip(b"\0") == b""
    for too_large in sealed[2:]:
        with pytest.raises(Damaged):
            VAULT.open(NAME, too_large)
    with pytest.raises(ValueError, match="too many"):
        VAULT.seal(NAME, bytes(1_001))


@pytest.mark.parametrize(
    "packed",
    [b"", b"?", b"z", b"zwords", b"z" + zlib.compress(b"words")[:-1], b"z" + zlib.compress(b"words") + b"more"],
)
def test_what_is_sealed_in_another_way_is_damaged(packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only somebody with the code can make these, by a defect; even so they end in a word, and no crash."""
    monkeypatch.setattr(vault_module, "_PLAIN", packed)
    sealed = VAULT.seal(NAME, b"", compress=False)
    with pytest.raises(Damaged):
        VAULT.open(NAME, sealed)


def test_names_tell_nothing() -> None:
    assert len(VAULT.id) == 16
    assert VAULT.id != Vault.of(new_code()).id
    name = VAULT.blob_name("abcdefghijklmnop", "00" * 32)
    assert len(name) == 32
    assert name == VAULT.blob_name("abcdefghijklmnop", "00" * 32)
    assert name != VAULT.blob_name("abcdefghijklmnoq", "00" * 32)
    assert name != Vault.of(new_code()).blob_name("abcdefghijklmnop", "00" * 32)
    assert {*VAULT.id, *name} <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_keys_are_not_shown() -> None:
    assert repr(VAULT) == f"Vault(id={VAULT.id!r})"


def test_the_keys_of_a_code_never_change() -> None:
    """Else everybody's files would be unreadable after an update."""
    assert CODE == "0J6H-B7H4-5BSQ-QH4D-2PF2-8AQK-FF62"
    assert VAULT.id == "dlpaihckuo6jgbaf"
    assert VAULT.blob_name("abcdefghijklmnop", "00" * 32) == "lxixcuky5dbxqmfan47qzhfbkq7gdbxp"
    sealed = bytes.fromhex(
        "54445331010bf59479c5d96261490262df6b76c8a21b0505125733a42e5e6ff6a550f71f87325f9c"
        "294cfa4084ca320a0c9b6e2590691ea4d9cf1a"
    )
    assert VAULT.open(NAME, sealed) == b"words"


def test_what_is_no_code_makes_no_keys() -> None:
    with pytest.raises(WrongCode):
        Vault.of("1234")
