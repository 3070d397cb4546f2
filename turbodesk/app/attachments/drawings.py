"""Counts what a drawing (SVG) would draw before anybody draws it: its parts may refer to one another.

Eight groups of ten references each, every one to the group before it, are a few lines of text and a hundred million
shapes. The parser is told of no file but the one in hand, and asks for none.
"""

from __future__ import annotations

import re
from xml.parsers import expat

MOST_SHAPES = 200_000
"""A map of a whole country has fewer. Measured with Qt 6.11: ten million small squares take 7.5 s, so these 0.2 s."""
_DEEPEST = 200
_MOST_REFERENCES = 20_000
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)")


def shapes(data: bytes) -> int:
    """Return how many elements are drawn, references followed; more than `MOST_SHAPES` are not counted to the end.

    Raises:
        ValueError: it is no XML, or nested and tangled beyond what any drawing program writes.
    """
    parser = expat.ParserCreate()
    found = _Elements()
    parser.StartElementHandler = found.opened
    parser.EndElementHandler = found.closed
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as error:  # a LookupError: an encoding nobody knows
        raise ValueError(str(error)) from None
    return found.drawn()


class _Elements:
    """The elements of a drawing in their order, and which of them have a name."""

    def __init__(self) -> None:
        self._count = 0
        self._open: list[tuple[str, int, int]] = []
        self._references: list[str] = []
        self._named: dict[str, tuple[int, tuple[str, ...]]] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append((attributes.get("id", ""), self._count, len(self._references)))
        self._count += 1
        for attribute, value in attributes.items():
            if attribute.endswith("href") and value.strip().startswith("#"):
                self._references.append(value.strip()[1:])
            self._references += _REFERENCE.findall(value)
        if len(self._open) > _DEEPEST or len(self._references) > _MOST_REFERENCES:
            raise ValueError("nested too deeply, or too many references")

    def closed(self, _: str) -> None:
        name, first, reference = self._open.pop()
        if name:
            self._named.setdefault(name, (self._count - first, tuple(self._references[reference:])))

    def drawn(self) -> int:
        known: dict[str, int] = {}
        return self._drawn(self._count, tuple(self._references), known, depth=0)

    def _drawn(self, count: int, references: tuple[str, ...], known: dict[str, int], *, depth: int) -> int:
        if depth > _DEEPEST:
            raise ValueError("references that go on and on")
        for reference in references:
            if reference not in known:
                known[reference] = 0  # one that comes back to itself is not followed, by Qt neither
                if reference in self._named:
                    known[reference] = self._drawn(*self._named[reference], known, depth=depth + 1)
            count += known[reference]
            if count > MOST_SHAPES:
                return count
        return count
