"""Code within a text, between runs of as many backticks."""

from __future__ import annotations

import re
from bisect import bisect_left
from xml.etree.ElementTree import Element

from .scan import Scan

_RUN = re.compile("`+")


Ticks = dict[int, list[int]]
"""Where the runs of backticks in a text stand, by their length."""


def runs_of_ticks(source: str) -> Ticks:
    """Find all runs once, so that a thousand openers without a closer cost no more than one."""
    ticks: Ticks = {}
    for match in _RUN.finditer(source):
        ticks.setdefault(match.end() - match.start(), []).append(match.start())
    return ticks


def closing_ticks(ticks: Ticks, at: int, inside: int) -> int:
    """Return where the run begins that closes the one from `at` to `inside`, or -1."""
    places = ticks.get(inside - at, [])
    index = bisect_left(places, inside)
    return places[index] if index < len(places) else -1


def scan_code(scan: Scan, at: int) -> int:
    """Read a code span, or backticks that open none."""
    source = scan.source
    if scan.ticks is None:
        scan.ticks = runs_of_ticks(source)
    run = _RUN.match(source, at)
    inside = run.end() if run else at + 1
    end = closing_ticks(scan.ticks, at, inside)
    if end < 0:
        scan.add(source[at:inside])
        return inside
    element = Element("code")
    element.text = _code(source[inside:end])
    scan.add(element)
    return end + inside - at


def _code(text: str) -> str:
    """Line ends become spaces; one space on each side goes, unless there is nothing else."""
    text = text.replace("\n", " ")
    if len(text) > 2 and text[0] == " " == text[-1] and text.strip(" "):
        return text[1:-1]
    return text
