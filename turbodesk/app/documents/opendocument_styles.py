"""Knows the styles of an OpenDocument file: what they hide, and the numbers of lists (OpenDocument 1.3 part 3, 16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from turbodesk.app.documents.archive import DocumentArchive
from turbodesk.app.documents.elements import Element, pieces
from turbodesk.app.documents.numerals import numeral
from turbodesk.quick_dataclasses import dataclass

STYLES = ("style:style", "text:list-style", "text:outline-style")
"""The elements that `take` takes."""
_LEVELS = ("text:list-level-style-number", "text:list-level-style-bullet", "text:outline-level-style")
_MOST_PARENTS = 20


@dataclass(frozen=True, slots=True)
class _TextStyle:
    parent: str
    is_hidden: bool | None
    is_struck: bool | None
    height: str
    """"super", "sub" or ""."""
    is_page_hidden: bool
    page: str
    """The kind of page that a paragraph of this style begins, "" if it begins none."""


@dataclass(frozen=True, slots=True)
class _ListLevel:
    form: str
    """As `numeral` wants it; "-" for a bullet, "" for none."""
    before: str
    after: str
    shown_levels: int
    start: int


class OpenDocumentStyles:
    """The styles of one file, as far as they were read."""

    def __init__(self, archive: DocumentArchive) -> None:
        self._styles: dict[tuple[str, str], _TextStyle] = {}
        self._lists: dict[str, dict[int, _ListLevel]] = {}
        self._pages: dict[str, Element] = {}
        if archive.has("styles.xml"):
            for one in pieces(archive.portions("styles.xml"), (*STYLES, "style:master-page")):
                self.take(one)

    def take(self, one: Element) -> None:
        """Learn a style."""
        if one.tag == "style:style":
            self._styles[one.get("family"), one.get("name")] = _style(one)
        elif one.tag in ("text:list-style", "text:outline-style"):
            levels = {_number(each.get("level"), 1): _level(each) for each in one.elements(*_LEVELS)}
            self._lists[one.get("style:name") if one.tag == "text:list-style" else _OUTLINE] = levels
        elif one.tag == "style:master-page":
            self._pages[one.get("name")] = one

    def is_hidden(self, family: str, name: str) -> bool:
        return next((one.is_hidden for one in self._chain(family, name) if one.is_hidden is not None), False)

    def is_struck(self, family: str, name: str) -> bool:
        return next((one.is_struck for one in self._chain(family, name) if one.is_struck is not None), False)

    def height(self, family: str, name: str) -> str:
        return next((one.height for one in self._chain(family, name) if one.height), "")

    def is_page_hidden(self, name: str) -> bool:
        return any(one.is_page_hidden for one in self._chain("drawing-page", name))

    def page(self, style: str) -> str:
        """Return the kind of page that a paragraph begins; "" if it begins none."""
        return next((one.page for one in self._chain("paragraph", style) if one.page), "")

    def margins(self, kind: str, pages: Iterable[str]) -> Iterator[Element]:
        """Yield the headers or the footers, `kind`, of these kinds of pages and of those that follow them."""
        waiting, seen = list(pages), set[str]()
        while waiting:
            name = waiting.pop(0)
            page = self._pages.get(name)
            if page is None or name in seen:
                continue
            seen.add(name)
            waiting.append(page.get("next-style-name"))
            for one in page.elements(*(f"style:{kind}{which}" for which in ("", "-left", "-first"))):
                if one.get("display") != "false":
                    yield one

    def start(self, style: str, depth: int) -> int:
        """Return the first number of a list at a depth, from 1."""
        level = self._lists.get(style, {}).get(depth)
        return level.start if level is not None else 1

    def label(self, style: str, depth: int, counts: dict[int, int]) -> str:
        """Return what stands before an item: "-" for a bullet, "" for nothing."""
        levels = self._lists.get(style, {})
        level = levels.get(depth)
        if level is None:
            return "-"
        if level.form in ("-", ""):
            return level.form
        first = max(1, depth - level.shown_levels + 1)
        numbers = [
            numeral(counts.get(at, self.start(style, at)), levels[at].form)
            for at in range(first, depth + 1)
            if at in levels and levels[at].form not in ("-", "")
        ]
        return f"{level.before}{'.'.join(numbers)}{level.after}".strip()

    def heading_label(self, level: int, counts: dict[int, int]) -> str:
        return self.label(_OUTLINE, level, counts) if level in self._lists.get(_OUTLINE, {}) else ""

    def _chain(self, family: str, name: str) -> list[_TextStyle]:
        found: list[_TextStyle] = []
        while (family, name) in self._styles and len(found) < _MOST_PARENTS:
            found.append(self._styles[family, name])
            name = found[-1].parent
        return found


_OUTLINE = "\0outline"


def _style(one: Element) -> _TextStyle:
    words = one.first("style:text-properties")
    page = one.first("style:drawing-page-properties")
    display = words.get("text:display") if words is not None else ""
    struck = words.get("text-line-through-style") if words is not None else ""
    position = words.get("text-position") if words is not None else ""
    height = position.partition(" ")[0]
    return _TextStyle(
        one.get("parent-style-name"),
        display == "none" if display else None,
        struck != "none" if struck else None,
        height if height in ("super", "sub") else "",
        page is not None and page.get("presentation:visibility") == "hidden",
        one.get("master-page-name"),
    )


def _level(one: Element) -> _ListLevel:
    if one.tag == "text:list-level-style-bullet":
        return _ListLevel("-", "", "", 1, 1)
    form, start = one.get("style:num-format"), one.get("start-value", "1")
    shown = _number(one.get("display-levels"), 1)
    return _ListLevel(form, one.get("style:num-prefix"), one.get("style:num-suffix"), shown, _number(start, 1))


def _number(digits: str, default: int) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else default
