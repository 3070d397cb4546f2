"""Says of an address of the web what it leads to, and whether that lies in this computer's own network.

A model writes such addresses, and whatever it has read may have told it which. In the own network stand printers,
routers and services that trust whoever reaches them; none of that is anybody's page. So the numbers that are nobody's
on the internet are refused, here by a list of our own: what Python calls global is another in each of its versions.
"""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from turbodesk.translation import _

LONGEST = 2_000
"""Characters of an address."""
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_OWN_4 = tuple(
    ipaddress.IPv4Network(one)
    for one in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        "224.0.0.0/3",  # to many at once, and what is kept for later
    )
)
"""What is nobody's on the internet (IANA's registry for special purposes, RFC 6890)."""
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
"""All that has been given out so far; loopback, link-local, unique local and multicast lie elsewhere."""
_OWN_6 = tuple(ipaddress.IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""An IPv4 address as networks that know IPv6 alone write it (RFC 6052)."""
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_OWN_ENDINGS = (
    *("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private"),
    *("home.arpa", "test", "example", "invalid", "onion"),
)
"""Ends of names that no name server of the internet answers (RFC 6761, 8375), and of those inside of companies."""
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LEAST_PORT = 1_024
"""Ports below are those of other services, such as mail; a page is at one of two of them."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Where a page is."""

    url: str
    """In full, without what stands behind "#"."""
    scheme: str
    host: str
    """The name as the network knows it, or a number without brackets."""
    port: int

    @property
    def authority(self) -> str:
        """The host as a request names it: with brackets where it needs them, with the port where it is no usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def site(self) -> str:
        """The host without "www.": what a person takes for the same place."""
        return self.host.removeprefix("www.")  # not for people: a part of names

    @property
    def is_of_page(self) -> bool:
        """Whether its port is one of pages, and not of another service, such as mail."""
        return self.port in _PORTS.values() or self.port >= _LEAST_PORT

    @property
    def number(self) -> IPAddress | None:
        """The host where it is a number."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def is_own(self) -> bool:
        """Whether its name alone tells that it is in this computer's own network."""
        number = self.number
        return is_own(number) if number is not None else _is_own_name(self.host)


_PORTS = {"http": 80, "https": 443}


def read(text: str, base: WebAddress | None = None) -> WebAddress:
    """Read an address; `base` is the page it was found on. Without a scheme it is https.

    Raises:
        ValueError: with a sentence that says what is wrong with it.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or re.search(r"[\x00-\x20\x7f\\]", text):
        raise ValueError(_("This is not the address of a page."))
    try:
        if base is not None:
            text = urljoin(base.url, text)
        elif "://" not in text:
            text = f"https://{text}"
        split = urlsplit(text)
        port = split.port
    except ValueError:
        raise ValueError(_("This is not the address of a page.")) from None
    if split.scheme not in _PORTS:
        raise ValueError(_("Only addresses that begin with https:// or http:// can be read."))
    if split.username is not None or split.password is not None:
        raise ValueError(_("An address with a name and a password in it is not opened."))
    port = _PORTS[split.scheme] if port is None else port
    if port == 0:
        raise ValueError(_("There is no port 0."))
    made = WebAddress("", split.scheme, _host(split.hostname or ""), port)
    url = urlunsplit((split.scheme, made.authority, split.path or "/", split.query, ""))
    return WebAddress(url, made.scheme, made.host, port)


def is_own(number: IPAddress) -> bool:
    """Whether a number is this computer's, its network's, or nobody's; also in IPv6 for such a one in IPv4."""
    if isinstance(number, ipaddress.IPv4Address):
        return any(number in network for network in _OWN_4)
    if number.ipv4_mapped is not None:
        return is_own(number.ipv4_mapped)
    if number in _TRANSLATED:
        return is_own(ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF))
    if number in _SIX_TO_FOUR:
        return is_own(ipaddress.IPv4Address((int(number) >> 80) & 0xFFFF_FFFF))
    return number.scope_id is not None or number not in _PUBLIC_6 or any(number in network for network in _OWN_6)


def _is_own_name(host: str) -> bool:
    return "." not in host or any(host == ending or host.endswith(f".{ending}") for ending in _OWN_ENDINGS)


def _host(host: str) -> str:
    if not host.isascii():
        import idna  # its tables are only for these

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise ValueError(_("The name in this address is not possible.")) from None
    if "%" not in host:  # it names a way of this computer, of which the network knows nothing
        with suppress(ValueError):
            return str(ipaddress.ip_address(host))
    name = host.lower().removesuffix(".")
    # A number in another spelling, such as 0x7f.1, is an address to some programs and a name to others.
    is_number = _NUMBER.fullmatch(name.rpartition(".")[2]) is not None
    if is_number or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError(_("The name in this address is not possible."))
    return name
