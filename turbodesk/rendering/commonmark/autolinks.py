"""Addresses that become links by themselves: `<https://a.b>`, and with GitHub's rules bare ones too."""

from __future__ import annotations

import re

from .addresses import may_follow
from .events import BareAddress
from .scan import Scan

_ADDRESS = re.compile(r"<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^<>\x00-\x20]*+)>")
_MAIL = re.compile(
    r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]++@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>"
)
_BARE = re.compile(
    r"(?:https?://|ftp://|www\.(?=[\w-]+\.))(?=[^\s<])"
    r"|(?P<mail>(?<![\w.+/-])[\w.+-]++@[a-zA-Z0-9-]++(?:\.[a-zA-Z0-9-]++)+(?<![-_]))",
    re.I,
)
# Chinese and full-width punctuation ends an address: it stands in the sentence around it.
_ENDS = r"\s<>`\u3000-\u303f\uff01-\uff65\""
_REST = re.compile(rf"[^{_ENDS}]+")
_REST_IN_BRACKETS = re.compile(rf"[^{_ENDS}\]]+")
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
    if source[match.end() : match.end() + 1] in ("_", "-"):
        return None
    return BareAddress(f"mailto:{match.group()}", match.group())


def _web(scan: Scan, match: re.Match[str]) -> BareAddress | None:
    source, begin = scan.source, match.start()
    if begin and source[begin - 1].isascii() and source[begin - 1].isalnum():
        return None
    # Within brackets an address ends at the next `]`. A pattern of its own, so that it is not read any further.
    rest = (_REST_IN_BRACKETS if scan.brackets else _REST).match(source, begin)
    text = _trim(rest.group()) if rest else ""
    if len(text) <= match.end() - begin:
        return None
    target = f"http://{text}" if text[:4].lower() == "www." else text
    if scan.parser.followed_only and not may_follow(target):
        return None
    return BareAddress(target, text)


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
