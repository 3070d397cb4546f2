"""Addresses a model writes: what they lead to, and which of them are not the internet's."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.gateway import web_address
from turbodesk.gateway.web_address import is_own, read


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("example.com", "https://example.com/"),
        (" https://Example.COM:443/a?b=c#d ", "https://example.com/a?b=c"),
        ("http://example.com:8080/x", "http://example.com:8080/x"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        ("https://[2606:2800:220:1::1]:8443/a", "https://[2606:2800:220:1::1]:8443/a"),
        ("https://example.com./", "https://example.com/"),
    ],
)
def test_what_is_an_address(typed: str, url: str) -> None:
    assert read(typed).url == url
    assert read(read(typed).url).url == url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a b",
        "https://",
        "file:///etc/passwd",
        "ftp://example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://example.com/",
        "https://user:word@example.com/",
        "https://example.com@evil.example:80:80/",
        "https://example.com\\@127.0.0.1/",
        "https://exa\nmple.com/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://-a.example/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://" + "a" * 64 + ".example/",
        "https://example.com/" + "a" * 2_000,
    ],
)
def test_what_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read(typed)


@pytest.mark.parametrize(
    "number",
    [
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1"),
        *("172.31.255.255", "192.168.1.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2001::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::7f00:1"),
        *("64:ff9b:1::a00:1", "100::1", "fec0::1", "2606:2800:220:1::1%eth0"),
    ],
)
def test_numbers_of_the_own_network(number: str) -> None:
    assert is_own(ipaddress.ip_address(number))


@pytest.mark.parametrize(
    "number",
    [
        *("1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "192.169.0.1", "223.255.255.255"),
        *("2606:4700:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"),
    ],
)
def test_numbers_of_the_internet(number: str) -> None:
    assert not is_own(ipaddress.ip_address(number))


@given(st.ip_addresses(v=4))
def test_no_private_number_gets_through_in_any_spelling(number: ipaddress.IPv4Address) -> None:
    if number.is_private or number.is_loopback or number.is_link_local or number.is_multicast:
        for told in (str(number), f"::ffff:{number}", f"64:ff9b::{number}", f"2002:{int(number):08x}"):
            spelled = told if not told.startswith("2002:") else f"2002:{told[5:9]}:{told[9:]}::"
            assert is_own(ipaddress.ip_address(spelled)), spelled


@pytest.mark.parametrize(
    ("host", "is_inside"),
    [
        *(("localhost", True), ("a.localhost", True), ("printer", True), ("nas.local", True), ("x.home.arpa", True)),
        *(("wiki.corp", True), ("10.0.0.1", True), ("example.com", False), ("local.example.com", False)),
        *(("mylocal.ch", False), ("1.1.1.1", False)),
    ],
)
def test_names_that_no_server_of_the_internet_answers(host: str, is_inside: bool) -> None:
    assert read(f"https://{host}/").is_own is is_inside


def test_where_a_redirect_leads() -> None:
    base = read("https://example.com/a/b")
    assert read("../c", base).url == "https://example.com/c"
    assert read("//other.example/x", base).host == "other.example"
    assert read("?q=1", base).url == "https://example.com/a/b?q=1"
    for wrong in ("file:///etc/passwd", "javascript:0", "https://[::1", ""):
        with pytest.raises(ValueError, match=r"\."):
            read(wrong, base)


@given(st.text(max_size=80), st.sampled_from(["", "https://", "http://", "//", "https://a.example/"]))
def test_any_text_is_an_address_or_a_sentence(text: str, before: str) -> None:
    said = ""
    try:
        found = web_address.read(before + text)
    except ValueError as error:
        said = str(error)
    assert said.endswith(".") if said else read(found.url) == found
