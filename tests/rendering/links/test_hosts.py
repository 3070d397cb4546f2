"""An address leads where a browser would go, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rendering.links.spelling import HOSTS, spellings
from turbodesk.rendering.links.hosts import ascii_host, letters, read_place


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("https://Example.ORG/x", "example.org"),
        ("https://example.org./x", "example.org"),
        ("https://example.org:8443/x", "example.org"),
        ("https://ex%61mple.org", "example.org"),
        ("https://ｅｘａｍｐｌｅ．ｏｒｇ", "example.org"),
        ("https://%EF%BD%85xample.org", "example.org"),
        ("https://example。org", "example.org"),
        ("https://example｡org", "example.org"),
        ("https://exam\u00adple\u200b.org", "example.org"),
        ("https://exa\tmple\n.org", "example.org"),
        ("  https://example.org  ", "example.org"),
        ("https:\\\\example.org\\x", "example.org"),
        ("https:///example.org", "example.org"),
        ("https:example.org", "example.org"),
        ("https://example.org\\@bank.example/", "example.org"),
        ("https://bank.example@example.org", "example.org"),
        ("https://bank.example:443@example.org:443", "example.org"),
        ("https://example.org?@bank.example", "example.org"),
        ("https://example.org#@bank.example", "example.org"),
        ("https://аррӏе.com/x", "xn--80ak6aa92e.com"),
        ("https://%D0%B0%D1%80%D1%80%D3%8F%D0%B5.com/x", "xn--80ak6aa92e.com"),
        ("https://XN--80AK6AA92E.com/x", "xn--80ak6aa92e.com"),
        ("https://münchen.example", "xn--mnchen-3ya.example"),
        ("https://mu\u0308nchen.example", "xn--mnchen-3ya.example"),
        ("https://straße.example", "xn--strae-oqa.example"),
        ("https://☃.example", "xn--n3h.example"),
        ("https://r3---sn-x.example", "r3---sn-x.example"),
        ("https://a_b.example", "a_b.example"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://2130706433", "127.0.0.1"),
        ("http://0x7f.1", "127.0.0.1"),
        ("http://0177.0.0.0x1", "127.0.0.1"),
        ("http://１２７.0.0.1", "127.0.0.1"),
        ("http://[0:0::1]:80/", "[::1]"),
    ],
)
def test_the_host_is_the_one_a_browser_asks_for(written: str, host: str) -> None:
    place = read_place(written)
    assert place is not None
    assert place.host == host
    again = read_place(place.address)
    assert again is not None
    assert (again.host, again.address) == (host, place.address)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "x",
            "https://",
            "http://[",
            "https://[::1",
            "https://bank.example%40evil.example",
            "https://a%2Fb.example",
        ),
        *("https://a b.example", "https://a%00.example", "https://a:port", "https://a:65536", "https://%ff.example"),
        *("http://1.2.3.4.5", "http://256.1.1.1", "http://0x7g.1", "http://1.2.3.09", "http://[::1%25eth0]"),
        *("file:///etc/passwd", "javascript:alert(1)", "ftp://example.org", "mailto:a@b.example", "//example.org"),
        f"https://{'a.' * 200}example",
    ],
)
def test_what_no_browser_would_open_leads_nowhere(written: str) -> None:
    assert read_place(written) is None


@given(st.data(), HOSTS)
def test_every_spelling_of_a_host_is_that_host(data: st.DataObject, host: str) -> None:
    assert ascii_host(data.draw(spellings(host))) == host


@given(st.text(max_size=60))
def test_what_is_opened_is_ascii_and_reads_the_same_again(text: str) -> None:
    place = read_place(f"https://{text}")
    if place is not None:
        assert place.address.isascii()
        again = read_place(place.address)
        assert again is not None
        assert (again.host, again.address) == (place.host, place.address)


def test_a_host_is_shown_in_its_own_letters() -> None:
    assert letters("xn--mnchen-3ya.example") == "münchen.example"
    assert letters("xn--\u00e4.example") == "xn--\u00e4.example"
