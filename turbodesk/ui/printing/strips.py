"""Cuts a message's page into strips that no page of paper may cut through, and says what must stay together.

A strip is a line of text or of code, or a row of a table; the first two lines of a paragraph are one strip, and so
are the last two, so that no line stands alone. Strips touch: what lies between two is the lower one's blank top.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextTable

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import CodePiece, ParagraphPiece, RulePiece, TablePiece
from turbodesk.ui.document.typography import Typography

_CODE_HEAD_LINES = 3
"""Lines of code that stay with the panel's header."""


class Strip(NamedTuple):
    """A stretch of a message's page, in the document's coordinates."""

    top: float
    bottom: float
    keeps_next: bool = False
    """Whether the next strip must begin on the same page of paper: a heading alone at the foot helps nobody."""
    scale: float = 1.0
    """Below 1 for a table that is wider than the paper: it is drawn smaller, so that nothing is cut off."""
    head: tuple[float, float] | None = None
    """Top and bottom of what is shown again where this strip begins a page: the header of its table."""

    @property
    def height(self) -> float:
        """What it takes of the paper."""
        return (self.bottom - self.top) * self.scale


def strips(document: MessageDocument, *, width: float, height: float) -> list[Strip]:
    """Return the strips of a message's page, from the top, for paper of a width and height."""
    return [strip for index in range(len(document.pieces)) for strip in _piece(document, index, width, height)]


def _piece(document: MessageDocument, index: int, width: float, height: float) -> Iterator[Strip]:
    piece, rect = document.pieces[index], document.rect(index)
    if isinstance(piece, TablePiece):
        table = document.table(index)
        if table is not None:
            scale = min(1.0, width / rect.right()) if rect.right() > 0 else 1.0
            for strip in _rows(document, table, piece.heads, rect):
                yield from _cut(strip._replace(scale=scale), height, document.typography)
        return
    if isinstance(piece, CodePiece) and piece.is_picture:
        yield Strip(rect.top(), rect.bottom() + 1)
        return
    if isinstance(piece, CodePiece):
        tops = [top for block in document.code.blocks(index) for top in _line_tops(document, block)]
        yield from _grouped([rect.top(), *tops[1:]], rect.bottom() + 1, first=_CODE_HEAD_LINES)
        return
    if isinstance(piece, ParagraphPiece) and piece.kind.startswith("h"):
        yield Strip(rect.top(), rect.bottom(), keeps_next=True)
        return
    if isinstance(piece, RulePiece):
        yield Strip(rect.top(), rect.bottom(), keeps_next=True)
        return
    tops = list(_line_tops(document, document.block(index)))
    yield from _grouped([rect.top(), *tops[1:]], rect.bottom(), first=2)


def _line_tops(document: MessageDocument, block: QTextBlock) -> Iterator[float]:
    top, layout = document.documentLayout().blockBoundingRect(block).top(), block.layout()
    first = layout.lineAt(0).y() if layout.lineCount() else 0.0
    # Relative to the first line: a block's rectangle begins where its first line does.
    for number in range(layout.lineCount()):
        yield top + layout.lineAt(number).y() - first


def _grouped(tops: list[float], bottom: float, *, first: int) -> Iterator[Strip]:
    """Yield a strip a line, the first ones as one, and the last two as one."""
    starts = [at for at in range(len(tops)) if at == 0 or first <= at <= len(tops) - 2]
    for number, at in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else None
        yield Strip(tops[at], bottom if end is None else tops[end])


def _rows(document: MessageDocument, table: QTextTable, heads: int, rect: QRectF) -> Iterator[Strip]:
    pad = document.typography.cell_top
    tops = [document.row_top(table, row) - pad for row in range(table.rows())]
    tops.append(rect.bottom() + 1)
    head = (tops[0], tops[heads]) if 0 < heads < table.rows() else None
    for row in range(table.rows()):
        top, bottom = tops[row], tops[row + 1]
        yield Strip(top, bottom, keeps_next=row < heads, head=None if row < heads else head)


def _cut(strip: Strip, height: float, type_: Typography) -> Iterator[Strip]:
    """Yield a row; one that is too tall for half a page of `height` line by line: it has a whole story in a cell."""
    if strip.height <= height / 2:
        yield strip
        return
    # All cells of a row are set from one top in lines of one height, so a cut between lines goes through all of them.
    top, bottom = strip.top, strip.top + type_.cell_top + 2 * type_.cell_line
    while bottom < strip.bottom - type_.cell_bottom - type_.cell_line:
        yield strip._replace(top=top, bottom=bottom)
        top, bottom = bottom, bottom + type_.cell_line
    yield strip._replace(top=top)
