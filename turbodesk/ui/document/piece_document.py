"""A document that is a list of pieces, one after another: which there are, and from which character to which.

What lays the pieces is `document.MessageDocument`. Whoever only looks at them, as the folding of code, its colours and
the copying of a selection do, asks for no more than this.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextTable

from turbodesk.ui.document.pieces import CodePiece, Piece
from turbodesk.ui.document.typography import Typography


class PieceDocument(QTextDocument):
    """The pieces of one page, by their index. A subclass lays them and keeps `_starts` true."""

    def __init__(self, typography: Typography, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.typography = typography
        self.bleed = 0
        """How many pixels right of the text there are for what is too wide."""
        self._pieces: list[Piece] = []
        self._starts: list[int] = []
        """The position of each piece's first character."""
        # Kept, because a cursor finds no table while an edit is under way.
        self._tables: dict[int, QTextTable] = {}

    def loadResource(self, type_: int, name: object) -> object:
        """Serve nothing: a page never loads anything, whatever a reply names."""
        return None

    @property
    def pieces(self) -> Sequence[Piece]:
        """All pieces in order; read-only."""
        return self._pieces

    def index_at(self, position: int) -> int:
        """Return the index of the piece at a character's position."""
        return max(0, bisect_right(self._starts, position) - 1)

    def anchor_index(self, anchor: str) -> int | None:
        """Return the piece that carries an in-page link target."""
        return next((at for at, piece in enumerate(self._pieces) if anchor in piece.place.anchors), None)

    def edges(self, piece: Piece) -> tuple[float, float]:
        """Return the left and the right edge of a piece, as its indent leaves them."""
        width, indent = self.textWidth(), self.typography.indent(piece.place)
        return (0.0, width - indent) if piece.place.is_rtl else (float(indent), width)

    def block(self, index: int) -> QTextBlock:
        """Return the first block of a piece."""
        return self.findBlock(self._starts[index])

    def span(self, index: int) -> tuple[int, int]:
        """Return the positions of a piece's first character and after its last."""
        is_last = index + 1 >= len(self._starts)
        return self._starts[index], self.characterCount() - 1 if is_last else self._starts[index + 1] - 1

    def table(self, index: int) -> QTextTable | None:
        """Return Qt's table of the piece `index`."""
        return self._tables.get(index)

    def exchange_code(self, cursor: QTextCursor, index: int, piece: CodePiece) -> None:
        """Show a panel of the same lines as a picture, or as lines again, within an edit that is under way."""
        raise NotImplementedError
