"""Link targets: their syntax, how they are written into HTML, and which ones may be followed at all."""

from __future__ import annotations

import re
from urllib.parse import quote

from .entities import PUNCTUATION

DESTINATION_IN_BRACKETS = re.compile(r"<((?:[^<>\n\\]++|\\.)*)>")
TITLE = re.compile(r'"(?:[^"\\]++|\\.)*"|\'(?:[^\'\\]++|\\.)*\'|\((?:[^()\\]++|\\.)*\)', re.S)
_PLAIN = re.compile(r"[^\x00-\x20\x7f\\()]++")
_SPACES = re.compile(r"[ \t]*\n?[ \t]*")
_FOLLOWED = re.compile(r"(?:https?://|mailto:)\S|#", re.I)
_WEB_HOST = re.compile(r"(https?:/+(?:[^/?#\\]*@)?)([^/?#\\:\[]*)", re.I)
_BARE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
MAX_PARENTHESES = 32
"""Pairs of parentheses inside an address; CommonMark asks for three, cmark stops at 32 too. It also bounds how often
the same characters can be looked at: each further `(` would begin another attempt over the same text."""


def may_follow(address: str) -> bool:
    """Whether a link of a reply may go there: the web, mail, or a place in the same text."""
    return bool(_FOLLOWED.match(address))


def write_address(address: str) -> str:
    """Return `address` percent-encoded where it must be, and left alone where it already is; its host in ASCII.

    Percent signs in a host are read alike by browsers only, and hide from everybody who looks for foreign letters.
    """
    web = None if address.isascii() else _WEB_HOST.match(address)
    if web:
        address = f"{web[1]}{_host(web[2])}{address[web.end() :]}"
    return quote(_BARE_PERCENT.sub("%25", address), safe=";/?:@&=+$,-_.!~*'()#%", errors="replace")


def ascii_name(name: str) -> str:
    """Return a host's name mapped as browsers do (UTS #46), labels that are not ASCII then as `xn--` ones.

    Raises:
        ValueError: when it has signs that no host has.
    """
    if not name.isascii():
        from idna import uts46_remap  # its tables are only for these

        name = uts46_remap(name, std3_rules=False)
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in name.split(".")
    )


def _host(name: str) -> str:
    """Return a host in ASCII, or as it is where there is no such host: it then leads nowhere either way."""
    try:
        return ascii_name(name)
    except ValueError:
        return name


def spaces(text: str, at: int) -> int:
    """Return the place after blanks and at most one line end."""
    match = _SPACES.match(text, at)
    return match.end() if match else at


def bare_destination(text: str, start: int) -> int:
    """Return the end of an address without angle brackets at `start`, or -1 when its parentheses do not pair."""
    depth, at = 0, start
    while True:
        plain = _PLAIN.match(text, at)
        at = plain.end() if plain else at
        character = text[at : at + 1]
        if character == "(":
            depth += 1
            if depth > MAX_PARENTHESES:
                return -1
        elif character == ")" and depth:
            depth -= 1
        elif character == "\\":
            at += text[at + 1 : at + 2] in PUNCTUATION
        else:
            return -1 if depth else at
        at += 1
