"""Paints what surrounds the text of a page: bars of quotes, hanging markers, panels of code, rules, and table lines.

All text begins at one edge, x 0 of the document; what is no text hangs left of it, and panels on both sides.

Everything is found from the pieces that reach into the part being painted, so a page of any length paints as fast as
a short one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPen,
    QTextBlock,
    QTextLayout,
    QTextLine,
    QTextTable,
)

from turbodesk.translation import _
from turbodesk.ui.document.document import MessageDocument, PlacedPiece
from turbodesk.ui.document.languages import language_name
from turbodesk.ui.document.pieces import (
    BOX,
    BOX_CHECKED,
    BULLETS,
    CodePiece,
    ParagraphPiece,
    RulePiece,
    Runs,
    TablePiece,
    units,
)
from turbodesk.ui.document.tables import cell_of
from turbodesk.ui.document.typography import Typography
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.widgets.direction import start

_BAR = 2
"""Width of a quote's bar, at 100 % text."""
_MARK_GAP, _BULLET_GAP = 10, 11
"""How far left of the text a number or a box ends, and a bullet."""
_CHIP, _CHIP_ABOVE = 1.2, 0.9
"""How high the ground of code in a line is, and how far above the base line it begins, in ems of the text."""
_RULE_DOTS, _RULE_STEP, _RULE_RADIUS = 3, 14, 1.5
"""How many dots a rule is, how far apart, and how large."""


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
                if placed.piece.is_picture:
                    document.figures.paint(painter, placed.piece, placed.rect)
                else:
                    _paint_numbers(painter, document, placed, clip)
            case RulePiece():
                _paint_rule(painter, type_, placed.rect)
            case TablePiece():
                painter.save()
                if document.table_overflow(placed.number):
                    left, right = document.edges(placed.piece)
                    area = QRectF(left, placed.rect.top() - 1, right + document.bleed - left, placed.rect.height() + 2)
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
    place, type_ = placed.piece.place, document.typography
    widest = type_.indent(place)
    bar, x = type_.px(_BAR), 0
    # The text stands low in its lines; the bar is as tall as the text.
    top, bottom = placed.rect.top() + type_.px(3) + type_.lift, placed.rect.bottom() - type_.px(3) + type_.lift
    for depth, level in enumerate(place.levels):
        x += type_.px(level.indent)
        if x > widest:
            return
        if level.is_quote:
            above = bottom_before - type_.px(3) if depth < place.joined else top
            left = document.textWidth() - x + type_.hang - bar if place.is_rtl else x - type_.hang
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(type_.theme.color("quote"))
            painter.drawRoundedRect(QRectF(left, above, bar, bottom - above), bar / 2, bar / 2)


def _paint_rule(painter: QPainter, type_: Typography, rect: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(type_.theme.color("icon-rest"))
    radius, step = type_.px(_RULE_RADIUS * 2) / 2, type_.px(_RULE_STEP)
    for number in range(_RULE_DOTS):
        x = rect.center().x() + (number - (_RULE_DOTS - 1) / 2) * step
        painter.drawEllipse(QPointF(x, rect.center().y() + type_.lift), radius, radius)


def _paint_panel(painter: QPainter, type_: Typography, piece: CodePiece, rect: QRectF) -> None:
    theme = type_.theme
    radius = type_.px(Corner.PANEL)
    if theme.is_contrast:
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(theme.color("border"), 1) if theme.is_contrast else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("code"))
    painter.drawRoundedRect(rect, radius, radius)
    if piece.language:
        painter.setFont(type_.small)
        painter.setPen(theme.color("text-muted"))
        # What the buttons leave; in a narrow window half of the panel, which has Copy in the other half.
        room = max(rect.width() - type_.px(200), min(rect.width() / 2 - type_.hang, type_.px(90)))
        label = QRectF(type_.indent(piece.place), rect.top(), room, type_.panel_header)
        if QGuiApplication.isRightToLeft():  # as its buttons, whatever the code is read from
            label.moveRight(rect.right() - type_.hang)
        name = QFontMetricsF(type_.small).elidedText(_head_words(piece), Qt.TextElideMode.ElideRight, label.width())
        painter.drawText(label, start(QGuiApplication.layoutDirection()), name)


def _head_words(piece: CodePiece) -> str:
    name = language_name(piece.language)
    if piece.figure is None or not piece.figure.note:
        return name
    # Translators: {why} is such as "a mistake in it".
    return _("{language} · not drawn: {why}").format(language=name, why=piece.figure.note)


