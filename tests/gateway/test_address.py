"""Every way to write an address leads to the same place, or to a sentence that says why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.gateway.address import origin_of, resolve
from turbodesk.gateway.client import HttpGateway
from turbodesk.settings import GATEWAY_URL


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("gateway.theturbo.ai", "https://gateway.theturbo.ai"),
        ("  gateway.theturbo.ai/ \n", "https://gateway.theturbo.ai"),
        ("HTTPS://Gateway.TheTurbo.AI:443", "https://gateway.theturbo.ai"),
        ("https://gateway.theturbo.ai/v1", "https://gateway.theturbo.ai"),
        ("https://gateway.theturbo.ai/v1/", "https://gateway.theturbo.ai"),
        ("https://gateway.theturbo.ai/v1/messages", "https://gateway.theturbo.ai"),
        ("https://gateway.theturbo.ai//v1//messages/", "https://gateway.theturbo.ai"),
        ("https://gateway.theturbo.ai/v1/models", "https://gateway.theturbo.ai"),
        ("//gateway.theturbo.ai", "https://gateway.theturbo.ai"),
        ("gateway.theturbo.ai.", "https://gateway.theturbo.ai"),
        ("host/some/path", "https://host/some/path"),
        ("host/anthropic/v1/messages", "https://host/anthropic"),
        ("host/v1/other", "https://host/v1/other"),
        ("host:8443/x", "https://host:8443/x"),
        ("https://[2001:DB8::1]:8443/v1", "https://[2001:db8::1]:8443"),
        ("2001:db8::1/v1", "https://[2001:db8::1]"),
        ("192.0.2.7", "https://192.0.2.7"),
        ("münchen.example", "https://xn--mnchen-3ya.example"),
        ("https://gateway.theturbо.ai/v1", "https://gateway.xn--theturb-gjg.ai"),
        ("ｇateway｡theturbo．ai", "https://gateway.theturbo.ai"),
        ("gate\u00adway.theturbo.ai", "https://gateway.theturbo.ai"),
        ("localhost:4000", "http://localhost:4000"),
        ("http://localhost", "http://localhost"),
        ("https://localhost:4000", "https://localhost:4000"),
        ("api.localhost", "http://api.localhost"),
        ("127.0.0.1:80/anthropic", "http://127.0.0.1/anthropic"),
        ("http://127.9.9.9:1", "http://127.9.9.9:1"),
        ("::1", "http://[::1]"),
        ("http://[::1]:9/v1", "http://[::1]:9"),
    ],
)
def test_an_address_is_understood(typed: str, base: str) -> None:
    address = resolve(typed)
    assert address.messages_url == f"{base}/v1/messages"
    assert address.models_url == f"{base}/v1/models"
    assert address.is_local == ("localhost" in base or "127." in base or ("::1]" in base and "db8" not in base))


@pytest.mark.parametrize(
    "typed",
    [
        *("", "  ", "https://", "http:///v1", "https://:443", "ho st", "host\\path", "host\x00", "https://host\npath"),
        *("http://gateway.theturbo.ai", "http://192.0.2.7", "http://10.0.0.1", "http://localhost.example.com"),
        *("http://127.0.0.1.example.com", "http://[2001:db8::1]", "http://2130706433", "ftp://host", "file:///etc"),
        *("https://2130706433", "0x7f.1", "https://0x7f000001/v1", "1.2.3", "a\u2024b.example", "\u202ehost.example"),
        *("host:0", "host:65536", "host:port", "host?x=1", "host#top", "host?", "user@host", "https://u:p@host"),
        *("a..b", "-host", "host-.example", "a_b!c", "https://[::1", "[", "]", "https://[nonsense]", "host/../x"),
        *("x" * 64, "javascript:alert(1)", "https://?"),
    ],
)
def test_what_is_no_safe_address_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        resolve(typed)


@given(st.text(max_size=30) | st.from_regex(r"(https?://)?[a-z0-9.\[\]:@?#%/-]{0,25}", fullmatch=True))
def test_any_text_is_an_address_or_a_sentence(typed: str) -> None:
    try:
        address = resolve(typed)
    except ValueError:
        with pytest.raises(ValueError, match=r"\.$"):
            resolve(typed)
        return
    assert address.is_local or address.messages_url.startswith("https://")
    assert resolve(address.messages_url) == resolve(address.base_url) == address
    assert address.host.isascii()
    assert "Gateway" in repr(HttpGateway(typed, None, version="1"))


def test_the_default_is_an_address() -> None:
    assert resolve(GATEWAY_URL.default).messages_url == "https://gateway.theturbo.ai/v1/messages"


def test_a_key_is_bound_to_one_place_however_its_name_is_written() -> None:
    assert origin_of("münchen.example") == origin_of("https://XN--MNCHEN-3YA.example.:443/v1") != ""
