"""Paints a row of the sidebar: a heading, a project, or a title with what is going on in its conversation.

The open row is a piece of the page: its ground, a hairline around it and a breath of shadow beneath. At a row's end
stands one mark, and while the pointer is on the row its two buttons stand in the mark's place.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.translation import _
from turbodesk.ui.sidebar.grouping import PROJECTS, ChatHit, ChatItem, DayHeading, Hit, MoreHits, ProjectItem, Summary
from turbodesk.ui.sidebar.item_model import ChatItemModel
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import ROW, TARGET, Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import in_own_order

if TYPE_CHECKING:
    from turbodesk.ui.sidebar.paint_hit import HitPainter
    from turbodesk.ui.sidebar.paint_project import ProjectPainter

_INSET = 8
"""From the sidebar's edges to the ground of a row."""
_TEXT_AT = 12
"""From the ground's edge to the text."""
_INSET_TEXT = 22
"""How much further in the text of a chat beneath its project begins."""
_SIGN = 24
"""The same of a project's name, before which its sign stands."""
_END = 4
"""From the ground's far edge to the buttons and the mark."""
_MARK = 28
"""Width of the mark's place."""
_DRAGGED = 0.4
"""Opacity of the rows of chats that are being dragged."""
_BOX = 16
"""Side of the box that is ticked."""

Index = QModelIndex | QPersistentModelIndex


class RowPart(Enum):
    """What of a row is pressed."""

    PIN = "pin"
    MENU = "menu"
    REST = "rest"


def row_box(row: QRect, view: QListView) -> QRect:
    """Return the part of a row that is seen and pressed; where there is a scroll bar, it stands in the margin."""
    far = 0 if view.verticalScrollBar().isVisible() else _INSET
    return _mirrored(row, row.adjusted(_INSET, 0, -far, 0), view.layoutDirection())


