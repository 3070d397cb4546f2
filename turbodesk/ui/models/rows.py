"""The rows of the model list, as Qt's model and as a picture: each model in three lines, then the door to any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from turbodesk.chat.model import Model, Stage
from turbodesk.ui.models.wording import facts, found, in_order, spoken
from turbodesk.ui.theme import RADIUS, Space, Theme

Index = QModelIndex | QPersistentModelIndex

OTHER = "Use another model id..."
_CHECK = 18
"""Side of the mark beside the model in use, in device-independent pixels."""


@dataclass(frozen=True, slots=True)
class Other:
    """The last row; `id` is what has been typed, "" while nothing has."""

    id: str = ""

    @property
    def words(self) -> str:
        """What the row says."""
        return f"Use “{self.id}” as the model id" if self.id else OTHER


class ModelRows(QAbstractListModel):
    """The models that fit what was typed, and always the row for another one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = dt.date.today()
        self.current_id = ""
        self._models: Sequence[Model] = ()
        self._rows: list[Model | Other] = [Other()]

    def set_models(self, models: Sequence[Model], *, today: dt.date, current: Model | None) -> None:
        """Offer these models; the one in use is among them even when no catalogue has it."""
        self.today = today
        self.current_id = current.id if current is not None else ""
        ordered = in_order(models, today)
        if current is not None and current.id not in {one.id for one in ordered}:
            ordered.insert(0, current)
        self._models = ordered
        self.filter("")

    def filter(self, text: str, *, only_other: bool = False) -> None:
        """Show the models that fit `text`; with `only_other` none, for typing an id."""
        self.beginResetModel()
        typed = "".join(text.split())
        known = typed in {one.id for one in self._models}
        shown = [] if only_other else found(self._models, text)
        self._rows = [*shown, *([] if known and shown else [Other(typed)])]
        self.endResetModel()

    def row(self, index: Index) -> Model | Other | None:
        """Return what stands at an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def best(self) -> QModelIndex:
        """Return the row to begin at: the model in use, else the first."""
        at = next((at for at, one in enumerate(self._rows) if isinstance(one, Model) and one.id == self.current_id), 0)
        return self.index(at)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        match row, role:
            case Other(), Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return row.words
            case Model(), Qt.ItemDataRole.DisplayRole:
                return row.name
            case Model(), Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return spoken(row, self.today)
        return None


class ModelPainter(QStyledItemDelegate):
    """Draws a model: name and id, what it is good at, size, price and how long it will be offered."""

    def __init__(self, rows: ModelRows, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._body = theme.body_font()
        self._small = theme.small_font()
        self._name = QFont(self._body)
        self._name.setWeight(QFont.Weight.DemiBold)
        self._id = theme.code_font(90)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        body, small = QFontMetrics(self._body).height(), QFontMetrics(self._small).height()
        if isinstance(self._rows.row(index), Other):
            return QSize(0, body + Space.L)
        return QSize(0, 2 * body + small + 2 * Space.S + 2 * 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._rows.row(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        area = option.rect.adjusted(Space.M, 0, -Space.M, 0)
        mark, area = _cut(area, _CHECK + Space.S, option.direction)
        if isinstance(row, Model):
            if row.id == self._rows.current_id:
                line = QRect(mark.x(), mark.y() + Space.S, mark.width(), QFontMetrics(self._name).height())
                self._theme.icon("check", "accent").paint(painter, line, Qt.AlignmentFlag.AlignLeft)
            self._paint_model(painter, area.adjusted(0, Space.S, 0, -Space.S), row, option.direction)
        elif isinstance(row, Other):
            self._theme.icon("pencil").paint(painter, mark, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self._write(painter, area, row.words, font=self._body, token="text", direction=option.direction)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.setBrush(self._theme.color("selected"))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("hover"))
            painter.drawRoundedRect(box, RADIUS, RADIUS)

    def _paint_model(self, painter: QPainter, area: QRect, model: Model, direction: Qt.LayoutDirection) -> None:
        stage = model.stage(self._rows.today)
        body, small = QFontMetrics(self._body).height(), QFontMetrics(self._small).height()
        first = QRect(area.x(), area.y(), area.width(), body)
        second = first.translated(0, body + 2)
        third = QRect(area.x(), second.bottom() + 3, area.width(), small)
        is_retired = stage is Stage.RETIRED
        name = "text-muted" if is_retired else "text"
        used = self._write(painter, first, model.name, font=self._name, token=name, direction=direction)
        if model.id != model.name:
            _, rest = _cut(first, used + Space.M, direction)
            self._write(painter, rest, model.id, font=self._id, token="text-muted", direction=direction, at_end=True)
        self._write(painter, second, model.good_at, font=self._body, token="text-muted", direction=direction)
        used = self._write(painter, third, facts(model), font=self._small, token="text-muted", direction=direction)
        lifecycle = model.lifecycle(self._rows.today)
        if lifecycle:
            _, rest = _cut(third, used + Space.M if used else 0, direction)
            token = "danger" if is_retired else "warning"
            self._write(painter, rest, lifecycle, font=self._small, token=token, direction=direction, at_end=True)

    def _write(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        *,
        font: QFont,
        token: str,
        direction: Qt.LayoutDirection,
        at_end: bool = False,
    ) -> int:
        """Write one line and return how wide it became, in pixels."""
        metrics = QFontMetrics(font)
        mode = Qt.TextElideMode.ElideMiddle if at_end else Qt.TextElideMode.ElideRight
        shown = metrics.elidedText(text, mode, area.width())
        side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        alignment = QStyle.visualAlignment(direction, side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)


def _cut(area: QRect, width: int, direction: Qt.LayoutDirection) -> tuple[QRect, QRect]:
    """Cut `width` pixels off the side where reading begins; return that piece and the rest."""
    piece = QRect(area.x(), area.y(), width, area.height())
    rest = area.adjusted(width, 0, 0, 0)
    return QStyle.visualRect(direction, area, piece), QStyle.visualRect(direction, area, rest)
