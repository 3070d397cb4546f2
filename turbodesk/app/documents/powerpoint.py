"""Reads .pptx and .pptm (ECMA-376 part 1, 19): the slides in the order of the talk, each with its notes below it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from turbodesk.app.documents.charts import chart_table
from turbodesk.app.documents.elements import Element, pieces
from turbodesk.app.documents.formulas import formula
from turbodesk.app.documents.numerals import numeral
from turbodesk.app.documents.package import Package
from turbodesk.app.documents.writing import DocumentText, heading, item, link, table

_TITLES = ("title", "ctrTitle")
_NUMBERS = ("sldNum", "dt", "hdr", "sldImg")
"""What PowerPoint puts on each page by itself."""
_BULLETED = ("body", "obj", "")
"""Places of a layout whose paragraphs have bullets unless they say otherwise."""
_IGNORED = ("a:lstStyle", "a:spPr", "p:spPr", "p:style", "p:timing", "p:transition", "a:ln", "a:solidFill", "a:latin")


def read(package: Package, text: DocumentText) -> None:
    """Write down the slides that are shown.

    Raises:
        Full: not all of it fits.
    """
    number = 0
    footers: dict[str, None] = {}
    for listed in pieces(package.archive.portions(package.main), ("p:sldId",)):
        part = package.part(package.main, listed.get("r:id"))
        if not part:
            continue
        number += 1
        slide = next(pieces(package.archive.portions(part), ("p:sld",), ignored=_IGNORED), None)
        if slide is None:
            continue
        if slide.get("show") in ("0", "false"):
            text.left_out.add("hidden slides")
            continue
        _Slide(package, part, slide, text).write(number, footers)
    for words in footers:
        text.block(f"Footer: {words}")


class _Slide:
    """One slide while it is written down."""

    def __init__(self, package: Package, part: str, slide: Element, text: DocumentText) -> None:
        self._package, self._part, self._slide, self._text = package, part, slide, text

    def write(self, number: int, footers: dict[str, None]) -> None:
        tree = self._slide.first("p:cSld", "p:spTree")
        shapes = list(_shapes(tree)) if tree is not None else []
        titles = [one for one in shapes if _place(one) in _TITLES]
        title = " ".join(" ".join(self._plain(one) for one in titles).split())
        self._text.block(heading(f"Slide {number}: {title}" if title else f"Slide {number}", 2))
        for one in shapes:
            place = _place(one)
            if place == "ftr":
                if words := " ".join(self._plain(one).split()):
                    footers[words] = None
            elif place not in _TITLES and place not in _NUMBERS:
                self._shape(one)
        self._notes()
        self._remarks()

    def _plain(self, shape: Element) -> str:
        return " ".join(self._words(one) for one in shape.all("a:p"))

    def _shape(self, shape: Element) -> None:
        if shape.tag == "p:graphicFrame":
            self._graphic(shape)
            return
        body = shape.first("p:txBody")
        described = next((one.get("descr") for one in shape.all("p:cNvPr") if one.get("descr").strip()), "")
        if body is not None:
            self._paragraphs(
                body, is_bulleted=shape.first("p:nvSpPr", "p:nvPr", "p:ph") is not None and _place(shape) in _BULLETED
            )
        elif shape.tag == "p:pic" and described:
            self._text.block(f"[Picture: {' '.join(described.split())}]")

    def _paragraphs(self, body: Element, *, is_bulleted: bool) -> None:
        counts: dict[int, int] = {}
        for paragraph in body.elements("a:p"):
            words = self._words(paragraph).strip()
            if not words:
                continue
            properties = paragraph.first("a:pPr")
            level = properties.get("lvl", "0") if properties is not None else "0"
            depth = int(level) if level.isdigit() and len(level) == 1 else 0
            label = _label(properties, depth, counts, is_bulleted=is_bulleted)
            self._text.block(item(words, label, depth) if label else words, is_item=bool(label))

    def _words(self, paragraph: Element) -> str:
        made: list[str] = []
        for one in paragraph.elements():
            if one.tag == "a:br":
                made.append("\n")
            elif one.tag in ("a:r", "a:fld"):
                made.append(self._run(one))
            elif one.tag.endswith((":m", ":oMath", ":oMathPara")):
                made += [formula(math) for math in one.all("m:oMath", outermost=True)] or [formula(one)]
        return "".join(made).replace("~~~~", "")

    def _run(self, run: Element) -> str:
        words = "".join(one.text() for one in run.elements("a:t")).replace("\v", "\n")
        properties = run.first("a:rPr")
        if properties is None:
            return words
        if properties.get("strike", "noStrike") != "noStrike" and words.strip():
            words = f"~~{words}~~"
        clicked = properties.first("a:hlinkClick")
        relation = self._package.relationships(self._part).get(clicked.get("r:id")) if clicked is not None else None
        return link(words, relation.target) if relation is not None and relation.is_external else words

    def _graphic(self, frame: Element) -> None:
        for grid in frame.all("a:tbl", outermost=True):
            self._text.block(table([self._row(row) for row in grid.elements("a:tr")]))
        for chart in frame.all("c:chart"):
            if part := self._package.part(self._part, chart.get("r:id")):
                self._text.block(chart_table(self._package.archive.portions(part)))
        for diagram in frame.all("dgm:relIds"):
            part = self._package.part(self._part, diagram.get("r:dm"))
            for point in pieces(self._package.archive.portions(part), ("dgm:pt",)) if part else ():
                words = "\n".join(filter(str.strip, (self._words(one) for one in point.all("a:p"))))
                if words and point.get("type", "node") in ("node", "asst"):
                    self._text.block(item(words, "-", 0), is_item=True)

    def _row(self, row: Element) -> list[str]:
        """A cell that spans others is followed by empty ones, which say so."""
        cells = []
        for cell in row.elements("a:tc"):
            is_covered = cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true")
            cells.append("" if is_covered else "\n".join(self._words(one) for one in cell.all("a:p")))
        return cells

    def _notes(self) -> None:
        part = self._package.related(self._part, "notesSlide")
        if not part:
            return
        for shape in pieces(self._package.archive.portions(part), ("p:sp",), ignored=_IGNORED):
            if _place(shape) == "body":
                words = "\n".join(self._words(one) for one in shape.all("a:p")).strip()
                self._text.block(f"Notes: {words}" if words else "")

    def _remarks(self) -> None:
        said: list[str] = []
        for relation in self._package.relationships(self._part).values():
            if relation.kind == "comments" and self._package.archive.has(relation.target):
                part = self._package.archive.portions(relation.target)
                for one in pieces(part, ("p:cm", "p188:cm")):
                    texts = (each.text() for each in one.all("p:text", "a:t"))
                    said.append(" ".join(" ".join(texts).split()))
        self._text.comments(said)


def _shapes(tree: Element) -> Iterator[Element]:
    """Yield what stands on a slide, also from within groups, without what is hidden."""
    for one in tree.elements("p:sp", "p:grpSp", "p:graphicFrame", "p:pic", "p:cxnSp"):
        named = next((each for each in one.elements() if each.tag.startswith("p:nv")), None)
        properties = named.first("p:cNvPr") if named is not None else None
        if properties is not None and properties.get("hidden") in ("1", "true"):
            continue
        if one.tag == "p:grpSp":
            yield from _shapes(one)
        else:
            yield one


def _place(shape: Element) -> str:
    """Return which place of the layout a shape fills; "" for the common one and for none."""
    place = next(shape.all("p:ph"), None)
    return place.get("type") if place is not None else ""


def _label(properties: Element | None, depth: int, counts: dict[int, int], *, is_bulleted: bool) -> str:
    """Return what stands before a paragraph, and count it."""
    for below in [one for one in counts if one > depth]:
        del counts[below]
    numbered = properties.first("a:buAutoNum") if properties is not None else None
    if properties is not None and numbered is not None:
        start = 1
        with suppress(ValueError):
            start = int(numbered.get("startAt", "1")[:6])
        counts[depth] = counts[depth] + 1 if depth in counts else start
        form = numbered.get("type", "arabicPeriod")
        for ending, template in (("ParenBoth", "({})"), ("ParenR", "{})"), ("Period", "{}."), ("Plain", "{}")):
            if form.endswith(ending):
                stem = form.removesuffix(ending)
                return template.format(numeral(counts[depth], stem if stem.startswith(("alpha", "roman")) else form))
        return f"{counts[depth]}."
    counts.pop(depth, None)
    if properties is not None and (
        properties.first("a:buNone") is not None or properties.first("a:buChar") is not None
    ):
        return "-" if properties.first("a:buNone") is None else ""
    return "-" if is_bulleted else ""
