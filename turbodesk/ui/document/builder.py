"""Turns the HTML of a reply's blocks into the pieces of its page.

The HTML comes from `turbodesk.rendering` and is safe and well-formed; even so nothing here trusts it: unknown
elements are transparent, attributes other than the few read here are ignored, and what is not well-formed is shown as
the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html.entities import html5
from typing import NamedTuple
from xml.etree import ElementTree

from turbodesk.rendering.direction import runs_rtl
from turbodesk.ui.document.pieces import (
    BOX,
    BOX_CHECKED,
    BROKEN,
    BULLETS,
    LINE_BREAK,
    PLAIN,
    CodePiece,
    Level,
    Marks,
    Nesting,
    ParagraphPiece,
    Piece,
    RulePiece,
    Runs,
    TablePiece,
    TextRun,
    flat,
)
from turbodesk.ui.document.portions import CUT, without_breaks

_NESTED = 24
"""Pixels by which a list or quote within another stands in, at 100 % text; the first hangs its marks outside."""
_MARK_GAP, _DIGIT = 10, 9.5
"""Pixels between a number and its text, and the widest digit."""
_OUTSIDE = 30
"""Pixels left of the text in which marks can hang."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | {"p", "ul", "ol", "li", "blockquote", "pre", "table", "hr", "div", "section", "dl", "dt", "dd"}
_MARKS = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "del": "del",
    "s": "del",
    "code": "code",
    "u": "u",
    "ins": "u",
    "mark": "mark",
    "kbd": "kbd",
    "sub": "sub",
    "sup": "sup",
    "small": "small",
}
SYNTAX = frozenset(("kw", "str", "num", "com", "fn", "typ", "op", "del", "ins", "err"))
"""Classes the highlighter gives; others are transparent."""

_SPACE = re.compile(r"[ \t\n\r\f]+")
# A line break in the source between two letters of a script without word spaces is no space at all.
_WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60"
_WIDE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \\t]*\\n[ \\t]*(?=[{_WIDE}])")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*;)")
# What Qt would take for the borders of frames and paragraphs, and for an embedded object.
_UNSHOWABLE = str.maketrans({char: "\ufffd" for char in "\x00\x0b\x0c\u2029\ufdd0\ufdd1\ufffc"})


def pieces_of_html(html: str) -> list[Piece]:
    """Return the pieces of some blocks' HTML. Never raises: what cannot be read is shown as it is."""
    if not html:
        return []
    root = elements_of(html)
    return pieces_of_text(html) if root is None else pieces_of_elements(root)


def elements_of(html: str) -> ElementTree.Element | None:
    """Return the blocks in a `div`, or None where they cannot be read."""
    try:
        return ElementTree.fromstring(f"<div>{_ENTITY.sub(_character, html)}</div>")
    except ElementTree.ParseError:
        return None


def pieces_of_elements(root: ElementTree.Element) -> list[Piece]:
    """Return the pieces of the blocks in `root`."""
    return list(_flow(root, Nesting()))


