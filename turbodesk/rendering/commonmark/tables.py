"""GitHub's tables: a header row, a row of dashes with as many cells, then the body."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .cursor import Cursor
from .tree import SourceText, add_children

MAX_COLUMNS = 100
"""More columns make no table. Short rows are filled up, so a wide header over many short rows would otherwise grow with
the product of both."""

_DELIMITERS = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*\|?[ \t]*$")
_PIPE = re.compile(r"(\\\||\|)")


class Row(BlockNode):
    """One row, as source."""

    __slots__ = ("alignments", "cell")

    def __init__(self, line: str, *, cell: str, alignments: list[str]) -> None:
        super().__init__()
        self.lines = [line]
        self.cell = cell
        self.alignments = alignments
        self.is_open = False

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append a `tr` with as many cells as the header has."""
        row = SubElement(parent, "tr")
        cells = split_row(self.lines[0])
        for index, alignment in enumerate(self.alignments):
            element = SubElement(row, self.cell, {"align": alignment} if alignment else {})
            if index < len(cells) and cells[index]:
                element.text = SourceText(cells[index])


class TableNode(BlockNode):
    """A table; its children are rows, the first of them the header."""

    __slots__ = ("alignments", "lenient")
    takes_text = True

    def __init__(self, alignments: list[str], header: str, *, lenient: bool) -> None:
        super().__init__()
        self.alignments = alignments
        self.lenient = lenient
        self.children = [Row(header, cell="th", alignments=alignments)]

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on until a blank line, code or, leniently, text without a pipe."""
        if at.blank or at.indent >= 4 or (self.lenient and "|" not in at.line):
            return Continuance.ENDS
        return Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a row."""
        row = Row(parser.at.text(), cell="td", alignments=self.alignments)
        row.first_line = row.last_line = self.last_line = parser.number
        self.children.append(row)

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append `table`, `thead` and, if there are rows for it, `tbody`."""
        table = SubElement(parent, "table")
        self.children[0].build(SubElement(table, "thead"))
        if len(self.children) > 1:
            add_children(SubElement(table, "tbody"), self, first=1)


def start_table(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """Dashes under a paragraph whose last line has as many cells: that line is the header."""
    at = parser.at
    if not isinstance(container, ParagraphNode) or not container.lines or "|" not in container.lines[-1]:
        return None
    if at.line[at.text_at : at.text_at + 2] in ("- ", "-\t") or not _DELIMITERS.match(at.line, at.text_at):
        return None
    marks, header = split_row(at.text()), container.lines[-1]
    if len(marks) > MAX_COLUMNS or len(marks) != len(split_row(header)):
        return None
    container.lines.pop()
    container.last_line -= 1
    if container.lines:
        parser.close_tip()
    else:
        parser.replace_paragraph()
    table = parser.open_line(
        TableNode([_alignment(mark) for mark in marks], header, lenient=parser.lenient), closed=False
    )
    table.first_line -= 1
    return table


def split_row(line: str) -> list[str]:
    r"""Return the cells of a row; `\|` is a pipe inside a cell, in code too."""
    line = line.strip(" \t")
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    if "\\|" not in line:
        return [cell.strip(" \t") for cell in line.split("|")]
    cells = [""]
    for part in _PIPE.split(line):
        if part == "|":
            cells.append("")
        else:
            cells[-1] += "|" if part == "\\|" else part
    return [cell.strip(" \t") for cell in cells]


def _alignment(mark: str) -> str:
    left, right = mark.startswith(":"), mark.endswith(":")
    if left and right:
        return "center"
    return "left" if left else "right" if right else ""
