"""Says how every piece of a page is set: fonts, line heights, distances and colours, from the theme and a text size.

All distances are in device-independent pixels at the chosen text size. A `Typography` keeps the formats it made, so
that a page of thousands of runs makes a few dozen.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextBlockFormat, QTextCharFormat, QTextFormat

from turbodesk.ui.document.pieces import (
    CodePiece,
    Marks,
    Nesting,
    ParagraphPiece,
    Piece,
    RulePiece,
    TablePiece,
    is_long,
    is_quoted,
)
from turbodesk.ui.theme.metrics import HANG
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme

CELL_PAD, COLUMN_GAP = 7, 28
"""Above and beneath the text of a table's cell, and between two columns, at 100 %."""
BAR_ROOM = 16
"""Pixels beneath a table that is scrolled sideways, for its bar: as much as there is between it and what follows."""
RULE_HEIGHT = 24
"""Height of a rule, which is three dots in the middle of it, at 100 %."""
_ROLES = {
    "h1": TextRole.H1,
    "h2": TextRole.H2,
    "h3": TextRole.H3,
    "h4": TextRole.H3,
    "h5": TextRole.TABLE,
    "h6": TextRole.TABLE,
    "head": TextRole.TABLE,
    "cell": TextRole.TABLE,
    "code": TextRole.CODE,
}
"""What kinds of paragraphs are set as; all others are read."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ABOVE = {"h1": 28, "h2": 28, "h3": 20, "h4": 20, "h5": 20, "h6": 20, "plain": 0}
_CODE_SANS, _CODE_SERIF = 0.885, 0.83
"""Size of code within a line, over that of the text around it: letters of one width look larger."""
_RAISED_SANS, _RAISED_SERIF = 0.7, 0.62
"""Size of what is raised or lowered, such as the number of a source, over that of the text around it."""
_RAISE, _LOWER = 40, 18
"""By how much it is, in percent of its own height."""
_LINK_LINE = 0.4
"""How much of a link's colour its line has."""
_TABULAR = QFont.Tag("tnum")
_SYNTAX = {
    "kw": "code-keyword",
    "str": "code-string",
    "num": "code-number",
    "com": "code-comment",
    "fn": "code-function",
    "typ": "code-type",
    "op": "code-operator",
    "del": "danger",
    "ins": "success",
    "err": "danger",
}


@lru_cache(maxsize=8)
def typography(theme: Theme, percent: int, *, numbers: bool = False, folds: bool = True) -> Typography:
    """Return the typography of a theme at a text size in percent; all messages share it."""
    return Typography(theme, percent, numbers=numbers, folds=folds)


_OF_PDF = {ord(char): f"%{ord(char):02X}" for char in "()\\"}
"""What ends a string in a PDF: Qt 6.11 writes addresses as they are, so that one could bring keys of its own, such as
what to start when the link is pressed."""

_MOST_INDENT = 300
"""Pixels at 100 % text, half a page: one letter a line would be no text, and takes Qt seconds."""


def _has_edge(piece: Piece) -> bool:
    return isinstance(piece, CodePiece | TablePiece)


def set_marks(marks: Marks, text: str) -> Marks:
    """Return the marks that a run is set with: what is stressed in Hebrew or Arabic is bold and not slanted.

    These letters have no italics, and where a desktop has them in one face alone, slanted ones come out as boxes.
    """
    if "em" not in marks or text.isascii() or not any("\u0590" <= char <= "\u08ff" for char in text):
        return marks
    return (marks - {"em"}) | {"strong"}


