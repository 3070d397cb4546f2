"""Reads .odt, .odp and .odg as their program shows them (OpenDocument 1.3 part 3, 5 and 10).

Remarks stand apart, at the end of a text and below a slide; what was deleted under tracking is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from turbodesk.app.documents.archive import DocumentArchive
from turbodesk.app.documents.elements import Element, pieces, root
from turbodesk.app.documents.heights import at_height
from turbodesk.app.documents.opendocument_styles import STYLES, OpenDocumentStyles
from turbodesk.app.documents.opendocument_words import folded, plain_words, spaces
from turbodesk.app.documents.writing import DocumentText, heading, item, link, table
from turbodesk.quick_dataclasses import dataclass

_DRAWN = (
    *("draw:frame", "draw:custom-shape", "draw:g", "draw:rect", "draw:ellipse", "draw:circle", "draw:line"),
    *("draw:connector", "draw:polygon", "draw:polyline", "draw:path", "draw:caption", "draw:a"),
)
_INDEXES = (
    *("text:table-of-content", "text:illustration-index", "text:table-index", "text:object-index"),
    *("text:user-index", "text:alphabetical-index", "text:bibliography"),
)
_BLOCKS = (
    "text:p",
    "text:h",
    "text:list",
    "text:numbered-paragraph",
    "table:table",
    "text:section",
    *_INDEXES,
    *_DRAWN,
)
_WRAPPERS = ("text:index-body", "text:index-title", "text:numbered-paragraph", "draw:text-box", "draw:a", *_INDEXES)
_IGNORED = (
    *("text:tracked-changes", "office:forms", "office:scripts", "office:font-face-decls", "text:variable-decls"),
    *("text:sequence-decls", "office:binary-data", "draw:enhanced-geometry", "text:ruby-text", "draw:glue-point"),
)
_NUMBERS = ("page-number", "date-time", "header", "page")
"""What a program puts on each slide by itself."""
_FIRST_PAGE = "Standard"
"""The kind of page that a text begins with unless it says so."""
_MOST_REPEATED = 200
"""Rows or columns that one in a text may stand for."""


@dataclass(slots=True)
class _Line:
    """One paragraph: its words, and what stands beside it."""

    words: str = ""
    aside: list[Element] = field(default_factory=list)
    """Drawings and footnotes that go below it."""


@dataclass(slots=True)
class _CountedList:
    """How far a list has been counted."""

    style: str = ""
    counts: dict[int, int] = field(default_factory=dict)


def read(archive: DocumentArchive, text: DocumentText) -> None:
    """Write down the document.

    Raises:
        Full: not all of it fits.
    """
    _Reader(archive, text).write()


class _Reader:
    """One document while it is written down."""

    def __init__(self, archive: DocumentArchive, text: DocumentText) -> None:
        self._archive, self._text = archive, text
        self._styles = OpenDocumentStyles(archive)
        self._lists: dict[str, _CountedList] = {}
        self._headings: dict[int, int] = {}
        self._notes = 0
        self._endnotes: list[tuple[int, Element]] = []
        self._remarks: list[str] = []
        self._pages: dict[str, None] = {}
        """The kinds of pages that it has."""

    def write(self) -> None:
        slides = 0
        wanted = (*STYLES, *_BLOCKS, "draw:page")
        for one in pieces(self._archive.portions("content.xml"), wanted, ignored=_IGNORED):
            if one.tag in STYLES:
                self._styles.take(one)
            elif one.tag == "draw:page":
                slides += 1
                self._slide(one, slides)
            else:
                self._block(one)
        for number, note in self._endnotes:
            self._text.block(f"[^{number}]: {self._flat(note)}")
        self._write_remarks()
        if not slides:
            for words in self._margins("footer"):
                self._text.block(f"Footer: {words}")
            self._text.before("\n\n".join(f"Header: {words}" for words in self._margins("header")))

    def _margins(self, kind: str) -> list[str]:
        """Return what the headers or the footers say that are on any page, each once."""
        said = (self._flat(one) for one in self._styles.margins(kind, self._pages or {_FIRST_PAGE: None}))
        return list(dict.fromkeys(words for words in said if words and not words.isdigit()))

    def _slide(self, page: Element, number: int) -> None:
        if self._styles.is_page_hidden(page.get("style-name")):
            self._text.left_out.add("hidden slides")
            return
        shapes = list(page.elements(*_DRAWN, "table:table"))
        titles = [one for one in shapes if one.get("presentation:class") == "title"]
        title = " ".join(" ".join(plain_words(each) for one in titles for each in one.all("text:p", "text:h")).split())
        self._text.block(heading(f"Slide {number}: {title}" if title else f"Slide {number}", 2))
        for one in shapes:
            if one.get("presentation:class") not in (*_NUMBERS, "title", "footer"):
                self._block(one)
        for notes in page.elements("presentation:notes"):
            said = [
                self._line(each).words
                for one in notes.elements("draw:frame")
                if one.get("presentation:class") == "notes" and one.get("presentation:placeholder") != "true"
                for each in one.all("text:p")
            ]
            words = "\n".join(said).strip()
            self._text.block(f"Notes: {words}" if words else "")
        for remark in page.elements("office:annotation"):
            self._remark(remark)
        self._write_remarks()

    def _block(self, block: Element) -> None:
        match block.tag:
            case "text:p" | "text:h":
                self._paragraph(block)
            case "text:list":
                self._list(block, 1, None)
            case "table:table":
                self._table(block)
            case "text:section":
                if block.get("display", "true") == "true" or block.get("is-hidden") == "false":
                    self._within(block)
                else:
                    self._text.left_out.add("hidden words")
            case "text:note":
                self._text.block(f"[^{block.get('number')}]: {self._flat(block.first('text:note-body') or block)}")
            case tag if tag in _DRAWN:
                self._drawing(block)
            case tag if tag in _WRAPPERS:
                self._within(block)

    def _within(self, element: Element) -> None:
        for one in element.elements():
            self._block(one)

    def _paragraph(self, paragraph: Element) -> None:
        line = self._line(paragraph)
        words = line.words.strip()
        if paragraph.tag == "text:h" and words:
            level = (
                int(paragraph.get("outline-level", "1")[:1] or "1") if paragraph.get("outline-level").isdigit() else 1
            )
            self._text.block(heading(f"{self._heading_label(paragraph, level)} {words}", level))
        else:
            self._text.block(words)
        for one in line.aside:
            self._block(one)

    def _heading_label(self, paragraph: Element, level: int) -> str:
        if paragraph.get("is-list-header") == "true":
            return ""
        self._headings = {at: count for at, count in self._headings.items() if at <= level}
        self._headings[level] = self._headings.get(level, 0) + 1
        return self._styles.heading_label(level, self._headings)

    def _list(self, element: Element, depth: int, counted: _CountedList | None) -> None:
        """Write the items of a list; `counted` is that of the list it is in."""
        if counted is None:
            before = self._lists.get(element.get("continue-list"))
            style = element.get("style-name")
            if before is None and element.get("continue-numbering") == "true":
                before = self._lists.get("\0" + style)
            counted = _CountedList(style or (before.style if before else ""), before.counts if before else {})
            self._lists[element.get("xml:id") or element.get("?:id") or element.get("id")] = counted
            self._lists["\0" + style] = counted
        elif element.get("style-name"):
            counted = _CountedList(element.get("style-name"), dict(counted.counts))
        for one in element.elements("text:list-item", "text:list-header"):
            self._item(one, depth, counted)

    def _item(self, element: Element, depth: int, counted: _CountedList) -> None:
        label = ""
        first = next(element.elements(), None)
        if element.tag == "text:list-item" and first is not None and first.tag != "text:list":
            counts = counted.counts
            for below in [at for at in counts if at > depth]:
                del counts[below]
            given = element.get("start-value")
            at = counts[depth] + 1 if depth in counts else self._styles.start(counted.style, depth)
            counts[depth] = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else at
            label = self._styles.label(counted.style, depth, counts)
        for one in element.elements():
            if one.tag == "text:list":
                self._list(one, depth + 1, counted)
            elif one.tag == "text:p":
                line = self._line(one)
                if line.words.strip():
                    self._text.block(item(line.words.strip(), label or " ", depth - 1), is_item=True)
                    label = ""
                for each in line.aside:
                    self._block(each)
            else:
                self._block(one)

    def _table(self, element: Element) -> None:
        rows = list(self._rows(element))
        if len(rows) == 1 and len(rows[0]) == 1:
            self._text.block(rows[0][0])
        else:
            self._text.block(table(rows))

    def _rows(self, element: Element) -> Iterator[list[str]]:
        for one in element.elements():
            if one.tag in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
                yield from self._rows(one)
            elif one.tag == "table:table-row":
                cells: list[str] = []
                for cell in one.elements("table:table-cell", "table:covered-table-cell"):
                    words = self._cell(cell) if cell.tag == "table:table-cell" else ""
                    cells += [words] * _repeated(cell, "number-columns-repeated")
                for _ in range(_repeated(one, "number-rows-repeated")):
                    yield cells

    def _cell(self, cell: Element) -> str:
        """Return what is in a cell, a line for each paragraph."""
        inner = DocumentText()
        outer, self._text = self._text, inner
        try:
            self._within(cell)
        finally:
            self._text = outer
        outer.left_out |= inner.left_out
        lines = (one.lstrip("#").strip() for one in inner.joined().split("\n"))
        return "\n".join(filter(None, lines))

    def _drawing(self, drawing: Element) -> None:
        for box in drawing.elements("draw:text-box", "draw:a", *_DRAWN, "table:table", *_BLOCKS[:4]):
            self._block(box) if box.tag not in _WRAPPERS else self._within(box)
        if drawing.tag != "draw:frame" or drawing.first("draw:text-box") is not None:
            return
        for one in drawing.elements("draw:object"):
            part = f"{one.get('xlink:href').removeprefix('./')}/content.xml"
            if self._archive.has(part):
                said = next((each.text().strip() for each in _math(self._archive, part)), "")
                self._text.block(f"[Formula: {said}]" if said else "")
        described = " ".join(each.text() for each in drawing.elements("svg:title", "svg:desc"))
        if described.strip() and drawing.first("draw:image") is not None:
            self._text.block(f"[Picture: {' '.join(described.split())}]")

    def _line(self, paragraph: Element) -> _Line:
        line = _Line()
        style = paragraph.get("style-name")
        if page := self._styles.page(style) or ("" if self._pages else _FIRST_PAGE):
            self._pages[page] = None
        if self._styles.is_hidden("paragraph", style) or any(
            one.get("is-hidden") == "true" for one in paragraph.elements("text:hidden-paragraph")
        ):
            self._text.left_out.add("hidden words")
            return line
        self._words(paragraph, line)
        line.words = line.words.replace("~~~~", "")
        return line

    def _words(self, element: Element, line: _Line) -> None:
        for child in element.children:
            if isinstance(child, str):
                line.words += folded(child, before=line.words)
            elif child.tag == "text:span":
                self._span(child, line)
            elif child.tag == "text:a":
                begins_at = len(line.words)
                self._words(child, line)
                line.words = line.words[:begins_at] + link(line.words[begins_at:], child.get("xlink:href"))
            elif child.tag == "text:note":
                self._note(child, line)
            elif child.tag == "office:annotation":
                self._remark(child)
            elif child.tag in _DRAWN:
                line.aside.append(child)
            elif child.tag == "text:hidden-text":
                line.words += child.text() if child.get("is-hidden") == "false" else ""
            elif child.tag not in ("office:annotation-end", "text:script", "office:event-listeners"):
                line.words += spaces(child)
                self._words(child, line)

    def _span(self, span: Element, line: _Line) -> None:
        style = span.get("style-name")
        if self._styles.is_hidden("text", style):
            self._text.left_out.add("hidden words")
            return
        begins_at = len(line.words)
        self._words(span, line)
        words = line.words[begins_at:]
        if height := self._styles.height("text", style):
            words = at_height(words, height)
        if self._styles.is_struck("text", style) and words.strip():
            words = f"~~{words}~~"
        if len(words) != len(line.words) - begins_at or height:
            line.words = line.words[:begins_at] + words

    def _note(self, note: Element, line: _Line) -> None:
        self._notes += 1
        line.words += f"[^{self._notes}]"
        if note.get("note-class") == "endnote":
            self._endnotes.append((self._notes, note.first("text:note-body") or note))
        else:
            note.attributes["number"] = str(self._notes)
            line.aside.append(note)

    def _remark(self, remark: Element) -> None:
        author = " ".join(one.text() for one in remark.elements("dc:creator")).strip() or "Someone"
        words = " ".join(" ".join(plain_words(one) for one in remark.all("text:p")).split())
        self._remarks.append(f"{author}: {words}")

    def _write_remarks(self) -> None:
        self._text.comments(self._remarks)
        self._remarks.clear()

    def _flat(self, element: Element) -> str:
        """Return the paragraphs within on one line."""
        return " ".join(" ".join(plain_words(one) for one in element.all("text:p", "text:h", outermost=True)).split())


def _math(archive: DocumentArchive, part: str) -> Iterator[Element]:
    """Yield the formula as it was typed, which stands beside how it is drawn."""
    formula = root(archive.portions(part))
    return formula.all("?:annotation", "annotation")


def _repeated(one: Element, attribute: str) -> int:
    digits = one.get(attribute, "1")
    count = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
    return max(1, min(count, _MOST_REPEATED))
