"""Turns the HTML of a reply's blocks into the pieces of its page.

The HTML comes from `turbodesk.rendering` and is safe and well-formed; even so nothing here trusts it: unknown
elements are transparent, attributes other than the few read here are ignored, and what is not well-formed is shown as
the text it is.

Blocks that are still open can be gone on with (`growing`): then only what came is read, and `OpenBlock` says what is
known of each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from html.entities import html5
from itertools import pairwise, takewhile
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.direction import direction, runs_rtl
from turbodesk.ui.document.code_elements import code_lines, code_of
from turbodesk.ui.document.inline_content import BLOCKS, HEADINGS, UNSHOWABLE, InlineContent
from turbodesk.ui.document.pieces import (
    BOX,
    BOX_CHECKED,
    BULLETS,
    LINE_BREAK,
    Level,
    Nesting,
    ParagraphPiece,
    Piece,
    RulePiece,
    Runs,
    TextRun,
    after,
    flat,
)
from turbodesk.ui.document.portions import CUT, without_breaks
from turbodesk.ui.document.table_elements import OpenTable, table_parts

_NESTED = 24
"""Pixels by which a list or quote within another stands in, at 100 % text; the first hangs its marks outside."""
_MARK_GAP, _DIGIT = 10, 9.5
"""Pixels between a number and its text, and the widest digit."""
_OUTSIDE = 30
"""Pixels left of the text in which marks can hang."""

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*;)")


def pieces_of_html(html: str) -> list[Piece]:
    """Return the pieces of some blocks' HTML. Never raises: what cannot be read is shown as it is."""
    if not html:
        return []
    root = elements_of(html)
    return pieces_of_text(html) if root is None else pieces_of_elements(root)


def elements_of(html: str) -> Element | None:
    """Return the blocks in a `div`, or None where they cannot be read."""
    try:
        return ElementTree.fromstring(f"<div>{_ENTITY.sub(_character, html)}</div>")
    except ElementTree.ParseError:
        return None


def pieces_of_elements(root: Element) -> list[Piece]:
    """Return the pieces of the blocks in `root`."""
    builder = PieceBuilder()
    builder.flow(root, Nesting())
    return builder.pieces


