"""Says how every piece of a page is set: fonts, line heights, distances and colours, from the theme and a text size.

All distances are in device-independent pixels at the chosen text size. A `Typography` keeps the formats it made, so
that a page of thousands of runs makes a few dozen.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QTextBlockFormat, QTextCharFormat, QTextFormat

from turbodesk.ui.document.pieces import (
    CodePiece,
    Marks,
    Nesting,
    ParagraphPiece,
    Piece,
    RulePiece,
    TablePiece,
    is_long,
)
from turbodesk.ui.theme.theme import Theme

CELL_PAD, CELL_PAD_X = 5, 10
"""Above and beneath, left and right of the text of a table's cell, at 100 %."""
BAR_ROOM = 14
"""Pixels beneath a table that is scrolled sideways, for its bar: as much as there is between it and what follows."""
LINE = 1.5
"""Line height of the body over its font size."""
_HEADINGS = {"h1": 1.55, "h2": 1.3, "h3": 1.12, "h4": 1.0, "h5": 0.92, "h6": 0.92}
_HEADING_LINE = 1.3
_ABOVE = {"h1": 24, "h2": 24, "h3": 16, "h4": 16, "h5": 16, "h6": 16, "plain": 0}
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

_MOST_INDENT_EM = 20
"""A third of a page: one letter a line would be no text, and takes Qt seconds."""


class Typography:
    """How pieces are set in one theme at one text size."""

    def __init__(self, theme: Theme, percent: int, *, numbers: bool, folds: bool) -> None:
        self.theme = theme
        self.numbers = numbers
        """Whether lines of code are numbered."""
        self.folds = folds
        """Whether long code may be folded: on a screen, not on paper."""
        self.percent = percent
        self.body = theme.body_font(percent)
        self.code = theme.code_font(percent)
        self.small = theme.small_font(percent)
        self.em = max(1, QFontInfo(self.body).pixelSize())
        """Pixels of the body's font size, the measure of all else."""
        self.line = round(self.em * LINE)
        self.code_line = round(QFontInfo(self.code).pixelSize() * LINE)
        self.code_advance = QFontMetricsF(self.code).horizontalAdvance("0")
        self.panel_header = round(self.em * 0.8) + 26
        """Height of the row of buttons above code: the buttons do not grow as fast as the text."""
        self.panel_pad = self.px(12)
        self.panel_foot = round(self.em * 0.8) + 20
        """Height of the row beneath long code, where it is folded and unfolded."""
        self.char_format = cache(self._char_format)
        self.block_format = cache(self._block_format)

    def px(self, size: float) -> int:
        """Return a distance of the design at this text size."""
        return round(size * self.percent / 100)

    def indent(self, place: Nesting) -> int:
        """Return how far a piece stands in, by its lists and quotes; of very many, the outer ones alone."""
        return round(min(_MOST_INDENT_EM, sum(level.indent_em for level in place.levels)) * self.em)

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
        return self.panel_pad + self.px(2) + (self.panel_foot if self.folds and is_long(piece) else 0)

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
        if isinstance(piece, ParagraphPiece) and piece.kind in _ABOVE:
            above = _ABOVE[piece.kind]
        elif isinstance(piece, RulePiece):
            above = 24
        elif piece.place.is_tight and not isinstance(before, CodePiece | TablePiece):
            above = 4
        else:
            above = 8 if piece.place.marker and piece.place.joined else 12
        if isinstance(before, ParagraphPiece) and before.kind in _HEADINGS:
            above = min(above, 8) if not isinstance(piece, CodePiece | TablePiece) else 12
        elif isinstance(before, RulePiece):
            above = max(above, 24)
        elif isinstance(before, CodePiece | TablePiece):
            above = max(above, 16)
        return self.px(above)

    def paragraph_line(self, kind: str) -> int:
        """Return the line height of a kind of paragraph."""
        scale = _HEADINGS.get(kind)
        return self.line if scale is None else round(self.em * scale * (_HEADING_LINE if scale > 1 else LINE))

    def chars(self, marks: Marks, kind: str, href: str = "", title: str = "") -> QTextCharFormat:
        """Return the format of a run in a kind of paragraph ("p", "h1", ..., "code", "head")."""
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
        """Return the block format of a line of code, `gutter` pixels to the right of the panel's padding."""
        made = QTextBlockFormat(self.block_format(self.code_line, above, self.indent(place), place.is_rtl, False, ""))
        made.setLeftMargin(made.leftMargin() + self.panel_pad + gutter)
        made.setRightMargin(made.rightMargin() + self.panel_pad)
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
        if is_link:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            made.setUnderlineColor(theme.color("link"))
        if "mark" in marks:
            made.setBackground(theme.color("warning-soft"))
        if "sub" in marks or "sup" in marks:
            alignment = QTextCharFormat.VerticalAlignment
            made.setVerticalAlignment(alignment.AlignSubScript if "sub" in marks else alignment.AlignSuperScript)
        return made

    def _font(self, marks: Marks, kind: str) -> QFont:
        is_fixed = kind == "code" or bool(marks & {"code", "kbd", "math"})
        font = QFont(self.code if is_fixed else self.body)
        scale = _HEADINGS.get(kind, 1.0) * (0.86 if "small" in marks else 1.0)
        if scale != 1.0:
            _scale(font, scale)
        if kind == "head" or "strong" in marks or kind in _HEADINGS:
            font.setWeight(QFont.Weight.DemiBold if kind in ("h1", "h2", "h3", "head") else QFont.Weight.Bold)
        if "math" in marks or ("em" in marks and kind != "code") or (kind == "code" and "com" in marks):
            font.setItalic(True)
        font.setUnderline("u" in marks)
        font.setStrikeOut("del" in marks and kind != "code")
        return font


def _scale(font: QFont, factor: float) -> None:
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(max(1, round(font.pixelSize() * factor)))
