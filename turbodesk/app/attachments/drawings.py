"""Looks through a drawing (SVG) before anybody draws it: what it would load, and how much it would draw.

A place to go, as a hyperlink has, loads nothing; all else that it refers to must be in the drawing itself. Its parts
may refer to one another: eight groups of ten references each, every one to the group before it, are a few lines of
text and a hundred million shapes. What a drawing costs is not known from that alone, so it is drawn within bounds of
time as well. The parser is told of no file but the one in hand, and asks for none.
"""

from __future__ import annotations

import re
from xml.parsers import expat

MOST_SHAPES = 200_000
"""A map of a whole country has fewer. Measured with Qt 6.11: ten million small squares take 7.5 s, so these 0.2 s."""
_DEEPEST = 200
_ENCODINGS = {"utf-8", "us-ascii", "ascii", "iso-8859-1"}
_MOST_REFERENCES = 20_000
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)")
_INSIDE = r"(?:#|data:image/(?:png|jpe?g|gif|webp);base64,\s*(?:iVBORw0KGgo|/9j/|R0lGOD|UklGR))"
"""A place in the drawing itself, or pixels that begin as pixels do: Qt would draw a drawing in it, too."""
_WITHIN = re.compile(rf"\s*(?:{_INSIDE}|$)", re.I)
_OUTSIDE = re.compile(rf"url\(\s*[\"']?\s*(?!{_INSIDE})[^\"')\s]|@import", re.I)


def shapes(data: bytes) -> int:
    """Return how many elements are drawn, references followed; more than `MOST_SHAPES` are not counted to the end.

    Raises:
        ValueError: it is no XML, nested and tangled beyond what any drawing program writes, or refers to other files.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True  # an address in a style sheet comes in one piece
    found = _Elements()
    parser.StartElementHandler = found.opened
    parser.EndElementHandler = found.closed
    parser.CharacterDataHandler = found.read
    parser.ProcessingInstructionHandler = found.instructed
    parser.XmlDeclHandler = found.declared
    parser.StartDoctypeDeclHandler = found.typed
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
        is_hyperlink = name.rpartition(":")[2] == "a"
        for attribute, value in attributes.items():
            if attribute.rpartition(":")[2] in ("href", "src") and not is_hyperlink:
                if not _WITHIN.match(value):
                    raise ValueError("refers to other files")
                if value.strip().startswith("#"):
                    self._references.append(value.strip()[1:])
            self._references += _REFERENCE.findall(value)
            self.read(value)
        if len(self._open) > _DEEPEST or len(self._references) > _MOST_REFERENCES:
            raise ValueError("nested too deeply, or too many references")

    def read(self, text: str) -> None:
        if _OUTSIDE.search(text):
            raise ValueError("refers to other files")

    def instructed(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            raise ValueError("refers to a style sheet")

    def declared(self, _version: str, encoding: str | None, _is_standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise ValueError("in an encoding that may hide other words from us than from Qt")

    def typed(self, _name: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
        if has_declarations:
            raise ValueError("has entities of its own")

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
