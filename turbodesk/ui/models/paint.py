"""Draws the rows of the model list: each model in three lines, with what there is to know before choosing it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from turbodesk.app.model_choices import ModelChoice
from turbodesk.chat.model import Stage
from turbodesk.chat.preset import Preset
from turbodesk.ui.models.item_model import Index, Instead, ModelHeading, ModelItemModel, Other, Row
from turbodesk.ui.models.wording import facts
from turbodesk.ui.theme import RADIUS, Space, Theme

_CHECK = 18
_UNLISTED = "not listed by this gateway"


class ModelPainter(QStyledItemDelegate):
    """Draws a model: name and id, what it is good at, size, price and how long it will be offered."""

    def __init__(self, rows: ModelItemModel, *, theme: Theme, parent: QWidget) -> None:
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
        match self._rows.row(index):
            case ModelHeading():
                return QSize(0, small + Space.M)
            case Preset() | Instead():
                return QSize(0, body + small + 2 * Space.S + 2)
            case ModelChoice() as entry:
                has_third = facts(entry.model) or entry.model.retires or entry.is_unlisted
                return QSize(0, 2 * body + (small + 2 if has_third else 0) + 2 * Space.S + 2)
        return QSize(0, body + Space.L)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._rows.row(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not isinstance(row, ModelHeading):
            self._paint_ground(painter, option)
        area = option.rect.adjusted(Space.M, 0, -Space.M, 0)
        mark, inner = _cut(area, _CHECK + Space.S, option.direction)
        inner = inner.adjusted(0, Space.S, 0, -Space.S)
        self._paint_mark(painter, mark, row)
        match row:
            case ModelChoice():
                self._paint_entry(painter, inner, row, option.direction)
            case Preset():
                self._paint_pair(painter, inner, (row.name, self._rows.preset_words(row)), option.direction)
            case Instead():
                self._paint_pair(painter, inner, (row.words, row.why), option.direction)
            case ModelHeading():
                at = area.adjusted(0, Space.XS, 0, 0)
                self._write(painter, at, row.words, font=self._small, token="text-muted", direction=option.direction)
            case Other():
                _, whole = _cut(area, _CHECK + Space.S, option.direction)
                self._write(painter, whole, row.words, font=self._body, token="text", direction=option.direction)
        painter.restore()

    def _paint_mark(self, painter: QPainter, mark: QRect, row: Row | None) -> None:
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        line = QRect(mark.x(), mark.y() + Space.S, mark.width(), QFontMetrics(self._name).height())
        if isinstance(row, ModelChoice) and row.model.id == self._rows.current_id:
            self._theme.icon("check", "accent").paint(painter, line, Qt.AlignmentFlag.AlignLeft)
        elif isinstance(row, Other):
            self._theme.icon("pencil").paint(painter, mark, middle)
        elif isinstance(row, Preset):
            self._theme.icon("tune").paint(painter, line, Qt.AlignmentFlag.AlignLeft)
        elif isinstance(row, Instead):
            self._theme.icon("retry", "accent").paint(painter, line, Qt.AlignmentFlag.AlignLeft)

    def _paint_pair(
        self, painter: QPainter, area: QRect, words: tuple[str, str], direction: Qt.LayoutDirection
    ) -> None:
        body, small = QFontMetrics(self._body).height(), QFontMetrics(self._small).height()
        first = QRect(area.x(), area.y(), area.width(), body)
        second = QRect(area.x(), first.bottom() + 3, area.width(), small)
        self._write(painter, first, words[0], font=self._name, token="text", direction=direction)
        self._write(painter, second, words[1], font=self._small, token="text-muted", direction=direction)

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

    def _paint_entry(self, painter: QPainter, area: QRect, entry: ModelChoice, direction: Qt.LayoutDirection) -> None:
        model = entry.model
        body, small = QFontMetrics(self._body).height(), QFontMetrics(self._small).height()
        first = QRect(area.x(), area.y(), area.width(), body)
        second = first.translated(0, body + 2)
        third = QRect(area.x(), second.bottom() + 3, area.width(), small)
        is_retired = model.stage(self._rows.today) is Stage.RETIRED
        name = "text-muted" if is_retired or entry.is_unlisted else "text"
        used = self._write(painter, first, model.name, font=self._name, token=name, direction=direction)
        _, rest = _cut(first, used + Space.S, direction)
        if entry.is_new:
            rest = self._paint_badge(painter, rest, "New", direction)
        if model.id != model.name:
            self._write(painter, rest, model.id, font=self._id, token="text-muted", direction=direction, at_end=True)
        self._write(painter, second, model.good_at, font=self._body, token="text-muted", direction=direction)
        used = self._write(painter, third, facts(model), font=self._small, token="text-muted", direction=direction)
        lifecycle = self._rows.lifecycle(model)
        ending = lifecycle or (_UNLISTED if entry.is_unlisted else "")
        if ending:
            _, rest = _cut(third, used + Space.M if used else 0, direction)
            token = "danger" if is_retired else "warning" if lifecycle else "text-muted"
            self._write(painter, rest, ending, font=self._small, token=token, direction=direction, at_end=True)

    def _paint_badge(self, painter: QPainter, area: QRect, word: str, direction: Qt.LayoutDirection) -> QRect:
        """Write a word on a ground of its own; return what is left of the line."""
        width = QFontMetrics(self._small).horizontalAdvance(word) + 2 * Space.S
        badge, rest = _cut(area, width, direction)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent-soft"))
        painter.drawRoundedRect(QRectF(badge), RADIUS, RADIUS)
        inside = badge.adjusted(Space.S, 0, -Space.S, 0)
        self._write(painter, inside, word, font=self._small, token="accent", direction=direction)
        return _cut(rest, Space.S, direction)[1]

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