def pieces_of_text(text: str) -> list[Piece]:
    """Return the pieces of literal text: one paragraph a line, nothing interpreted."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    lines = [line if line.isascii() else line.strip(CUT).translate(UNSHOWABLE) for line in lines]
    return [ParagraphPiece((TextRun(line),) if line else (), "plain", is_rtl=runs_rtl(line)) for line in lines]


class ListFrame(NamedTuple):
    """What every item of a list depends on beside itself."""

    is_ordered: bool
    first: int
    """The number of the first item."""
    is_loose: bool
    """Whether there is room between the items: one of them has a paragraph of its own."""
    place: Nesting
    """Where the list stands."""
    levels: tuple[Level, ...]
    """Those of the items."""


@dataclass(slots=True)
class OpenBlock:
    """What is known of a block that is still open: of all that stands in it before what is read now."""

    pieces: int
    """How many pieces had been made before what is read now."""
    place: Nesting = field(default=Nesting())
    """Where what comes next in it stands."""
    is_shown: bool = False
    """Whether something in it has made a piece."""
    has_paragraph: bool = False
    """Of an item, or the items of a list that are over: whether a paragraph stands right inside."""
    frame: ListFrame | None = None
    """Of a list."""
    items: int = 0
    """Of a list: how many of its items are over."""
    is_rtl: bool | None = None
    """Its direction, where what stands in it decides that and has done so."""
    lines: Sequence[Runs] = ()
    """Of code: the lines that are whole."""
    table: OpenTable | None = None


_UNKNOWN = OpenBlock(0)


class ChangedError(Exception):
    """What was known of an open block does not hold any more: `element` has to be read as a whole."""

    def __init__(self, element: Element) -> None:
        super().__init__()
        self.element = element


class PieceBuilder:
    """Makes pieces of elements.

    `opened` says what is known of elements the beginning of which is not there. `chain` are open blocks, each inside
    the one before it: when the next of them is reached, `noted` is told what has to be known to go on from there.
    `made` pieces are there already.
    """

    def __init__(
        self, opened: Mapping[Element, OpenBlock] | None = None, chain: Sequence[Element] = (), *, made: int = 0
    ) -> None:
        self.pieces: list[Piece] = []
        self._made = made
        self.noted: dict[Element, OpenBlock] = {}
        self.deciding: set[Element] = set()
        """The elements whose direction is decided by what stands in them."""
        self.opened = opened or {}
        self._following = dict(pairwise(chain))
        self._last = chain[-1] if chain else None

    def flow(self, parent: Element, place: Nesting, *, first: int = 0) -> None:
        """Make the pieces of what stands in `parent`; loose inline content makes paragraphs of its own.

        `first` is how many pieces there were when `parent` began.
        """
        known, following = self.opened.get(parent), self._following.get(parent)
        place = place if known is None else known.place
        line = InlineContent()
        line.text(parent.text)
        for child in parent:
            if child.tag in BLOCKS:
                if self._paragraph(line, place):
                    place = after(place)
                if child is following and not line.anchors:
                    self._note(parent, child, place, first)
                self._block(child, place)
                place = after(place)
            else:
                line.element(child)
            line.text(child.tail)
        self._paragraph(line, place)

    def _note(self, parent: Element, child: Element, place: Nesting, first: int) -> None:
        """Note what is known of `parent` when `child` is reached, which stands at `place`."""
        known = self.opened.get(parent, _UNKNOWN)
        is_shown = known.is_shown or len(self.pieces) > first
        # The first paragraph of an item may turn out to be a task, which gives the item another mark.
        if is_shown or child.tag != "p":
            before = takewhile(lambda one: one is not child, parent)
            has_paragraph = known.has_paragraph or any(one.tag == "p" for one in before)
            made = self._made + len(self.pieces)
            self.noted[parent] = OpenBlock(made, place, is_shown, has_paragraph, is_rtl=known.is_rtl)

    def _block(self, element: Element, place: Nesting) -> None:
        if anchor := element.get("id"):
            place = place._replace(anchors=(*place.anchors, anchor))
        tag = element.tag
        if tag == "p" or tag in HEADINGS:
            line = InlineContent()
            line.inside(element)
            self._paragraph(line, place, kind=tag)
            return
        match tag:
            case "ul" | "ol":
                self._list(element, place)
            case "blockquote":
                self._quote(element, place)
            case "pre":
                self._code(element, place)
            case "table":
                self._table(element, place)
            case "hr":
                self.pieces.append(RulePiece(place))
            case "section" if "footnotes" in element.get("class", "").split():
                self.pieces.append(RulePiece(place))
                self.flow(element, place)
            case "div" if "math" in element.get("class", "").split():
                tex = without_breaks("".join(element.itertext())).strip().translate(UNSHOWABLE)
                runs = (TextRun(tex.replace("\n", LINE_BREAK), frozenset(("math",))),)
                self.pieces.append(ParagraphPiece(runs, "math", place))
            case _:
                self.flow(element, place)

    def _quote(self, element: Element, place: Nesting) -> None:
        if not place.levels:
            place = place._replace(is_rtl=self._is_rtl(element))
        known = self.opened.get(element)
        if known is not None and known.place.is_rtl != place.is_rtl:
            raise ChangedError(element)
        quote = Level(is_quote=True, indent=_NESTED if place.levels else 0)
        self.flow(element, place._replace(levels=(*place.levels, quote), is_tight=False))

    def _list(self, element: Element, place: Nesting) -> None:
        items = element.findall("li")
        if not any(not level.is_quote for level in place.levels):
            place = place._replace(is_rtl=self._is_rtl(element))
        known, following = self.opened.get(element, _UNKNOWN), self._following.get(element)
        is_loose = known.has_paragraph or any(map(self._has_paragraph, items))
        frame = list_frame(element, place, count=known.items + len(items), is_loose=is_loose)
        if known.frame is not None and known.frame != frame:
            raise ChangedError(element)
        for at, item in enumerate(items, known.items):
            if item is following:
                has_paragraph = known.has_paragraph or any(map(self._has_paragraph, items[:-1]))
                made = self._made + len(self.pieces)
                self.noted[element] = OpenBlock(made, place, True, has_paragraph, frame, at, known.is_rtl)
            self._item(item, at, frame)

    def _has_paragraph(self, item: Element) -> bool:
        known = self.opened.get(item)
        return (known is not None and known.has_paragraph) or any(child.tag == "p" for child in item)

    def _item(self, item: Element, at: int, frame: ListFrame) -> None:
        """Make the pieces of the item `at`, from 0, of a list."""
        place = frame.place
        depth = sum(not level.is_quote for level in place.levels)
        bullet = BULLETS[min(sum(level.has_bullets for level in place.levels), len(BULLETS) - 1)]
        marker = f"{frame.first + at}." if frame.is_ordered else bullet
        anchor = item.get("id")
        is_tight = not frame.is_loose and (at > 0 or depth > 0)
        joined = len(place.levels) if at else place.joined
        marker = (box := _box(item)) or marker
        inner = Nesting(frame.levels, joined, marker, place.is_rtl, is_tight, (anchor,) if anchor else ())
        first, known = len(self.pieces), self.opened.get(item)
        if known is not None and box and not known.is_shown:
            raise ChangedError(item)
        self.flow(item, inner, first=first)
        if len(self.pieces) == first and (known is None or not known.is_shown):
            self.pieces.append(ParagraphPiece((), "p", inner))

    def _code(self, element: Element, place: Nesting) -> None:
        language, lines = code_lines(element)
        known = self.opened.get(element)
        lines = lines if known is None else [*known.lines, *lines]
        if element is self._last:
            self.noted[element] = OpenBlock(self._made + len(self.pieces), place, lines=lines)
        self.pieces.append(code_of(language, lines, place, is_open=element.get("class") == "open"))

    def _table(self, element: Element, place: Nesting) -> None:
        known = self.opened.get(element)
        parts, note = table_parts(
            element, place, is_rtl=self._is_rtl(element), known=None if known is None else known.table
        )
        if known is not None and note is None:
            raise ChangedError(element)
        if element is self._last and note is not None:
            count = self._made + len(self.pieces) + len(parts) - 1
            self.noted[element] = OpenBlock(count, after(place), table=note)
        self.pieces += parts

    def _is_rtl(self, element: Element) -> bool:
        """Whether the first letter in an element that has a direction runs from right to left."""
        self.deciding.add(element)
        known = self.opened.get(element)
        if known is not None and known.is_rtl is not None:
            return known.is_rtl
        return bool(direction("".join(element.itertext())))

    def _paragraph(self, line: InlineContent, place: Nesting, *, kind: str = "p") -> bool:
        """Make a paragraph of what was gathered; False where that is nothing."""
        runs = line.take()
        if not runs:
            return False
        if line.anchors:
            place = place._replace(anchors=(*place.anchors, *line.anchors))
            line.anchors = []
        self.pieces.append(ParagraphPiece(runs, kind, place, runs_rtl(flat(runs))))
        return True


def list_frame(element: Element, place: Nesting, *, count: int, is_loose: bool) -> ListFrame:
    """Return the frame of a list of `count` items; `place` knows its direction."""
    first, is_ordered = _number(element.get("start")), element.tag == "ol"
    digits = len(str(first + count - 1)) if is_ordered else 0
    mark = _MARK_GAP + _DIGIT * digits
    indent = max(_NESTED, mark) if place.levels else max(0.0, mark - _OUTSIDE)
    level = Level(is_quote=False, indent=indent, has_bullets=not is_ordered)
    return ListFrame(is_ordered, first, is_loose, place, (*place.levels, level))


def _box(item: Element) -> str:
    """Return the box of a task, or "" where the item is none."""
    box = item.find("input")
    if box is None and len(item) and item[0].tag == "p":
        box = item[0].find("input")
    if box is None:
        return ""
    return BOX if box.get("checked") is None else BOX_CHECKED


def _number(start: str | None) -> int:
    # Nine digits: more is no number of a list, and Markdown takes no more either.
    return int(start) if start and start.isascii() and start.isdigit() and len(start) < 10 else 1


def _character(entity: re.Match[str]) -> str:
    # XML knows five names only.
    return html5.get(entity[1], entity[0].replace("&", "&amp;"))