def pieces_of_text(text: str) -> list[Piece]:
    """Return the pieces of literal text: one paragraph a line, nothing interpreted."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    lines = [line if line.isascii() else line.strip(CUT).translate(_UNSHOWABLE) for line in lines]
    return [ParagraphPiece((TextRun(line),) if line else (), "plain", is_rtl=runs_rtl(line)) for line in lines]


class _InlineContent:
    """Inline content being gathered."""

    def __init__(self) -> None:
        self.runs: list[TextRun] = []
        self.anchors: list[str] = []

    def text(self, text: str | None, marks: Marks = PLAIN, link: tuple[str, str] = ("", "")) -> None:
        """Add text, its white space drawn together as HTML asks."""
        if not text:
            return
        if not text.isascii():
            text = without_breaks(text)
            text = _WIDE_BREAK.sub("", text.translate(_UNSHOWABLE))
        if "\n" in text or "  " in text or "\t" in text or "\r" in text:
            text = _SPACE.sub(" ", text)
        self._add(text, marks, link)

    def element(self, element: ElementTree.Element, marks: Marks = PLAIN, link: tuple[str, str] = ("", "")) -> None:
        """Add an inline element."""
        tag = element.tag
        if anchor := element.get("id"):
            self.anchors.append(anchor)
        if tag == "br":
            self._add(LINE_BREAK, marks)
        elif tag == "img":  # nothing is loaded by itself: a picture shows as a link to it
            self.text(element.get("alt") or "Image", marks, (element.get("src", ""), element.get("title", "")))
        elif tag == "a":
            self.inside(element, marks, (element.get("href", ""), element.get("title", "")))
        elif tag == "span" and "math" in element.get("class", "").split():
            self.inside(element, marks | {"math"}, link)
        elif tag in _MARKS:
            self.inside(element, marks | {_MARKS[tag]}, link)
        elif tag != "input":
            self.inside(element, marks, link)

    def inside(self, element: ElementTree.Element, marks: Marks = PLAIN, link: tuple[str, str] = ("", "")) -> None:
        """Add what stands in an element."""
        self.text(element.text, marks, link)
        for child in element:
            if child.tag in _BLOCKS and self.runs:  # a block inside a cell begins a line of its own
                self._add(LINE_BREAK, PLAIN)
            self.element(child, marks, link)
            self.text(child.tail, marks, link)

    def take(self) -> Runs:
        """Return the runs, without blanks at the ends and around breaks, and begin anew."""
        runs, self.runs = self.runs, []
        while runs and not runs[-1].text.strip(_EDGE):
            runs.pop()
        if runs and runs[-1].text[-1] in _EDGE:
            runs[-1] = runs[-1]._replace(text=runs[-1].text.rstrip(_EDGE))
        return tuple(runs)

    def _add(self, text: str, marks: Marks, link: tuple[str, str] = ("", "")) -> None:
        last = self.runs[-1] if self.runs else None
        if text.startswith(" ") and (last is None or last.text[-1] in _EDGE):
            text = text[1:]
            if not text:
                return
        if last is not None and last.marks == marks and last[2:] == link:
            self.runs[-1] = TextRun(last.text + text, marks, *link)
        else:
            self.runs.append(TextRun(text, marks, *link))


_EDGE = " " + LINE_BREAK


def _flow(parent: ElementTree.Element, place: Nesting) -> Iterator[Piece]:
    """Yield the pieces of what stands in `parent`; loose inline content makes paragraphs of its own."""
    line = _InlineContent()
    line.text(parent.text)
    for child in parent:
        if child.tag in _BLOCKS:
            for piece in _paragraph(line, place):
                yield piece
                place = _after(place)
            for piece in _block(child, place):
                yield piece
            place = _after(place)
        else:
            line.element(child)
        line.text(child.tail)
    yield from _paragraph(line, place)


def _block(element: ElementTree.Element, place: Nesting) -> Iterable[Piece]:
    if anchor := element.get("id"):
        place = place._replace(anchors=(*place.anchors, anchor))
    tag = element.tag
    if tag == "p" or tag in _HEADINGS:
        line = _InlineContent()
        line.inside(element)
        return _paragraph(line, place, kind=tag)
    match tag:
        case "ul" | "ol":
            return _items(element, place)
        case "blockquote":
            if not place.levels:
                place = place._replace(is_rtl=runs_rtl("".join(element.itertext())))
            quote = Level(is_quote=True, indent=_NESTED if place.levels else 0)
            return _flow(element, place._replace(levels=(*place.levels, quote), is_tight=False))
        case "pre":
            return [_code(element, place)]
        case "table":
            return _table(element, place)
        case "hr":
            return [RulePiece(place)]
        case "section" if "footnotes" in element.get("class", "").split():
            return (RulePiece(place), *_flow(element, place))
        case "div" if "math" in element.get("class", "").split():
            tex = without_breaks("".join(element.itertext())).strip().translate(_UNSHOWABLE)
            return [ParagraphPiece((TextRun(tex.replace("\n", LINE_BREAK), frozenset(("math",))),), "math", place)]
        case _:
            return _flow(element, place)


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


def list_frame(element: ElementTree.Element, place: Nesting, *, count: int, is_loose: bool) -> ListFrame:
    """Return the frame of a list of `count` items; `place` knows its direction."""
    first, is_ordered = _number(element.get("start")), element.tag == "ol"
    digits = len(str(first + count - 1)) if is_ordered else 0
    mark = _MARK_GAP + _DIGIT * digits
    indent = max(_NESTED, mark) if place.levels else max(0.0, mark - _OUTSIDE)
    level = Level(is_quote=False, indent=indent, has_bullets=not is_ordered)
    return ListFrame(is_ordered, first, is_loose, place, (*place.levels, level))


def has_paragraph(items: Iterable[ElementTree.Element]) -> bool:
    """Whether one of the items is set apart from the others."""
    return any(child.tag == "p" for item in items for child in item)


def item_pieces(item: ElementTree.Element, at: int, frame: ListFrame) -> Iterator[Piece]:
    """Yield the pieces of the item `at`, from 0, of a list."""
    place = frame.place
    depth = sum(not level.is_quote for level in place.levels)
    bullet = BULLETS[min(sum(level.has_bullets for level in place.levels), len(BULLETS) - 1)]
    marker = f"{frame.first + at}." if frame.is_ordered else bullet
    anchor = item.get("id")
    is_tight = not frame.is_loose and (at > 0 or depth > 0)
    joined = len(place.levels) if at else place.joined
    marker = _box(item) or marker
    inner = Nesting(frame.levels, joined, marker, place.is_rtl, is_tight, (anchor,) if anchor else ())
    shown = False
    for piece in _flow(item, inner):
        yield piece
        shown = True
    if not shown:
        yield ParagraphPiece((), "p", inner)


def _items(element: ElementTree.Element, place: Nesting) -> Iterator[Piece]:
    items = element.findall("li")
    if not any(not level.is_quote for level in place.levels):
        place = place._replace(is_rtl=runs_rtl("".join(element.itertext())))
    frame = list_frame(element, place, count=len(items), is_loose=has_paragraph(items))
    for at, item in enumerate(items):
        yield from item_pieces(item, at, frame)


def _after(place: Nesting) -> Nesting:
    """Return the place of what follows in the same container."""
    return Nesting(place.levels, len(place.levels), is_rtl=place.is_rtl)


def _paragraph(line: _InlineContent, place: Nesting, *, kind: str = "p") -> list[Piece]:
    runs = line.take()
    if not runs:
        return []
    if line.anchors:
        place = place._replace(anchors=(*place.anchors, *line.anchors))
        line.anchors = []
    return [ParagraphPiece(runs, kind, place, runs_rtl(flat(runs)))]


def _box(item: ElementTree.Element) -> str:
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


def _code(element: ElementTree.Element, place: Nesting) -> CodePiece:
    language, lines = code_lines(element)
    return code_of(language, lines, place, is_open=element.get("class") == "open")


def code_lines(element: ElementTree.Element) -> tuple[str, list[Runs]]:
    """Return the language of a `pre` and its lines; after a last line end there is an empty one."""
    code = element.find("code")
    source = element if code is None else code
    language = next((name[9:] for name in source.get("class", "").split() if name.startswith("language-")), "")
    lines: list[list[TextRun]] = [[]]
    _gather_code(source, PLAIN, lines)
    return language, [tuple(line) for line in lines]


def code_of(language: str, lines: Sequence[Runs], place: Nesting, *, is_open: bool) -> CodePiece:
    """Return the panel of the lines that `code_lines` found."""
    ends = 1 if len(lines) > 1 and not lines[-1] else 0
    return CodePiece(tuple(lines[: len(lines) - ends]), language, place, is_open=is_open)


def _gather_code(element: ElementTree.Element, marks: Marks, lines: list[list[TextRun]]) -> None:
    _add_code(element.text, marks, lines)
    for child in element:
        shade = frozenset(child.get("class", "").split()) & SYNTAX
        _gather_code(child, shade or marks, lines)
        _add_code(child.tail, marks, lines)


def _add_code(text: str | None, marks: Marks, lines: list[list[TextRun]]) -> None:
    if not text:
        return
    for at, part in enumerate(text.split("\n")):
        if at:
            lines.append([])
        shown = part if part.isascii() else part.strip(CUT).translate(_UNSHOWABLE).replace(LINE_BREAK, "\ufffd")
        if shown:
            lines[-1].append(TextRun(shown, marks))
        if part.endswith(CUT) and lines[-1]:  # alone at the beginning of a line it is the one of the line before
            lines[-1].append(BROKEN)


def _table(element: ElementTree.Element, place: Nesting) -> list[Piece]:
    rows: list[tuple[Runs, ...]] = []
    aligns: tuple[str, ...] = ()
    heads = 0
    for row in element.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("th", "td")]
        if not rows:
            aligns = tuple(_align(cell) for cell in cells)
        if not rows and cells and cells[0].tag == "th":
            heads = 1
        rows.append(tuple(_cell(cell) for cell in cells))
    width = max(map(len, rows), default=0)
    if not width:
        return []
    aligns += ("",) * (width - len(aligns))
    even = tuple(row + ((),) * (width - len(row)) for row in rows)
    return [TablePiece(even, aligns, heads, place, runs_rtl("".join(element.itertext())))]


def _cell(cell: ElementTree.Element) -> Runs:
    line = _InlineContent()
    line.inside(cell)
    return line.take()


def _align(cell: ElementTree.Element) -> str:
    align = cell.get("align", "")
    if not align and (found := re.search(r"text-align:\s*(\w+)", cell.get("style", ""))):
        align = found[1]
    return align if align in ("left", "right", "center") else ""


def _character(entity: re.Match[str]) -> str:
    # XML knows five names only.
    return html5.get(entity[1], entity[0].replace("&", "&amp;"))
