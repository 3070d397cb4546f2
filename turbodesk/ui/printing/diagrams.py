"""Sees to it that diagrams are drawn before they are printed, in the colours of paper."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from turbodesk.ui.document import figures
from turbodesk.ui.document.builder import pieces_of_html
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.figures import LANGUAGES, may_be_figure
from turbodesk.ui.document.pieces import CodePiece
from turbodesk.ui.document.typography import typography
from turbodesk.ui.printing.paper import PAPER
from turbodesk.ui.printing.portions import Portion
from turbodesk.ui.widgets.lifetime import briefly

if TYPE_CHECKING:
    from turbodesk.rendering.diagrams import DrawnDiagram

_ZOOM = 2.0
"""Pixels in a file for each of a drawing's: sharp on a screen, and good on paper."""
_MARKS = tuple(f"language-{language}" for language in LANGUAGES)


async def know_diagrams(portions: Iterable[Portion]) -> None:
    """Have every diagram of some portions drawn. One that cannot be drawn is printed as its source."""
    pieces = [
        piece
        for portion in portions
        if any(mark in portion.html.lower() for mark in _MARKS)
        for piece in pieces_of_html(portion.html)
        if isinstance(piece, CodePiece) and may_be_figure(piece)
    ]
    if not pieces or not figures.can_draw():
        return
    from turbodesk.rendering.diagrams import is_diagram
    from turbodesk.ui.diagrams.diagrams import diagrams

    with briefly(MessageDocument(typography(PAPER, 100, folds=False))) as page:
        keys = [page.figures.key(piece) for piece in pieces if is_diagram(piece.language, piece.text)]
    await asyncio.gather(*(diagrams().drawn(key) for key in keys))


def drawn_on_paper(source: str) -> DrawnDiagram | None:
    """Draw a diagram for a file of another program, on a thread that may wait; None where it cannot be drawn."""
    if not figures.can_draw():
        return None
    from turbodesk.rendering.diagrams import DrawnDiagram
    from turbodesk.ui.diagrams.look import look_of
    from turbodesk.ui.diagrams.separate_diagrams import DiagramKey, drawn_apart

    look = look_of(PAPER)._replace(ground="#ffffff")  # in another program no panel lies behind it
    answer = next(drawn_apart([DiagramKey(source, look, _ZOOM)]), None)
    return answer if isinstance(answer, DrawnDiagram) else None
