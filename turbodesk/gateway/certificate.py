"""Says who issued a certificate: what a person needs to know when it is not trusted.

Python tells the fields only of certificates it trusts, so the bytes are read with `cryptography`, imported at the
first connection check.
"""

from __future__ import annotations

import warnings

LONGEST_NAME = 100
"""Characters of one name that are shown; a stranger's certificate may hold any number."""


def issuer_of(der: bytes) -> str:
    """Return the issuer's name and organisation, "" when the bytes do not say. Never raises: they are a stranger's."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd serial numbers and dates, while only a name is read
            issuer = x509.load_der_x509_certificate(der).issuer
            name, organisation = (
                "".join(_shown(one.value) for one in issuer.get_attributes_for_oid(oid)[-1:])
                for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
            )
    except (ValueError, TypeError, x509.InvalidVersion):
        return ""
    return f"{name} ({organisation})" if name and organisation and organisation != name else name or organisation


def _shown(value: str | bytes) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return "".join(filter(str.isprintable, text))[:LONGEST_NAME]
