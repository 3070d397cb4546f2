"""Writes the blocks of one message: headings, paragraphs, lists, quotes, code, tables, formulas and rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from turbodesk.app.exports.long_tables import join_long_tables
from turbodesk.app.exports.word.code import code
from turbodesk.app.exports.word.equations import equation
from turbodesk.app.exports.word.inlines import Line
from turbodesk.app.exports.word.markup import runs
from turbodesk.app.exports.word.notes import MessageNotes
from turbodesk.app.exports.word.paragraphs import GAP, STEP, BlockPlace, paragraph
from turbodesk.app.exports.word.references import BULLETS, DEEPEST, References
from turbodesk.app.exports.word.tables import table
from turbodesk.chat.citations import CitedSource
from turbodesk.rendering import to_elements
from turbodesk.rendering.direction import runs_rtl

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset((*_HEADINGS, "p", "ul", "ol", "blockquote", "pre", "table", "hr", "div", "section"))
_DIGIT = 110
"""Twips of a digit, about."""
_BOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/>'
    '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
    "</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>"
    '<w:rFonts w:hint="eastAsia" w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/></w:rPr>'
    "<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt><w:r><w:tab/></w:r>"
)


class Blocks:
    """Writes texts into one document."""

    def __init__(
        self,
        references: References,
        *,
        width: int,
        goes_on: Callable[[], bool] = lambda: True,
        diagram: Callable[[Element, BlockPlace], str] = lambda pre, place: "",
    ) -> None:
        """`width` is that of the page's text, in twips; `goes_on` is asked while colours of code are looked for.

        `diagram` gives the paragraph of a `pre` that is a diagram and was drawn, and "" for all others.
        """
        self._references, self._width, self._goes_on, self._diagram = references, width, goes_on, diagram
        self._notes: MessageNotes | None = None

    def markdown(self, text: str, place: BlockPlace, sources: Mapping[str, CitedSource] | None = None) -> str:
        """Return the blocks of a reply; `sources` are what the links of its citations are named for."""
        root = to_elements(text)
        join_long_tables(root)
        section = next((one for one in root if one.tag == "section"), None)
        found = {} if section is None else {item.get("id", ""): item for item in section.iter("li") if item.get("id")}
        if section is not None:
            root.remove(section)
        notes = self._notes = MessageNotes(self._references, found, sources or {}, self._note)
        parts = list(self._flow(root, place))
        for item in notes.unused():  # words of a reply must not be lost
            parts += [paragraph("", style="Rule"), *self._flow(item, place)]
        self._notes = None
        return "".join(parts)

    def _note(self, item: Element) -> str:
        return "".join(self._flow(item, BlockPlace(in_note=True)))

    def _line(self, place: BlockPlace) -> Line:
        return Line(self._references, self._notes, in_note=place.in_note)

    def _flow(self, parent: Element, place: BlockPlace) -> Iterator[str]:
        """Yield the blocks in `parent`; loose words make paragraphs of their own."""
        line, before = self._line(place), ""
        line.text(parent.text)
        for child in parent:
            if child.tag in _BLOCKS:
                if not line.is_empty:
                    yield self._paragraph(line, place)
                    place, before, line = place.after(), "", self._line(place)
                elif place.marker and child.tag not in ("p", *_HEADINGS):
                    yield paragraph("", place, is_rtl=place.is_rtl)  # the number of an item stands in a paragraph
                    place = place.after()
                if child.tag == before == "pre":
                    yield GAP
                made = self._block(child, place)
                if made:
                    yield made
                    place, before = place.after(), child.tag
            else:
                line.element(child)
            line.text(child.tail)
        if not line.is_empty:
            yield self._paragraph(line, place)

    def _paragraph(self, line: Line, place: BlockPlace, *, style: str = "", keeps_next: bool = False) -> str:
        is_rtl = place.is_rtl if place.marker or place.box else line.is_rtl
        return paragraph(line.take(is_rtl=is_rtl), place, style=style, is_rtl=is_rtl, keeps_next=keeps_next)

    def _block(self, element: Element, place: BlockPlace) -> str:
        tag = element.tag
        if tag == "p" or tag in _HEADINGS:
            line = self._line(place)
            line.inside(element)
            style = f"Heading{int(tag[1]) + place.lowered}" if tag in _HEADINGS and not place.in_note else ""
            return "" if line.is_empty and not place.marker else self._paragraph(line, place, style=style)
        match tag:
            case "ul" | "ol":
                return self._list(element, place)
            case "blockquote":
                is_rtl = place.is_rtl if place.level else runs_rtl("".join(element.itertext()))
                inner = place.within()._replace(is_quoted=True, is_rtl=is_rtl, level=0)
                return "".join(self._flow(element, inner))
            case "pre":
                return self._diagram(element, place) or code(element, place, goes_on=self._goes_on)
            case "table":
                return table(element, place, new_line=lambda: self._line(place), width=self._width)
            case "hr":
                return paragraph("", place, style="Rule")
            case "div" if "math" in element.get("class", "").split():
                return self._formula("".join(element.itertext()).strip(), place)
            case _:
                return "".join(self._flow(element, place))

    def _formula(self, tex: str, place: BlockPlace) -> str:
        made = equation(tex, is_display=True)
        if made is None:
            return paragraph(runs(tex, frozenset(("code",))), place)
        centred = '<m:oMathParaPr><m:jc m:val="center"/></m:oMathParaPr>'
        return paragraph(f"<m:oMathPara>{centred}{made}</m:oMathPara>", place)

    def _list(self, element: Element, place: BlockPlace) -> str:
        items, level = element.findall("li"), min(place.level, DEEPEST)
        is_rtl = place.is_rtl if place.level else runs_rtl("".join(element.itertext()))
        is_tight = not any(child.tag == "p" for item in items for child in item)
        first = _number(element.get("start"))
        step, number = STEP, BULLETS
        if element.tag == "ol":
            step = max(STEP, 200 + _DIGIT * len(str(first + len(items))))
            number = self._references.new_list(level, first)
        marker = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        inner = place.within(step)._replace(
            level=place.level + 1, is_rtl=is_rtl, is_tight=is_tight, hang=step, is_quoted=False
        )
        parts: list[str] = []
        for item in items:
            box = _box(item)
            here = inner._replace(box=box) if box else inner._replace(marker=marker)
            made = list(self._flow(item, here))
            parts += made or [paragraph("", here, is_rtl=is_rtl)]
        return "".join(parts)


def _number(start: str | None) -> int:
    # Nine digits: more is no number of a list, and Markdown takes no more either.
    return int(start) if start and start.isascii() and start.isdigit() and len(start) < 10 else 1


def _box(item: Element) -> str:
    """Return the box of a task, or "" where the item is none."""
    box = item.find("input")
    if box is None and len(item) and item[0].tag == "p":
        box = item[0].find("input")
    if box is None:
        return ""
    is_done = box.get("checked") is not None
    return _BOX.format(checked=int(is_done), sign="☒" if is_done else "☐")
