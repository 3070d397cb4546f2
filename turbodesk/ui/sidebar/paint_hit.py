"""Paints a message that was found: whose it is and when, and beneath it the words in question set off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from turbodesk.ui.sidebar.item_model import Hit
from turbodesk.ui.theme import Space, Theme

_LINES = 2
"""Of the message."""


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

    @property
    def height(self) -> int:
        """How high such a row is, in device-independent pixels."""
        return self._title_height + Space.XS // 2 + _LINES * self._line_height + 2 * Space.S

    def paint(self, painter: QPainter, area: QRect, hit: Hit, direction: Qt.LayoutDirection) -> None:
        """Draw a row into `area`."""
        painter.save()
        painter.setLayoutDirection(direction)
        top = area.top() + (area.height() - self.height) // 2 + Space.S
        first = QRect(area.left(), top, area.width(), self._title_height)
        painter.setFont(self._small_font)
        painter.setPen(self._theme.color("text-muted"))
        room = painter.fontMetrics().horizontalAdvance(hit.when)
        at_end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(first, at_end | Qt.TextFlag.TextSingleLine, hit.when)
        self._write_title(painter, first, hit.title, room=room + Space.S if room else 0)
        self._write_snippet(painter, QPointF(area.left(), first.bottom() + 1 + Space.XS // 2), area.width(), hit)
        painter.restore()

    def _write_title(self, painter: QPainter, line: QRect, title: str, *, room: int) -> None:
        """Draw the title and leave `room` pixels at the end of the line."""
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        place = line.adjusted(room if is_mirrored else 0, 0, 0 if is_mirrored else -room, 0)
        painter.setFont(self._title_font)
        painter.setPen(self._theme.color("text"))
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        at_start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, at_start | Qt.TextFlag.TextSingleLine, shown)

    def _write_snippet(self, painter: QPainter, place: QPointF, width: int, hit: Hit) -> None:
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
            line.setLineWidth(width)
            line.setPosition(QPointF(0, number * self._line_height))
        layout.endLayout()
        painter.setPen(self._theme.color("text-muted"))
        layout.draw(painter, place)

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
