"""The proxy is found however desktops and other programs spell it, and NO_PROXY means what it means to them."""

from __future__ import annotations

import pytest

from turbodesk.gateway.address import resolve
from turbodesk.network.route import route_to

GATEWAY = resolve("https://gateway.example")
VARIABLES = [f"{kind}_proxy" for kind in ("http", "https", "all", "no", "socks", "ftp")]


@pytest.fixture(autouse=True)
def _no_proxy_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("written", "proxy"),
    [
        ("socks://127.0.0.1:7890/", "socks5://127.0.0.1:7890/"),
        ("SOCKS5://127.0.0.1:7890", "socks5://127.0.0.1:7890"),
        ("socks5h://name:pass@127.0.0.1:7890", "socks5h://name:pass@127.0.0.1:7890"),
        ("127.0.0.1:7890", "http://127.0.0.1:7890"),
        (' "http://127.0.0.1:7890/" ', "http://127.0.0.1:7890/"),
    ],
)
def test_a_proxy_is_used_however_it_is_spelled(monkeypatch: pytest.MonkeyPatch, written: str, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", written)
    found = route_to(GATEWAY)
    assert (found.proxy, found.origin) == (proxy, "ALL_PROXY")
    assert found.is_socks == proxy.startswith("socks5")
    assert route_to(GATEWAY, written).proxy == proxy


@pytest.mark.parametrize("written", ["socks4://127.0.0.1:1", "nonsense://127.0.0.1:1", "http://", "http://[::1"])
def test_what_is_no_proxy_is_told(written: str) -> None:
    with pytest.raises(ValueError, match="proxy"):
        route_to(GATEWAY, written)


@pytest.mark.parametrize(
    ("url", "listed", "is_exempt"),
    [
        ("https://10.1.2.3", "10.0.0.0/8", True),
        ("https://10.1.2.3", "localhost, 192.168.0.0/16,10.0.0.0/8", True),
        ("https://10.1.2.3", "localhost 10.0.0.0/8", True),
        ("https://gateway.corp.example", "localhost;*.corp.example", True),
        ("https://11.1.2.3", "10.0.0.0/8", False),
        ("https://10.1.2.3", "10.1.2.3/8", True),
        ("https://[fd00::5]", "fd00::/8", True),
        ("https://[fd00::5]", "10.0.0.0/8,[fd00::5]", True),
        ("https://gateway.example", "10.0.0.0/8", False),
        ("https://gateway.corp.example", "*.corp.example", True),
        ("https://gateway.corp.example", ".corp.example", True),
        ("https://gateway.corp.example", "corp.example", True),
        ("https://notcorp.example", "*.corp.example", False),
        ("https://gateway.example:8443", "gateway.example:8443", True),
        ("https://gateway.example", "gateway.example:8443", False),
        ("https://10.1.2.3:8443", "10.1.2.3:8443", True),
        ("https://gateway.example", "*", True),
        ("https://gateway.example", "10.0.0.0/99,::/x, ,:", False),
    ],
)
def test_what_is_exempt_is_asked_directly(
    monkeypatch: pytest.MonkeyPatch, url: str, listed: str, *, is_exempt: bool
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", listed)
    assert (route_to(resolve(url)).proxy == "") is is_exempt
