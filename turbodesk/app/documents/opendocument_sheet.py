"""Reads .ods (OpenDocument 1.3 part 3, 9): each cell holds what it shows beside its value, and may stand for many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from turbodesk.app.documents import grid
from turbodesk.app.documents.archive import DocumentArchive
from turbodesk.app.documents.elements import Element, pieces
from turbodesk.app.documents.opendocument_words import plain_words
from turbodesk.app.documents.writing import DocumentText

_IGNORED = (
    *("table:tracked-changes", "table:dde-links", "table:content-validations", "table:shapes", "office:forms"),
    *("office:scripts", "office:font-face-decls", "table:named-expressions", "table:database-ranges"),
)
_CELLS = ("table:table-cell", "table:covered-table-cell")
_ISO = re.compile(r"\d{4}-\d\d-\d\d\b")


def read(archive: DocumentArchive, text: DocumentText) -> None:
    """Write down the visible sheets in their order.

    Raises:
        Full: not all of it fits.
    """
    _Sheets(archive, text).write()


class _Sheets:
    """The sheets of one file, streamed."""

    def __init__(self, archive: DocumentArchive, text: DocumentText) -> None:
        wanted = ("style:style", "table:table-column", "table:table-row")
        self._pieces = pieces(archive.portions("content.xml"), wanted, marks=("table:table",), ignored=_IGNORED)
        self._text = text
        self._next: Element | None = None
        self._hidden_styles: set[str] = set()
        self._comments: list[str] = []

    def write(self) -> None:
        for _ in self._rows():
            pass  # what stands before the first sheet
        while (sheet := self._next) is not None:
            self._next = None
            if sheet.get("style-name") in self._hidden_styles:
                self._text.left_out.add("hidden sheets")
                for _ in self._rows():
                    pass
                self._comments.clear()
                continue
            grid.write(sheet.get("name"), self._rows(), self._text)
            self._text.comments(self._comments)
            self._comments.clear()

    def _rows(self) -> Iterator[grid.Row]:
        """Yield the rows until the next sheet begins."""
        hidden: set[int] = set()
        column = number = 0
        for piece in self._pieces:
            if piece.tag == "table:table":
                self._next = piece
                return
            if piece.tag == "style:style":
                properties = piece.first("style:table-properties")
                if properties is not None and properties.get("table:display") == "false":
                    self._hidden_styles.add(piece.get("name"))
            elif piece.tag == "table:table-column":
                count = _repeated(piece, "number-columns-repeated", grid.MOST_COLUMNS - column)
                if piece.get("visibility", "visible") != "visible":
                    hidden.update(range(column, column + count))
                column += count
            else:
                count = _repeated(piece, "number-rows-repeated", grid.MOST_ROWS - number)
                if piece.get("visibility", "visible") != "visible":
                    self._text.left_out.add("hidden rows")
                elif cells := self._cells(piece, number + 1):
                    kept = {at: words for at, words in cells.items() if at not in hidden}
                    if len(kept) < len(cells):
                        self._text.left_out.add("hidden columns")
                    for repeat in range(1, count + 1):
                        yield number + repeat, kept
                number += count

    def _cells(self, row: Element, number: int) -> dict[int, str]:
        found: dict[int, str] = {}
        column = 0
        for one in row.elements(*_CELLS):
            count = _repeated(one, "number-columns-repeated", grid.MOST_COLUMNS - column)
            if words := _shown(one):
                found.update(dict.fromkeys(range(column, column + count), words))
            for note in one.elements("office:annotation"):
                said = " ".join(" ".join(plain_words(each) for each in note.elements("text:p", "text:list")).split())
                self._comments.append(f"{grid.letters(column)}{number}: {said}")
            column += count
        return found


def _shown(one: Element) -> str:
    words = "\n".join(plain_words(each) for each in one.elements("text:p"))
    kind = one.get("office:value-type")
    if kind == "date" and not _ISO.match(words):
        return one.get("office:date-value").replace("T", " ").removesuffix(" 00:00:00") or words
    if words or not kind:
        return words
    return one.get("office:value") or one.get("office:boolean-value").upper() or one.get("office:string-value")


def _repeated(one: Element, attribute: str, most: int) -> int:
    """Return for how many places an element stands, within `most`."""
    digits = one.get(attribute, "1")
    count = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1
    return max(0, min(max(1, count), most))
