"""Marks the sentence that is read aloud on the page it stands on, painted over it as matches are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAbstractTextDocumentLayout, QTextCharFormat, QTextCursor

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.marks import Span
from turbodesk.ui.document.pieces import CodePiece, ParagraphPiece, Runs, TablePiece, units, words
from turbodesk.ui.document.tables import cell_of

if TYPE_CHECKING:
    from turbodesk.app.speech import Sentence, TextStretch


class SpokenMark:
    """The sentence on one page; places are worked out when they are painted, since formulas may be drawn meanwhile."""

    def __init__(self, page: MessageDocument) -> None:
        self.sentence: Sentence | None = None
        self._page = page

    def selections(self, clip: QRectF) -> list[QAbstractTextDocumentLayout.Selection]:
        """Return what marks the sentence, if it may be seen in a stretch of the page."""
        spans = self.spans()
        if not spans or not _shows(self._page, spans, clip):
            return []
        theme = self._page.typography.theme
        format_ = QTextCharFormat()
        format_.setBackground(theme.color("spoken"))
        format_.setForeground(theme.color("on-spoken"))
        found = []
        for start, end in spans:
            selection = QAbstractTextDocumentLayout.Selection()
            cursor = QTextCursor(self._page)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor, selection.format = cursor, format_
            found.append(selection)
        return found

    def spans(self) -> list[Span]:
        """Return where the sentence stands; nothing where the page has it no more, or not yet."""
        sentence = self.sentence
        if sentence is None or sentence.piece >= len(self._page.pieces):
            return []
        found = (_span(self._page, sentence.piece, one) for one in sentence.stretches)
        return [span for span in found if span is not None]

    def rect(self) -> QRectF | None:
        """Return the stretch of the page that the sentence takes, as wide as the page."""
        spans = self.spans()
        if not spans:
            return None
        top = self._page.line_top(min(start for start, _ in spans))
        last = max(end for _, end in spans) - 1
        block = self._page.findBlock(max(0, last))
        line = block.layout().lineForTextPosition(max(0, last - block.position()))
        bottom = self._page.line_top(max(0, last)) + (line.height() if line.isValid() else 0)
        return QRectF(0, top, self._page.textWidth(), max(1.0, bottom - top))


def _span(page: MessageDocument, index: int, stretch: TextStretch) -> Span | None:
    piece = page.pieces[index]
    runs: Runs = ()
    match piece:
        case ParagraphPiece():
            runs, block = piece.runs, page.block(index)
        case TablePiece():
            table = page.table(index)
            row, column = divmod(stretch.line, max(1, len(piece.aligns)))
            if table is None or row >= len(piece.rows):
                return None
            runs, block = piece.rows[row][column], cell_of(table, piece, row, column).firstCursorPosition().block()
        case CodePiece():
            block = page.findBlockByNumber(page.block(index).blockNumber() + stretch.line)
            if piece.is_picture:
                return None
        case _:
            return None
    start, end = _as_drawn(runs, stretch.start), _as_drawn(runs, stretch.end)
    last = block.length() - 1
    return (block.position() + min(start, last), block.position() + min(end, last)) if block.isValid() else None


def _as_drawn(runs: Runs, at: int) -> int:
    """Return where a character is on the page, where each formula that is drawn has one sign more than its source."""
    read = drawn = 0
    for run in runs:
        if read >= at:
            break
        read += units(words(run))
        drawn += units(run.text)
    return max(0, at + drawn - read)


def _shows(page: MessageDocument, spans: list[Span], clip: QRectF) -> bool:
    layout = page.documentLayout()
    first, last = (layout.blockBoundingRect(page.findBlock(at)) for at in (spans[0][0], spans[-1][1]))
    return first.top() <= clip.bottom() and last.bottom() >= clip.top()
