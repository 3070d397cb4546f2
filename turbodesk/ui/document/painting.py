"""Paints what surrounds the text of a page: bars of quotes, hanging markers, panels of code, rules, and table lines.

Everything is found from the pieces that reach into the part being painted, so a page of any length paints as fast as
a short one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QTextBlock, QTextLayout, QTextLine, QTextTable

from turbodesk.ui.document.document import MessageDocument, PlacedPiece
from turbodesk.ui.document.pieces import (
    BOX,
    BOX_CHECKED,
    BULLETS,
    CodePiece,
    ParagraphPiece,
    RulePiece,
    Runs,
    TablePiece,
    is_long,
    units,
)
from turbodesk.ui.document.tables import cell_of
from turbodesk.ui.document.typography import CELL_PAD, Typography
from turbodesk.ui.theme.theme import RADIUS_PANEL

_BAR = 3
"""Width of a quote's bar."""


def paint_surroundings(
    painter: QPainter,
    document: MessageDocument,
    shown: list[PlacedPiece],
    clip: QRectF,
    offset: Callable[[int], int] = lambda _index: 0,
) -> None:
    """Paint what lies behind and beside the text of `shown`; what lies outside of `clip` may be left out.

    `offset` tells how many pixels a piece is scrolled sideways.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    type_ = document.typography
    bottom = document.rect(shown[0].number - 1).bottom() if shown and shown[0].number else 0.0
    for placed in shown:
        _paint_bars(painter, document, placed, bottom)
        match placed.piece:
            case CodePiece():
                _paint_panel(painter, type_, placed.piece, placed.rect)
                _paint_foot(painter, type_, placed.piece, placed.rect)
                _paint_numbers(painter, document, placed, clip)
            case RulePiece():
                painter.fillRect(placed.rect, type_.theme.color("border"))
            case TablePiece():
                painter.save()
                if document.table_overflow(placed.number):
                    left, right = document.edges(placed.piece)
                    area = QRectF(left, placed.rect.top() - 1, right - left, placed.rect.height() + 2)
                    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
                    painter.translate(-offset(placed.number), 0)
                _paint_table(painter, document, placed, clip)
                painter.restore()
            case ParagraphPiece():
                _paint_chips(painter, document, document.block(placed.number), placed.piece.runs)
        if placed.piece.place.marker:
            _paint_marker(painter, document, placed)
        bottom = placed.rect.bottom()
    painter.restore()


def _paint_bars(painter: QPainter, document: MessageDocument, placed: PlacedPiece, bottom_before: float) -> None:
    place, widest = placed.piece.place, document.typography.indent(placed.piece.place)
    x = 0.0
    for depth, level in enumerate(place.levels):
        if level.is_quote:
            top = bottom_before if depth < place.joined else placed.rect.top()
            left = document.textWidth() - x - _BAR if place.is_rtl else x
            painter.fillRect(
                QRectF(left, top, _BAR, placed.rect.bottom() - top), document.typography.theme.color("quote")
            )
        x += level.indent_em * document.typography.em
        if x > widest:
            return


def _paint_panel(painter: QPainter, type_: Typography, piece: CodePiece, rect: QRectF) -> None:
    painter.setPen(QPen(type_.theme.color("border"), 1))
    painter.setBrush(type_.theme.color("code"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PANEL, RADIUS_PANEL)
    if piece.language:
        painter.setFont(type_.small)
        painter.setPen(type_.theme.color("text-muted"))
        label = QRectF(rect.left() + type_.panel_pad, rect.top() + 2, rect.width() - 150, type_.panel_header - 2)
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, piece.language[:40])


def _paint_foot(painter: QPainter, type_: Typography, piece: CodePiece, rect: QRectF) -> None:
    if type_.folds and is_long(piece):
        y = rect.bottom() - type_.panel_foot - 0.5
        painter.setPen(QPen(type_.theme.color("border"), 1))
        painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 1, y))


def _paint_numbers(painter: QPainter, document: MessageDocument, placed: PlacedPiece, clip: QRectF) -> None:
    """Number the lines of a panel. The numbers are no text of the page: nobody wants them in what is copied."""
    type_, piece = document.typography, placed.piece
    if not isinstance(piece, CodePiece) or not type_.gutter(piece):
        return
    painter.setFont(type_.code)
    painter.setPen(type_.theme.color("text-muted"))
    right = placed.rect.left() + type_.panel_pad + type_.gutter(piece) - type_.px(14)
    layout = document.documentLayout()
    for number, block in _lines_in(document, placed, clip):
        line = block.layout().lineAt(0)
        if line.isValid():
            baseline = layout.blockBoundingRect(block).top() + line.y() + line.ascent()
            text = str(number)
            painter.drawText(QPointF(right - len(text) * type_.code_advance, baseline), text)


def _lines_in(document: MessageDocument, placed: PlacedPiece, clip: QRectF) -> Iterator[tuple[int, QTextBlock]]:
    """Yield the lines of code that may be seen, each with its number from 1."""
    layout, first = document.documentLayout(), document.block(placed.number)
    shown = range(document.code.shown(placed.number))

    def top(line: int) -> float:
        return layout.blockBoundingRect(document.findBlockByNumber(first.blockNumber() + line)).top()

    line = max(0, bisect_left(shown, clip.top(), key=top) - 1)
    block = document.findBlockByNumber(first.blockNumber() + line)
    while line < len(shown) and top(line) <= clip.bottom():
        yield line + 1, block
        block, line = block.next(), line + 1


def _paint_table(painter: QPainter, document: MessageDocument, placed: PlacedPiece, clip: QRectF) -> None:
    table, piece, type_ = document.table(placed.number), placed.piece, document.typography
    if table is None or not isinstance(piece, TablePiece):
        return
    pad = type_.px(CELL_PAD)
    line = QPen(type_.theme.color("border"), 1)
    head = QPen(type_.theme.color("button-border"), 1.5)
    rows = _rows(document, table, clip)
    for row in rows:
        y = document.row_top(table, row) - pad
        if not row:
            continue
        painter.setPen(head if row == piece.heads else line)
        painter.drawLine(QPointF(placed.rect.left(), y), QPointF(placed.rect.right(), y))
    painter.setPen(line)
    painter.drawLine(placed.rect.bottomLeft(), placed.rect.bottomRight())
    for row in rows:
        for column, runs in enumerate(piece.rows[row]):
            if any(run.marks & _CHIPS for run in runs):
                _paint_chips(painter, document, cell_of(table, piece, row, column).firstCursorPosition().block(), runs)


def _rows(document: MessageDocument, table: QTextTable, clip: QRectF) -> range:
    """The rows of a table that may be seen, found by halving: a table may have thousands."""
    every = range(table.rows())
    first = bisect_left(every, clip.top(), key=lambda row: document.row_top(table, row))
    last = bisect_left(every, clip.bottom(), key=lambda row: document.row_top(table, row))
    return every[max(0, first - 1) : last + 1]


_CHIPS = frozenset(("code", "kbd"))


def _paint_chips(painter: QPainter, document: MessageDocument, block: QTextBlock, runs: Runs) -> None:
    if not any(run.marks & _CHIPS for run in runs):
        return
    theme = document.typography.theme
    layout = block.layout()
    # Not the layout's own position: that counts from the table's cell.
    origin = document.documentLayout().blockBoundingRect(block).topLeft()
    at = 0
    for run in runs:
        size = units(run.text)
        if run.marks & _CHIPS:
            is_key = "kbd" in run.marks
            margin = 1 if is_key else 2
            painter.setPen(QPen(theme.color("button-border"), 1) if is_key else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("code" if is_key else "hover"))
            for rect in _spans(layout, at, at + size, document.typography):
                painter.drawRoundedRect(rect.translated(origin).adjusted(-margin, 0.5, margin, -0.5), 4, 4)
        at += size


def _spans(layout: QTextLayout, start: int, end: int, type_: Typography) -> Iterator[QRectF]:
    """Yield the rectangles of the characters from `start` to `end`, one a line, in the block's coordinates."""
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
        if first < last:
            x1, x2 = _x(line, first), _x(line, last)
            top, height = line.y(), line.height()
            if height > type_.line:  # a tall formula stands in it
                top, height = top + line.ascent() - type_.em, type_.em * 1.3
            yield QRectF(min(x1, x2), top, abs(x2 - x1), height)


