"""Knows the styles and the numbering of a Word document: what a paragraph is, and which number stands before it.

Sources: ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering).
"""

from __future__ import annotations

import re
from dataclasses import field

from turbodesk.app.documents.elements import Element, pieces
from turbodesk.app.documents.numerals import numeral
from turbodesk.app.documents.package import Package
from turbodesk.quick_dataclasses import dataclass

_PLACE = re.compile(r"%([1-9])")
_HEADING = re.compile(r"heading ([1-9])", re.I)
_MOST_PARENTS = 20
_BULLET = "-"


def is_on(properties: Element | None, tag: str) -> bool | None:
    """Return what a switch of formatting says; None where it says nothing."""
    switch = properties.first(tag) if properties is not None else None
    return None if switch is None else switch.get("val", "1") not in ("0", "false", "off", "none")


def value(element: Element | None, *path: str) -> str:
    """Return the `val` of an element along a path; "" where it is not there."""
    found = element.first(*path) if element is not None else None
    return found.get("val") if found is not None else ""


@dataclass(frozen=True, slots=True)
class _WordStyle:
    parent: str
    is_hidden: bool | None
    level: int
    """Of a heading, from 1; 0 for others, -1 where the style says nothing."""
    number: tuple[str, str]
    """The list and the depth in it; "" where the style says nothing."""


@dataclass(slots=True)
class _WordLevel:
    """One depth of a list."""

    form: str = "decimal"
    template: str = ""
    start: int = 1
    restarts_after: int = -1
    """The depth whose items start it anew, from 1; 0 for never, -1 for any above."""
    is_legal: bool = False


@dataclass(slots=True)
class _AbstractList:
    """An abstract list with its depths, and how far it has been counted."""

    levels: dict[int, _WordLevel] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    style: str = ""