class Typography:
    """How pieces are set in one theme at one text size."""

    def __init__(self, theme: Theme, percent: int, *, numbers: bool, folds: bool) -> None:
        self.theme = theme
        self.numbers = numbers
        """Whether lines of code are numbered."""
        self.folds = folds
        """Whether long code may be folded: on a screen, not on paper."""
        self.percent = percent
        self._scale = theme.faces.scale * percent / 100
        self.body = theme.font(TextRole.READING, percent)
        self.code = theme.font(TextRole.CODE, percent)
        self.small = theme.font(TextRole.LABEL, percent)
        self.em = self.body.pixelSize()
        """Pixels of the body's font size, the measure of formulas."""
        self.line = self.paragraph_line("p")
        self.code_line = self.paragraph_line("code")
        self.lift = self._lift(self.body, self.line)
        """By how many pixels all text stands too low for equal air above and beneath it; below 0: too high."""
        self.cell_line = self.paragraph_line("cell")
        cell_lift = self._lift(theme.font(TextRole.TABLE, percent), self.cell_line)
        self.cell_top, self.cell_bottom = self.px(CELL_PAD) - cell_lift, self.px(CELL_PAD) + cell_lift + 1
        """Pixels above and beneath the text of a table's cell, the line between two rows included."""
        self.code_advance = QFontMetricsF(self.code).horizontalAdvance("0")
        self.hang = self.px(HANG)
        """By how many pixels panels and the bars of quotes hang outside the text."""
        self.panel_header = self.px(36)
        """Height of the row above code with its language and its buttons."""
        self.panel_foot = self.px(36)
        """Height of the row beneath long code, where it is folded and unfolded."""
        self.char_format = cache(self._char_format)
        self.block_format = cache(self._block_format)

    @staticmethod
    def _lift(font: QFont, line: int) -> int:
        # Qt puts the base line of a line of fixed height at four fifths of it, less the gap that the font asks for.
        metrics = QFontMetricsF(font)
        centred = (line - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
        return round(line * 0.8 - max(0.0, metrics.leading()) - centred)

    def px(self, size: float) -> int:
        """Return a distance of the design at this text size."""
        return round(size * self._scale)

    def indent(self, place: Nesting) -> int:
        """Return how far a piece stands in, by its lists and quotes; of very many, the outer ones alone."""
        return self.px(min(_MOST_INDENT, sum(level.indent for level in place.levels)))

    def space_above(self, before: Piece | None, piece: Piece) -> int:
        """Return the distance from `before` to the first line of `piece`, a code panel's header included."""
        header = self.panel_header if isinstance(piece, CodePiece) else 0
        if before is None:
            return header
        return header + self.gap(before, piece) + self.space_below(before)

    def space_below(self, piece: Piece | None) -> int:
        """Return what a piece shows beneath its last line."""
        if not isinstance(piece, CodePiece):
            return 0
        return self.px(8) + self.panel_foot if self.folds and is_long(piece) else self.px(14)

    def gutter(self, piece: CodePiece) -> int:
        """Return the width of the column of line numbers, in pixels; 0 without them."""
        if not self.numbers:
            return 0
        # Two digits at least: the code moves to the right at its hundredth line, not at its tenth.
        return round(max(2, len(str(len(piece.lines)))) * self.code_advance) + self.px(14)

    def gap(self, before: Piece, piece: Piece) -> int:
        """Return the empty distance between two pieces."""
        if isinstance(before, TablePiece) and isinstance(piece, TablePiece) and not piece.heads:
            return 0  # it goes on with the table before
        is_block = isinstance(piece, CodePiece | TablePiece)
        if isinstance(piece, ParagraphPiece) and piece.kind in _ABOVE:
            above = _ABOVE[piece.kind]
        elif isinstance(piece, RulePiece):
            above = 16
        elif piece.place.is_tight and not isinstance(before, CodePiece | TablePiece):
            above = 6
        else:
            above = 8 if piece.place.marker and piece.place.joined else 12
        if isinstance(before, ParagraphPiece) and before.kind in _HEADINGS:
            above = 12 if is_block else min(above, 8)
        elif is_block or isinstance(before, RulePiece | CodePiece | TablePiece):
            above = max(above, 16)
        # From the letters to what has an edge of its own, not from the line that they stand too high or too low in.
        return self.px(above) + self.lift * _has_edge(piece) + max(0, -self.lift) * _has_edge(before)

    @staticmethod
    def kind(piece: ParagraphPiece) -> str:
        """Return how a paragraph is set."""
        return "quote" if is_quoted(piece) else piece.kind

    def paragraph_line(self, kind: str) -> int:
        """Return the line height of a kind of paragraph."""
        return round(self.theme.line_height(_ROLES.get(kind, TextRole.READING), self.percent))

    def chars(self, marks: Marks, kind: str, href: str = "", title: str = "") -> QTextCharFormat:
        """Return the format of a run in a kind of paragraph ("p", "quote", "h1", ..., "code", "head", "cell")."""
        if not href:
            return self.char_format(marks, kind, False)
        linked = QTextCharFormat(self.char_format(marks, kind, True))
        linked.setAnchor(True)
        linked.setAnchorHref(href if self.folds else href.translate(_OF_PDF))
        if title:
            linked.setProperty(QTextFormat.Property.TextToolTip, title)
        return linked

    def paragraph(self, kind: str, place: Nesting, *, above: int, is_rtl: bool) -> QTextBlockFormat:
        """Return the block format of a paragraph; treat it as read-only."""
        return self.block_format(self.paragraph_line(kind), above, self.indent(place), place.is_rtl, is_rtl, kind)

    def code_block(self, place: Nesting, *, above: int, is_wrapped: bool, gutter: int) -> QTextBlockFormat:
        """Return the block format of a line of code, `gutter` pixels to the right of the text's edge."""
        made = QTextBlockFormat(self.block_format(self.code_line, above, self.indent(place), place.is_rtl, False, ""))
        made.setLeftMargin(made.leftMargin() + gutter)
        made.setNonBreakableLines(not is_wrapped)
        made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        return made

    def _block_format(
        self, line: int, above: int, indent: int, indent_rtl: bool, is_rtl: bool, kind: str
    ) -> QTextBlockFormat:
        made = QTextBlockFormat()
        # Fixed, not proportional: a fallback font for Chinese or emoji would push lines apart unevenly.
        made.setLineHeight(line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        made.setTopMargin(above)
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight)
        if indent:
            if indent_rtl:
                made.setRightMargin(indent)
            else:
                made.setLeftMargin(indent)
            # The marker hangs on one side: a line of the other direction stays beside it.
            side = Qt.AlignmentFlag.AlignRight if indent_rtl else Qt.AlignmentFlag.AlignLeft
            made.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        if kind == "math":
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if kind in _HEADINGS:
            made.setHeadingLevel(int(kind[1]))
        return made

    def _char_format(self, marks: Marks, kind: str, is_link: bool) -> QTextCharFormat:
        theme = self.theme
        made = QTextCharFormat()
        made.setFont(self._font(marks, kind))
        color = "text"
        if kind == "h6":
            color = "text-muted"
        for mark in marks:
            color = _SYNTAX.get(mark, color) if kind == "code" else color
        made.setForeground(theme.color("link" if is_link else color))
        is_raised = bool(marks & {"sub", "sup"})
        if is_link and not is_raised:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            line = theme.color("link")
            line.setAlphaF(1.0 if theme.is_contrast else _LINK_LINE)
            made.setUnderlineColor(line)
        if "mark" in marks:
            made.setBackground(theme.color("warning-soft"))
        if is_raised:
            # Not Qt's own raising: it takes half the ascent, and makes the line uneven where it may grow.
            made.setBaselineOffset(-_LOWER if "sub" in marks else _RAISE)
        return made

    def _font(self, marks: Marks, kind: str) -> QFont:
        font = self.theme.font(_ROLES.get(kind, TextRole.READING), self.percent)
        size: float = font.pixelSize()
        is_serif = self.theme.faces.is_serif
        if kind != "code" and marks & {"code", "kbd", "math"}:
            font = QFont(self.code)
            size *= _CODE_SERIF if is_serif else _CODE_SANS
        size *= 0.86 if "small" in marks else 1.0
        if marks & {"sub", "sup"}:
            size *= _RAISED_SERIF if is_serif else _RAISED_SANS
        font.setPixelSize(max(1, int(size + 0.5)))
        # Not on paper: in a PDF file these figures are glyphs without a letter, which nobody finds or copies.
        if kind in ("head", "cell", "number") and self.folds:
            font.setFeature(_TABULAR, 1)
        if kind == "head" or "strong" in marks or kind in _HEADINGS:
            font.setWeight(QFont.Weight.Bold)
        font.setItalic("math" in marks or kind == "quote" or ("em" in marks and kind != "code"))
        font.setUnderline("u" in marks)
        font.setStrikeOut("del" in marks and kind != "code")
        return font
