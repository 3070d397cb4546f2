"""Reads .docx and .docm as Word shows them (ECMA-376 part 1, 17): headings, lists with their numbers, tables, notes.

A line is a paragraph. Headers and footers stand once, before and after; footnotes below the paragraph they belong to;
remarks apart, at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from turbodesk.app.documents import bounds
from turbodesk.app.documents.elements import Element, pieces
from turbodesk.app.documents.package import Package
from turbodesk.app.documents.word_styles import WordStyles, is_on, value
from turbodesk.app.documents.word_words import DELETED, WordReader
from turbodesk.app.documents.writing import DocumentText, heading, item, table

_MOST_COLUMNS = 63
"""Of a table, as in Word."""
_WANTED = ("w:p", "w:tbl", "w:sectPr", *DELETED)
_IGNORED = (
    *("w:rFonts", "w:sz", "w:szCs", "w:lang", "w:color", "w:b", "w:bCs", "w:i", "w:iCs", "w:u", "w:kern", "w:shd"),
    *("w:spacing", "w:ind", "w:jc", "w:tcW", "w:tcBorders", "w:tblPr", "w:tblGrid", "w:tblPrEx", "w:tcMar", "w:vAlign"),
    *("w:proofErr", "w:bookmarkStart", "w:bookmarkEnd", "w:lastRenderedPageBreak", "w:tabs", "w:pBdr", "w:noProof"),
    *("w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:tcPrChange", "w:trPrChange", "w:sectPrChange", "w:softHyphen"),
    *("w:delText", "w:delInstrText", "w:rt", "w:pgSz", "w:pgMar"),
)


def read(package: Package, text: DocumentText) -> None:
    """Write down the document.

    Raises:
        Full: not all of it fits.
    """
    document = _Document(package, text)
    document.write()


class _Document:
    """One document while it is written down."""

    def __init__(self, package: Package, text: DocumentText) -> None:
        self._package, self._text = package, text
        self._styles = WordStyles(package)
        self._notes = {kind: _notes(package, kind) for kind in ("footnote", "endnote")}
        self._numbers: dict[tuple[str, str], int] = {}
        """By the kind and the id of each note that was referred to."""
        self._sections: list[Element] = []
        self._reader = WordReader(package, package.main, self._styles, self._number)
        self._carried = ""
        """The words of a paragraph whose end is deleted: they go on in the next."""

    def write(self) -> None:
        main, text = self._package.main, self._text
        for one in pieces(self._package.archive.portions(main), _WANTED, ignored=_IGNORED):
            self._block(one)
        for kind, identity in self._numbers:
            self._write_note(kind, identity)
        text.comments(self._remarks())
        for words in self._margins("footer"):
            text.block(f"Footer: {words}")
        text.before("\n\n".join(f"Header: {words}" for words in self._margins("header")))
        if self._reader.has_hidden:
            text.left_out.add("hidden words")

    def _block(self, block: Element) -> None:
        if block.tag == "w:p":
            self._paragraph(block)
        elif block.tag == "w:tbl":
            self._table(block)
        elif block.tag == "w:sectPr":
            self._sections.append(block)
        elif block.tag not in DELETED:
            for one in block.elements():
                self._block(one)

    def _paragraph(self, paragraph: Element) -> None:
        words, is_item, aside = self._line(paragraph)
        self._text.block(words, is_item=is_item)
        self._write_aside(aside)

    def _line(self, paragraph: Element) -> tuple[str, bool, _Aside]:
        """Return a paragraph as a block, whether it is an item of a list, and what stands beside it."""
        found = self._reader.read(paragraph)
        properties = paragraph.first("w:pPr")
        if properties is not None and (section := properties.first("w:sectPr")) is not None:
            self._sections.append(section)
        aside = _Aside(found.boxes, found.footnotes)
        words, self._carried = self._carried + found.text, ""
        mark = properties.first("w:rPr") if properties is not None else None
        if mark is not None and (mark.first("w:del") is not None or mark.first("w:moveFrom") is not None):
            self._carried = words
            return "", False, aside
        if not words.strip() and is_on(mark, "w:vanish"):
            return "", False, aside
        label = self._styles.label(properties)
        level = self._styles.level(properties)
        if not words.strip():
            return "", False, aside
        if level:
            return heading(f"{label[0] if label and label[0] != '-' else ''} {words}", level), False, aside
        if label is not None and label[0]:
            return item(words.strip(), *label), True, aside
        return words.strip("\n"), False, aside

    def _table(self, element: Element) -> None:
        asides: list[_Aside] = []
        rows = self._rows(element, asides)
        if len(rows) == 1 and len(rows[0]) == 1:
            self._text.block(rows[0][0])  # a box around words
        else:
            self._text.block(table(rows))
        for aside in asides:
            self._write_aside(aside)

    def _rows(self, element: Element, asides: list[_Aside]) -> list[list[str]]:
        rows: list[list[str]] = []
        for row in _within(element, "w:tr"):
            properties = row.first("w:trPr")
            if properties is not None and (properties.first("w:del") is not None or is_on(properties, "w:hidden")):
                continue
            cells = [""] * _count(value(properties, "w:gridBefore"), 0)
            for one in _within(row, "w:tc"):
                merge = one.first("w:tcPr", "w:vMerge")
                goes_on = merge is not None and merge.get("val", "continue") == "continue"
                words = self._cell(one, asides)
                cells.append("" if goes_on else words)
                cells += [""] * (_count(value(one, "w:tcPr", "w:gridSpan"), 1) - 1)
            rows.append(cells)
        return rows

    def _cell(self, cell: Element, asides: list[_Aside]) -> str:
        lines: list[str] = []
        for one in _within(cell, "w:p", "w:tbl"):
            if one.tag == "w:tbl":
                lines += [" / ".join(row) for row in self._rows(one, asides)]
            else:
                words, _, aside = self._line(one)
                lines.append(words.strip().lstrip("#").strip())
                for box in aside.boxes:
                    lines += [self._cell(box, asides)]
                asides.append(_Aside([], aside.footnotes))
        return "\n".join(line for line in lines if line.strip())

    def _write_aside(self, aside: _Aside) -> None:
        for box in aside.boxes:
            for one in _within(box, "w:p", "w:tbl"):
                self._block(one)
        for identity in aside.footnotes:
            self._write_note("footnote", identity)

    def _number(self, kind: str, identity: str) -> str:
        return str(self._numbers.setdefault((kind, identity), len(self._numbers) + 1))

    def _write_note(self, kind: str, identity: str) -> None:
        note = self._notes[kind].pop(identity, None)
        if note is not None:
            self._text.block(f"[^{self._number(kind, identity)}]: {self._flat(note, f'{kind}s')}")

    def _flat(self, element: Element, kind: str) -> str:
        """Return the paragraphs of a small part on one line."""
        part = self._package.related(self._package.main, kind)
        reader = WordReader(self._package, part, self._styles, lambda *_: "")
        words = (reader.read(one).text for one in element.all("w:p", outermost=True))
        return " ".join(" ".join(words).split())

    def _margins(self, kind: str) -> list[str]:
        """Return what the headers or the footers say that are on any page, each once."""
        shown = {"default", *(["even"] if self._has_even_pages() else [])}
        found: dict[str, None] = {}
        for section in self._sections:
            kinds = shown | ({"first"} if is_on(section, "w:titlePg") else set())
            for one in section.elements(f"w:{kind}Reference"):
                part = self._package.part(self._package.main, one.get("r:id"))
                if part and one.get("type", "default") in kinds:
                    found.setdefault(part)
        said = (self._said(part) for part in found)
        return list(dict.fromkeys(words for words in said if words and not words.isdigit()))

    def _has_even_pages(self) -> bool:
        part = self._package.related(self._package.main, "settings")
        return bool(part) and any(
            one.get("val", "1") not in ("0", "false")
            for one in pieces(self._package.archive.portions(part), ("w:evenAndOddHeaders",))
        )

    def _said(self, part: str) -> str:
        reader = WordReader(self._package, part, self._styles, lambda *_: "")
        paragraphs = pieces(self._package.archive.portions(part), ("w:p",), ignored=_IGNORED)
        return " ".join(" ".join(reader.read(one).text for one in paragraphs).split())

    def _remarks(self) -> Iterable[str]:
        part = self._package.related(self._package.main, "comments")
        if not part:
            return
        for one in pieces(self._package.archive.portions(part), ("w:comment",), ignored=_IGNORED):
            quote = self._reader.quotes.get(one.get("id"), "")
            about = f" on “{quote}”" if quote else ""
            yield f"{one.get('author') or 'Someone'}{about}: {self._flat(one, 'comments')}"


class _Aside:
    """What stands beside a paragraph."""

    __slots__ = ("boxes", "footnotes")

    def __init__(self, boxes: list[Element], footnotes: list[str]) -> None:
        self.boxes, self.footnotes = boxes, footnotes


def _notes(package: Package, kind: str) -> dict[str, Element]:
    part = package.related(package.main, f"{kind}s")
    if not part:
        return {}
    found = {}
    for one in pieces(package.archive.portions(part), (f"w:{kind}",), ignored=_IGNORED):
        if one.get("type", "normal") == "normal":
            found[one.get("id")] = one
        if len(found) > bounds.MOST_NAMES:
            raise bounds.Oversized
    return found


def _within(element: Element, *tags: str) -> Iterable[Element]:
    """Yield the elements of these tags, also from within what only wraps them; nothing that was deleted."""
    for child in element.elements():
        if child.tag in tags:
            yield child
        elif child.tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"):
            yield from _within(child, *tags)


def _count(digits: str, default: int) -> int:
    return min(int(digits), _MOST_COLUMNS) if digits.isascii() and digits.isdigit() and len(digits) < 9 else default
