"""Reads the sites a person types, as an address or a name, into the form a search takes; and shows them again.

A site is kept in ASCII, which is what is sent: two names that look alike in letters of different scripts do not there.
"""

from __future__ import annotations

import re

from turbodesk.chat.parameters import MOST_SITES, is_site

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;]+")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def site(text: str) -> str:
    """Return the site that an address or a name stands for, or "" where it stands for none.

    The scheme, a login, a port, a query and a slash at the end go: a search takes a host and a path. A number is no
    site, and neither is a name of one word, such as a computer's in the house: the search is made elsewhere.
    """
    words = _SCHEME.sub("", text.strip())
    host, slash, path = re.split(r"[?#]", words, maxsplit=1)[0].partition("/")
    host = host.rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    if not host.isascii():
        host = _in_ascii(host)
    is_number = host.replace(".", "").isdigit()
    if is_number or len(host) > 253 or not _HOST.fullmatch(host):
        return ""
    found = f"{host}{slash}{path}".rstrip("/")
    return found if is_site(found) else ""


def sites(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sites in a list parted by blanks, commas or ends of lines, none twice, and the words that are none.

    What is beyond `MOST_SITES` is among the latter.
    """
    found: dict[str, str] = {}
    wrong: list[str] = []
    for word in _BETWEEN.split(text.strip()):
        known = site(word) if word else ""
        if known and (known in found or len(found) < MOST_SITES):
            found[known] = word
        elif word:
            wrong.append(word)
    return tuple(found), tuple(wrong)


def readable(site_: str) -> str:
    """Return a site as a person writes it, where that means this very site again."""
    host, slash, path = site_.partition("/")
    if "xn--" not in host:
        return site_
    import idna  # its tables are only for these

    try:
        shown = idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return site_
    return f"{shown}{slash}{path}" if _in_ascii(shown) == host else site_


def _in_ascii(host: str) -> str:
    import idna  # its tables are only for these

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
