"""Reads a web address as a browser does, so that what is judged is the host that would be asked for.

The rules are those of the URL standard (https://url.spec.whatwg.org, "host parsing" and "IPv4 parser"): a host is
percent-decoded, mapped as UTS #46 says (full-width letters, look-alike dots, soft hyphens, capitals), and then written
in ASCII; numbers in any base are an IPv4 address; a backslash is a slash; a name before an `@` is no host.

Why `idna`, and only its mapping: `urllib` and the codec of the standard library know the rules of 2003, which send
some names elsewhere. httpx brings `idna` anyway; its tables are 240 kB, read at the first host that is not ASCII. The
checks of IDNA 2008 that it makes besides are stricter than browsers, which open `☃.net` and `a_b.example` all the same.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, unquote

from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.commonmark.addresses import ascii_name

_SCHEME = re.compile(r"(https?):[/\\]*", re.I)
_AROUND = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^|]")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_PRINTABLE = "!#$%&'()*+,-./:;=?@[]_~|^{}\\"
_MAX_NAME = 253
"""Letters in a host's name, RFC 1035."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a web address leads."""

    host: str
    """In ASCII and small letters, without a dot at the end; numbers as such, IPv6 in brackets."""
    user: str | None
    """What stands before an `@`, or None without one."""
    address: str
    """The same address in ASCII alone, which every program reads alike."""


def read_place(address: str) -> Place | None:
    """Return where an address leads, or None when it is not of the web or no browser would go there."""
    address = address.strip(_AROUND).translate(_BREAKS)
    scheme = _SCHEME.match(address)
    if scheme is None:
        return None
    authority, rest = _cut(address[scheme.end() :])
    user, at, server = authority.rpartition("@")
    name, port = _port_apart(server)
    try:
        host = ascii_host(name)
    except ValueError:
        return None
    if port and (not port[1:].isascii() or not port[1:].isdecimal() or int(port[1:][-6:]) > 0xFFFF):
        return None
    path = f"/{rest[1:]}" if rest[:1] == "\\" else rest
    end = "." if unquote(name).endswith(".") and not host.endswith("]") else ""
    encoded = f"{_encoded(user)}{at}{host}{end}{port.rstrip(':')}{_encoded(path)}"
    return Place(host, user if at else None, f"{scheme[1].lower()}://{encoded}")


def ascii_host(name: str) -> str:
    """Return a host as the network knows it: percent-decoded, mapped, in ASCII, without a dot at the end.

    Raises:
        ValueError: when a browser would not take it for a host.
    """
    if name.startswith("[") and name.endswith("]") and "%" not in name:
        return f"[{ipaddress.IPv6Address(name[1:-1])}]"
    name = ascii_name(unquote(name, errors="strict")).lower().removesuffix(".")
    if not name or len(name) > _MAX_NAME or _FORBIDDEN.search(name):
        raise ValueError("no host")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _four_bytes(name)
    return name


def letters(host: str) -> str:
    """Return a host with its `xn--` labels in their own letters; those that have none stay."""
    return ".".join(map(_own_letters, host.split(".")))


def _own_letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except ValueError:
        return label


def _four_bytes(name: str) -> str:
    """Return an IPv4 address that is written in one to four numbers, decimal, octal or hexadecimal."""
    numbers = [_number(one) for one in name.split(".")]
    *first, last = numbers
    if len(numbers) > 4 or any(one > 255 for one in first) or last >= 256 ** (5 - len(numbers)):
        raise ValueError("no IPv4 address")
    return str(ipaddress.IPv4Address(sum(one << 8 * (3 - place) for place, one in enumerate(first)) + last))


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError("no number")
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8 if text.startswith("0") else 10)


def _cut(text: str) -> tuple[str, str]:
    """Divide what follows the scheme where the path, the query or the fragment begins."""
    end = re.search(r"[/\\?#]", text)
    return (text[: end.start()], text[end.start() :]) if end else (text, "")


def _port_apart(server: str) -> tuple[str, str]:
    """Divide a host from its port, which keeps its colon; brackets of IPv6 stay together."""
    at = server.find(":", server.rfind("]") + 1)
    return (server, "") if at < 0 else (server[:at], server[at:])


def _encoded(text: str) -> str:
    return quote(text, safe=_PRINTABLE, errors="replace")
