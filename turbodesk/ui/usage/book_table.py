"""A table as books have them: rules above, beneath and under the head, none at the sides, figures in columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from turbodesk.ui.theme import LIGHT, Space, Theme
from turbodesk.ui.widgets.forms import HeadingLabel, caption
from turbodesk.ui.widgets.plain import PlainLabel

_RULE = 1.5
"""Pixels of the first and the last rule; those between are hairlines."""
_GAP, _GAP_NARROW = 28, 12
_LEAST = 240
"""Pixels it may be asked to do with."""
_PAD = 10
"""Pixels above and beneath a line's words."""


class BookTable(QWidget):
    """A head and lines of texts; the first column takes the room, the others are figures at its right."""

    def __init__(self, head: Sequence[str]) -> None:
        super().__init__()
        self._theme = LIGHT
        self._head = [HeadingLabel(name) for name in head]
        self._lines: list[list[PlainLabel]] = [list(self._head)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        for label in self._head:
            label.setProperty("kind", "label")
        self._add(0, self._head)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def set_lines(self, lines: Sequence[Sequence[str]]) -> None:
        """Show these, beneath the head."""
        for line in self._lines[1:]:
            for label in line:
                self._grid.removeWidget(label)
                label.hide()  # it goes a moment later
                label.deleteLater()
        self._lines = [list(self._head)]
        for at, texts in enumerate(lines, start=1):
            labels = [caption(text) for text in texts]
            self._lines.append(list(labels))
            self._add(at, labels)
        self._fit(self.width())
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        least = self._width((0, len(self._head) - 1), _GAP_NARROW)
        return QSize(min(least, _LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """Let columns stand closer, and those in the middle go, the right one first, as the width needs it."""
        shown = list(range(len(self._head)))
        while len(shown) > 2 and self._width(shown, _GAP_NARROW) > width:
            del shown[-2]
        self._grid.setHorizontalSpacing(_GAP if self._width(shown, _GAP) <= width else _GAP_NARROW)
        for line in self._lines:
            for column, label in enumerate(line):
                label.setVisible(column in shown)

    def _width(self, columns: Sequence[int], gap: int) -> int:
        """How wide these columns are together."""
        widths = [max(line[column].sizeHint().width() for line in self._lines) for column in columns]
        return sum(widths) + gap * (len(widths) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, width = self._theme.color("text"), self.width()
        painter.fillRect(QRectF(0, 0, width, _RULE), ink)
        for at, line in enumerate(self._lines):
            bottom = line[0].geometry().bottom() + 1
            is_last = at == len(self._lines) - 1
            if is_last:
                painter.fillRect(QRectF(0, bottom - _RULE, width, _RULE), ink)
            else:
                painter.fillRect(
                    QRectF(0, bottom - 1, width, 1), self._theme.color("border" if at else "button-border")
                )

    def _add(self, row: int, labels: Sequence[PlainLabel]) -> None:
        for column, label in enumerate(labels):
            if column == 0:
                label.setWordWrap(True)
            label.setContentsMargins(0, _PAD, 0, _PAD + Space.XS // 4)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag(0)
            self._grid.addWidget(label, row, column, side)
