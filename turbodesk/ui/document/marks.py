"""Knows where the words looked for stand on the page of one message, and how they are marked there.

Marks are painted over the page and never become part of it: the document, a selection and what is copied stay as they
are. Only what is in view is searched when it is painted, so marks cost the same on a page of any length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QTextBlock, QTextCharFormat, QTextCursor, QTextLine

from turbodesk.app.text_matcher import TextMatcher
from turbodesk.chat.citations import passages
from turbodesk.chat.message import Message, Role
from turbodesk.rendering import to_elements
from turbodesk.ui.document.builder import pieces_of_elements, pieces_of_text
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import CodePiece, ParagraphPiece, Piece, TablePiece, flat, units
from turbodesk.ui.document.portions import with_breaks

if TYPE_CHECKING:
    from turbodesk.app.speech import Sentence

Span = tuple[int, int]
"""Start and end of a match, as positions of the document."""


class PageMarks(NamedTuple):
    """What is marked in a message."""

    matcher: TextMatcher | None = None
    """The words looked for."""
    front: int | None = None
    """Which of the matches, from 0, is in front; None: it is in another message."""
    spoken: Sentence | None = None
    """What is read aloud, if it is of this message."""


class Marks:
    """The matches on one page."""

    def __init__(self, page: MessageDocument) -> None:
        self.matcher: TextMatcher | None = None
        self._page = page
        self._number: int | None = None
        self._front: Span | None = None

    @property
    def front(self) -> Span | None:
        """Where the match in front stands, if it is on this page."""
        return self._front

    def set_matcher(self, matcher: TextMatcher | None) -> None:
        """Mark other words; none of their matches is in front."""
        self.matcher = matcher
        self._number = self._front = None

    def set_front(self, number: int | None) -> None:
        """Set off the match `number`, from 0, from all others."""
        self._number = number
        self._front = None if number is None else self.span(number)

    def changed_from(self, position: int) -> None:
        """The page is another one from `position` on."""
        if self._number is not None and (self._front is None or self._front[1] >= position):
            self._front = self.span(self._number)

    def count(self) -> int:
        """Return the number of matches on the page."""
        return sum(1 for _ in self._spans())

    def span(self, number: int) -> Span | None:
        """Return where the match `number` stands, or None where there are not so many."""
        return next(islice(self._spans(), number, None), None)

    def selections(self, clip: QRectF) -> list[QAbstractTextDocumentLayout.Selection]:
        """Return what marks the matches in a stretch of the page."""
        if self.matcher is None:
            return []
        theme = self._page.typography.theme
        formats = [QTextCharFormat(), QTextCharFormat()]
        for format_, token in zip(formats, ("found", "found-now"), strict=True):
            format_.setBackground(theme.color(token))
            format_.setForeground(theme.color(f"on-{token}"))
        found = []
        for span in self._seen(clip):
            selection = QAbstractTextDocumentLayout.Selection()
            cursor = QTextCursor(self._page)
            cursor.setPosition(span[0])
            cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = formats[span == self._front]
            found.append(selection)
        return found

    def _seen(self, clip: QRectF) -> Iterator[Span]:
        """The matches in a stretch of the page; some beside it too."""
        layout = self._page.documentLayout()
        block = self._page.findBlock(max(0, layout.hitTest(clip.topLeft(), Qt.HitTestAccuracy.FuzzyHit)))
        table = QTextCursor(block).currentTable()
        for _ in range(table.columns() if table is not None else 1):  # cells beside it may reach farther down
            block = block.previous() if block.previous().isValid() else block
        while block.isValid() and layout.blockBoundingRect(block).top() <= clip.bottom():
            yield from self._of_block(block)
            block = block.next()

    def _spans(self) -> Iterator[Span]:
        block = self._page.begin()
        while block.isValid():
            yield from self._of_block(block)
            block = block.next()

    def _of_block(self, block: QTextBlock) -> Iterator[Span]:
        if self.matcher is None:
            return
        text, at = block.text(), block.position()
        is_even = len(text) + 1 == block.length()  # no character takes two of Qt's
        for start, end in self.matcher.spans(text):
            if is_even:
                yield at + start, at + end
            else:
                yield at + units(text[:start]), at + units(text[:end])

    def rect(self, number: int) -> QRectF | None:
        """Return the line the match `number` begins in, as wide as the match there."""
        span = self.span(number)
        if span is None:
            return None
        block = self._page.findBlock(span[0])
        line = block.layout().lineForTextPosition(span[0] - block.position())
        if not line.isValid():
            return None
        origin: QPointF = self._page.documentLayout().blockBoundingRect(block).topLeft()
        xs = sorted(_x(line, position - block.position()) for position in span)
        return QRectF(xs[0], line.y(), xs[1] - xs[0], line.height()).translated(origin)


def _x(line: QTextLine, at: int) -> float:
    # The binding gives the position it took too; its stubs say otherwise.
    x: Any = line.cursorToX(at)
    return float(x[0])


def lines_of(message: Message) -> Sequence[str]:
    """Return what is read of a message, one string for each block of its page; safe in any thread."""
    texts = [passage.marked for passage in passages(message) if passage.text]
    set_ = pieces_of_text if message.role is Role.USER else _pieces_of_markdown
    return [line for text in texts for piece in set_(text) for line in _lines(piece)]


def _pieces_of_markdown(text: str) -> list[Piece]:
    return pieces_of_elements(to_elements(with_breaks(text)))


def _lines(piece: Piece) -> Iterator[str]:
    match piece:
        case ParagraphPiece():
            yield flat(piece.runs)
        case CodePiece():
            yield from map(flat, piece.lines)
        case TablePiece():
            # In the order of the page, where a row from right to left stands the other way round.
            yield from (flat(cell) for row in piece.rows for cell in (reversed(row) if piece.is_rtl else row))
