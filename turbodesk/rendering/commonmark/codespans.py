"""Code within a text, between runs of as many backticks."""

from __future__ import annotations

import re
from bisect import bisect_left
from xml.etree.ElementTree import Element

from .scan import Scan

_RUN = re.compile("`+")


def scan_code(scan: Scan, at: int) -> int:
    """Read a code span, or backticks that open none.

    Where the runs of each length stand is found out once for a text, so that a thousand openers without a closer cost
    no more than one.
    """
    source = scan.source
    if scan.ticks is None:
        scan.ticks = {}
        for match in _RUN.finditer(source):
            scan.ticks.setdefault(match.end() - match.start(), []).append(match.start())
    run = _RUN.match(source, at)
    inside = run.end() if run else at + 1
    places = scan.ticks.get(inside - at, [])
    index = bisect_left(places, inside)
    if index == len(places):
        scan.add(source[at:inside])
        return inside
    element = Element("code")
    element.text = _code(source[inside : places[index]])
    scan.add(element)
    return places[index] + inside - at


def _code(text: str) -> str:
    """Line ends become spaces; one space on each side goes, unless there is nothing else."""
    text = text.replace("\n", " ")
    if len(text) > 2 and text[0] == " " == text[-1] and text.strip(" "):
        return text[1:-1]
    return text
