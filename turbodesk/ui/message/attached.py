"""The attachments of one message: pictures with round corners, everything else as a card with its name.

Sizes follow from what an attachment says of itself, so that nothing moves when its picture has been read. Those that
would not go with the next request are dimmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QStyle, QWidget

from turbodesk.app.attachments.opened_copies import is_opened
from turbodesk.chat.attachments import Attachment
from turbodesk.translation import _
from turbodesk.ui.attachments.actions import AttachmentActions, LookContext
from turbodesk.ui.attachments.tile import paint_rounded
from turbodesk.ui.attachments.wording import facts, icon, spoken
from turbodesk.ui.theme.metrics import Corner, Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.direction import in_own_order, mirrored
from turbodesk.ui.widgets.flow_layout import flowed
from turbodesk.ui.widgets.plain import set_tip

_ALONE = QSize(360, 280)
"""The largest a single picture gets, in device-independent pixels."""
_TOGETHER = 148
"""The height of several; their widths follow, within these bounds."""
_NARROWEST, _WIDEST = 84, 264
_CARD_WIDTH = 256
_CARD, _FACE, _LINE, _ICON, _CORNER = 56, 40, 20, 18, 14
"""Sizes of a file's card: its height, the square around its sign, the distance of its two lines, sign and corners."""
_DIMMED = 0.4
_LEFT_OUT = _("Left out of the request")


class Attached(QWidget):
    """All attachments of one message, pictures first, in rows: against the right edge, where the person speaks."""

    def __init__(
        self,
        attachments: Sequence[Attachment],
        *,
        attachment_actions: AttachmentActions,
        theme: Theme,
        percent: int,
        parent: QWidget,
        is_reply: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Attachments"))
        self._is_reply = is_reply
        pictures = [attachment for attachment in attachments if attachment.is_picture]
        self._items = [
            _Item(
                LookContext(attachment, tuple(attachments)),
                attachment_actions=attachment_actions,
                is_alone=len(pictures) == 1,
                parent=self,
            )
            for attachment in attachments
        ]
        self.restyle(theme, percent)

    def set_left_out(self, count: int) -> None:
        """Dim the first `count` attachments: they would not be sent again."""
        for number, item in enumerate(self._items):
            item.set_left_out(is_left_out=number < count)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        for item in self._items:
            item.restyle(theme, percent)
        self._place(self.width())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((rect.bottom() + 1 for _, rect in self._placed(width)), default=0)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: object) -> None:
        self._place(self.width())

    def _place(self, width: int) -> None:
        for item, rect in self._placed(width):
            whole = QRect(0, 0, width, rect.height())
            item.setGeometry(QStyle.visualRect(self.layoutDirection(), whole, rect))

    def _placed(self, width: int) -> list[tuple[_Item, QRect]]:
        found: list[tuple[_Item, QRect]] = []
        y = 0
        for items in ([one for one in self._items if one.is_picture], [x for x in self._items if not x.is_picture]):
            sizes = [one.sizeHint().boundedTo(QSize(width, one.sizeHint().height())) for one in items]
            rects = flowed(sizes, width=width, gap=Space.S, to_the_right=not self._is_reply)
            found += [(item, rect.translated(QPoint(0, y))) for item, rect in zip(items, rects, strict=True)]
            y = max((rect.bottom() + 1 + Space.S for _, rect in found), default=0)
        return found