def _paint_numbers(painter: QPainter, document: MessageDocument, placed: PlacedPiece, clip: QRectF) -> None:
    """Number the lines of a panel. The numbers are no text of the page: nobody wants them in what is copied."""
    type_, piece = document.typography, placed.piece
    if not isinstance(piece, CodePiece) or not type_.gutter(piece):
        return
    painter.setFont(type_.code)
    painter.setPen(type_.theme.color("text-muted"))
    right = document.edges(piece)[0] + type_.gutter(piece) - type_.px(14)
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
    theme, rect = type_.theme, placed.rect
    is_first = document.tables.first(placed.number) == placed.number
    rows = _rows(document, table, clip)
    for row in rows:
        if row or not is_first:
            y = document.row_top(table, row) - type_.cell_top
            color = theme.color("button-border" if row == piece.heads and is_first else "border")
            _paint_line(painter, type_, rect, y, color=color, width=1)
    if is_first:
        _paint_line(painter, type_, rect, rect.top(), color=theme.color("text"), width=1.5)
    if document.tables.last(placed.number) == placed.number:
        _paint_line(painter, type_, rect, rect.bottom(), color=theme.color("text"), width=1.5)
    for row in rows:
        for column, runs in enumerate(piece.rows[row]):
            if any(run.marks & _CHIPS for run in runs):
                _paint_chips(painter, document, cell_of(table, piece, row, column).firstCursorPosition().block(), runs)


def _paint_line(painter: QPainter, type_: Typography, rect: QRectF, y: float, *, color: QColor, width: float) -> None:
    """Paint a line across a table whose upper edge is at `y`, as sharp as its text: of whole pixels of the screen."""
    ratio = painter.device().devicePixelRatioF()
    pixels = max(1, int(width * ratio * type_.px(100) / 100))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(QRectF(rect.left(), y, rect.width(), pixels / ratio), color)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


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
            margin = 1 if is_key else 3
            has_edge = is_key or theme.is_contrast
            painter.setPen(QPen(theme.color("button-border"), 1) if has_edge else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("code"))
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
            # Not as high as the line, which may have a gap or a tall formula in it.
            top, height = line.y() + line.ascent() - type_.em * _CHIP_ABOVE, type_.em * _CHIP
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
    gap = type_.px(_BULLET_GAP if place.marker in BULLETS else _MARK_GAP)
    edge = document.textWidth() - type_.indent(place) + gap if place.is_rtl else type_.indent(place) - gap
    if place.marker in (BOX, BOX_CHECKED):
        _paint_box(painter, type_, baseline, edge, is_checked=place.marker == BOX_CHECKED, is_rtl=place.is_rtl)
        return
    if place.marker in BULLETS:
        _paint_bullet(painter, type_, QPointF(edge, baseline), place.marker, is_rtl=place.is_rtl)
        return
    font = type_.chars(frozenset(), "number").font()
    painter.setFont(font)
    painter.setPen(type_.theme.color("text-muted"))
    # Hanging outside the text, a number needs no point; on paper, where it is copied together with the text, it does.
    number = place.marker.removesuffix(".") if type_.folds else place.marker
    if place.is_rtl and number.endswith("."):
        number = f".{number[:-1]}"  # painted from left to right; read from the right the point follows the number
    width = QFontMetricsF(font).horizontalAdvance(number)
    painter.drawText(QPointF(edge if place.is_rtl else edge - width, baseline), number)


def _paint_bullet(painter: QPainter, type_: Typography, at: QPointF, marker: str, *, is_rtl: bool) -> None:
    size = type_.px(5)
    x = at.x() if is_rtl else at.x() - size
    middle = QFontMetricsF(type_.body).xHeight() / 2
    rect = QRectF(x, at.y() - middle - size / 2, size, size)
    color = type_.theme.color("icon-rest")
    if marker == BULLETS[1]:
        painter.setPen(QPen(color, type_.px(5) / 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5))
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
    size, corner = type_.px(16), type_.px(Corner.KEYCAP)
    middle = baseline - QFontMetricsF(type_.body).capHeight() / 2
    rect = QRectF(edge if is_rtl else edge - size, round(middle - size / 2), size, size)
    theme = type_.theme
    painter.setPen(Qt.PenStyle.NoPen if is_checked else QPen(theme.color("control-border"), 1.5))
    painter.setBrush(theme.color("accent") if is_checked else Qt.BrushStyle.NoBrush)
    inset = 0 if is_checked else 0.75
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), corner - inset, corner - inset)
    if is_checked:
        pen = QPen(theme.color("on-accent"), size * 0.11)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = ((0.28, 0.52), (0.44, 0.67), (0.73, 0.36))
        painter.drawPolyline([QPointF(rect.left() + size * x, rect.top() + size * y) for x, y in points])
