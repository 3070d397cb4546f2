"""Draws the rows of the model list: a model a line, with its name, what it is for and what a usual question costs."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from turbodesk.app.model_choices import ModelChoice
from turbodesk.chat.model import Stage
from turbodesk.chat.preset import Preset
from turbodesk.translation import _, pgettext
from turbodesk.ui.models.item_model import Further, Index, Instead, ModelHeading, ModelItemModel, Other, Row
from turbodesk.ui.models.wording import good_at, short_cents_words
from turbodesk.ui.quantities import listed
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.chosen_row import paint_chosen
from turbodesk.ui.widgets.direction import in_own_order

_LEFT, _RIGHT = 8, 12
"""Pixels from the edges of a row to the tick, and to the price."""
_TICK = 22
_ICON = 15
_STAR, _STAR_TARGET = 14, 28
_PRICE = 40
"""Pixels that a usual price is wide at most."""
_NAME = 92
"""Pixels that names take at least, so that what models are for begins at one edge."""
_ROW_AIR, _LINE_AIR = 16, 13
_GAP = 16
"""Pixels between what a model is for and what it costs."""
_UNLISTED = _("not on this gateway’s list")


class _Words(NamedTuple):
    """What a row says."""

    name: str
    about: str = ""
    end: str = ""
    name_token: str = "text"
    end_token: str = "text-muted"
    mark: str = ""
    """The icon before it."""
    is_quiet: bool = False
    """Whether its name is set as usual text."""
    star: str = ""
    """The icon that says whether it is a favourite; pressed, it makes it one or none."""


class ModelPainter(QStyledItemDelegate):
    """Draws the rows of one list."""

    def __init__(self, rows: ModelItemModel, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._scale = theme.line_height(TextRole.UI) / 20

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(self._rows.row(index), ModelHeading):
            return QSize(0, _LINE_AIR)
        return QSize(0, round(self._theme.line_height(TextRole.UI)) + _ROW_AIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._rows.row(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, ModelHeading) or row is None:
            middle = option.rect.center().y()
            inside = QRect(option.rect.x() + 10, middle, option.rect.width() - 20, 1)
            painter.fillRect(inside, self._theme.color("border"))
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                paint_chosen(painter, option.rect, self._theme, Corner.MENU_ROW)
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            words = self._words(row)
            if isinstance(row, ModelChoice):
                star = "star-full" if row.model.id in self._rows.favourites else "star" if is_chosen else ""
                words = words._replace(star=star)
            self._paint_words(painter, option.rect, words, option.direction)
        painter.restore()

    def _words(self, row: Row) -> _Words:
        match row:
            case ModelChoice():
                return self._of_model(row)
            case Preset():
                return self._of_preset(row)
            case Instead():
                return _Words(row.words, row.why, mark="retry")
            case Further():
                return _Words(row.words, "", row.more, "text-muted", is_quiet=True)
            case Other():
                return _Words(row.words, "", "" if row.id else _("type to find"), "text-muted", is_quiet=True)
            case ModelHeading():
                return _Words("")

    def _of_preset(self, preset: Preset) -> _Words:
        model = self._rows.offering.model(preset.model or self._rows.current_id)
        mark = "check" if preset.id == self._rows.offering.preset_id else ""
        words = _Words(preset.name, self._rows.preset_words(preset), mark=mark)
        if model is None:
            return words
        end = (
            self._of_model(ModelChoice(model))
            if model.is_ending(self._rows.today)
            else _Words("", "", short_cents_words(model))
        )
        return words._replace(end=end.end, end_token=end.end_token)

    def _of_model(self, entry: ModelChoice) -> _Words:
        model = entry.model
        is_ended = model.stage(self._rows.today) is Stage.RETIRED
        cents = short_cents_words(model)
        end, token = cents, "text-muted"
        if is_ended or model.is_ending(self._rows.today):
            end, token = self._rows.lifecycle(model), "danger" if is_ended else "warning"
        elif entry.is_unlisted:
            end = _UNLISTED
        elif entry.is_new:
            end = pgettext("model", "new")
        name = "text-muted" if self._rows.is_old(entry) else "text"
        about = good_at(model)
        if end == cents and (far := self._rows.lifecycle(model)):
            about = listed([about, far])
        return _Words(model.name, about, end, name, token, "check" if self._is_current(entry) else "")

    def _is_current(self, entry: ModelChoice) -> bool:
        return entry.model.id == self._rows.current_id

    def _paint_words(self, painter: QPainter, area: QRect, words: _Words, direction: Qt.LayoutDirection) -> None:
        area = area.adjusted(_LEFT, 0, -_RIGHT, 0)
        mark, rest = _cut(area, round(_TICK * self._scale), direction)
        if words.mark:
            size = round(_ICON * self._scale)
            box = QRect(mark.x(), mark.center().y() - size // 2, size, size)
            box = QStyle.visualRect(direction, mark, box)
            self._theme.icon(words.mark, "accent").paint(painter, box)
        strong = self._theme.font(TextRole.UI if words.is_quiet else TextRole.UI_STRONG)
        usual, small = self._theme.font(TextRole.UI), self._theme.font(TextRole.LABEL)
        used = QFontMetrics(small).horizontalAdvance(words.end) + _GAP if words.end else 0
        self._write(painter, rest, words.end, (small, words.end_token), direction, at_end=True)
        if words.star:
            place = self._star_place(rest, words, direction)
            size = round(_STAR * self._scale)
            box = QRect(place.center().x() - size // 2, place.center().y() - size // 2, size, size)
            self._theme.icon(words.star, "text-muted").paint(painter, box)
            used = max(used, self._end_width(words)) + place.width()
        rest = QStyle.visualRect(direction, rest, QRect(rest.x(), rest.y(), rest.width() - used, rest.height()))
        width = self._write(painter, rest, words.name, (strong, words.name_token), direction)
        _name, about = _cut(rest, max(round(_NAME * self._scale), width + Space.S), direction)
        if about.width() > 0:
            self._write(painter, about, words.about, (usual, "text-muted"), direction)

    def _end_width(self, words: _Words) -> int:
        """Pixels that the end of a row takes: prices take alike, so that stars stand in one line."""
        width = QFontMetrics(self._theme.font(TextRole.LABEL)).horizontalAdvance(words.end)
        return max(width, round(_PRICE * self._scale))

    def _star_place(self, rest: QRect, words: _Words, direction: Qt.LayoutDirection) -> QRect:
        width = round(_STAR_TARGET * self._scale)
        place = QRect(rest.right() + 1 - self._end_width(words) - width, rest.y(), width, rest.height())
        return QStyle.visualRect(direction, rest, place)

    def is_on_star(self, area: QRect, index: Index, at: QPoint, direction: Qt.LayoutDirection) -> bool:
        """Whether a place in a row, whose rectangle is `area`, is on what makes its model a favourite."""
        row = self._rows.row(index)
        if not isinstance(row, ModelChoice):
            return False
        _mark, rest = _cut(area.adjusted(_LEFT, 0, -_RIGHT, 0), round(_TICK * self._scale), direction)
        return self._star_place(rest, self._words(row), direction).contains(at)

    def _write(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        style: tuple[QFont, str],
        direction: Qt.LayoutDirection,
        *,
        at_end: bool = False,
    ) -> int:
        """Write one line in a font and a token's colour, and return how wide it became, in pixels."""
        font, token = style
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        alignment = QStyle.visualAlignment(direction, side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, in_own_order(shown))
        return metrics.horizontalAdvance(shown)


def _cut(area: QRect, width: int, direction: Qt.LayoutDirection) -> tuple[QRect, QRect]:
    """Cut `width` pixels off the side where reading begins; return that piece and the rest."""
    piece = QRect(area.x(), area.y(), width, area.height())
    rest = area.adjusted(width, 0, 0, 0)
    return QStyle.visualRect(direction, area, piece), QStyle.visualRect(direction, area, rest)
