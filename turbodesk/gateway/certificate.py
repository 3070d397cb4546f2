"""Reads who issued a certificate, out of its bytes: what a person needs to know when it is not trusted.

Why by hand: Python tells the fields only of certificates it trusts, and a library for the rest would be 4 MB for one
line of text. What follows is the little of X.509 (RFC 5280, section 4.1) that leads to the issuer's name.
"""

from __future__ import annotations

from collections.abc import Iterator

_NAMES = {b"\x55\x04\x03": "name", b"\x55\x04\x0a": "organisation"}  # 2.5.4.3 and 2.5.4.10
_SEQUENCE, _SET, _VERSION, _OBJECT_ID, _WIDE_TEXT = 0x30, 0x31, 0xA0, 0x06, 0x1E


def issuer_of(der: bytes) -> str:
    """Return the issuer's name and organisation, "" when the bytes do not say. Never raises: they are a stranger's."""
    try:
        body = next(_parts(next(_parts(der))[1]))[1]
        fields = [part for part in _parts(body) if part[0] != _VERSION]
        return _name(fields[2][1])  # after the serial number and the algorithm
    except (IndexError, StopIteration, ValueError):
        return ""


def _name(issuer: bytes) -> str:
    found: dict[str, str] = {}
    for tag, group in _parts(issuer):
        if tag != _SET:
            raise ValueError("no name")
        for _, pair in _parts(group):
            (id_tag, id_), (text_tag, text) = list(_parts(pair))[:2]
            if id_tag == _OBJECT_ID and id_ in _NAMES:
                encoding = "utf-16-be" if text_tag == _WIDE_TEXT else "utf-8"
                found[_NAMES[id_]] = "".join(filter(str.isprintable, text.decode(encoding, "replace")))[:100]
    name, organisation = found.get("name", ""), found.get("organisation", "")
    return f"{name} ({organisation})" if name and organisation and organisation != name else name or organisation


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element (X.690, 8.1)."""
    at = 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 4:
                raise ValueError("no length")
            size, at = int.from_bytes(data[at : at + count]), at + count
        if at + size > len(data):
            raise ValueError("cut off")
        yield tag, data[at : at + size]
        at += size