class WordStyles:
    """The styles of one document, and its lists as far as they have been counted."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, _WordStyle] = {}
        self._default = ""
        self._lists: dict[str, _AbstractList] = {}
        self._numbers: dict[str, tuple[str, dict[int, _WordLevel], dict[int, int]]] = {}
        """By the number of a list: which it is, and its own levels and starts."""
        self._started: set[tuple[str, int]] = set()
        if styles := package.related(package.main, "styles"):
            for one in pieces(package.archive.portions(styles), ("w:style",)):
                self._take_style(one)
        if numbering := package.related(package.main, "numbering"):
            for one in pieces(package.archive.portions(numbering), ("w:abstractNum", "w:num")):
                self._take_list(one)

    def level(self, properties: Element | None) -> int:
        """Return the level of a heading, from 1; 0 for a paragraph that is none."""
        direct = value(properties, "w:outlineLvl")
        if direct.isdigit() and len(direct) == 1:
            return int(direct) + 1 if direct != "9" else 0
        return next((one.level for one in self._chain(value(properties, "w:pStyle")) if one.level >= 0), 0)

    def is_hidden(self, properties: Element | None, paragraph_style: str) -> bool:
        """Whether words with these properties, in a paragraph of this style, are hidden."""
        direct = is_on(properties, "w:vanish")
        if direct is not None:
            return direct
        for name in (value(properties, "w:rStyle"), paragraph_style):
            for one in self._chain(name) if name else ():
                if one.is_hidden is not None:
                    return one.is_hidden
        return False

    def label(self, properties: Element | None) -> tuple[str, int] | None:
        """Count a paragraph and return what stands before it, "-" for a bullet, and its depth; None outside lists."""
        number, depth = value(properties, "w:numPr", "w:numId"), value(properties, "w:numPr", "w:ilvl")
        if not number:
            number, styled = next(
                (one.number for one in self._chain(value(properties, "w:pStyle")) if one.number[0]), ("", "")
            )
            depth = depth or styled
        known = self._numbers.get(number)
        if known is None:
            return None
        at = int(depth) if depth.isdigit() and len(depth) == 1 else 0
        return self._counted(number, at, *known)

    def _counted(
        self, number: str, at: int, abstract: str, own: dict[int, _WordLevel], starts: dict[int, int]
    ) -> tuple[str, int] | None:
        listed = self._resolved(abstract)
        levels = listed.levels | own
        level = levels.get(at)
        if level is None:
            return None
        counts = listed.counts
        if at in starts and (number, at) not in self._started:
            counts.pop(at, None)
        self._started.add((number, at))
        for above in range(at):
            counts.setdefault(above, starts.get(above, levels.get(above, level).start))
        counts[at] = counts[at] + 1 if at in counts else starts.get(at, level.start)
        for below in [one for one in counts if one > at]:
            after = levels[below].restarts_after if below in levels else -1
            if after < 0 or at < after:
                counts.pop(below)
        if level.form == "bullet":
            return _BULLET, at

        def placed(match: re.Match[str]) -> str:
            one = int(match[1]) - 1
            form = "decimal" if level.is_legal else levels[one].form if one in levels else "decimal"
            return numeral(counts.get(one, 1), form)

        label = _PLACE.sub(placed, level.template) if level.form != "none" else _PLACE.sub("", level.template)
        return (label.strip(), at)

    def _resolved(self, abstract: str) -> _AbstractList:
        """Return a list, or the one whose style it has."""
        listed = self._lists.get(abstract, _AbstractList())
        if listed.style and not listed.levels:
            number = next((one.number[0] for one in self._chain(listed.style) if one.number[0]), "")
            other = self._numbers.get(number)
            return self._lists.get(other[0], listed) if other else listed
        return listed

    def _chain(self, name: str) -> list[_WordStyle]:
        """Return a style and those it is based on."""
        found: list[_WordStyle] = []
        name = name or self._default
        while name in self._styles and len(found) < _MOST_PARENTS:
            found.append(self._styles[name])
            name = found[-1].parent
        return found

    def _take_style(self, one: Element) -> None:
        identity, name = one.get("styleId"), value(one, "w:name")
        if one.get("default") in ("1", "true") and one.get("type") == "paragraph":
            self._default = identity
        outline = value(one, "w:pPr", "w:outlineLvl")
        heading = _HEADING.fullmatch(name)
        level = int(heading[1]) if heading else 1 if name.lower() == "title" else -1
        if outline.isdigit() and len(outline) == 1:
            level = int(outline) + 1 if outline != "9" else 0
        number = value(one, "w:pPr", "w:numPr", "w:numId"), value(one, "w:pPr", "w:numPr", "w:ilvl")
        hidden = is_on(one.first("w:rPr"), "w:vanish")
        self._styles[identity] = _WordStyle(value(one, "w:basedOn"), hidden, level, number)

    def _take_list(self, one: Element) -> None:
        if one.tag == "w:abstractNum":
            levels = {_depth(each): _level(each) for each in one.elements("w:lvl")}
            self._lists[one.get("abstractNumId")] = _AbstractList(levels, style=value(one, "w:numStyleLink"))
            return
        own: dict[int, _WordLevel] = {}
        starts: dict[int, int] = {}
        for each in one.elements("w:lvlOverride"):
            if (level := each.first("w:lvl")) is not None:
                own[_depth(each)] = _level(level)
            start = value(each, "w:startOverride")
            if start.isdigit() and len(start) < 9:
                starts[_depth(each)] = int(start)
        self._numbers[one.get("numId")] = (value(one, "w:abstractNumId"), own, starts)


def _depth(one: Element) -> int:
    depth = one.get("ilvl")
    return int(depth) if depth.isdigit() and len(depth) == 1 else 0


def _level(one: Element) -> _WordLevel:
    start, restart = value(one, "w:start"), value(one, "w:lvlRestart")
    return _WordLevel(
        value(one, "w:numFmt") or "decimal",
        value(one, "w:lvlText"),
        int(start) if start.isdigit() and len(start) < 9 else 0 if not start else 1,
        int(restart) if restart.isdigit() and len(restart) == 1 else -1,
        bool(is_on(one, "w:isLgl")),
    )
