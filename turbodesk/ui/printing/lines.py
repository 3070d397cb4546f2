"""Paints the text of a stretch of a message's page, line by line, and not one line more.

Why not the document's own painting with a clip: it also draws the line before the first one in a paragraph that is
cut. On a screen nobody sees that; in a PDF file it is text that is found, copied and read aloud twice.
"""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtGui import QPainter, QTextBlock

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import TablePiece


class LinePainter:
    """Paints parts of one document, whose width must not change any more."""

    def __init__(self, document: MessageDocument) -> None:
        self.document = document
        layout = document.documentLayout()
        self._blocks: list[QTextBlock] = []
        self._tops: list[float] = []
        pictures = [document.block(at).position() for at in document.figures.pictures()]
        block = document.begin()
        while block.isValid():
            if not block.isVisible() or block.position() in pictures:  # the lines of a diagram, which is a picture
                block = block.next()
                continue
            self._blocks.append(block)
            self._tops.append(layout.blockBoundingRect(block).top())
            block = block.next()
        # Of a row that is cut all cells may reach into the stretch.
        columns = [len(piece.aligns) for piece in document.pieces if isinstance(piece, TablePiece)]
        self._before = 1 + max(columns, default=0)

    def paint(self, painter: QPainter, top: float, bottom: float) -> None:
        """Paint the lines the middle of which lies between two heights of the document."""
        layout = self.document.documentLayout()
        first = max(0, bisect_left(self._tops, top) - self._before)
        for at in range(first, len(self._blocks)):
            if self._tops[at] >= bottom:
                return
            block = self._blocks[at]
            origin = layout.blockBoundingRect(block).topLeft()
            text = block.layout()
            for number in range(text.lineCount()):
                line = text.lineAt(number)
                if top <= origin.y() + line.y() + line.height() / 2 < bottom:
                    line.draw(painter, origin)
