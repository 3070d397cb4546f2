"""Finds the addresses that a text shows to whoever reads it, however they are written.

An address is looked for in what the text looks like (`shapes`) and resolved as it is written (`hosts`): `bank。com`,
`bank.сom` with a Cyrillic letter and `b\u00adank.com` are all read as one, and lead elsewhere or nowhere. A scheme
makes any name an address; without one it must end as addresses do (`top_level`).

What follows an address as its path is not looked at: it may hold another, and leads nowhere by itself.

Chinese, Japanese, Korean and Thai are written without blanks: there an address ends where the script changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.links import top_level
from turbodesk.rendering.links.hosts import ascii_host
from turbodesk.rendering.links.shapes import as_read, is_unseen, seen

_RUN = re.compile(r"[\w.\-]+")
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_ONE_SCRIPT = re.compile(f"[{_SPACELESS}]+|[^{_SPACELESS}]+")
_SCHEME_BEFORE = re.compile(r"https?:[/\\]+$", re.I)
_LOCAL_BEFORE = re.compile(f"(?:[^\\W{_SPACELESS}]|[.+-])+@$")
_BRACKETS = re.compile(r"https?:[/\\]+(\[[0-9a-f:.]+\])", re.I)
_BYTE = re.compile(r"25[0-5]|2[0-4]\d|1?\d?\d")
_FULL_STOPS = "。｡"
_PATH = re.compile(r"(?::\d*)?[/?#][!#-;=?-~]*")
_LOOK_BACK = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """An address in a text."""

    host: str
    """As the network knows it; "" when it leads nowhere."""
    read_as: str
    """The host that a reader takes it for, where that is another."""
    mailbox: str = ""
    """The name before the `@` of a mail address."""


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def shown_addresses(text: str) -> Iterator[Shown]:
    """Yield the web and mail addresses that `text` shows, in time linear in its length."""
    view, places = seen(text)
    for match in _BRACKETS.finditer(view):
        yield _shown(match[1])
    path_end = 0
    for run in _RUN.finditer(view):
        for chain in _chains(view, text, places, run):
            if places[chain[0].start] < path_end:
                continue
            found, end = _found(view, text, places, chain)
            if found:
                yield found
                path = _PATH.match(text, places[end])
                path_end = path.end() if path else 0


def _found(view: str, text: str, places: list[int], chain: list[_Span]) -> tuple[Shown | None, int]:
    """Return the address that names joined by dots are, or None, and where it ends in the view."""
    start = chain[0].start
    before = view[max(0, start - _LOOK_BACK) : start]
    if _SCHEME_BEFORE.search(before):
        end = _without_sentence(view, chain)[-1].end
        return _shown(text[places[start] : places[end]]), end
    if view[chain[-1].end : chain[-1].end + 1] == "@":
        return None, start
    chain = _without_sentence(view, chain)
    end = chain[-1].end
    labels, raw = [view[one.start : one.end] for one in chain], text[places[start] : places[end]]
    if len(labels) < 2 or not _is_address(labels, raw, before, view[end : end + 2]):
        return None, start
    mailbox = _LOCAL_BEFORE.search(before)
    return _shown(raw, mailbox[0][:-1].lower() if mailbox else ""), end


def _without_sentence(view: str, chain: list[_Span]) -> list[_Span]:
    """Take off what a sentence goes on with behind its full stop: `bank.com.Now`, and the same in Chinese."""
    end = len(chain)
    while end > 2:
        last = view[chain[end - 1].start : chain[end - 1].end]
        if last.lower() in top_level.TOP_LEVEL or not (last[0].isupper() or _is_spaceless(last[0])):
            break
        end -= 1
    return chain[:end]


def _chains(view: str, text: str, places: list[int], run: re.Match[str]) -> Iterator[list[_Span]]:
    """Yield the names joined by dots in a run of letters, digits, dots and hyphens, as the places of their labels."""
    chain: list[_Span] = []
    at = run.start()
    for label in run[0].split("."):
        parts = [_Span(at + one.start(), at + one.end()) for one in _ONE_SCRIPT.finditer(label)]
        joined = at > run.start() and _joins(view, text, places, at - 1)
        at += len(label) + 1
        if chain and not (joined and parts):
            yield chain
            chain = []
        for number, part in enumerate(parts):
            if number:
                yield chain
                chain = []
            chain.append(part)
    if chain:
        yield chain


def _is_spaceless(sign: str) -> bool:
    return re.match(f"[{_SPACELESS}]", sign) is not None


def _joins(view: str, text: str, places: list[int], dot: int) -> bool:
    """Whether the dot at that place joins two names: a full stop of Chinese or Japanese does between Latin ones."""
    if text[places[dot]] not in _FULL_STOPS:
        return True
    return not re.search(f"[{_SPACELESS}]", view[max(0, dot - 1) : dot + 2])


def _is_address(labels: list[str], raw: str, before: str, after: str) -> bool:
    """Whether names joined by dots are read as an address where no scheme stands before them."""
    if all(map(_BYTE.fullmatch, labels)):
        return len(labels) == 4
    raw = "".join(sign for sign in raw if not is_unseen(sign))
    last, end = labels[-1].lower().rstrip("-_"), raw.lower().replace("。", ".").rpartition(".")[2]
    if not {last, end} & top_level.TOP_LEVEL and not last.startswith("xn--"):
        return False
    if raw in top_level.NAMES or raw.partition(".")[0] in top_level.OBJECTS or after == "()":
        return False
    is_ambiguous = last in top_level.FILES or last in top_level.MEMBERS
    return not is_ambiguous or labels[0].lower() == "www" or after[:1] == "/" or before.endswith("@")


def _shown(raw: str, mailbox: str = "") -> Shown:
    start, end = 0, len(raw)
    while start < end and (is_unseen(raw[start]) or raw[start] in "-_"):
        start += 1
    while start < end and (is_unseen(raw[end - 1]) or raw[end - 1] in "-_"):
        end -= 1
    raw = raw[start:end]
    return Shown(_host(raw), _host(as_read(raw)), mailbox)


def _host(name: str) -> str:
    try:
        return ascii_host(name)
    except ValueError:
        return ""