def _x(line: QTextLine, at: int) -> float:
    # The binding gives the position it took too; its stubs say otherwise.
    x: Any = line.cursorToX(at)
    return float(x[0])


def _paint_marker(painter: QPainter, document: MessageDocument, placed: PlacedPiece) -> None:
    place, type_ = placed.piece.place, document.typography
    block = document.block(placed.number)
    line = block.layout().lineAt(0)
    if not line.isValid():
        return
    origin = document.documentLayout().blockBoundingRect(block).topLeft()
    baseline = origin.y() + line.y() + line.ascent()
    gap = type_.em * 0.5
    edge = document.textWidth() - type_.indent(place) + gap if place.is_rtl else type_.indent(place) - gap
    if place.marker in (BOX, BOX_CHECKED):
        _paint_box(painter, type_, baseline, edge, is_checked=place.marker == BOX_CHECKED, is_rtl=place.is_rtl)
        return
    if place.marker in BULLETS:
        _paint_bullet(painter, type_, QPointF(edge, baseline), place.marker, is_rtl=place.is_rtl)
        return
    painter.setFont(type_.body)
    painter.setPen(type_.theme.color("text-muted"))
    width = QFontMetricsF(type_.body).horizontalAdvance(place.marker)
    # Painted from left to right; read from the right the point follows the number, on its left.
    marker = f".{place.marker[:-1]}" if place.is_rtl and place.marker.endswith(".") else place.marker
    painter.drawText(QPointF(edge if place.is_rtl else edge - width, baseline), marker)


def _paint_bullet(painter: QPainter, type_: Typography, at: QPointF, marker: str, *, is_rtl: bool) -> None:
    size = type_.em * 0.36
    x = at.x() if is_rtl else at.x() - size
    rect = QRectF(x, at.y() - type_.em * 0.36 - size / 2, size, size)
    color = type_.theme.color("text-muted")
    if marker == BULLETS[1]:
        painter.setPen(QPen(color, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.adjusted(0.6, 0.6, -0.6, -0.6))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if marker == BULLETS[0]:
        painter.drawEllipse(rect)
    else:
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_box(
    painter: QPainter, type_: Typography, baseline: float, edge: float, *, is_checked: bool, is_rtl: bool
) -> None:
    size = round(type_.em * 0.95)
    rect = QRectF(edge if is_rtl else edge - size, round(baseline - size * 0.86), size, size)
    theme = type_.theme
    painter.setPen(QPen(theme.color("accent" if is_checked else "control-border"), 1.2))
    painter.setBrush(theme.color("accent" if is_checked else "window"))
    painter.drawRoundedRect(rect, size * 0.22, size * 0.22)
    if is_checked:
        pen = QPen(theme.color("on-accent"), size * 0.13)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.32))
        painter.drawPolyline([QPointF(rect.left() + size * x, rect.top() + size * y) for x, y in points])
