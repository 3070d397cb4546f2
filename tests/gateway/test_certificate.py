from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.gateway.certificate import LONGEST_NAME, issuer_of


def certificate(*names: tuple[x509.ObjectIdentifier, str]) -> bytes:
    """A self-signed certificate of these names, in bytes."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in names])
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + dt.timedelta(days=30))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@cache
def whole() -> bytes:
    return certificate((NameOID.ORGANIZATION_NAME, "Rathaus AG"), (NameOID.COMMON_NAME, "Inspection CA"))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([(NameOID.COMMON_NAME, "Root"), (NameOID.ORGANIZATION_NAME, "Town")], "Root (Town)"),
        ([(NameOID.COMMON_NAME, "Root")], "Root"),
        ([(NameOID.ORGANIZATION_NAME, "Town")], "Town"),
        ([(NameOID.COMMON_NAME, "Same"), (NameOID.ORGANIZATION_NAME, "Same")], "Same"),
        ([(NameOID.COMMON_NAME, "市役所")], "市役所"),
        ([(NameOID.COMMON_NAME, "a\u202eb\nc")], "abc"),
        ([(NameOID.COUNTRY_NAME, "DE")], ""),
    ],
)
def test_the_issuer_is_told_by_name(names: list[tuple[x509.ObjectIdentifier, str]], told: str) -> None:
    assert issuer_of(certificate(*names)) == told


def test_a_long_name_is_cut() -> None:
    name = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "x" * 64)
    assert len(issuer_of(certificate((name.oid, "x" * 64)))) <= LONGEST_NAME


@given(st.binary(max_size=300))
def test_any_bytes_are_no_certificate(data: bytes) -> None:
    assert issuer_of(data) == ""


@given(st.data())
def test_a_damaged_certificate_never_raises(data: st.DataObject) -> None:
    der = bytearray(whole())
    for _ in range(data.draw(st.integers(1, 4))):
        der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    assert issuer_of(bytes(der)).isprintable()
    assert issuer_of(bytes(der[: data.draw(st.integers(0, len(der) - 1))])).isprintable()
