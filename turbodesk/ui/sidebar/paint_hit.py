"""Paints what was found: a chat and when it was touched, what it says with the words set off, and how much more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from turbodesk.ui.sidebar.grouping import ChatHit, Hit, MoreHits, Summary
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole

_LINES = 2
"""Of a message at most."""
_ABOVE, _NEXT, _BELOW = 8, 2, 10
"""Above the title of a card, to the row before and the row after, and beneath the last of a card."""
_HEAD = 28
"""The line above everything that was found."""


class HitPainter:
    """Draws the inside of such a row; what it lies on is drawn already."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._title_font = theme.font(TextRole.UI_STRONG)
        self._small_font = theme.font(TextRole.LABEL)
        self._heading_font = theme.font(TextRole.SECTION)
        self._title_height = round(theme.line_height(TextRole.UI_STRONG))
        self._line_height = round(theme.line_height(TextRole.LABEL)) + 2

    def height(self, row: Summary | ChatHit | Hit | MoreHits, width: int) -> int:
        """How high a row is, in device-independent pixels, where its words have `width` of them."""
        match row:
            case Summary():
                return _HEAD + self._line_height - 18
            case ChatHit(best=best):
                return _ABOVE + self._title_height + (_BELOW if best is None else _NEXT)
            case Hit(is_last=is_last):
                lines = self._laid_out(row, width).lineCount()
                return _NEXT + lines * self._line_height + (_BELOW if is_last else _NEXT)
            case MoreHits():
                return _NEXT + self._line_height + _BELOW
            case _:
                assert_never(row)

    def paint(
        self, painter: QPainter, area: QRect, row: Summary | ChatHit | Hit | MoreHits, direction: Qt.LayoutDirection
    ) -> None:
        """Draw a row into `area`."""
        painter.save()
        painter.setLayoutDirection(direction)
        match row:
            case Summary():
                painter.setFont(self._heading_font)
                painter.setPen(self._theme.color("text-muted"))
                self._write(painter, area.adjusted(0, Space.S, 0, 0), row.name)
            case ChatHit():
                line = QRect(area.left(), area.top() + _ABOVE, area.width(), self._title_height)
                self._write_title(painter, line, row)
            case Hit():
                painter.setPen(self._theme.color("text-muted"))
                self._laid_out(row, area.width()).draw(painter, QPointF(area.left(), area.top() + _NEXT))
            case MoreHits():
                painter.setFont(self._small_font)
                painter.setPen(self._theme.color("accent"))
                line = QRect(area.left(), area.top() + _NEXT, area.width(), self._line_height)
                self._write(painter, line, row.name)
        painter.restore()

    def _write_title(self, painter: QPainter, line: QRect, row: ChatHit) -> None:
        """Draw when the chat was touched, and before it the title with the words marked."""
        painter.setFont(self._small_font)
        painter.setPen(self._theme.color("text-muted"))
        at_end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, at_end | Qt.TextFlag.TextSingleLine, row.when)
        room = painter.fontMetrics().horizontalAdvance(row.when) + Space.S if row.when else 0
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        place = line.adjusted(room if is_mirrored else 0, 0, 0 if is_mirrored else -room, 0)
        title = row.conversation.title
        shown = QFontMetrics(self._title_font).elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        cut = _units(shown) - (1 if shown != title else 0)
        marks = [one for one in self._marked(title, row.marks) if one.start + one.length <= cut]
        layout = _one_line(shown, self._title_font, place.width(), marks, direction=painter.layoutDirection())
        painter.setPen(self._theme.color("text"))
        layout.draw(painter, QPointF(place.left(), place.center().y() + 1 - layout.boundingRect().height() / 2))

    def _write(self, painter: QPainter, area: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        at_start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, at_start | Qt.TextFlag.TextSingleLine, shown)

    def _laid_out(self, hit: Hit, width: int) -> QTextLayout:
        """Return the words of the message as they are drawn; what has no room ends in an ellipsis."""
        snippet = hit.found.snippet
        layout = self._lines_of(snippet, hit, width)
        last = layout.lineAt(layout.lineCount() - 1)
        if layout.lineCount() and last.textStart() + last.textLength() < _units(snippet):
            before, rest = _parted(snippet, last.textStart())
            shown = QFontMetrics(self._small_font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
            layout = self._lines_of(before + shown, hit, width)
        return layout

    def _lines_of(self, text: str, hit: Hit, width: int) -> QTextLayout:
        layout = QTextLayout(text, self._small_font)
        option = QTextOption(Qt.AlignmentFlag.AlignLeading)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._marked(hit.found.snippet, hit.found.spans))
        layout.beginLayout()
        for number in range(_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, number * self._line_height + (self._line_height - line.height()) / 2))
        layout.endLayout()
        return layout

    def _marked(self, text: str, spans: Iterable[tuple[int, int]]) -> list[QTextLayout.FormatRange]:
        return [self._mark(text, start, end) for start, end in spans]

    def _mark(self, text: str, start: int, end: int) -> QTextLayout.FormatRange:
        format_ = QTextCharFormat()
        format_.setBackground(self._theme.color("found"))
        format_.setForeground(self._theme.color("text"))
        range_ = QTextLayout.FormatRange()
        # Qt counts UTF-16 units.
        range_.start = _units(text[:start])
        range_.length = _units(text[start:end])
        range_.format = format_
        return range_


def _one_line(
    text: str, font: QFont, width: int, formats: list[QTextLayout.FormatRange], *, direction: Qt.LayoutDirection
) -> QTextLayout:
    layout = QTextLayout(text, font)
    layout.setFormats(formats)  # before it is laid out: afterwards it would have to be once more
    option = QTextOption(Qt.AlignmentFlag.AlignLeading)
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(1, width))
    layout.endLayout()
    return layout


def _parted(text: str, at: int) -> tuple[str, str]:
    """Part a text at a place in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[: 2 * at].decode("utf-16-le", "ignore"), raw[2 * at :].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
