"""The address of a storage is read as people type it, and no password goes over an open line."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.remote.server_address import read_address


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("cloud.example", "https://cloud.example"),
        (" https://Cloud.Example/dav/ ", "https://cloud.example/dav"),
        ("https://cloud.example:443/", "https://cloud.example"),
        ("https://cloud.example:8443/a b", "https://cloud.example:8443/a%20b"),
        ("https://cloud.example/a%2Fb", "https://cloud.example/a%2Fb"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://localhost:8080/dav", "http://localhost:8080/dav"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_an_address_is_read(typed: str, url: str) -> None:
    address = read_address(typed)
    assert address.base_url == url
    assert address.is_local == url.startswith("http://")
    assert f"//{address.authority}{address.path}" in url
    assert address.port in (80, 443, 8080, 8443, 9000)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "https://", "https:///a", "cloud example", "https://cloud.example:0", "https://cloud.example:99999"),
        *("ftp://cloud.example", "file:///etc", "https://me:secret@cloud.example", "https://me@cloud.example"),
        *("https://cloud.example/?a=b", "https://cloud.example/#a", "https://cloud.example/?", "cloud.example\\a"),
        *("https://cloud.example/a/../b", "https://cloud.example/%2e%2e/b", "https://cloud.example/a\nb"),
        *("http://cloud.example", "http://192.168.1.2/dav", "http://localhost.example"),
    ],
)
def test_what_is_none_or_not_safe_is_told(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_address(typed)


@given(st.text())
def test_what_was_read_is_read_again(typed: str) -> None:
    with contextlib.suppress(ValueError):
        address = read_address(typed)
        assert read_address(address.base_url) == address
        assert address.base_url.startswith("https://") or address.is_local
