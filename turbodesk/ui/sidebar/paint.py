"""Paints a row of the sidebar: a heading, or a title with what is going on in its conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from turbodesk.chat.conversation import Conversation
from turbodesk.ui.sidebar.item_model import ChatItem, ChatItemModel, DayHeading, Hit
from turbodesk.ui.theme import RADIUS, Space, Theme

if TYPE_CHECKING:
    from turbodesk.ui.sidebar.paint_hit import HitPainter

_ROOM = 14
"""Pixels above and below the text together."""
_MARK = 16
"""Side of the marks at the end of a row, in pixels."""
_STEPS = 12
"""Pictures of one turn of the sign that a reply is on its way."""

Index = QModelIndex | QPersistentModelIndex


def row_box(row: QRect, view: QListView) -> QRect:
    """Return the part of a row that is seen and pressed; where there is a scroll bar, it stands in the margin."""
    far = 0 if view.verticalScrollBar().isVisible() else Space.S
    return _mirrored(row, row.adjusted(Space.S, 1, -far, -1), view.layoutDirection())


def menu_rect(box: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Return where in a row's box the three dots of its menu lie."""
    side = _MARK + 2 * Space.XS
    place = QRect(box.right() - side - Space.XS, box.center().y() - side // 2 + 1, side, side)
    return _mirrored(box, place, direction)


def _mirrored(whole: QRect, part: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Return `part` of `whole` where reading from right to left puts it."""
    return QStyle.visualRect(direction, whole, part)


class RowPainter(QStyledItemDelegate):
    """Draws rows and makes the editor of a title. Conversations are equally high, so that ten thousand cost nothing."""

    def __init__(self, rows: ChatItemModel, *, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._rows = rows
        self._view = parent
        self._step = 0
        self.has_ring = True
        """Whether the row with the focus shows it: not while the pointer is in use, which shows itself."""
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._hit_painter: HitPainter | None = None
        self._font = theme.body_font()
        self._heading_font = theme.small_font()
        self._heading_font.setWeight(QFont.Weight.DemiBold)
        self._bold_font = QFont(self._font)
        self._bold_font.setWeight(QFont.Weight.DemiBold)

    @property
    def _hits(self) -> HitPainter:
        if self._hit_painter is None:
            from turbodesk.ui.sidebar.paint_hit import HitPainter

            self._hit_painter = HitPainter(self._theme)
        return self._hit_painter

    def turn(self) -> None:
        """Go on to the next picture of the sign that a reply is on its way."""
        self._step = (self._step + 1) % _STEPS

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if (hit := self._rows.hit(index)) is not None:
            row = QRect(0, 0, self._view.viewport().width(), 0)
            return QSize(0, self._hits.height(hit, self._hit_area(row, option).width()))
        return QSize(0, self._view.fontMetrics().height() + _ROOM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        match self._rows.row(index):
            case DayHeading() as heading:
                self._paint_heading(painter, option, heading)
            case ChatItem() as entry:
                self._paint_entry(painter, option, entry.conversation)
            case Hit() as hit:
                box = row_box(option.rect, self._view)
                self._paint_box(painter, option, box)
                self._hits.paint(painter, self._hit_area(option.rect, option), hit, option.direction)
        painter.restore()

    def _hit_area(self, row: QRect, option: QStyleOptionViewItem) -> QRect:
        """Return where the words of a message lie in its row."""
        box = row_box(row, self._view)
        return _mirrored(box, box.adjusted(Space.M - 2, 0, -Space.S, 0), option.direction)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("kind", "inline")
        editor.setAccessibleName("Title")
        editor.setMaxLength(200)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():  # a change of the row must not undo the typing
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(row_box(option.rect, self._view))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # Enter and Esc are ours while a title is written, whatever commands of the window they belong to.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(editor, event)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, heading: DayHeading) -> None:
        area = _mirrored(option.rect, option.rect.adjusted(Space.L + 2, 0, -Space.M, -Space.XS), option.direction)
        painter.setFont(self._heading_font)
        painter.setPen(self._theme.color("text-muted"))
        _write(painter, area, heading.name, Qt.AlignmentFlag.AlignBottom, option.direction)

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, conversation: Conversation) -> None:
        box = row_box(option.rect, self._view)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._paint_box(painter, option, box)
        room = self._paint_marks(painter, menu_rect(box, option.direction), conversation, is_hovered=is_hovered)
        is_unread = self._rows.is_unread(conversation.id)
        painter.setFont(self._bold_font if is_unread else self._font)
        painter.setPen(self._theme.color("text"))
        area = _mirrored(box, box.adjusted(Space.M - 2, 0, -room, 0), option.direction)
        _write(painter, area, conversation.title, Qt.AlignmentFlag.AlignVCenter, option.direction)

    def _paint_box(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        """Draw what a row lies on: whether it is open, under the pointer, or has the focus."""
        state = option.state
        is_open = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if is_open or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selected" if is_open else "hover"))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.has_ring and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)

    def _paint_marks(self, painter: QPainter, dots: QRect, conversation: Conversation, *, is_hovered: bool) -> int:
        """Draw what stands at the end of the row and return how many pixels the title must leave free."""
        if is_hovered:
            icon = self._theme.icon("more", "text-muted")
            icon.paint(painter, dots.adjusted(Space.XS, Space.XS, -Space.XS, -Space.XS))
            return dots.width() + Space.XS
        place = QRectF(dots).center()
        if self._rows.is_replying(conversation.id):
            self._paint_replying(painter, QRectF(place.x() - 5, place.y() - 5, 10, 10))
        elif self._rows.is_unread(conversation.id):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(place, 4, 4)
        else:
            return int(Space.S)
        return _MARK + int(Space.M)

    def _paint_replying(self, painter: QPainter, area: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        track = QColor(self._theme.color("accent"))
        track.setAlphaF(0.25)
        painter.setPen(QPen(track, 2))
        painter.drawEllipse(area)
        pen = QPen(self._theme.color("accent"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        # Angles in sixteenths of a degree, counted against the clock.
        painter.drawArc(area, (90 - self._step * 360 // _STEPS) * 16, -110 * 16)


def _write(
    painter: QPainter, area: QRect, text: str, vertical: Qt.AlignmentFlag, direction: Qt.LayoutDirection
) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    alignment = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft | vertical)
    painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, shown)
