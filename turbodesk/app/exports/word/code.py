"""Writes code: a paragraph a line, in letters of one width, its tokens in the colours of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from turbodesk.app.exports.word.markup import CODE_COLOURS, runs
from turbodesk.app.exports.word.paragraphs import BlockPlace, paragraph
from turbodesk.rendering.highlight import Span, tokens

LONGEST = 200_000
"""Characters of code that are given colours: so many take a second or two."""


def code(pre: Element, place: BlockPlace, *, goes_on: Callable[[], bool]) -> str:
    """Return the paragraphs of a `pre`. Where `goes_on` says no while colours are looked for, they are left out."""
    element = pre[0] if len(pre) else pre
    text = "".join(element.itertext()).replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    language = element.get("class", "").removeprefix("language-")
    spans: Iterable[Span] | None = None
    if language and len(text) <= LONGEST:
        spans = tokens(text, language, goes_on=goes_on)
    lines = _lines(spans or (("", text),))
    return "".join(paragraph("".join(line), place, style="Code") for line in lines)


def _lines(spans: Iterable[Span]) -> list[list[str]]:
    """Return the runs of each line."""
    lines: list[list[str]] = [[]]
    for kind, text in spans:
        for at, part in enumerate(text.split("\n")):
            if at:
                lines.append([])
            if part:
                lines[-1].append(runs(part, colour=CODE_COLOURS.get(kind, "")))
    return lines
