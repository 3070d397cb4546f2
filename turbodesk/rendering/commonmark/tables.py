"""GitHub's tables: a header row, a row of dashes with as many cells, then the body."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .codespans import closing_ticks, runs_of_ticks
from .cursor import Cursor
from .tree import SourceText, add_children

MAX_COLUMNS = 100
"""More columns make no table. Short rows are filled up, so a wide header over many short rows would otherwise grow with
the product of both."""
LONGEST_TABLE = 1_000
"""Rows of a body; the next are a table of their own without a header. What has been written of a table is copied with
each row that comes, so that one of 25,000 rows would take long."""

_DELIMITERS = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*\|?[ \t]*$")
_PIPE = re.compile(r"(\\\||\|)")
# What matters to a row in which pipes may stand in code and in formulas.
_TOKEN = re.compile(r"`+|\\\||\||\$|\\\(")
# A formula neither begins nor ends with a blank, as the price of one cell and the dollar of the next do.
_FORMULA = re.compile(r"(?<![\w$\\])\$(?=[^\s$])[^$`]*(?<!\s)\$(?![\w$])|\\\((?:[^\\`]|\\[^()])*\\\)")


class Row(BlockNode):
    """One row, as source."""

    __slots__ = ("alignments", "cell", "lenient")

    def __init__(self, line: str, *, cell: str, alignments: list[str], lenient: bool) -> None:
        super().__init__()
        self.lines = [line]
        self.cell = cell
        self.alignments = alignments
        self.lenient = lenient
        self.is_open = False

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append a `tr` with as many cells as the header has."""
        row = SubElement(parent, "tr")
        cells = split_row(self.lines[0], columns=len(self.alignments), lenient=self.lenient)
        for index, alignment in enumerate(self.alignments):
            element = SubElement(row, self.cell, {"align": alignment} if alignment else {})
            if index < len(cells) and cells[index]:
                element.text = SourceText(cells[index])


class TableNode(BlockNode):
    """A table; its children are rows, the first of them the header unless it goes on with the table before it."""

    __slots__ = ("alignments", "heads", "lenient")
    takes_text = True

    def __init__(self, alignments: list[str], header: str | None, *, lenient: bool) -> None:
        super().__init__()
        self.alignments = alignments
        self.lenient = lenient
        self.heads = 0
        """How many of the rows are the header."""
        if header is not None:
            self.heads = 1
            self.children = [Row(header, cell="th", alignments=alignments, lenient=lenient)]

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on until a blank line, code or, leniently, text without a pipe."""
        if at.blank or at.indent >= 4 or (self.lenient and "|" not in at.line):
            return Continuance.ENDS
        return Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a row, where there is room for it."""
        if len(self.children) >= LONGEST_TABLE + self.heads:
            parser.open(TableNode(self.alignments, None, lenient=self.lenient)).take(parser)
            return
        row = Row(parser.at.text(), cell="td", alignments=self.alignments, lenient=self.lenient)
        row.first_line = row.last_line = self.last_line = parser.number
        self.children.append(row)

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append `table`, its `thead` and, if there are rows for it, `tbody`."""
        table = SubElement(parent, "table")
        if self.heads:
            self.children[0].build(SubElement(table, "thead"))
        if len(self.children) > self.heads:
            add_children(SubElement(table, "tbody"), self, first=self.heads)


def start_table(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """Dashes under a paragraph whose last line has as many cells: that line is the header."""
    at = parser.at
    if not isinstance(container, ParagraphNode) or not container.lines or "|" not in container.lines[-1]:
        return None
    if at.line[at.text_at : at.text_at + 2] in ("- ", "-\t") or not _DELIMITERS.match(at.line, at.text_at):
        return None
    marks, header = _split(at.text()), container.lines[-1]
    if len(marks) > MAX_COLUMNS or len(marks) != len(_cut(header, columns=len(marks), lenient=parser.lenient)):
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


def split_row(line: str, *, columns: int, lenient: bool) -> list[str]:
    r"""Return the cells of a row; `\|` is a pipe inside a cell, in code too.

    Lenient: what stands behind the last column is kept in it. GitHub drops it, but words of a reply must not be lost.
    """
    cells = _cut(line, columns=columns, lenient=lenient)
    if lenient and len(cells) > columns:
        while len(cells) > columns and not cells[-1]:
            cells.pop()
        cells[columns - 1 :] = [" | ".join(cells[columns - 1 :])]
    return cells


def _cut(line: str, *, columns: int, lenient: bool) -> list[str]:
    """Cut a row at its pipes; leniently, where they are too many, not at those in code and in formulas.

    GitHub cuts there too, but people and models mean `a|b`. Where that gives too few cells they were no such pipes.
    """
    cells = _split(line)
    if lenient and len(cells) > columns and ("`" in line or "$" in line or "\\(" in line):
        whole = _split(line, _separators(line))
        return whole if len(whole) >= columns else cells
    return cells


def _separators(line: str) -> list[int]:
    """Return where the pipes stand that are neither escaped nor in code nor in a formula."""
    ticks, found, at = runs_of_ticks(line), [], 0
    while token := _TOKEN.search(line, at):
        at = token.end()
        if token.group() == "|":
            found.append(token.start())
        elif token.group()[0] == "`":
            at = max(at, closing_ticks(ticks, token.start(), at) + at - token.start())
        elif formula := _FORMULA.match(line, token.start()):
            at = formula.end()
    return found


def _split(line: str, separators: list[int] | None = None) -> list[str]:
    """Cut a row at its pipes, or at `separators` alone."""
    if separators is not None:
        bounds = [-1, *separators, len(line)]
        cells = [line[start + 1 : end].replace("\\|", "|").strip(" \t") for start, end in pairwise(bounds)]
        first, last = not cells[0], not cells[-1] and len(cells) > 1 + (not cells[0])
        return cells[first : len(cells) - last]
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
