"""Says how the lines of a page's code panels stand: folded to the first few, wrapped, and what remains to be coloured.

Folded lines stay in the document, hidden: every position, selection, match and word for a screen reader is the same
whether a panel is folded or not, and folding lays nothing anew but the height.

When a panel is folded: more than `FOLD_ABOVE` lines that are laid at once, as those of a message from the disk. Code
that grew on the page stays open, for its end is where the reader is; so does what the reader opened. `open` is that
memory, and whoever owns the page may keep it for the next time the message is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextCursor

from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import FOLD_TO, CodePiece, Runs, flat, is_long
from turbodesk.ui.document.typography import Typography

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
        self._widths: dict[int, _LineWidths] = {}

    def blocks(self, index: int) -> Iterator[QTextBlock]:
        """Yield the blocks of a panel, one a line, hidden ones too."""
        block = self._document.block(index)
        for _ in self._code(index).lines:
            yield block
            block = block.next()

    def rect(self, index: int, left: float, right: float) -> QRectF:
        """Return the rectangle of a panel whose code stands between two edges, header and foot included.

        It hangs outside both; code that is too wide makes it grow to the right, as far as the document may bleed.
        """
        document, type_ = self._document, self._document.typography
        right += type_.hang + min(max(0, document.bleed - type_.hang), self.overflow(index, right - left))
        levels = self._code(index).place.levels
        # Beside the bar of a quote, not on it.
        left -= type_.hang // 2 if levels and levels[-1].is_quote else type_.hang
        layout = document.documentLayout()
        first, last = document.block(index), self.last_shown(index)
        top = layout.blockBoundingRect(first).top() - type_.panel_header
        piece = self._code(index)
        height = piece.figure.height if piece.is_picture and piece.figure else 0
        bottom = layout.blockBoundingRect(last).top() + (height or last.layout().lineCount() * type_.code_line)
        return QRectF(left, top, right - left, bottom + type_.space_below(self._code(index)) - top)

    def last_shown(self, index: int) -> QTextBlock:
        """Return the last line of a panel that is not hidden."""
        return self._document.findBlockByNumber(self._document.block(index).blockNumber() + self.shown(index) - 1)

    # Width

    def overflow(self, index: int, room: float) -> float:
        """Return by how many pixels the lines of a panel are wider than `room`; 0 where they fit or are wrapped."""
        piece = self._code(index)
        if piece.figure is not None and piece.is_picture:
            return max(0.0, piece.figure.width - room)
        if index in self._wrapped:
            return 0.0
        return max(0.0, self._text_width(index) + self._document.typography.gutter(self._code(index)) - room)

    def forget_widths(self) -> None:
        """The text has another size."""
        self._widths.clear()

    def _text_width(self, index: int) -> float:
        piece, known = self._code(index), self._widths.get(index)
        if known is None or known.lines is not piece.lines:
            known = self._widths[index] = _wider(known, piece.lines, self._document.typography)
        return known.width

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
        """Return how many lines of a panel are shown; of a picture the one that is as tall."""
        if self._code(index).is_picture:
            return 1
        return FOLD_TO if self.is_folded(index) else len(self._code(index).lines)

    def set_folded(self, index: int, *, is_folded: bool) -> None:
        """Show the first lines of a panel alone, or all of them. One that is not long is always shown whole."""
        (self.open.discard if is_folded else self.open.add)(index)
        first, last = self._show(index)
        self._document.markContentsDirty(first, last - first)

    def laid(self, index: int) -> None:
        """A panel was laid, or lines were added to it, within an edit that is still under way."""
        if not self.is_folded(index) and not self._code(index).is_picture:
            return
        if self.lays_open:
            self.open.add(index)
        self._show(index)

    def show_anew(self, index: int) -> None:
        """A panel became a picture, or is none any more, within an edit that is still under way."""
        self._show(index)

    def _show(self, index: int) -> tuple[int, int]:
        """Hide or show the lines beyond the first; return where they begin and end."""
        start, end = self._document.span(index)
        shown = self.shown(index)
        for number, block in enumerate(self.blocks(index)):
            is_shown = number < shown
            if number == FOLD_TO:
                start = block.position()
            if block.isVisible() != is_shown:
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
        self._widths = {index: width for index, width in self._widths.items() if index < last}
        self.open -= {index for index in self.open if index >= last}

    def _code(self, index: int) -> CodePiece:
        piece = self._document.pieces[index]
        assert isinstance(piece, CodePiece)
        return piece


class _LineWidths(NamedTuple):
    """How wide the lines of a panel are."""

    lines: tuple[Runs, ...]
    whole: float
    """The widest of all but the last, which may still grow."""
    last: float

    @property
    def width(self) -> float:
        return max(self.whole, self.last)


def _wider(known: _LineWidths | None, lines: tuple[Runs, ...], type_: Typography) -> _LineWidths:
    """Return the width of `lines`, measuring only those that have come."""
    same, whole = 0, 0.0
    if known is not None and known.lines[:-1] == lines[: len(known.lines) - 1]:
        same, whole = len(known.lines) - 1, known.whole
    metrics = QFontMetricsF(type_.code)
    widths = [_advance(flat(line), metrics, type_.code_advance) for line in lines[same:]]
    return _LineWidths(lines, max([whole, *widths[:-1]]), widths[-1] if widths else 0.0)


def _advance(text: str, metrics: QFontMetricsF, advance: float) -> float:
    text = text.expandtabs(4)
    return len(text) * advance if text.isascii() else metrics.horizontalAdvance(text)
