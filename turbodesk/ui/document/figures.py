"""Shows the diagrams of a page as pictures: which code panels are pictures now, how large, and which wait to be.

A panel that is a picture keeps its lines in the document, hidden as folded ones are, but for the first, which is as
tall as the picture and whose letters are not painted. So every position, selection, match and word for a screen reader
is the same as with the source shown, and what is copied is the source.

What draws (`turbodesk.ui.diagrams`) is imported at the first diagram. Where a diagram cannot be drawn, the panel's head
says so in a few words and the source stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QTextCursor

from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import CodePiece, Figure, Piece

if TYPE_CHECKING:
    from turbodesk.ui.diagrams.separate_diagrams import DiagramKey

LANGUAGES = frozenset(("mermaid", "mmd"))
"""As `turbodesk.rendering.diagrams` has them, which is not imported for less."""
_TALLEST = 1_600
"""Pixels at 100 % that a picture takes on a page; a taller one is drawn smaller, and larger in the viewer."""
_BESIDE = 12
"""Pieces above and beneath a diagram that is seen, among which others are drawn with it."""
_PAPER_ZOOM = 3.0
"""Pixels on paper for each of a drawing's: some 300 in an inch."""
_MOST_ZOOM = 4.0


@cache
def can_draw() -> bool:
    """Whether there is something on this computer that draws diagrams; it is not imported to know."""
    return find_spec("merman") is not None and find_spec("resvg_py") is not None


def may_be_figure(piece: Piece) -> bool:
    """Whether a piece is a diagram whose end has come."""
    return isinstance(piece, CodePiece) and not piece.is_open and piece.language.lower() in LANGUAGES


def figure_shown(document: PieceDocument, index: int) -> bool:
    """Whether a piece is a diagram that is shown as a picture."""
    piece = document.pieces[index] if index < len(document.pieces) else None
    return isinstance(piece, CodePiece) and piece.is_picture


def figure_at(document: PieceDocument, point: QPointF) -> int | None:
    """Return the diagram whose picture is at a point of the page, or None."""
    index = document.index_at(document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit))
    piece = document.pieces[index] if figure_shown(document, index) else None
    if not isinstance(piece, CodePiece) or piece.figure is None:
        return None
    down = point.y() - document.documentLayout().blockBoundingRect(document.block(index)).top()
    return index if 0 <= down <= piece.figure.height and point.x() >= 0 else None


class Figures(QObject):
    """The diagrams of one document; panels are known by their piece's index."""

    changing = Signal(list)
    """The panels with these indexes are about to become pictures, or lines again."""
    changed = Signal()
    """Panels are pictures now, or lines again; the page may have another height."""

    def __init__(self, document: PieceDocument) -> None:
        super().__init__(document)
        self._document = document
        self.as_source: set[int] = set()
        """Those whose source the person wants to see."""
        self.tallest: float | None = None
        """The most pixels a picture may take, where the page is cut into pages of paper."""
        self._has_any = False

    def placed(self, index: int, piece: Piece) -> Piece:
        """Return a piece as it stands on the page: a diagram with its picture's size, where that is known."""
        if not may_be_figure(piece):
            return piece
        assert isinstance(piece, CodePiece)
        if not self._has_any:
            from turbodesk.ui.diagrams.diagrams import diagrams

            self._has_any = True
            diagrams().found.connect(self._found)
        figure = self._figure(index, piece)
        return piece if piece.figure == figure else piece._replace(figure=figure)

    def key(self, piece: CodePiece) -> DiagramKey:
        """Return which drawing a panel shows."""
        from turbodesk.ui.diagrams.look import look_of
        from turbodesk.ui.diagrams.separate_diagrams import DiagramKey

        type_ = self._document.typography
        ratio = QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0
        zoom = ceil(2 * ratio * type_.px(100) / 100) / 2 if type_.folds else _PAPER_ZOOM
        return DiagramKey(piece.text, look_of(type_.theme), max(1.0, min(zoom, _MOST_ZOOM)))

    def pictures(self) -> Iterator[int]:
        """Yield the panels that are pictures."""
        return (at for at in range(len(self._document.pieces)) if figure_shown(self._document, at))

    def ask(self, index: int) -> None:
        """Have a diagram drawn that is seen now, and those next to it, which may be seen soon."""
        if not can_draw():
            return
        for at in range(max(0, index - _BESIDE), min(index + _BESIDE + 1, len(self._document.pieces))):
            self._ask(at)

    def _ask(self, index: int) -> None:
        piece = self._document.pieces[index]
        if isinstance(piece, CodePiece) and may_be_figure(piece) and index not in self.as_source:
            from turbodesk.rendering.diagrams import is_diagram
            from turbodesk.ui.diagrams.diagrams import diagrams

            if is_diagram(piece.language, piece.text):
                diagrams().ask(self.key(piece))

    def paint(self, painter: QPainter, piece: CodePiece, rect: QRectF) -> None:
        """Draw the picture of a panel into the rectangle of the panel."""
        if piece.figure is None or not piece.figure.height:
            return
        from turbodesk.ui.diagrams.diagrams import diagrams

        type_ = self._document.typography
        key = diagrams().nearest(self.key(piece))
        if key is not None:
            left = rect.left() + (rect.width() - piece.figure.width) / 2
            place = QRectF(left, rect.top() + type_.panel_header, piece.figure.width, piece.figure.height)
            diagrams().paint(painter, key, place)

    def show_source(self, index: int, *, is_shown: bool) -> None:
        """Show the source of a diagram, or its picture."""
        (self.as_source.add if is_shown else self.as_source.discard)(index)
        if self.refresh():
            self.changed.emit()

    def refresh(self) -> bool:
        """Show what is drawn by now as pictures that fit the page; whether any panel is another one than before."""
        if not self._has_any:
            return False
        document = self._document
        changed = [
            (index, new)
            for index, piece in enumerate(document.pieces)
            if (new := self.placed(index, piece)) is not piece and isinstance(new, CodePiece)
        ]
        if not changed:
            return False
        self.changing.emit([index for index, _ in changed])
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for index, new in changed:
            document.exchange_code(cursor, index, new)
        cursor.endEditBlock()
        for index, _ in changed:
            start, end = document.span(index)
            document.markContentsDirty(start, end - start)
        return True

    def forget_from(self, last: int) -> None:
        """There are no pieces from `last` on any more."""
        self.as_source = {index for index in self.as_source if index < last}

    def _found(self) -> None:
        if self.refresh():
            self.changed.emit()

    def _figure(self, index: int, piece: CodePiece) -> Figure | None:
        from turbodesk.rendering.diagrams import DrawnDiagram
        from turbodesk.ui.diagrams.diagrams import diagrams

        key = diagrams().nearest(self.key(piece))
        answer = None if key is None else diagrams().get(key)
        if answer is None:
            return None
        if not isinstance(answer, DrawnDiagram):
            return Figure(note=answer.why)
        if index in self.as_source:
            return Figure()
        return self._sized(piece, answer.width, answer.height)

    def _sized(self, piece: CodePiece, width: float, height: float) -> Figure:
        """Return a picture as large as it is, or as the page has room for."""
        document = self._document
        type_ = document.typography
        left, right = document.edges(piece)
        room = right - left + max(0, document.bleed - type_.hang) if document.textWidth() > 0 else type_.px(640)
        scale = type_.px(1000) / 1000
        share = min(scale, max(40.0, room) / width, (self.tallest or type_.px(_TALLEST)) / height)
        return Figure(max(1, round(width * share)), max(1, round(height * share)))
