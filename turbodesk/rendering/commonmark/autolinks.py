"""Addresses that become links by themselves: `<https://a.b>`, and with GitHub's rules bare ones too."""

from __future__ import annotations

import re

from .addresses import may_follow
from .events import BareAddress
from .scan import Scan
from .scripts import SPACELESS

_ADDRESS = re.compile(r"<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^<>\x00-\x20]*+)>")
_MAIL = re.compile(
    r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]++@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>"
)
_BARE = re.compile(
    r"(?:https?://|ftp://|www\.(?=[\w-]+\.))(?=[^\s<])"
    # What stands before the `@` is of one script at least: an address goes on where prose without spaces ends.
    rf"|(?P<mail>(?:(?<![\w.+/@-])|(?<=[{SPACELESS}]))(?:[^\W{SPACELESS}]++|[.+-]++)+"
    r"@[a-zA-Z0-9-]++(?:\.[a-zA-Z0-9-]++)+(?<![-_]))",
    re.I,
)
# What ends an address wherever it stands, since it belongs to the sentence around it: quotation marks, escapes, long
# dashes and dots, signs that nobody sees, full-width punctuation (but for the letters among it: 々, 〆, 〇).
_ENDS = (
    r"\s<>`\\\"\u00ab\u00bb\u200b\u200e\u200f\u2014\u2015\u201c-\u201f\u2022-\u202e\u2039\u203a\u2060-\u2069"
    r"\u3000-\u3004\u3008-\u3020\u302a-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff65"
)
# What ends one unless a letter or digit follows: other punctuation, of all scripts. `Schrödinger’s` and `1914–1918`
# stand in addresses.
_MAY_END = (
    r"\u00a1\u00a7\u00b6\u00b7\u00bf\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0609-\u060d"
    r"\u061b-\u061f\u066a-\u066d\u06d4\u0700-\u070d\u0964\u0965\u0970\u0e4f\u0e5a\u0e5b\u104a-\u104f\u1360-\u1368"
    r"\u166e\u17d4-\u17da\u1800-\u180a\u2010-\u2013\u2016-\u201a\u2020\u2021\u2030-\u2038\u203b-\u205e\u2e00-\u2e5d"
)
_GOES_ON = rf"[{_MAY_END}](?=[^\W{SPACELESS}])"
_REST = re.compile(rf"(?:[^{_ENDS}{_MAY_END}]++|{_GOES_ON})+")
_REST_IN_BRACKETS = re.compile(rf"(?:[^{_ENDS}{_MAY_END}\]]++|{_GOES_ON})+")
# Where the last label of a host, or its port, runs into letters of a script without spaces: no label is of both.
_GLUED = re.compile(
    rf"(?:[a-z]{{3,5}}://)?[^/?#]*?(?:(?<=//)|\.|:(?=\d))[a-z0-9-]++(?=[{SPACELESS}][^/?#.:]*(?:[/?#]|$))", re.I
)
_TRAILING = "?!.,:*_~'\";"
_REFERENCE_AT_END = re.compile(r"&[a-zA-Z0-9]+$")


def scan_autolink(scan: Scan, at: int) -> int:
    """`<scheme:address>` or `<name@host>`."""
    match = _ADDRESS.match(scan.source, at)
    if match:
        if scan.parser.followed_only and not may_follow(match.group(1)):
            return 0
        scan.add(BareAddress(match.group(1), match.group(1)))
        return match.end()
    match = _MAIL.match(scan.source, at)
    if match:
        scan.add(BareAddress(f"mailto:{match.group(1)}", match.group(1)))
        return match.end()
    return 0


def might_hold_bare_address(text: str) -> bool:
    """Whether `text` is worth searching; most is not, and three searches for a word are cheap."""
    return "://" in text or "@" in text or "www." in text


def scan_bare_addresses(scan: Scan, start: int, end: int) -> int:
    """Read the source from `start` to `end`, which has no marks, as text and links; return the place after it.

    That may be after `end`: an address may contain what are marks elsewhere.
    """
    source, at = scan.source, start
    for match in _BARE.finditer(source, start, end):
        begin = match.start()
        if begin < at:
            continue
        address = _mail(source, match) if match.lastgroup == "mail" else _web(scan, match)
        if address is None:
            continue
        if begin > at:
            scan.add(source[at:begin])
        scan.add(address)
        at = begin + len(address.text)
    if at < end:
        scan.add(source[at:end])
    return max(at, end)


def _mail(source: str, match: re.Match[str]) -> BareAddress | None:
    if source[match.end() : match.end() + 1] in ("_", "-", "@"):
        return None
    return BareAddress(f"mailto:{match.group()}", match.group())


def _web(scan: Scan, match: re.Match[str]) -> BareAddress | None:
    source, begin = scan.source, match.start()
    if begin and source[begin - 1].isascii() and source[begin - 1].isalnum():
        return None
    # Within brackets an address ends at the next `]`. A pattern of its own, so that it is not read any further.
    rest = (_REST_IN_BRACKETS if scan.brackets else _REST).match(source, begin)
    text = _trim(_unglued(rest.group())) if rest else ""
    if len(text) <= match.end() - begin:
        return None
    target = f"http://{text}" if text[:4].lower() == "www." else text
    if scan.parser.followed_only and not may_follow(target):
        return None
    return BareAddress(target, text)


def _unglued(text: str) -> str:
    """Take off the words that follow a host without a space: `https://a.com查看`."""
    glued = None if text.isascii() else _GLUED.match(text)
    return glued.group() if glued else text


def _trim(text: str) -> str:
    """Take off what belongs to the sentence: punctuation, references, closing brackets without an opening one."""
    surplus = text.count(")") - text.count("(")
    end = len(text)
    while end:
        last = text[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last == ";" and (reference := _REFERENCE_AT_END.search(text, max(0, end - 32), end - 1)):
            end = reference.start() + 1
        elif last not in _TRAILING:
            break
        end -= 1
    return text[:end]
