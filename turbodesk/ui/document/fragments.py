"""Cuts the page of a message at any two characters: what lies between them is what a selection copies."""

from __future__ import annotations

from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import CodePiece, ParagraphPiece, Piece, RulePiece, Runs, TablePiece, cut, length


def fragment(document: PieceDocument, start: int, end: int) -> list[Piece]:
    """Return the pieces between two positions, the first and the last cut to what lies between.

    Folded lines of code belong to it like all others: what is copied does not depend on what is shown.
    """
    found: list[Piece] = []
    for index in range(document.index_at(start), len(document.pieces)):
        first, last = document.span(index)
        if first >= end:
            break
        whole = start <= first and end >= last
        piece = document.pieces[index] if whole else _clipped(document, index, start, end)
        if piece is not None:
            found.append(piece)
    return found


def _clipped(document: PieceDocument, index: int, start: int, end: int) -> Piece | None:
    piece, at = document.pieces[index], document.span(index)[0]
    match piece:
        case ParagraphPiece():
            runs = cut(piece.runs, start - at, end - at)
            return piece._replace(runs=runs) if runs else None
        case CodePiece():
            lines: list[Runs] = []
            for line in piece.lines:
                size = length(line)
                if at <= end and at + size >= start:
                    lines.append(cut(line, start - at, end - at))
                at += size + 1
            return piece._replace(lines=tuple(lines)) if any(lines) else None
        case TablePiece():
            return _clipped_table(document, index, piece, start, end)
        case RulePiece():
            return None


def _clipped_table(document: PieceDocument, index: int, piece: TablePiece, start: int, end: int) -> TablePiece | None:
    table = document.table(index)
    if table is None:
        return None
    rows: list[tuple[Runs, ...]] = []
    heads = 0
    for at, row in enumerate(piece.rows):
        first, last = table.cellAt(at, 0).firstPosition(), table.cellAt(at, len(row) - 1).lastPosition()
        if first <= end and last >= start:  # a cell in which a selection ends is selected as a whole
            rows.append(row)  # rows are taken whole: half a row is no table any more
            heads += at < piece.heads
    return piece._replace(rows=tuple(rows), heads=heads) if rows else None
