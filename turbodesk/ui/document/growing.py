"""Turns the HTML of a growing tail into pieces without building again what stands there already.

A list or a fence may grow to any length before it is finished, and all of it is the tail. Here the HTML up to the last
item, or the last line, is kept with the pieces it made. When the next HTML begins with the same characters, only what
follows them is read.

Why that is sound: the pieces are a function of the HTML. What an item depends on beside its own HTML is its list's
`ListFrame`; when that differs (a number gets a digit more, an item gets room around it, the first letter that has a
direction comes), everything is built anew. Nothing is concluded from what the text means, only from what is the same.

Why only lists and fences that are not inside anything else: those are what grows long; the rest of a page is short
blocks, each of which is the tail for a moment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from turbodesk.rendering.direction import direction
from turbodesk.ui.document.builder import (
    ListFrame,
    code_lines,
    code_of,
    elements_of,
    has_paragraph,
    item_pieces,
    list_frame,
    pieces_of_elements,
    pieces_of_html,
)
from turbodesk.ui.document.pieces import Nesting, Piece, Runs

_LIST = re.compile(r"<[ou]l(?: [^>]*)?>")
_ITEM = re.compile(r"<(/?)li\b[^>]*>")
_FENCE = re.compile(r'<pre class="open"><code(?: [^>]*)?>')
_FENCE_END = "</code></pre>"


@dataclass(slots=True)
class _List:
    """A list at the beginning of the tail."""

    opening: str
    kept: str
    """HTML from the opening to the end of the last item that is kept."""
    frame: ListFrame | None = None
    pieces: int = 0
    """How many pieces the kept items made."""
    items: int = 0
    has_paragraph: bool = False
    is_rtl: bool | None = None


@dataclass(slots=True)
class _Fence:
    """A fence at the beginning of the tail."""

    opening: str
    kept: str
    """HTML from the opening to the end of the last line that is kept."""
    lines: list[Runs] = field(default_factory=list)


class Growing:
    """The pieces of one tail after the other."""

    def __init__(self) -> None:
        self.read = 0
        """Characters of HTML read so far; tests and benchmarks count it."""
        self._known: _List | _Fence | None = None

    def take(self, html: str) -> tuple[int, list[Piece]]:
        """Return how many of the pieces made last time stand as they are, and the pieces that follow them."""
        known = self._known
        if known is not None and html.startswith(known.kept):
            found = self._go_on(known, html)
            if found is not None:
                return found
        return 0, self.begin(html)

    def begin(self, html: str) -> list[Piece]:
        """Return the pieces of a tail that has nothing to do with the last one."""
        self._known = None
        if (opening := _FENCE.match(html)) is not None:
            self._known = _Fence(opening[0], opening[0])
        elif (opening := _LIST.match(html)) is not None:
            self._known = _List(opening[0], opening[0])
        found = None if self._known is None else self._go_on(self._known, html)
        if found is None:
            self._known = None
            self.read += len(html)
            return pieces_of_html(html)
        return found[1]

    def _go_on(self, known: _List | _Fence, html: str) -> tuple[int, list[Piece]] | None:
        """Return what `take` does, given what is known of the beginning of `html`; None where it is of no use."""
        rest = html[len(known.kept) :]
        root = elements_of(known.opening + rest)
        if root is None or not len(root) or root.text:
            return None
        found = _more_lines(known, root, rest) if isinstance(known, _Fence) else _more_items(known, root, rest)
        if found is not None:
            self.read += len(rest)
        return found


def _more_lines(known: _Fence, root: Element, rest: str) -> tuple[int, list[Piece]] | None:
    language, lines = code_lines(root[0])
    ends = rest.find(_FENCE_END)
    if root[0].tail or ends < 0 or "<" in rest[:ends] or rest.count("\n", 0, ends) != len(lines) - 1:
        return None
    lines = [*known.lines, *lines]
    piece = code_of(language, lines, Nesting(), is_open=True)
    # Not the last line: it may not be whole yet, though its HTML ends like one.
    last = rest.rfind("\n", 0, max(0, rest.rfind("\n", 0, ends))) + 1
    known.lines = lines[: len(lines) - 1 - rest.count("\n", last, ends)]
    known.kept += rest[:last]
    root.remove(root[0])
    return 0, [piece, *pieces_of_elements(root)]


def _more_items(known: _List, root: Element, rest: str) -> tuple[int, list[Piece]] | None:
    element = root[0]
    items = element.findall("li")
    if not items or len(items) != len(element) or "<!" in rest or "<?" in rest:
        return None
    if element.tail or element.text or any(item.tail for item in items):
        return None
    is_rtl = known.is_rtl if known.is_rtl is not None else direction("".join(element.itertext()))
    is_loose = known.has_paragraph or has_paragraph(items)
    count = known.items + len(items)
    frame = list_frame(element, Nesting(is_rtl=bool(is_rtl)), count=count, is_loose=is_loose)
    if known.frame is not None and known.frame != frame:
        return None
    built = [list(item_pieces(item, known.items + at, frame)) for at, item in enumerate(items)]
    stand = known.pieces
    known.frame = frame
    known.kept += rest[: _end_of_items(rest, len(items) - 1)]
    known.pieces += sum(map(len, built[:-1]))
    known.has_paragraph = known.has_paragraph or has_paragraph(items[:-1])
    known.items = count - 1
    if known.is_rtl is None:
        known.is_rtl = direction("".join(text for item in items[:-1] for text in item.itertext()))
    root.remove(element)
    return stand, [*(piece for pieces in built for piece in pieces), *pieces_of_elements(root)]


def _end_of_items(html: str, count: int) -> int:
    """Return where the first `count` items in `html` end: their tags are no text, for text has no angle brackets."""
    depth = 0
    for tag in _ITEM.finditer(html) if count else ():
        depth += -1 if tag[1] else not tag[0].endswith("/>")
        if not depth:
            count -= 1
            if not count:
                return tag.end()
    return 0
