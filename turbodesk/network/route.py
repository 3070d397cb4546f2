"""Decides which proxy lies between this computer and a server, and says where that was set.

Why not leave it to httpx: it would take the same places, but could not say which one it took, and the connection check
must name what requests really use. So the choice is made here, once, for both.

`urllib` knows the places: the usual variables, and on Windows and macOS the system's own settings. On Linux desktops
the system's setting reaches programs as those variables.
"""

from __future__ import annotations

import ipaddress
import os
import re
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

SCHEMES = ("http", "https", "socks5", "socks5h")
_USUAL_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


class Destination(Protocol):
    """Where a server is."""

    @property
    def base_url(self) -> str:
        """Scheme, host and port, and perhaps a path."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether it is this very machine."""
        ...

    @property
    def host(self) -> str:
        """The computer's name, or its number without brackets."""
        ...

    @property
    def port(self) -> int:
        """The port, the scheme's own where none is given."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """How requests reach a server."""

    proxy: str = ""
    """The proxy's address, with name and password if it has them; "" for none."""
    origin: str = ""
    """Where it was set: "setting", "system", or the name of a variable."""

    @property
    def shown(self) -> str:
        """The proxy's address without a name and a password."""
        split = urlsplit(self.proxy)
        return f"{split.scheme}://{split.netloc.rpartition('@')[2]}" if self.proxy else ""

    @property
    def is_socks(self) -> bool:
        """Whether it is a SOCKS proxy rather than an HTTP one."""
        return self.proxy.startswith("socks")

    @property
    def host(self) -> str:
        """The proxy's host."""
        return urlsplit(self.proxy).hostname or ""

    @property
    def port(self) -> int:
        """The proxy's port."""
        split = urlsplit(self.proxy)
        return split.port or _USUAL_PORTS[split.scheme]


def is_here(host: str) -> bool:
    """Whether a host is this computer; a number comes without brackets."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def route_to(address: Destination, own: str = "") -> Route:
    """Return the way to a server; `own` is TurboDesk's own setting, which wins. This computer is asked directly.

    Raises:
        ValueError: with a sentence, when the proxy set is none that can be used.
    """
    if address.is_local:
        return Route()
    if own.strip():
        return Route(_checked(own.strip()), "setting")
    split = urlsplit(address.base_url)
    if proxy_bypass(address.host) or _is_exempt(address.host, address.port):
        return Route()
    found = getproxies()
    kind = next((one for one in (split.scheme, "all", "socks") if found.get(one)), "")
    if not kind:
        return Route()
    given = found[kind]
    if kind == "socks" and "://" in given:  # macOS gives every kind as http://
        given = f"socks5://{given.partition('://')[2]}"
    return Route(_checked(given), _variable(kind) or "system")


def _is_exempt(host: str, port: int) -> bool:
    """Whether the variable NO_PROXY means a host by the forms that urllib does not know, and most programs do.

    These are networks such as 10.0.0.0/8, for addresses written as numbers, "*.example.com", and "host:port"; and
    entries parted by blanks or semicolons, as curl and Windows take them, and not only by commas.
    """
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        number = None
    return any(_means(entry.lower(), host, port, number) for entry in re.split(r"[\s,;]+", listed) if entry)


def _means(entry: str, host: str, port: int, number: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> bool:
    if number is not None:
        with suppress(ValueError):
            return number in ipaddress.ip_network(entry.strip("[]"), strict=False)
    name, colon, wanted = entry.rpartition(":")
    if colon and wanted.isdecimal() and (":" not in name or name.startswith("[")):
        if int(wanted) != port:
            return False
        entry = name
    entry = entry.strip("[]")
    if entry.startswith(("*.", ".")):
        return host.endswith(entry.removeprefix("*"))
    return entry == host


_SPELLED = {"socks": "socks5"}
"""Schemes that desktops and proxies themselves write, and what they mean."""


def _checked(text: str) -> str:
    """The proxy's address in full."""
    text = text.strip().strip("\"'")
    text = text if "://" in text else f"http://{text}"
    scheme, _colon, rest = text.partition("://")
    text = f"{_SPELLED.get(scheme.lower(), scheme.lower())}://{rest}"
    try:
        split = urlsplit(text)
        usable = split.scheme in SCHEMES and bool(split.hostname) and split.port != 0
    except ValueError:
        usable = False
    if not usable:
        starts = ", ".join(f"{one}://" for one in SCHEMES[:3])
        raise ValueError(_("A proxy’s address starts with {starts}.").format(starts=starts))
    return text


def _variable(kind: str) -> str:
    names = (f"{kind}_proxy", f"{kind.upper()}_PROXY")
    return next((name for name in names if os.environ.get(name)), "")
