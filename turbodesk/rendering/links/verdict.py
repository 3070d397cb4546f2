"""Decides what happens when a link in a reply is opened: which targets may be, and when to ask first.

A reply is written by a model that may have read hostile pages: its links go only to web and mail addresses, and a
text that looks like one address while the target is another is shown to the person before anything is opened.

The promise: a link opens unasked only where every address in its text is the one it leads to. `www.` makes no
difference, and a subdomain does: `github.io` is not who owns `someone.github.io`. What is asked about is told in a
sentence; the address that is shown then is the one that is opened, and has no letter in it that is not ASCII.
"""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.links.hosts import ascii_host, letters, read_place
from turbodesk.rendering.links.shapes import TURNING, outline, without_accents
from turbodesk.rendering.links.shown import Shown, shown_addresses
from turbodesk.translation import _


class Verdict(StrEnum):
    """What to do with a link."""

    OPEN = "open"
    ASK = "ask"
    """Show where it goes first."""
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to do with one link, and what to tell of it."""

    verdict: Verdict
    address: str = ""
    """What to open and to show, in ASCII alone; "" when it is refused."""
    goes_to: str = ""
    """The host or the mailbox, in ASCII."""
    why: str = ""
    """A sentence for the person, when there is something to ask."""


ELSEWHERE = _("This link goes somewhere else than its text says.")
FOREIGN = _("This address has letters that can be taken for others.")
LOOKS_ALIKE = _("This address looks like the link’s text, and is spelled differently.")
NAME_BEFORE = _("This address has a name before an @, which can be taken for where it goes.")
MORE_RECEIVERS = _("This link fills in more receivers than it says.")

_EVERYDAY = re.compile(
    "[a-z0-9-]*|[a-z0-9\u00df-\u00f6\u00f8-\u00ff-]*"
    "|[0-9\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff-]*|[0-9\uac00-\ud7a3-]*"
)
"""Labels whose letters are told from Latin ones at a glance: Western European ones, Chinese, Japanese, Korean."""
_WORD = re.compile(r"[\w\-]{4,63}")
_MAX_WORDS = 40
_MAIL_SAFE = "!#$%&'()*+,-./:;=?@_~"


def judge(href: str, text: str) -> Judgement:
    """Return what to do with a link to `href` whose text reads `text`."""
    if href.strip()[:7].lower() == "mailto:":  # not for people
        return _judge_mail(href.strip(), text)
    place = read_place(href)
    if place is None:
        return Judgement(Verdict.REFUSE)
    shown = list(shown_addresses(text))
    why = ""
    if place.user is not None:
        why = NAME_BEFORE
    elif TURNING.search(text) or not all(_is_at(one, place.host) for one in shown):
        why = ELSEWHERE
    elif _is_foreign(place.host) and not (shown and _is_everyday(place.host)):
        why = FOREIGN
    elif _looks_like_its_text(text, place.host):
        why = LOOKS_ALIKE
    return Judgement(Verdict.ASK if why else Verdict.OPEN, place.address, place.host, why)


def as_opened(href: str) -> str:
    """Return an address as it would be opened, for showing: its host in ASCII; what is no web address stays."""
    place = read_place(href)
    return place.address if place else href


def _is_at(shown: Shown, host: str) -> bool:
    return {shown.host, shown.read_as} in ({host}, {f"www.{host}"}, {host.removeprefix("www.")})  # not for people


def _is_foreign(host: str) -> bool:
    return any(label.startswith("xn--") for label in host.split("."))


def _is_everyday(host: str) -> bool:
    return all(_EVERYDAY.fullmatch(label) and not label.startswith("xn--") for label in letters(host).split("."))


def _looks_like_its_text(text: str, host: str) -> bool:
    """Whether a word of the text has the shape of a name in the host, and other letters: `PayPal` and `paypa1`."""
    labels = {label for label in host.split(".")[:-1] if len(label) > 3}
    shapes = {outline(label) for label in labels}
    words = (match[0] for match, _ in zip(_WORD.finditer(text), range(_MAX_WORDS), strict=False))
    return any(outline(word) in shapes and without_accents(word) not in labels for word in words)


def _judge_mail(href: str, text: str) -> Judgement:
    try:
        target = urlsplit(href)
        receivers = [_receiver(one) for one in unquote(target.path).split(",")]
    except ValueError:
        return Judgement(Verdict.REFUSE)
    if not target.path or target.netloc:
        return Judgement(Verdict.REFUSE)
    fields = {name.lower() for name, _ in parse_qsl(target.query, keep_blank_values=True)}
    hosts = {host for _, host in receivers}
    shown = list(shown_addresses(text))
    why = ""
    if TURNING.search(text) or not all(_is_receiver(one, receivers, hosts) for one in shown):
        why = ELSEWHERE
    elif fields & {"to", "cc", "bcc"} or 0 < len({one for one in shown if one.mailbox}) < len(set(receivers)):
        why = MORE_RECEIVERS
    elif any(map(_is_foreign, hosts)):
        why = FOREIGN
    goes_to = ", ".join(f"{name}@{host}" if host else name for name, host in receivers)
    query = f"?{target.query}" if target.query else ""
    address = f"mailto:{quote(goes_to.replace(', ', ','), safe='@,+')}{quote(query, safe=_MAIL_SAFE)}"
    return Judgement(Verdict.ASK if why else Verdict.OPEN, address, quote(goes_to, safe="@, +"), why)


def _receiver(mailbox: str) -> tuple[str, str]:
    name, at, host = mailbox.strip().rpartition("@")
    return (name, ascii_host(host)) if at else (host, "")


def _is_receiver(shown: Shown, receivers: list[tuple[str, str]], hosts: set[str]) -> bool:
    if shown.mailbox:
        known = {(name.lower(), host) for name, host in receivers}
        return (shown.mailbox, shown.host) in known and shown.host == shown.read_as
    return {shown.host, shown.read_as} <= hosts
