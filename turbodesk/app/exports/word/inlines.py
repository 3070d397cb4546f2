"""Gathers what stands in one paragraph of a reply, and writes it as runs, links, equations and references."""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple, Protocol
from xml.etree.ElementTree import Element

from turbodesk.app.exports.word.equations import equation
from turbodesk.app.exports.word.markup import PLAIN, Marks, runs
from turbodesk.app.exports.word.references import References
from turbodesk.chat.citations import ANCHOR
from turbodesk.rendering.direction import runs_rtl

_MARKS = {
    "strong": "strong",
    "em": "em",
    "del": "del",
    "code": "code",
    "u": "u",
    "ins": "u",
    "mark": "mark",
    "kbd": "kbd",
    "sub": "sub",
    "sup": "sup",
    "small": "small",
}
_SPACE = re.compile(r"[ \t\n\r\f]+")
# A line break in the source between two letters of a script without word spaces is no space at all.
_WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60"
_WIDE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \\t]*\\n[ \\t]*(?=[{_WIDE}])")
_BREAK = "\n"
_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "blockquote", "table", "tr", "pre"))


class Noted(Protocol):
    """What knows the notes of one message."""

    def refer(self, key: str) -> str:
        """Return runs that refer to a note, such as "fn-3" or "cite-3"; "" where there is none."""
        ...


class Inline(NamedTuple):
    """Some letters that look alike, or something that is no letters."""

    text: str
    """What is read; a line end is a break."""
    marks: Marks = PLAIN
    href: str = ""
    xml: str = ""
    """What stands there instead of letters."""


class Line:
    """What stands in one paragraph."""

    def __init__(self, references: References, notes: Noted | None, *, in_note: bool = False) -> None:
        self._references, self._notes, self._in_note = references, notes, in_note
        self._found: list[Inline] = []

    def inside(self, element: Element, marks: Marks = PLAIN, href: str = "") -> None:
        """Add what stands in an element."""
        self.text(element.text, marks, href)
        for child in element:
            if child.tag in _BLOCKS and self._found:  # a block inside a cell begins a line of its own
                self._add(Inline(_BREAK))
            self.element(child, marks, href)
            self.text(child.tail, marks, href)

    def element(self, element: Element, marks: Marks = PLAIN, href: str = "") -> None:
        """Add an element."""
        tag, kinds = element.tag, element.get("class", "").split()
        if tag == "br":
            self._add(Inline(_BREAK, marks, href))
        elif "footnote-ref" in kinds:
            self._refer(f"fn-{''.join(element.itertext())}", element, marks)
        elif "footnote-back" in kinds or tag == "input":
            return
        elif tag == "a" and element.get("href", "").startswith(ANCHOR):
            self._refer(element.get("href", "")[1:], element, marks - {"sup"})
        elif tag == "a":
            self.inside(element, marks, element.get("href", ""))
        elif "math" in kinds:
            tex = "".join(element.itertext())
            made = equation(tex, is_display=False)
            self._add(Inline(tex, marks | {"code"}, href) if made is None else Inline(tex, marks, href, made))
        else:
            self.inside(element, marks | {_MARKS[tag]} if tag in _MARKS else marks, href)

    def text(self, text: str | None, marks: Marks = PLAIN, href: str = "") -> None:
        """Add text, its white space drawn together as HTML asks."""
        if not text:
            return
        if not text.isascii():
            text = _WIDE_BREAK.sub("", text)
        text = _SPACE.sub(" ", text)
        last = self._found[-1] if self._found else None
        if text.startswith(" ") and (last is None or (not last.xml and last.text[-1:] in " \n")):
            text = text[1:]
        if text:
            self._add(Inline(text, marks, href))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be seen."""
        return all(not one.xml and not one.text.strip() for one in self._found)

    @property
    def is_rtl(self) -> bool:
        """Whether its first letter with a direction runs from right to left."""
        return runs_rtl("".join(one.text for one in self._found if "code" not in one.marks and not one.xml))

    @property
    def words(self) -> str:
        """What is read."""
        return "".join(one.text for one in self._found)

    def take(self, *, is_rtl: bool, marks: Marks = PLAIN) -> str:
        """Return the content of the paragraph, all of it with `marks` too, and begin anew."""
        found, self._found = self._found, []
        while found and not found[-1].xml and not found[-1].text.strip():
            found.pop()
        parts = []
        for href, group in groupby(found, key=lambda one: one.href):
            parts.append(self._linked(list(group), href, is_rtl=is_rtl, marks=marks))
        return "".join(parts)

    def _linked(self, some: list[Inline], href: str, *, is_rtl: bool, marks: Marks) -> str:
        def made(style: str) -> str:
            return "".join(one.xml or runs(one.text, one.marks | marks, style=style, is_rtl=is_rtl) for one in some)

        if not href or all(one.xml for one in some):
            return made("")
        linked = self._references.hyperlink(href, made("Hyperlink"), in_note=self._in_note)
        return linked if linked.startswith("<w:hyperlink") else made("")

    def _refer(self, key: str, element: Element, marks: Marks) -> None:
        made = "" if self._notes is None or self._in_note else self._notes.refer(key)
        number = "".join(element.itertext())
        self._add(Inline("", xml=made) if made else Inline(number, marks | {"sup"}))

    def _add(self, one: Inline) -> None:
        last = self._found[-1] if self._found else None
        if last is not None and not last.xml and not one.xml and last[1:] == one[1:]:
            self._found[-1] = last._replace(text=last.text + one.text)
        else:
            self._found.append(one)
