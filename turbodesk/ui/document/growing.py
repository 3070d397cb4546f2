"""Turns the HTML of a growing tail into pieces without building again what stands there already.

A list, a quote, a table or a fence may grow to any length before it is finished, and all of it is the tail. Blocks that
are open stand one inside the other, each at the end of the one around it. For each of them is known how far the HTML
was read before the next of them began, and what of that matters for what follows (`builder.OpenBlock`). When the next
HTML begins with the same characters, only what follows them is read: of a list in an item the last item, of a table the
last part, of a fence the last two lines.

Why that is sound: the pieces are a function of the HTML. What an item depends on beside its own HTML is its list's
`ListFrame`; when that differs (a number gets a digit more, an item gets room around it, the first letter that has a
direction comes), the list is built anew. Nothing is concluded from what the text means, only from what is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, takewhile
from typing import NamedTuple
from xml.etree.ElementTree import Element

from turbodesk.rendering.direction import direction
from turbodesk.ui.document.builder import ChangedError, OpenBlock, PieceBuilder, elements_of, pieces_of_html
from turbodesk.ui.document.inline_content import BLOCKS
from turbodesk.ui.document.pieces import Nesting, Piece, Runs, flat

# The tags of well-formed XML: what looks like one in a text has been escaped.
_TAG = re.compile(r"<(/?)([\w:.-]+)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ROW = re.compile(r"<tr\b")
_FENCE = re.compile(r'<pre class="open"><code(?: [^>]*)?>')
_FENCE_END = "</code></pre>"


class _Level(NamedTuple):
    """A block that is open, and how far it was read before the next one inside it began."""

    opening: str
    """Its tag, and those that belong to it."""
    opened: OpenBlock
    offset: int
    """Characters of the HTML."""
    directions: tuple[bool | None, ...]
    """Of this block and those around it, as far as what was read says: None where another's does not come from it."""


class Growing:
    """The pieces of one tail after the other."""

    def __init__(self) -> None:
        self.read = 0
        """Characters of HTML read so far; tests and benchmarks count it."""
        self._html = ""
        self._levels: list[_Level] = []

    def take(self, html: str) -> tuple[int, list[Piece]]:
        """Return how many of the pieces made last time stand as they are, and the pieces that follow them."""
        return self._known(html) or (0, self.begin(html))

    def end(self, html: str) -> tuple[int, list[Piece]]:
        """Return the same; nothing follows."""
        found = self._known(html)
        if found is None:
            self.read += len(html)
            found = 0, pieces_of_html(html)
        self._html, self._levels = "", []
        return found

    def begin(self, html: str) -> list[Piece]:
        """Return the pieces of a tail that has nothing to do with the last one."""
        found = self._go_on([], html) if html else 0
        if not isinstance(found, int):
            return found
        self._html, self._levels = "", []
        self.read += len(html)
        return pieces_of_html(html)

    def _known(self, html: str) -> tuple[int, list[Piece]] | None:
        """Return what `take` does, where something that is known stands at the beginning of `html`."""
        count = len(self._levels)
        while count:
            level = self._levels[count - 1]
            if html.startswith(self._html[: level.offset]):
                found = self._go_on(self._levels[:count], html)
                if not isinstance(found, int):
                    return level.opened.pieces, found
                count = found
            else:
                count -= 1
        return None

    def _go_on(self, known: Sequence[_Level], html: str) -> list[Piece] | int:
        """Return the pieces of what follows, given what is known of open blocks; or how many of these are of use."""
        opening, offset = "".join(level.opening for level in known), known[-1].offset if known else 0
        text = opening + html[offset:]
        self.read += len(text) - len(opening)
        root = None if "<!" in text or "<?" in text else elements_of(text)
        spine = [] if root is None else _first_inside(root, len(known))
        if root is None or root.text or not len(root) or len(spine) < len(known):
            return 0
        open_ = _last_inside(root[0])
        made = known[-1].opened.pieces if known else 0
        builder = PieceBuilder(dict(zip(spine, _with_directions(known), strict=True)), open_, made=made)
        try:
            builder.flow(root, Nesting())
        except ChangedError as changed:
            return spine.index(changed.element)
        self._html = html
        self._levels = _TailRead(builder, open_, known, spine, text).levels(offset - len(opening))
        return builder.pieces


def _first_inside(root: Element, count: int) -> list[Element]:
    """Return `count` elements, each the first inside the one before; fewer where there is something else."""
    found, parent = list[Element](), root
    while len(found) < count and len(parent) and not parent.text:
        parent = parent[0]
        found.append(parent)
    is_code = bool(found) and found[-1].tag == "pre"
    is_whole = bool(found) and (is_code or (len(found[-1]) > 0 and not found[-1].text))
    return found if is_whole or not count else []


def _last_inside(element: Element) -> list[Element]:
    """Return the blocks that may still grow: an element, and each time the last block in the one before."""
    found = [element]
    while True:
        parent = found[-1]
        if not len(parent):
            return found
        if parent.tag in ("ul", "ol"):
            if parent.text or any(item.tag != "li" or item.tail for item in parent):
                return found
        elif parent.tag not in ("li", "blockquote") or parent[-1].tag not in BLOCKS or parent[-1].tail:
            return found
        found.append(parent[-1])


