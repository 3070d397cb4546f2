"""The palette's list: its rows as a model, and how one is drawn, with the matched letters standing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from turbodesk.ui.theme import RADIUS, Space, Theme

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 36
"""The least height of a row, in device-independent pixels; large system fonts need more."""
_MATCH = int(Qt.ItemDataRole.UserRole)
_NOTE = _MATCH + 1


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """One thing the palette can do."""

    id: str
    title: str
    note: str = ""
    """Stands at the right: a shortcut, or what kind of thing it is."""
    enabled: bool = True


class PaletteItemModel(QAbstractListModel):
    """The rows that fit what was typed, with the positions of the letters that fit."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[PaletteRow, tuple[int, ...]]] = []

    def show(self, rows: Sequence[tuple[PaletteRow, tuple[int, ...]]]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, at: int) -> PaletteRow:
        """Return the row at position `at`."""
        return self._rows[at][0]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, positions = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title}, {row.note}" if row.note else row.title
            case _ if role == _MATCH:
                return positions
            case _ if role == _NOTE:
                return row.note
            case _:
                return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        enabled = self._rows[index.row()][0].enabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if enabled else Qt.ItemFlag.NoItemFlags


class RowDelegate(QStyledItemDelegate):
    """Draws a title at the left and its note at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, max(ROW_HEIGHT, option.fontMetrics.height() + 2 * Space.S))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        if ground := self._ground(option.state):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        inside = rect.adjusted(Space.M, 0, -Space.M, 0)
        note_width = self._paint_note(painter, inside, str(index.data(_NOTE) or ""))
        gap = Space.L if note_width else 0
        self._paint_title(painter, inside.adjusted(0, 0, -note_width - gap, 0), option, index)
        painter.restore()

    def _ground(self, state: QStyle.StateFlag) -> QColor | None:
        if state & QStyle.StateFlag.State_Selected:
            return self.theme.color("selected")
        hovered = state & QStyle.StateFlag.State_MouseOver and state & QStyle.StateFlag.State_Enabled
        return self.theme.color("hover") if hovered else None

    def _paint_note(self, painter: QPainter, rect: QRect, words: str) -> int:
        """Draw the note and return its width in device-independent pixels."""
        painter.setPen(self.theme.color("text-muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        return painter.fontMetrics().horizontalAdvance(words)

    def _paint_title(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        color = self.theme.color("text" if enabled else "disabled")
        title = str(index.data()).replace("\n", " ")
        bold = QFont(option.font)
        bold.setBold(True)
        shown = QFontMetrics(bold).elidedText(title, Qt.TextElideMode.ElideRight, rect.width())
        kept = len(shown) - 1 if shown != title else len(shown)
        layout = _set_line(shown, option.font, [at for at in index.data(_MATCH) if at < kept])
        top = rect.y() + (rect.height() - layout.boundingRect().height()) / 2
        painter.setPen(color)
        layout.draw(painter, QPointF(rect.x(), top))


def _set_line(text: str, font: QFont, matched: Sequence[int]) -> QTextLayout:
    """One laid-out line with the matched letters in bold."""
    layout = QTextLayout(text, font)
    bold = QTextCharFormat()
    bold.setFontWeight(QFont.Weight.Bold)
    ranges = []
    for at in matched:
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = at, 1, bold
        ranges.append(one)
    layout.setFormats(ranges)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return layout
