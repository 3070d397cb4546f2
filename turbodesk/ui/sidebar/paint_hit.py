"""Paints a message that was found: whose it is and when, and beneath it the words in question set off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from turbodesk.ui.sidebar.item_model import Hit
from turbodesk.ui.theme import Space, Theme

_LINES = 2
"""Of the message at most."""


class HitPainter:
    """Draws the inside of such a row; what it lies on is drawn already."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._title_font = theme.body_font()
        self._small_font = theme.small_font()
        self._bold_font = QFont(self._small_font)
        self._bold_font.setWeight(QFont.Weight.DemiBold)
        self._title_height = QFontMetrics(self._title_font).height()
        self._line_height = QFontMetrics(self._small_font).height()

    def height(self, hit: Hit, width: int) -> int:
        """How high a row is, in device-independent pixels, where its words have `width` of them."""
        lines = self._laid_out(hit, width).lineCount()
        return self._head_height(hit) + lines * self._line_height + 2 * self._room(hit)

    def paint(self, painter: QPainter, area: QRect, hit: Hit, direction: Qt.LayoutDirection) -> None:
        """Draw a row into `area`: the title and the time above the first of a conversation alone."""
        painter.save()
        painter.setLayoutDirection(direction)
        top = area.top() + self._room(hit)
        if hit.is_first:
            self._write_head(painter, QRect(area.left(), top, area.width(), self._title_height), hit)
        painter.setPen(self._theme.color("text-muted"))
        self._laid_out(hit, area.width()).draw(painter, QPointF(area.left(), top + self._head_height(hit)))
        painter.restore()

    def _head_height(self, hit: Hit) -> int:
        return self._title_height + Space.XS // 2 if hit.is_first else 0

    def _room(self, hit: Hit) -> int:
        """Pixels above and below."""
        return int(Space.S if hit.is_first else Space.XS)

    def _write_head(self, painter: QPainter, line: QRect, hit: Hit) -> None:
        painter.setFont(self._small_font)
        painter.setPen(self._theme.color("text-muted"))
        room = painter.fontMetrics().horizontalAdvance(hit.when)
        at_end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, at_end | Qt.TextFlag.TextSingleLine, hit.when)
        self._write_title(painter, line, hit.title, room=room + Space.S if room else 0)

    def _write_title(self, painter: QPainter, line: QRect, title: str, *, room: int) -> None:
        """Draw the title and leave `room` pixels at the end of the line."""
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        place = line.adjusted(room if is_mirrored else 0, 0, 0 if is_mirrored else -room, 0)
        painter.setFont(self._title_font)
        painter.setPen(self._theme.color("text"))
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        at_start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, at_start | Qt.TextFlag.TextSingleLine, shown)

    def _laid_out(self, hit: Hit, width: int) -> QTextLayout:
        """Return the words of the message as they are drawn."""
        layout = QTextLayout(hit.found.snippet, self._small_font)
        option = QTextOption(Qt.AlignmentFlag.AlignLeading)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._emphasis(hit.found.snippet, start, end) for start, end in hit.found.spans])
        layout.beginLayout()
        for number in range(_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, number * self._line_height))
        layout.endLayout()
        return layout

    def _emphasis(self, snippet: str, start: int, end: int) -> QTextLayout.FormatRange:
        format_ = QTextCharFormat()
        format_.setFont(self._bold_font)
        format_.setForeground(self._theme.color("text"))
        range_ = QTextLayout.FormatRange()
        # Qt counts UTF-16 units.
        range_.start = _units(snippet[:start])
        range_.length = _units(snippet[start:end])
        range_.format = format_
        return range_


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
