"""Gathers what stands inside a paragraph or a cell: stretches of text, each set in one way.

White space is drawn together as HTML asks, unknown elements are transparent, and nothing is loaded: a picture is a
link.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from turbodesk.translation import _
from turbodesk.ui.document.pieces import LINE_BREAK, PLAIN, Marks, Runs, TextRun
from turbodesk.ui.document.portions import without_breaks

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BLOCKS = HEADINGS | {"p", "ul", "ol", "li", "blockquote", "pre", "table", "hr", "div", "section", "dl", "dt", "dd"}
"""Elements that begin a line of their own."""
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
_EDGE = " " + LINE_BREAK
_SPACE = re.compile(r"[ \t\n\r\f]+")
# A line break in the source between two letters of a script without word spaces is no space at all.
_WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60"
_WIDE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \\t]*\\n[ \\t]*(?=[{_WIDE}])")
# What Qt would take for the borders of frames and paragraphs, and for an embedded object.
UNSHOWABLE = str.maketrans({char: "\ufffd" for char in "\x00\x0b\x0c\u2029\ufdd0\ufdd1\ufffc"})
"""What a text may not hold in a document of Qt's, as `str.translate` takes it."""


class InlineContent:
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
            text = _WIDE_BREAK.sub("", text.translate(UNSHOWABLE))
        if "\n" in text or "  " in text or "\t" in text or "\r" in text:
            text = _SPACE.sub(" ", text)
        self._add(text, marks, link)

    def element(self, element: Element, marks: Marks = PLAIN, link: tuple[str, str] = ("", "")) -> None:
        """Add an inline element."""
        tag = element.tag
        if anchor := element.get("id"):
            self.anchors.append(anchor)
        if tag == "br":
            self._add(LINE_BREAK, marks)
        elif tag == "img":  # nothing is loaded by itself: a picture shows as a link to it
            self.text(element.get("alt") or _("Image"), marks, (element.get("src", ""), element.get("title", "")))
        elif tag == "a":
            self.inside(element, marks, (element.get("href", ""), element.get("title", "")))
        elif tag == "span" and "math" in element.get("class", "").split():
            self.inside(element, marks | {"math"}, link)
        elif tag in _MARKS:
            self.inside(element, marks | {_MARKS[tag]}, link)
        elif tag != "input":
            self.inside(element, marks, link)

    def inside(self, element: Element, marks: Marks = PLAIN, link: tuple[str, str] = ("", "")) -> None:
        """Add what stands in an element."""
        self.text(element.text, marks, link)
        for child in element:
            if child.tag in BLOCKS and self.runs:  # a block inside a cell begins a line of its own
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