def _with_directions(known: Sequence[_Level]) -> list[OpenBlock]:
    """Return what is known of open blocks, with the directions that go with the last of them."""
    directions = known[-1].directions if known else ()
    return [replace(level.opened, is_rtl=is_rtl) for level, is_rtl in zip(known, directions, strict=True)]


class _TailRead(NamedTuple):
    """What was read, and made of it."""

    builder: PieceBuilder
    chain: Sequence[Element]
    known: Sequence[_Level]
    spine: Sequence[Element]
    """The elements that are known."""
    text: str

    def levels(self, shift: int) -> list[_Level]:
        """Return what is known now of the blocks in `chain`; the text begins `shift` characters into the HTML."""
        same = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], zip(self.chain, self.spine, strict=False)))
        levels = list(self.known[: max(0, same - 1)])
        starts = _starts(self.text, len(self.chain))
        for at in range(len(levels), len(starts)):
            opened = self.builder.noted.get(self.chain[at])
            level = None if opened is None else self._level(at, starts, opened)
            if level is None:
                break
            levels.append(level._replace(offset=level.offset + shift))
        return levels

    def _level(self, at: int, starts: Sequence[int], opened: OpenBlock) -> _Level | None:
        element = self.chain[at]
        if at + 1 < len(self.chain):
            tag = _TAG.match(self.text, starts[at])
            directions = self._directions(at, self.chain[at + 1])
            return None if tag is None else _Level(tag[0], opened, starts[at + 1], directions)
        if element.tag == "pre":
            return self._code(at, starts[at], opened)
        return self._table(at, starts[at], opened)

    def _code(self, at: int, start: int, opened: OpenBlock) -> _Level | None:
        opening = _FENCE.match(self.text, start)
        ends = -1 if opening is None else self.text.find(_FENCE_END, opening.end())
        if opening is None or ends < 0:
            return None
        first, known = opening.end(), self.known[at].opened if at < len(self.known) else OpenBlock(0)
        breaks = self.text.count("\n", first, ends)
        if "<" in self.text[first:ends] or len(opened.lines) - len(known.lines) != breaks + 1:
            return None
        # Not the last line: it may not be whole yet, though its HTML ends like one.
        last = max(first, self.text.rfind("\n", first, max(first, self.text.rfind("\n", first, ends))) + 1)
        lines = opened.lines[: len(opened.lines) - 1 - self.text.count("\n", last, ends)]
        directions = self._directions(at, self.chain[at], lines)
        return _Level(opening[0], replace(opened, lines=lines), last, directions)

    def _table(self, at: int, start: int, opened: OpenBlock) -> _Level | None:
        table, known = opened.table, self.known[at] if at < len(self.known) else None
        if table is None or (known is None and not table.row):
            return None
        row = next(islice(_ROW.finditer(self.text, start), table.row, None)).start()
        opening = known.opening if known is not None else self._opening(start, row)
        elements = islice(self.chain[at].iter("tr"), table.row, None)
        return _Level(opening, opened, row, self._directions(at, next(elements))) if opening else None

    def _opening(self, start: int, row: int) -> str:
        """Return the tags in which a row of a table stands; "" where these are others than usual."""
        tag, body = _TAG.match(self.text, start), self.text.rfind("<tbody", start, row)
        is_usual = self.text.startswith("<tbody>", body) and "</tbody" not in self.text[body:row]
        return f"{tag[0]}<tbody>" if tag is not None and body >= 0 and is_usual else ""

    def _directions(self, at: int, point: Element, lines: Sequence[Runs] = ()) -> tuple[bool | None, ...]:
        return tuple(self._direction(element, point, lines) for element in self.chain[: at + 1])

    def _direction(self, element: Element, point: Element, lines: Sequence[Runs]) -> bool | None:
        """Return what an element's text before `point` and then `lines` say of its direction, if that matters."""
        if element not in self.builder.deciding:
            return None
        known = self.builder.opened.get(element)
        if known is not None and known.is_rtl is not None:
            return known.is_rtl
        texts = chain(_texts_before(element, point), map(flat, lines))
        return next((found for text in texts if (found := direction(text)) is not None), None)


def _starts(text: str, most: int) -> list[int]:
    """Return where the first element begins, the last in it, the last in that, and so on, `most` of them at most."""
    found: list[int] = []
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[1]:
            depth -= 1
        else:
            if depth < most:
                found[depth:] = [tag.start()]
            depth += not tag[3].endswith("/")
        if not depth:
            break
    return found


def _texts_before(element: Element, point: Element) -> Iterator[str]:
    """Yield the texts in an element up to where `point` begins, which stands in it or is it."""
    ends = False
    for one, text in _texts(element):
        ends = ends or one is point
        if ends:
            return
        yield text


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield the texts in an element, each with the element that it follows the beginning or the end of."""
    yield element, element.text or ""
    for child in element:
        yield from _texts(child)
        yield element, child.tail or ""
