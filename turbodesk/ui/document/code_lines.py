"""Says how the lines of a page's code panels stand: folded to the first few, wrapped, and what remains to be coloured.

Folded lines stay in the document, hidden: every position, selection, match and word for a screen reader is the same
whether a panel is folded or not, and folding lays nothing anew but the height.

When a panel is folded: more than `FOLD_ABOVE` lines that are laid at once, as those of a message from the disk. Code
that grew on the page stays open, for its end is where the reader is; so does what the reader opened. `open` is that
memory, and whoever owns the page may keep it for the next time the message is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextCursor

from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import FOLD_TO, CodePiece, is_long

_NOWHERE = QPointF(0, 1e9)
"""Below every page."""


class CodeLines:
    """The lines of the code panels of one document; panels are known by their piece's index."""

    def __init__(self, document: PieceDocument) -> None:
        self._document = document
        self.open: set[int] = set()
        """The long panels that are shown whole."""
        self.lays_open = False
        """Whether code laid from now on is shown whole however long, because it grows before the reader's eyes."""
        self._wrapped: set[int] = set()

    def blocks(self, index: int) -> Iterator[QTextBlock]:
        """Yield the blocks of a panel, one a line, hidden ones too."""
        block = self._document.block(index)
        for _ in self._code(index).lines:
            yield block
            block = block.next()

    def rect(self, index: int, left: float, right: float) -> QRectF:
        """Return a panel's rectangle between two edges: its header and the row to unfold it belong to it."""
        document, type_ = self._document, self._document.typography
        layout = document.documentLayout()
        first, last = document.block(index), self.last_shown(index)
        top = layout.blockBoundingRect(first).top() - type_.panel_header
        bottom = layout.blockBoundingRect(last).top() + last.layout().lineCount() * type_.code_line
        return QRectF(left, top, right - left, bottom + type_.space_below(self._code(index)) - top)

    def last_shown(self, index: int) -> QTextBlock:
        """Return the last line of a panel that is not hidden."""
        return self._document.findBlockByNumber(self._document.block(index).blockNumber() + self.shown(index) - 1)

    # Wrapping

    def set_wrapped(self, index: int, *, is_wrapped: bool) -> None:
        """Wrap the lines of a panel, or let them run on."""
        (self._wrapped.add if is_wrapped else self._wrapped.discard)(index)
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        for block in self.blocks(index):
            cursor.setPosition(block.position())
            made = block.blockFormat()
            made.setNonBreakableLines(not is_wrapped)
            cursor.setBlockFormat(made)
        cursor.endEditBlock()

    def is_wrapped(self, index: int) -> bool:
        """Whether the lines of a panel are wrapped."""
        return index in self._wrapped

    # Folding

    def is_folded(self, index: int) -> bool:
        """Whether only the first lines of a panel are shown."""
        return self._document.typography.folds and is_long(self._code(index)) and index not in self.open

    def count(self, index: int) -> int:
        """Return how many lines a panel has."""
        return len(self._code(index).lines)

    def shown(self, index: int) -> int:
        """Return how many lines of a panel are shown."""
        return FOLD_TO if self.is_folded(index) else len(self._code(index).lines)

    def set_folded(self, index: int, *, is_folded: bool) -> None:
        """Show the first lines of a panel alone, or all of them. One that is not long is always shown whole."""
        (self.open.discard if is_folded else self.open.add)(index)
        first, last = self._show(index)
        self._document.markContentsDirty(first, last - first)

    def laid(self, index: int) -> None:
        """A panel was laid, or lines were added to it, within an edit that is still under way."""
        if not self.is_folded(index):
            return
        if self.lays_open:
            self.open.add(index)
        self._show(index)

    def _show(self, index: int) -> tuple[int, int]:
        """Hide or show the lines beyond the first; return where they begin and end."""
        start, end = self._document.span(index)
        is_shown = not self.is_folded(index)
        for number, block in enumerate(self.blocks(index)):
            if number == FOLD_TO:
                start = block.position()
            if number >= FOLD_TO and block.isVisible() != is_shown:
                block.setVisible(is_shown)
                if not is_shown:
                    # Qt goes on looking there for the character under the pointer.
                    block.layout().setPosition(_NOWHERE)
        return start, end

    # Pieces come and go

    def state(self) -> tuple[set[int], set[int]]:
        """Return what `restore` brings back."""
        return set(self.open), set(self._wrapped)

    def restore(self, state: tuple[set[int], set[int]]) -> None:
        """Take a state before the same pieces are laid again."""
        self.open |= state[0]
        self._wrapped |= state[1]

    def forget_from(self, last: int) -> None:
        """There are no pieces from `last` on any more. A panel that comes again at the same place stands as it did."""
        self._wrapped = {index for index in self._wrapped if index < last}
        self.open -= {index for index in self.open if index >= last}

    def _code(self, index: int) -> CodePiece:
        piece = self._document.pieces[index]
        assert isinstance(piece, CodePiece)
        return piece