class _Item(QAbstractButton):
    """One attachment; Enter, Space and a click show what the model got of it."""

    def __init__(
        self, context: LookContext, *, attachment_actions: AttachmentActions, is_alone: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._attachment = context, context.attachment
        self._attachment_actions, self._is_alone = attachment_actions, is_alone
        self._is_left_out = False
        self._theme: Theme | None = None
        self._percent = 100
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self._attachment.label)
        self.clicked.connect(self._act)
        self.set_left_out(is_left_out=False)
        if self.is_picture:
            attachment_actions.thumbnails.ready.connect(self._ready)

    @property
    def is_picture(self) -> bool:
        return self._attachment.is_picture

    def set_left_out(self, *, is_left_out: bool) -> None:
        self._is_left_out = is_left_out
        words = spoken(self._attachment, is_left_out=is_left_out)
        self.setAccessibleDescription(words)
        set_tip(self, f"{self._attachment.label}\n{words}")
        self.update()

    def restyle(self, theme: Theme, percent: int) -> None:
        self._theme, self._percent = theme, percent
        self.update()

    def sizeHint(self) -> QSize:
        one = self._attachment
        if not one.is_picture:
            assert self._theme is not None
            name, more = (self._theme.font(role, self._percent) for role in (TextRole.UI_STRONG, TextRole.LABEL))
            words = max(
                QFontMetricsF(name).horizontalAdvance(one.label), QFontMetricsF(more).horizontalAdvance(facts(one))
            )
            beside = self._px(2 * Space.S + _FACE + Space.M)
            return QSize(min(beside + ceil(words), self._px(_CARD_WIDTH)), self._px(_CARD))
        natural = QSize(max(1, one.width), max(1, one.height))
        if self._is_alone:
            shown = natural.scaled(_ALONE, Qt.AspectRatioMode.KeepAspectRatio).boundedTo(natural)
            return shown.expandedTo(QSize(_NARROWEST, _NARROWEST // 2))
        width = round(natural.width() * _TOGETHER / natural.height())
        return QSize(min(max(width, _NARROWEST), _WIDEST), _TOGETHER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._offer(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(_DIMMED if self._is_left_out else 1.0)
        if self.is_picture:
            self._paint_picture(painter, theme)
        else:
            self._paint_card(painter, theme)
        painter.setOpacity(1.0)
        if self._is_left_out and self.is_picture:
            self._paint_badge(painter, theme)

    def _paint_picture(self, painter: QPainter, theme: Theme) -> None:
        edge = round(max(self.width(), self.height()) * 1.5 * self.devicePixelRatioF())
        image = self._attachment_actions.thumbnails.picture(self._attachment, QSize(edge, edge))
        area = QRectF(self.rect())
        if image is not None and not image.isNull():
            paint_rounded(painter, image, area, _CORNER)
            painter.setBrush(Qt.BrushStyle.NoBrush)  # an edge, so that a white picture ends somewhere
        else:
            painter.setBrush(theme.color("code"))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        if image is not None and image.isNull():
            spot = QRect(0, 0, _ICON, _ICON)
            spot.moveCenter(self.rect().center())
            theme.icon("warning", "text-muted").paint(painter, spot)

    def _paint_card(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("control-hover" if self.underMouse() else "window"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        side = self.layoutDirection()
        face = QRect(self._px(Space.S), (self.height() - self._px(_FACE)) // 2, self._px(_FACE), self._px(_FACE))
        left = face.right() + 1 + self._px(Space.S)
        face = QStyle.visualRect(side, self.rect(), face)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("code"))
        painter.drawRoundedRect(face, Corner.BUTTON, Corner.BUTTON)
        spot = QRect(0, 0, self._px(_ICON), self._px(_ICON))
        spot.moveCenter(face.center())
        theme.icon(icon(self._attachment), "text-muted").paint(painter, spot)
        room = self.width() - left - self._px(Space.S)
        second = _LEFT_OUT if self._is_left_out else facts(self._attachment)
        lines = (
            (self._attachment.label, TextRole.UI_STRONG, "text", Qt.TextElideMode.ElideMiddle),
            (second, TextRole.LABEL, "text-muted", Qt.TextElideMode.ElideRight),
        )
        for number, (words, role, token, elide) in enumerate(lines):
            font = theme.font(role, self._percent)
            metrics = QFontMetricsF(font)
            middle = self.height() / 2 + self._px(_LINE) * (number - 0.5)
            painter.setFont(font)
            painter.setPen(theme.color(token))
            y = middle + (metrics.ascent() - metrics.descent()) / 2
            shown = metrics.elidedText(words, elide, room)
            wide = metrics.horizontalAdvance(shown)
            at = mirrored(side, QRectF(self.rect()), QRectF(left, 0, wide, self.height()))
            painter.drawText(QPointF(at.left(), y), in_own_order(shown))

    def _px(self, pixels: float) -> int:
        return round(pixels * self._percent / 100)

    def _paint_badge(self, painter: QPainter, theme: Theme) -> None:
        font = theme.font(TextRole.LABEL, self._percent)
        metrics = QFontMetricsF(font)
        words = _LEFT_OUT
        if metrics.horizontalAdvance(words) + 2 * Space.S > self.width() - 2 * Space.S:
            words = _("Left out")
        if metrics.horizontalAdvance(words) + 2 * Space.S > self.width():
            return
        area = QRectF(0, 0, metrics.horizontalAdvance(words) + 2 * Space.S, metrics.height() + Space.XS)
        area.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setFont(font)
        painter.setPen(theme.color("text-muted"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def _act(self) -> None:
        actions, attachment = self._attachment_actions, self._attachment
        if attachment.is_sendable:
            actions.look_requested.emit(self._context)
        else:  # a file that a tool gave, of any kind
            (actions.open_requested if is_opened(attachment) else actions.save_requested).emit(attachment)

    def _offer(self, at: QPoint) -> None:
        from turbodesk.ui.widgets.menu import Menu

        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        attachment_actions, attachment = self._attachment_actions, self._attachment
        if attachment.is_sendable:
            menu.addAction(_("Open"), lambda: attachment_actions.look_requested.emit(self._context))
        if is_opened(attachment):
            menu.addAction(_("Open in another program"), lambda: attachment_actions.open_requested.emit(attachment))
        menu.addAction(_("Save as…"), lambda: attachment_actions.save_requested.emit(attachment))
        if attachment.is_sendable and not attachment.is_pdf:
            words = _("Copy picture") if self.is_picture else _("Copy text")
            menu.addAction(words, lambda: attachment_actions.copy_requested.emit(attachment))
        menu.popup(at)

    def _ready(self, sha256: str) -> None:
        if sha256 == self._attachment.sha256:
            self.update()
