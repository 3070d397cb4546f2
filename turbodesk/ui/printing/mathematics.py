"""Sees to it that formulas are known before they are printed: paper cannot be set again when they are found later."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from turbodesk.rendering.tex import MAX_LENGTH, drawing
from turbodesk.ui.document.builder import pieces_of_html
from turbodesk.ui.document.mathematics import FormulaKey, formulas
from turbodesk.ui.document.pieces import LINE_BREAK, ParagraphPiece, Piece, Runs, TablePiece
from turbodesk.ui.printing.portions import Portion


async def know_formulas(portions: Iterable[Portion]) -> None:
    """Lay out every formula of some portions, one at a time, so that the window can work in between."""
    keys = {
        key
        for portion in portions
        if "math" in portion.html
        for piece in pieces_of_html(portion.html)
        for key in _keys(piece)
        if len(key.tex) <= MAX_LENGTH
    }
    if keys:  # the first formula loads what lays them out, a third of a second's work
        await asyncio.to_thread(drawing, "x", is_display=False)
    for key in keys:
        formulas().wanted(key)
        await asyncio.sleep(0)


def _keys(piece: Piece) -> Iterator[FormulaKey]:
    if isinstance(piece, ParagraphPiece):
        yield from _keys_of_runs(piece.runs, is_display=piece.kind == "math")
    elif isinstance(piece, TablePiece):
        for row in piece.rows:
            for cell in row:
                yield from _keys_of_runs(cell, is_display=False)


def _keys_of_runs(runs: Runs, *, is_display: bool) -> Iterator[FormulaKey]:
    for run in runs:
        if "math" in run.marks:
            yield FormulaKey(run.text.replace(LINE_BREAK, " "), is_display)