def button_rect(box: QRect, part: RowPart, direction: Qt.LayoutDirection) -> QRect:
    """Return where in a row's box one of its two buttons lies."""
    left = box.right() + 1 - _END - TARGET * (1 if part is RowPart.MENU else 2)
    return _mirrored(box, QRect(left, box.center().y() + 1 - TARGET // 2, TARGET, TARGET), direction)


def plus_rect(row: QRect, view: QListView) -> QRect:
    """Return where in the heading of projects the button lies that makes a new one."""
    return button_rect(row_box(row, view).adjusted(0, Space.M, 0, 0), RowPart.MENU, view.layoutDirection())


def tick_rect(box: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Return where in a row's box the tick of a chosen chat lies."""
    place = QRect(box.left() + _TEXT_AT, box.center().y() + 1 - _BOX // 2, _BOX, _BOX)
    return _mirrored(box, place, direction)


def mark_rect(box: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Return where in a row's box the dot or the exclamation mark lies that tells of its reply."""
    return _mirrored(box, QRect(box.right() + 1 - _END - _MARK, box.top(), _MARK, box.height()), direction)


def part_at(box: QRect, place: QPoint, direction: Qt.LayoutDirection) -> RowPart:
    """Return what of a row lies under a place."""
    for part in (RowPart.PIN, RowPart.MENU):
        if button_rect(box, part, direction).contains(place):
            return part
    return RowPart.REST


def _mirrored(whole: QRect, part: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Return `part` of `whole` where reading from right to left puts it."""
    return QStyle.visualRect(direction, whole, part)


class RowPainter(QStyledItemDelegate):
    """Draws rows and makes the editor of a title. Conversations are equally high, so that ten thousand cost nothing."""

    def __init__(self, rows: ChatItemModel, *, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._rows = rows
        self._view = parent
        self.has_ring = True
        """Whether the row with the focus shows it: not while the pointer is in use, which shows itself."""
        self.pointed = QPoint(-1, -1)
        """Where the pointer is, in the view."""
        self.breath: float | None = None
        """How much of a breath of the dot has passed, 0 to 1; None: it stands still."""
        self.dragged: frozenset[str] = frozenset()
        """The chats that are being dragged."""
        self.target: str | None = None
        """The project into which they would fall."""
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._hit_painter: HitPainter | None = None
        self._project_painter: ProjectPainter | None = None
        self._font, self._strong_font = theme.font(TextRole.UI), theme.font(TextRole.UI_STRONG)
        self._heading_font = theme.font(TextRole.SECTION)
        self._height = ROW + round(theme.line_height(TextRole.UI)) - 20

    @property
    def _hits(self) -> HitPainter:
        if self._hit_painter is None:
            from turbodesk.ui.sidebar.paint_hit import HitPainter

            self._hit_painter = HitPainter(self._theme)
        return self._hit_painter

    @property
    def _projects(self) -> ProjectPainter:
        if self._project_painter is None:
            from turbodesk.ui.sidebar.paint_project import ProjectPainter

            self._project_painter = ProjectPainter(self._theme)
        return self._project_painter

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = self._rows.row(index)
        if isinstance(row, Summary | ChatHit | Hit | MoreHits):
            width = self._text_area(QRect(0, 0, self._view.viewport().width(), 0), option).width()
            return QSize(0, self._hits.height(row, width))
        return QSize(0, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        match self._rows.row(index):
            case DayHeading() as heading:
                self._paint_heading(painter, option, heading)
            case ChatItem() as entry:
                painter.setOpacity(_DRAGGED if entry.conversation.id in self.dragged else 1.0)
                self._paint_entry(painter, option, entry)
            case ProjectItem() as project:
                self._paint_project(painter, option, project)
            case Summary() | ChatHit() | Hit() | MoreHits() as row:
                if not isinstance(row, Summary):
                    self._paint_card(painter, option, row)
                self._hits.paint(painter, self._text_area(option.rect, option), row, option.direction)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Name the button under the pointer, or a title that is cut off."""
        row = self._rows.row(index)
        from turbodesk.ui.widgets.plain import show_tip

        if row == DayHeading(PROJECTS) and plus_rect(option.rect, self._view).contains(event.pos()):
            show_tip(event.globalPos(), _("New project"), view)
            return True
        if not isinstance(row, ChatItem | ProjectItem):
            return super().helpEvent(event, view, option, index)

        box = row_box(option.rect, self._view)
        if isinstance(row, ProjectItem):
            tips = {RowPart.PIN: _("New chat in this project"), RowPart.MENU: _("More"), RowPart.REST: row.project.name}
            show_tip(event.globalPos(), tips[part_at(box, event.pos(), option.direction)], view)
            return True
        title = row.conversation.title
        is_cut = QFontMetrics(self._font).horizontalAdvance(title) > box.width() - _TEXT_AT - _END - 2 * TARGET - 8
        words = {
            RowPart.PIN: _("Unpin") if row.conversation.pinned else _("Pin"),
            RowPart.MENU: _("More"),
            RowPart.REST: title if is_cut else "",
        }
        show_tip(event.globalPos(), words[part_at(box, event.pos(), option.direction)], view)
        return True

    # The editor of a title

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("kind", "inline")
        is_project = self._rows.project(index) is not None
        editor.setAccessibleName(_("Name of the project") if is_project else _("Title"))
        editor.setMaxLength(80 if is_project else 200)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():  # a change of the row must not undo the typing
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        box = row_box(option.rect, self._view)
        row = self._rows.row(index)
        is_inset = isinstance(row, ChatItem) and row.is_inset and self._rows.is_chosen(row.conversation.id) is None
        start = _SIGN if isinstance(row, ProjectItem) else _INSET_TEXT if is_inset else 0
        editor.setGeometry(_mirrored(box, box.adjusted(start, 0, 0, 0), option.direction))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # Enter and Esc are ours while a title is written, whatever commands of the window they belong to.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(editor, event)

    # The pieces of a row

    def _text_area(self, row: QRect, option: QStyleOptionViewItem) -> QRect:
        """Return where the words of what was found lie in their row."""
        box = row_box(row, self._view)
        return _mirrored(box, box.adjusted(_TEXT_AT, 0, -_TEXT_AT, 0), option.direction)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, heading: DayHeading) -> None:
        start = _INSET + _TEXT_AT
        area = _mirrored(option.rect, option.rect.adjusted(start, Space.M, -start, 0), option.direction)
        painter.setFont(self._heading_font)
        painter.setPen(self._theme.color("text-muted"))
        _write(painter, area, heading.name, option.direction)
        if heading.name == PROJECTS:
            place = plus_rect(option.rect, self._view)
            is_pointed = place.contains(self.pointed) and self._view.viewport().underMouse()
            icon = self._theme.icon("plus", "text" if is_pointed else "text-muted")
            icon.paint(painter, place.adjusted(5, 5, -5, -5))

    def _paint_project(self, painter: QPainter, option: QStyleOptionViewItem, row: ProjectItem) -> None:
        box = row_box(option.rect, self._view)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and not self.dragged
        if self.target == row.project.id:
            self._projects.paint_target(painter, box)
        else:
            self._paint_ground(painter, QRectF(box), is_open=self._rows.hides_open(row), is_hovered=is_hovered)
            self._paint_ring(painter, option, box)
        room = _END + 2 * TARGET + int(Space.S) if is_hovered else 0
        if is_hovered:
            self._paint_buttons(painter, box, option.direction, ("plus", "more"))
        news = self._rows.hides_news(row)
        self._projects.paint(painter, box, row, option.direction, room=room, news=news)

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: ChatItem) -> None:
        conversation = entry.conversation
        box = row_box(option.rect, self._view)
        chosen = self._rows.is_chosen(conversation.id)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        is_open = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, QRectF(box), is_open=is_open, is_hovered=is_hovered or bool(chosen))
        self._paint_ring(painter, option, box)
        before = self._paint_box(painter, box, option.direction, chosen)
        after = self._paint_end(painter, box, conversation, option.direction, has_buttons=is_hovered and chosen is None)
        is_unread = self._rows.unseen(conversation.id) is Unseen.REPLY
        is_strong = is_unread or (is_open and self._theme.is_contrast)
        painter.setFont(self._strong_font if is_strong else self._font)
        painter.setPen(self._theme.color("text"))
        start = _TEXT_AT + before + (_INSET_TEXT if entry.is_inset and not before else 0)
        area = _mirrored(box, box.adjusted(start, 0, -after, 0), option.direction)
        _write(painter, area, conversation.title, option.direction)

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, row: ChatHit | Hit | MoreHits) -> None:
        """Draw what a row of a chat that was found lies on: the rows of one chat are one card."""
        box = row_box(option.rect, self._view)
        id_ = row.conversation.id if isinstance(row, ChatHit) else _conversation_of(row)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if self._rows.is_open(id_):
            beyond = 2 * Corner.BUTTON
            top = 0 if isinstance(row, ChatHit) else beyond
            bottom = 0 if _is_end(row) else beyond
            painter.save()
            painter.setClipRect(option.rect)
            ground = QRectF(box).adjusted(0, -top, 0, bottom - 2 if bottom == 0 else bottom)
            self._paint_ground(painter, ground, is_open=True, is_hovered=False)
            painter.restore()
        own = box.adjusted(0, Space.XS if isinstance(row, ChatHit) else 0, 0, -6 if _is_end(row) else 0)
        if is_hovered:
            self._paint_ground(painter, QRectF(own), is_open=False, is_hovered=True)
        self._paint_ring(painter, option, own)

    def _paint_ground(self, painter: QPainter, box: QRectF, *, is_open: bool, is_hovered: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if is_open:
            edge = QColor(self._theme.color("text" if self._theme.is_contrast else "shadow"))
            edge.setAlphaF(1.0 if self._theme.is_contrast else 0.10)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(self._theme.color("row-open"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), Corner.BUTTON, Corner.BUTTON)
            if self._theme.is_contrast:
                return
            edge.setAlphaF(0.08)
            painter.setPen(QPen(edge, 1))
            below = box.bottom() + 0.5
            painter.drawLine(
                QPointF(box.left() + Corner.BUTTON - 1, below), QPointF(box.right() - Corner.BUTTON + 1, below)
            )
        elif is_hovered:
            painter.setBrush(self._theme.color("hover"))
            painter.drawRoundedRect(box, Corner.BUTTON, Corner.BUTTON)

    def _paint_ring(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        if self.has_ring and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), Corner.BUTTON - 1, Corner.BUTTON - 1)

    def _paint_box(self, painter: QPainter, box: QRect, direction: Qt.LayoutDirection, chosen: bool | None) -> int:
        """Draw the box to be ticked and return how far it moves the title; `chosen` None: there is none."""
        if chosen is None:
            return 0
        place = tick_rect(box, direction)
        painter.setPen(Qt.PenStyle.NoPen if chosen else QPen(self._theme.color("control-border"), 1.5))
        painter.setBrush(self._theme.color("accent") if chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(place).adjusted(*((0, 0, 0, 0) if chosen else (0.75, 0.75, -0.75, -0.75))), 5, 5)
        if chosen:
            self._theme.icon("check", "on-accent").paint(painter, place.adjusted(2, 2, -2, -2))
        return _BOX + int(Space.S)

    def _paint_end(
        self,
        painter: QPainter,
        box: QRect,
        conversation: Conversation,
        direction: Qt.LayoutDirection,
        *,
        has_buttons: bool,
    ) -> int:
        """Draw what stands at the end of the row and return how many pixels the title must leave free."""
        if has_buttons:
            self._paint_buttons(painter, box, direction, ("ribbon", "more"), is_on=conversation.pinned)
            return _END + 2 * TARGET + int(Space.S)
        center = QRectF(mark_rect(box, direction)).center()
        unseen = self._rows.unseen(conversation.id)
        if self._rows.is_replying(conversation.id):
            self._paint_dot(painter, center, has_halo=True)
        elif unseen is Unseen.REPLY:
            self._paint_dot(painter, center, has_halo=False)
        elif unseen is Unseen.FAILURE:
            self._paint_failed(painter, center)
        else:
            return _END + int(Space.L)
        return _END + _MARK + int(Space.S)

    def _paint_buttons(
        self,
        painter: QPainter,
        box: QRect,
        direction: Qt.LayoutDirection,
        icons: tuple[str, str],
        *,
        is_on: bool = False,
    ) -> None:
        """Draw the two buttons of a row with these icons; `is_on`: what the first one does is done."""
        for part, icon in zip((RowPart.PIN, RowPart.MENU), icons, strict=True):
            place = button_rect(box, part, direction)
            is_pointed = place.contains(self.pointed)
            if is_pointed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.color("pressed"))
                painter.drawRoundedRect(QRectF(place), Corner.BUTTON - 2, Corner.BUTTON - 2)
            token = "text" if is_pointed else "text-muted"
            if part is RowPart.PIN and is_on:
                token = "accent"
            self._theme.icon(icon, token).paint(painter, place.adjusted(5, 5, -5, -5))

    def _paint_dot(self, painter: QPainter, center: QPointF, *, has_halo: bool) -> None:
        from turbodesk.ui.widgets.breathing_dot import paint_dot

        breath = self.breath if has_halo else None
        paint_dot(painter, center, self._theme.color("accent"), breath=breath, has_halo=has_halo)

    def _paint_failed(self, painter: QPainter, center: QPointF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("danger"), 1.5))
        painter.drawEllipse(center, 7.25, 7.25)
        font = QFont(self._font)
        font.setPixelSize(10)
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.drawText(QRectF(center.x() - 8, center.y() - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, "!")


def _conversation_of(row: Hit | MoreHits) -> str:
    return row.found.conversation_id if isinstance(row, Hit) else row.best.conversation_id


def _is_end(row: ChatHit | Hit | MoreHits) -> bool:
    """Whether a row is the last of its card."""
    match row:
        case ChatHit(best=best):
            return best is None
        case Hit(is_last=is_last):
            return is_last
    return True


def _write(painter: QPainter, area: QRect, text: str, direction: Qt.LayoutDirection) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    alignment = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, in_own_order(shown))
