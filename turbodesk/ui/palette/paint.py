"""Draws the palette's rows: an icon, the title with what was looked for in bold, a muted note, and the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from turbodesk.chat.one_line import sentence_on_one_line
from turbodesk.ui.palette.item_model import Index, PaletteHeading, PaletteItemModel, ShownRow, note_of
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.chosen_row import paint_chosen
from turbodesk.ui.widgets.direction import in_own_order, mirrored, write
from turbodesk.ui.widgets.keycaps import caps_of, caps_width, paint_caps
from turbodesk.ui.widgets.plain import key_text

_INSIDE = 14
"""Pixels from the edge of a row to its icon, and from its keys to the other edge."""
_ICON = 17
_ROW_AIR, _HEADING_AIR = 20, 12
"""Pixels of a row, and of a heading, that its line of text does not need."""
_LEAST_NOTE = 60
"""Pixels below which a note says nothing."""


class RowDelegate(QStyledItemDelegate):
    """Draws the lines of one model."""

    def __init__(self, model: PaletteItemModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(self._model.line(index), PaletteHeading):
            return QSize(0, round(self.theme.line_height(TextRole.SECTION)) + _HEADING_AIR)
        return QSize(0, self.row_height())

    def row_height(self) -> int:
        """Return the height of a row in device-independent pixels."""
        return round(self.theme.line_height(TextRole.UI)) + _ROW_AIR

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._model.line(index)
        inside = option.rect.adjusted(_INSIDE, 0, -_INSIDE, 0)
        if isinstance(line, PaletteHeading):
            painter.setFont(self.theme.font(TextRole.SECTION))
            painter.setPen(self.theme.color("text-muted"))
            beneath = inside.adjusted(0, _HEADING_AIR - Space.XS, 0, -Space.XS)
            write(painter, beneath, line.title, option.direction)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                paint_chosen(painter, option.rect, self.theme, Corner.BUTTON)
            painter.setLayoutDirection(option.direction)
            self._paint_row(painter, inside, line, is_chosen=bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_row(self, painter: QPainter, area: QRect, line: ShownRow, *, is_chosen: bool) -> None:
        row, side = line.row, painter.layoutDirection()
        if row.icon:
            place = QStyle.visualRect(side, area, QRect(area.x(), area.y(), _ICON, area.height()))
            self.theme.icon(row.icon).paint(painter, place, Qt.AlignmentFlag.AlignCenter)
        right = self._paint_keys(painter, area, row.shortcut or (key_text("Return") if is_chosen else ""))
        left = area.x() + _ICON + Space.M
        room = right - left
        token = "text" if row.enabled else "disabled"
        width = _paint_title(
            painter,
            mirrored(side, QRectF(area), QRectF(left, area.y(), room, area.height())),
            row.title.replace("\n", " "),
            font=self.theme.font(TextRole.UI),
            found=line.positions,
            color=self.theme.color(token),
        )
        rest = QRectF(left + width + Space.M, area.y(), room - width - Space.M, area.height())
        if (words := note_of(row)) and rest.width() >= _LEAST_NOTE:
            painter.setFont(self.theme.font(TextRole.UI))
            painter.setPen(self.theme.color("text-muted" if row.enabled else "disabled"))
            metrics = QFontMetricsF(painter.font())
            note = metrics.elidedText(sentence_on_one_line(words), Qt.TextElideMode.ElideRight, rest.width())
            needed = QRectF(rest.x(), rest.y(), metrics.horizontalAdvance(note), rest.height())
            at = mirrored(side, QRectF(area), needed)
            painter.drawText(QPointF(at.x(), _baseline(rest, metrics)), in_own_order(note))

    def _paint_keys(self, painter: QPainter, area: QRect, shortcut: str) -> float:
        """Draw the keys at the end; return where what stands before them has to end, counted from the left."""
        caps = caps_of(shortcut)
        right = area.x() + area.width()
        if not caps:
            return right
        left = right - caps_width(caps, self.theme)
        whole, place = QRectF(area), QRectF(left, area.y(), right - left, area.height())
        at = mirrored(painter.layoutDirection(), whole, place)
        paint_caps(painter, caps, QPointF(at.left(), area.y() + area.height() / 2), self.theme)
        return left - Space.M


def _paint_title(
    painter: QPainter, area: QRectF, title: str, *, font: QFont, found: Sequence[int], color: QColor
) -> float:
    """Draw a title with some of its characters in bold; return how wide it became."""
    layout = _set_line(title, font, found)
    width = layout.lineAt(0).naturalTextWidth()
    if width > area.width():
        bold = QFont(font)
        bold.setBold(bool(found))
        shown = QFontMetricsF(bold).elidedText(title, Qt.TextElideMode.ElideRight, area.width())
        layout = _set_line(shown, font, [at for at in found if at < len(shown) - 1])
        width = layout.lineAt(0).naturalTextWidth()
    painter.setPen(color)
    at = mirrored(painter.layoutDirection(), area, QRectF(area.x(), area.y(), width, area.height()))
    layout.draw(painter, QPointF(at.x(), _baseline(area, QFontMetricsF(font)) - layout.lineAt(0).ascent()))
    return width


def _baseline(area: QRectF, metrics: QFontMetricsF) -> int:
    """Return where a line stands in the middle of an area."""
    return round(area.y() + (area.height() + metrics.ascent() - metrics.descent()) / 2)


def _set_line(text: str, font: QFont, found: Sequence[int]) -> QTextLayout:
    """One laid-out line with these characters in bold."""
    layout = QTextLayout(text, font)
    bold = QTextCharFormat()
    bold.setFontWeight(QFont.Weight.Bold)
    ranges: list[QTextLayout.FormatRange] = []
    for at in found:
        if ranges and ranges[-1].start + ranges[-1].length == at:
            ranges[-1].length += 1
            continue
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = at, 1, bold
        ranges.append(one)
    layout.setFormats(ranges)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return layout
