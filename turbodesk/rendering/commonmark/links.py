"""Links and images: brackets, what follows them, and what they become."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .addresses import DESTINATION_IN_BRACKETS, TITLE, bare_destination, may_follow, spaces, write_address
from .definitions import LABEL, Target
from .emphasis import pair_runs
from .entities import unescape
from .events import BareAddress, DelimiterRun, Event, ImageStart, LinkEnd, LinkStart
from .scan import Bracket, Scan

MAX_LABEL = 999
"""Characters in a label, CommonMark section 4.7."""


def scan_open(scan: Scan, at: int) -> int:
    """`[`."""
    return _open(scan, at, "[")


def scan_open_image(scan: Scan, at: int) -> int:
    """`![`, unless it is an exclamation mark before a footnote."""
    if not scan.source.startswith("![", at):
        return 0
    return _open(scan, at, "![")


def _open(scan: Scan, at: int, mark: str) -> int:
    end = at + len(mark)
    bracket = Bracket(event=len(scan.events), runs=len(scan.runs), end=end, is_image=mark == "![")
    scan.brackets.append(bracket)
    scan.add(mark)
    return end


def scan_close(scan: Scan, at: int) -> int:
    """`]`: the end of a link or an image, if an address or a known label belongs to it."""
    if not scan.brackets:
        return 0
    bracket = scan.brackets.pop()
    depth = len(scan.brackets)
    dead = depth < scan.dead_brackets and not bracket.is_image
    scan.dead_brackets = min(scan.dead_brackets, depth)
    if depth:
        scan.brackets[-1].has_brackets = True
    found = None if dead else _inline_target(scan.source, at + 1) or _reference_target(scan, bracket, at)
    if found is None:
        return 0
    (address, title), end = found
    if scan.parser.followed_only and not may_follow(address):
        return 0
    pair_runs(scan, bracket.runs)
    if bracket.is_image:
        image = ImageStart(_text_of(scan.events[bracket.event + 1 :]), address, title)
        del scan.events[bracket.event :]
        scan.add(image)
    else:
        attributes = {"href": write_address(address)}
        scan.events[bracket.event] = LinkStart(attributes | ({"title": title} if title else {}))
        scan.add(LinkEnd())
        scan.dead_brackets = depth  # links hold no links: the openers before this one are dead
    return end


def _inline_target(source: str, at: int) -> tuple[Target, int] | None:
    """Read `(address "title")` at `at`; return the target and the place after it."""
    if not source.startswith("(", at):
        return None
    at = spaces(source, at + 1)
    if source.startswith("<", at):
        match = DESTINATION_IN_BRACKETS.match(source, at)
        if not match:
            return None
        address, at = match.group(1), match.end()
    else:
        start, at = at, bare_destination(source, at)
        if at < 0:
            return None
        address = source[start:at]
    title = None
    end = spaces(source, at)
    if end > at:
        match = TITLE.match(source, end)
        if match:
            title = unescape(match.group()[1:-1])
            end = spaces(source, match.end())
    if not source.startswith(")", end):
        return None
    return (unescape(address), title), end + 1


def _reference_target(scan: Scan, bracket: Bracket, at: int) -> tuple[Target, int] | None:
    """Find the definition that `[text][label]`, `[label][]` or `[label]`, whose first `]` is at `at`, refers to."""
    source = scan.source
    label, end = None, at + 1
    explicit = LABEL.match(source, end) if source.startswith("[", end) else None
    if explicit and explicit.group(1).strip():
        label, end = explicit.group(1), explicit.end()
    elif not bracket.has_brackets and at - bracket.end <= MAX_LABEL:
        label = source[bracket.end : at]
        if explicit and not explicit.group(1):
            end = explicit.end()
    if label is None:
        return None
    target = scan.parser.definitions.link(label)
    return (target, end) if target else None


def _text_of(events: list[Event]) -> str:
    """Return the mere text of `events`."""
    parts = []
    for event in events:
        if isinstance(event, str):
            parts.append(event)
        elif isinstance(event, DelimiterRun):
            parts.append(event.mark * event.left)
        elif isinstance(event, (BareAddress, ImageStart)):
            parts.append(event.text)
        elif isinstance(event, Element):
            parts.append("".join(event.itertext()))  # a line break has none, but the line end comes after it
    return "".join(parts)
