"""The page of one message: a QTextDocument that is laid again only from the first character that differs.

The page is a list of pieces (`pieces`) set one after another. The first `finished` of them never change; the rest is
the tail, which every flush gives anew. The old and the new tail are compared as values and the document is cut at the
first difference, inside a paragraph, a line of code or a row of a table: a long open list or fence costs what was
added, not what it has become.

Why not setHtml or insertHtml: they cost a parse per flush, know neither hanging markers nor panels, and leave margins
to their own taste. Why not QTextList and QTextFrame: a list rewritten from its middle would have to be found and
joined again, and a frame in a frame is laid out whole for each change in it; markers, bars and panels are painted
(`painting`), and only tables are objects of Qt's, because only Qt can wrap cells beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextOption,
    QTextTable,
)

from turbodesk.ui.document.builder import pieces_of_html, pieces_of_text
from turbodesk.ui.document.code_lines import CodeLines
from turbodesk.ui.document.colours import Colouring
from turbodesk.ui.document.figures import Figures
from turbodesk.ui.document.fragments import fragment
from turbodesk.ui.document.growing import Growing
from turbodesk.ui.document.laid_tables import LaidTables
from turbodesk.ui.document.mathematics import FORMULA, FormulaObject, formulas, piece_awaits, typeset
from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import (
    CodePiece,
    ParagraphPiece,
    Piece,
    RulePiece,
    Runs,
    TablePiece,
    common,
    joined_tables,
)
from turbodesk.ui.document.tables import (
    can_grow,
    exchange_formulas,
    insert_runs,
    set_bottom,
    table_rect,
)
from turbodesk.ui.document.typography import BAR_ROOM, RULE_HEIGHT, Typography

_RULE_TEXT = "\u200b"
"""Qt gives an empty block beside a table no height; a rule must keep its own."""


class PlacedPiece(NamedTuple):
    """A piece and where it stands in the document, in document coordinates."""

    number: int
    piece: Piece
    rect: QRectF
    """The whole piece: of a code panel the header and the padding too."""


class MessageDocument(PieceDocument):
    """One message's page."""

    formulas_set = Signal()
    """Formulas or diagrams that stood as their source are drawn now; the page may have another height."""

    def __init__(self, typography: Typography, parent: QObject | None = None) -> None:
        super().__init__(typography, parent)
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        # The widths of letters as the face has them, not as they fall on a screen's pixels: even at every scale.
        self.setUseDesignMetrics(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTabStopDistance(4 * typography.code_advance)
        self.setDefaultTextOption(option)
        self.setDefaultFont(typography.body)
        self._finished = 0
        self._last_line = ""
        """The last line of literal text."""
        self.growing = Growing()
        """What is known of the tail."""
        self.code = CodeLines(self)
        """How the lines of code stand."""
        self.tables = LaidTables(self)
        """How the tables stand."""
        self.figures = Figures(self)
        """Which panels are diagrams that are drawn."""
        self.figures.changed.connect(self.formulas_set)
        self.colouring = Colouring(self)
        self._is_fresh = True
        self._has_awaited = False
        self.outlines = FormulaObject(self)
        """What draws the formulas."""
        self.documentLayout().registerHandler(FORMULA, self.outlines)

    # What is shown

    @property
    def finished_count(self) -> int:
        """How many pieces never change any more."""
        return self._finished

    def reset(self) -> None:
        """Make the page empty."""
        self._finished = 0
        self.growing.begin("")
        self._replace([])

    def update_page(self, finished: Sequence[str], tail: str, *, reset: bool = False) -> int:
        """Take newly finished blocks and the tail after them, as one change; return the first piece that is another.

        With `reset` they are the whole page; what is the same as before still stays untouched.
        """
        if reset:
            self._finished = 0
            self.growing.begin("")
        # What is finished first was the tail until now, or its beginning.
        stand, new = self.growing.end(finished[0]) if finished else self.growing.take(tail)
        count = 0
        if finished:
            new += [piece for html in finished[1:] for piece in pieces_of_html(html)]
            # On paper a table is laid once, and its header is shown again on the next page.
            new = new if self.typography.folds else joined_tables(new)
            count = stand + len(new)
            new += self.growing.begin(tail)
        first = self._finished + stand
        new = [self.figures.placed(first + at, typeset(piece)) for at, piece in enumerate(new)]
        self._await_formulas(new)
        changed = self._replace(new, stand=stand)
        self._finished += count
        return changed

    def set_text(self, text: str) -> int:
        """Show literal text, nothing interpreted; return the first piece that is another."""
        self._finished, self._last_line = 0, ""
        self.growing.begin("")
        return self.add_text(text)

    def add_text(self, text: str) -> int:
        """Show more literal text behind what stands there; return the first piece that is another."""
        text = self._last_line + text
        new = pieces_of_text(text)
        self._last_line = text[text.rfind("\n") + 1 :]
        changed = self._replace(new)
        self._finished += len(new) - 1  # the last line may go on
        return changed

    def restyle(self, typography: Typography) -> None:
        """Set the whole page again in another theme or size."""
        pieces, finished, state = list(self._pieces), self._finished, self.code.state()
        self._finished = 0
        self._replace([])
        self.typography = typography
        pieces = [self.figures.placed(at, piece) for at, piece in enumerate(pieces)]
        self.setDefaultFont(typography.body)
        self.code.restore(state)
        self._replace(pieces)
        self._finished = finished

    # Formulas

    def _await_formulas(self, pieces: Sequence[Piece]) -> None:
        if not self._has_awaited and any(map(piece_awaits, pieces)):
            self._has_awaited = True
            formulas().found.connect(self._set_formulas)

    def _set_formulas(self) -> None:
        """Draw the formulas that have become known since they were laid as their source."""
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        is_changed = False
        for index, piece in enumerate(self._pieces):
            if piece_awaits(piece) and (new := typeset(piece)) != piece:
                self._exchange(cursor, index, new)
                is_changed = True
        cursor.endEditBlock()
        if is_changed:
            self.formulas_set.emit()

    def _exchange(self, cursor: QTextCursor, index: int, new: Piece) -> None:
        start, table = self._starts[index], self.table(index)
        grown = exchange_formulas(cursor, start, table, self._pieces[index], new, self.typography)
        self._pieces[index] = new
        self._starts[index + 1 :] = [start + grown for start in self._starts[index + 1 :]]

    # Diagrams

    def exchange_code(self, cursor: QTextCursor, index: int, piece: CodePiece) -> None:
        self._pieces[index] = piece
        cursor.setPosition(self._starts[index])
        above = round(cursor.blockFormat().topMargin())
        cursor.setBlockFormat(self._code_format(piece, index, above=above, is_first=True))
        self.code.show_anew(index)

    # Geometry

    def height(self) -> float:
        """Return the height at the width set by `setTextWidth`, in pixels."""
        last = len(self._pieces) - 1
        below = BAR_ROOM if self.table_overflow(last) else 0
        return self.size().height() + self.typography.space_below(self._pieces[-1] if self._pieces else None) + below

    def shown(self, top: float, bottom: float) -> Iterator[PlacedPiece]:
        """Yield the pieces that reach into a stretch of the page, from the top."""
        if not self._pieces:
            return
        # A panel's header hangs above its first line, so begin one piece earlier.
        at = max(0, self.index_at(self.documentLayout().hitTest(QPointF(0, top), Qt.HitTestAccuracy.FuzzyHit)) - 1)
        for index in range(at, len(self._pieces)):
            rect = self.rect(index)
            if rect.top() > bottom:
                return
            if rect.bottom() >= top:
                yield PlacedPiece(index, self._pieces[index], rect)

    def rect(self, index: int) -> QRectF:
        """Return a piece's rectangle, as wide as the page less the piece's indent."""
        piece = self._pieces[index]
        layout = self.documentLayout()
        left, right = self.edges(piece)
        if isinstance(piece, TablePiece):
            table = self.table(index)
            return table_rect(table) if table is not None else QRectF()
        if isinstance(piece, CodePiece):
            return self.code.rect(index, left, right)
        first = self.findBlock(self._starts[index])
        top = layout.blockBoundingRect(first).top()
        if isinstance(piece, RulePiece):
            return QRectF(left, top, right - left, self.typography.px(RULE_HEIGHT))
        lines = max(1, first.layout().lineCount())
        if first.blockFormat().lineHeightType() == QTextBlockFormat.LineHeightTypes.MinimumHeight.value:
            last_line = first.layout().lineAt(lines - 1)  # lines with tall formulas differ
            return QRectF(left, top, right - left, last_line.y() + last_line.height())
        return QRectF(left, top, right - left, lines * self.typography.paragraph_line(piece.kind))

    def table_overflow(self, index: int) -> int:
        """Return by how many pixels a table is wider than it may be; 0 where it fits, or is no table."""
        return self.tables.overflow(index)

    def overhang(self, index: int) -> int:
        """Return by how many pixels a piece reaches over the text's right edge, scrolled or not."""
        piece = self._pieces[index]
        if isinstance(piece, CodePiece | TablePiece):
            return max(0, min(self.bleed, round(self.rect(index).right() - self.textWidth())))
        return 2 * self.typography.hang if piece.place.is_rtl else 0  # its marks hang at the right

    def fit_tables(self) -> None:
        """Fit the columns of all tables, and all pictures, to another width of the page."""
        self.figures.refresh()
        self.tables.fit()

    def row_top(self, table: QTextTable, row: int) -> float:
        """Return the top of the text in a row of a table."""
        return self.documentLayout().blockBoundingRect(table.cellAt(row, 0).firstCursorPosition().block()).top()

    def line_top(self, position: int) -> int:
        """Return the top of the line a character stands in, in pixels."""
        block = self.findBlock(position)
        if not block.isValid():
            return 0
        if not block.isVisible():
            block = self.code.last_shown(self.index_at(position))
        top = self.documentLayout().blockBoundingRect(block).top()
        line = block.layout().lineForTextPosition(position - block.position())
        return round(top + (line.y() if line.isValid() and line.lineNumber() else 0))

    # Text

    def fragment(self, start: int, end: int) -> list[Piece]:
        """Return the pieces between two positions, the first and the last cut to what lies between."""
        return fragment(self, start, end)

    # Laying pieces

    def _replace(self, new: list[Piece], *, stand: int = 0) -> int:
        """Put `new` where everything after the finished pieces and the `stand` after them stands.

        Returns the index of the first piece that is another than before; where none is, of one beyond the last.
        """
        base = at = self._finished + stand
        while at < len(self._pieces) and at - base < len(new) and self._pieces[at] == new[at - base]:
            at += 1
        rest = new[at - base :]
        if not rest and at == len(self._pieces):
            return at
        cursor = QTextCursor(self)
        before = [piece for piece in self._pieces[at:] if isinstance(piece, CodePiece)]
        first = at
        cursor.beginEditBlock()
        if at < len(self._pieces) and rest and self._grow(cursor, at, rest[0]):
            rest = rest[1:]
            at += 1
        else:
            self._cut_before(cursor, at)
        if at < len(self._pieces):
            self._forget_from(at, last=base + len(new))
            self.tables.ended(at - 1)
        for piece in rest:
            self._lay(cursor, piece)
        cursor.endEditBlock()
        known = set(map(id, before))
        for index in range(first, len(self._pieces)):
            piece = self._pieces[index]
            if isinstance(piece, CodePiece) and id(piece) not in known:
                self.colouring.laid(index, piece)
        return first

    def _forget_from(self, at: int, *, last: int) -> None:
        """Forget the pieces from `at` on. A panel that comes again at the same place stays wrapped."""
        self.code.forget_from(last)
        self.figures.forget_from(last)
        self._tables = {index: table for index, table in self._tables.items() if index < at}
        del self._pieces[at:], self._starts[at:]
        self.tables.forget_from(at)

    def _cut_before(self, cursor: QTextCursor, at: int) -> None:
        """Remove the piece `at` and all after it."""
        if at >= len(self._pieces):
            return
        before = self._pieces[at - 1] if at else None
        own_block = before is None or isinstance(before, TablePiece)
        cut_at = self._starts[at]
        if before is None:
            cut_at = 0
        elif not own_block:
            cut_at = self.span(at - 1)[1]
        elif isinstance(self._pieces[at], TablePiece):
            cut_at -= 1  # the empty block between two tables
        self._remove_from(cursor, cut_at)
        self._is_fresh = own_block
        if own_block:
            cursor.setBlockFormat(QTextBlockFormat())
        if isinstance(before, TablePiece) and (table := self.table(at - 1)) is not None:
            set_bottom(table, 0)

    @staticmethod
    def _remove_from(cursor: QTextCursor, position: int) -> None:
        cursor.setPosition(position)
        format_, is_visible = cursor.blockFormat(), cursor.block().isVisible()
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        if cursor.hasSelection():
            cursor.removeSelectedText()
            # A block of which everything is removed takes the format of the last one removed with it. To set the same
            # one again would lay the whole block anew.
            if cursor.blockFormat() != format_:
                cursor.setBlockFormat(format_)
            cursor.block().setVisible(is_visible)

    def _grow(self, cursor: QTextCursor, at: int, new: Piece) -> bool:
        """Turn the piece `at` into `new` by changing only its end, and remove all after it, where that can be."""
        old = self._pieces[at]
        if isinstance(old, TablePiece) and isinstance(new, TablePiece):
            if not can_grow(old, new):
                return False
            self._remove_from(cursor, self._tables[at].lastPosition() + 1)
            self.tables.grow(at, new)
            self._pieces[at] = new
            self._is_fresh = True
            return True
        type_ = self.typography
        if isinstance(old, ParagraphPiece) and isinstance(new, ParagraphPiece) and old[1:] == new[1:]:
            if (kind := type_.kind(new)) != type_.kind(old):
                return False
            kept, runs = common(old.runs, new.runs)
            self._remove_from(cursor, self._starts[at] + kept)
            insert_runs(cursor, runs, type_, kind)
        elif isinstance(old, CodePiece) and isinstance(new, CodePiece) and self._can_grow_code(old, new):
            self._grow_code(cursor, at, old, new)
            self._pieces[at] = new
            self.code.laid(at)
        else:
            return False
        self._pieces[at] = new
        self._is_fresh = False
        return True

    def _can_grow_code(self, old: CodePiece, new: CodePiece) -> bool:
        is_same = old.language == new.language and old.place == new.place and not (old.is_picture or new.is_picture)
        return is_same and self.typography.gutter(old) == self.typography.gutter(new)

    def _grow_code(self, cursor: QTextCursor, at: int, old: CodePiece, new: CodePiece) -> None:
        same = max(0, len(old.lines) - 1)
        if old.lines[:same] != new.lines[:same]:
            same = 0
        while same < len(old.lines) and same < len(new.lines) and old.lines[same] == new.lines[same]:
            same += 1
        lines_above = self.findBlockByNumber(self.block(at).blockNumber() + same - 1) if same else None
        position = self._starts[at] if lines_above is None else lines_above.position() + lines_above.length()
        if same == len(old.lines) or same == len(new.lines):
            self._remove_from(cursor, position - 1)
        else:
            kept, runs = common(old.lines[same], new.lines[same])
            self._remove_from(cursor, position + kept)
            insert_runs(cursor, runs, self.typography, "code")
            same += 1
        self._insert_lines(cursor, new, new.lines[same:], index=at)

    def _lay(self, cursor: QTextCursor, piece: Piece) -> None:
        """Set one more piece at the end of the page."""
        index = len(self._pieces)
        before = self._pieces[-1] if index else None
        above = self._space_above(before, piece)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        match piece:
            case ParagraphPiece():
                kind = self.typography.kind(piece)
                format_ = self.typography.paragraph(kind, piece.place, above=above, is_rtl=piece.is_rtl)
                self._begin_block(cursor, format_, self.typography.chars(frozenset(), kind))
                self._starts.append(cursor.position())
                insert_runs(cursor, piece.runs, self.typography, kind)
            case CodePiece():
                format_ = self._code_format(piece, index, above=above, is_first=True)
                self._begin_block(cursor, format_, self.typography.chars(frozenset(), "code"))
                self._starts.append(cursor.position())
                insert_runs(cursor, piece.lines[0], self.typography, "code")
                self._insert_lines(cursor, piece, piece.lines[1:], index=index)
            case TablePiece():
                self._tables[index] = table = self.tables.lay(cursor, index, piece, above=above)
                self._starts.append(table.firstPosition())
            case RulePiece():
                format_ = QTextBlockFormat(self.typography.paragraph("plain", piece.place, above=above, is_rtl=False))
                height = self.typography.px(RULE_HEIGHT)
                format_.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
                self._begin_block(cursor, format_, self.typography.chars(frozenset(), "p"))
                self._starts.append(cursor.position())
                cursor.insertText(_RULE_TEXT)
        self._pieces.append(piece)
        self._is_fresh = isinstance(piece, TablePiece)
        if isinstance(piece, CodePiece):
            self.code.laid(index)

    def _space_above(self, before: Piece | None, piece: Piece) -> int:
        """Qt ignores a margin above the first block and beneath a table: there the neighbour carries it."""
        above = self.typography.space_above(before, piece)
        if before is None:
            self._set_top(above)
        elif isinstance(before, TablePiece) and (table := self.table(len(self._pieces) - 1)) is not None:
            set_bottom(table, above)
            above = 0
        return above

    def _set_top(self, top: int) -> None:
        root = self.rootFrame()
        format_ = QTextFrameFormat(root.frameFormat())
        if format_.topMargin() != top:
            format_.setTopMargin(top)
            root.setFrameFormat(format_)

    def _begin_block(self, cursor: QTextCursor, format_: QTextBlockFormat, chars: QTextCharFormat) -> None:
        if self._is_fresh:
            cursor.setBlockFormat(format_)
            cursor.setBlockCharFormat(chars)
        else:
            cursor.insertBlock(format_, chars)

    def _insert_lines(self, cursor: QTextCursor, piece: CodePiece, lines: Sequence[Runs], *, index: int) -> None:
        format_ = self._code_format(piece, index, above=0)
        chars = self.typography.chars(frozenset(), "code")
        for line in lines:
            cursor.insertBlock(format_, chars)
            insert_runs(cursor, line, self.typography, "code")

    def _code_format(self, piece: CodePiece, index: int, *, above: int, is_first: bool = False) -> QTextBlockFormat:
        is_tall = is_first and piece.is_picture
        gutter = 0 if is_tall else self.typography.gutter(piece)
        is_wrapped = self.code.is_wrapped(index) and not is_tall
        made = self.typography.code_block(piece.place, above=above, is_wrapped=is_wrapped, gutter=gutter)
        if is_tall and piece.figure is not None:
            made.setLineHeight(piece.figure.height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return made
