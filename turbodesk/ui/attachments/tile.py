"""One attachment above the text being written: what it is, how large, and a button that takes it away again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QToolButton, QWidget

from turbodesk.chat import encodings
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.errors import FailureNote
from turbodesk.translation import _
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.attachments.wording import facts, icon, spoken
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Corner, TextRole, Theme
from turbodesk.ui.theme.icons import paint_icon
from turbodesk.ui.theme.metrics import TARGET
from turbodesk.ui.widgets.direction import in_own_order, mirrored
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import button_text, set_tip

OUTSIDE = 7
"""Pixels by which the button that removes it reaches beyond its upper right corner."""
_HEIGHT, _FACE, _ICON = 56, 40, 20
_LEFT, _BETWEEN, _RIGHT = 8, 10, 18
"""Pixels before the face, between it and the words, and behind them."""
_WIDEST, _WIDEST_REASON = 240, 340
"""Pixels of a tile, and of one that says why a file was refused."""
_NAME, _LINE = 20, 18
"""Pixels from one line of words to the next."""
_MOST_LINES = 4
_CROSS, _CROSS_DISC = 11, 20


class Tile(QAbstractButton):
    """One attachment, one that is still being read (`attachment` and `failure` None), or one that was refused."""

    look_requested = Signal()
    """What the model gets of it shall be shown."""
    remove_requested = Signal()
    unfold_requested = Signal()
    """The text shall stand in the message instead."""

    def __init__(
        self,
        name: str,
        *,
        theme: Theme,
        percent: float,
        actions: AttachmentActions,
        attachment: Attachment | None = None,
        failure: FailureNote | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`percent` is the size of the text it stands above."""
        super().__init__(parent)
        self.attachment, self.failure = attachment, failure
        self._name = name or (_("Pasted picture") if attachment is None else attachment.label)
        self._theme, self._percent, self._thumbnails = theme, percent, actions.thumbnails
        self._actions = actions
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._room = _WIDEST_REASON * 4
        self._remove = _RemoveButton(_("Remove {name}").format(name=self._name), self)
        self._remove.clicked.connect(self.remove_requested)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(self._words())
        set_tip(self, self._tip())
        if attachment is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(self.look_requested)
        if attachment is not None and attachment.is_picture:
            actions.thumbnails.ready.connect(self._picture_ready)
        self.setProperty("corner", int(Corner.PANEL))
        self.set_look(theme, percent)

    @property
    def last_in_order(self) -> QWidget:
        """The last control Tab leads to in it."""
        return self._remove

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        self._remove.set_look(theme, self._scale)
        self._fit()

    def set_room(self, pixels: int) -> None:
        """Become no wider than this."""
        if pixels != self._room:
            self._room = pixels
            self._fit()

    def _fit(self) -> None:
        size = self.sizeHint()
        self.setFixedSize(size)
        corner = QRect(QPoint(size.width() - self._remove.width(), 0), self._remove.size())
        self._remove.move(QStyle.visualRect(self.layoutDirection(), QRect(QPoint(), size), corner).topLeft())
        self.update()

    def sizeHint(self) -> QSize:
        px, lines = self._px, self._lines()
        beside = px(_LEFT) + px(_FACE) + px(_BETWEEN) + px(_RIGHT)
        words = max((QFontMetricsF(font).horizontalAdvance(text) for text, font in lines), default=0.0)
        most = self._most()
        height = max(px(_HEIGHT), px(_NAME) + (len(lines) - 1) * px(_LINE) + 2 * px(_LEFT))
        return QSize(min(most, beside + round(words + 0.5)) + px(OUTSIDE), height + px(OUTSIDE))

    def ring_rect(self) -> QRect:
        """Return what the ring of the keyboard's focus is around."""
        return self._box().toRect()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._remove.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._remove.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._remove.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._remove.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.popup(self.mapToGlobal(self.rect().center()) if event.globalPos().isNull() else event.globalPos())

    def menu(self) -> Menu:
        """Return what can be done with it; it deletes itself when it closes."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if (attachment := self.attachment) is not None:
            menu.addAction(_("Open")).triggered.connect(self.click)
            opened = menu.addAction(_("Open in another program"))
            opened.triggered.connect(lambda: self._actions.open_requested.emit(attachment))
        if attachment is not None and attachment.media_type == PLAIN:
            menu.addAction(_("Put into the message as text")).triggered.connect(self.unfold_requested)
            if attachment.encoding in encodings.ENCODINGS:
                self._offer_encodings(menu.add_submenu(_("Encoding")), attachment)
        menu.addAction(_("Remove")).triggered.connect(self.remove_requested)
        return menu

    def _offer_encodings(self, menu: Menu, attachment: Attachment) -> None:
        for encoding in encodings.offered(QLocale.system().name(), attachment.encoding):
            action = menu.addAction(button_text(encodings.long_name(encoding)))
            action.setCheckable(True)
            action.setChecked(encoding == attachment.encoding)
            chosen = partial(self._actions.encoding_chosen.emit, attachment, encoding)
            action.triggered.connect(lambda _checked=False, chosen=chosen: chosen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.remove_requested.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        theme, box = self._theme, self._box()
        painter.setPen(QPen(theme.color("danger" if self.failure is not None else "border"), 1))
        painter.setBrush(theme.color("raised"))
        corner = self._px(Corner.PANEL)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        if self.underMouse() and self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(box, corner, corner)
        self._paint_face(painter, box)
        self._paint_words(painter, box)

    def _box(self) -> QRectF:
        """Return where the tile itself is: the button that removes it needs more room."""
        whole = QRectF(self.rect())
        return self._turned(whole.adjusted(0, self._px(OUTSIDE), -self._px(OUTSIDE), 0))

    def _turned(self, place: QRectF) -> QRectF:
        """Return where a part goes that was placed from the left."""
        return mirrored(self.layoutDirection(), QRectF(self.rect()), place)

    def _paint_face(self, painter: QPainter, box: QRectF) -> None:
        side, corner = self._px(_FACE), self._px(6)
        face = self._turned(QRectF(self._px(_LEFT), box.top() + (self._px(_HEIGHT) - side) / 2, side, side))
        image = self._picture()
        if image is not None and not image.isNull():
            paint_rounded(painter, image, face, corner)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("window" if self._theme.is_dark else "code"))
        painter.drawRoundedRect(face, corner, corner)
        name = "file" if self.attachment is None else icon(self.attachment)
        spot = QRect(0, 0, self._px(_ICON), self._px(_ICON))
        spot.moveCenter(face.center().toPoint())
        paint_icon(painter, spot, name, self._theme.color("text-muted"))

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        px, lines = self._px, self._lines()
        left = px(_LEFT) + px(_FACE) + px(_BETWEEN)
        room = box.width() - left - px(_LEFT)
        y = box.top() + (box.height() - px(_NAME) - (len(lines) - 1) * px(_LINE)) / 2
        for number, (text, font) in enumerate(lines):
            metrics, height = QFontMetricsF(font), px(_LINE if number else _NAME)
            painter.setFont(font)
            token = "text" if not number else "danger" if self.failure is not None else "text-muted"
            painter.setPen(self._theme.color(token))
            cut = Qt.TextElideMode.ElideRight if number else Qt.TextElideMode.ElideMiddle
            baseline = y + (height - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
            shown = metrics.elidedText(text, cut, room)
            at = self._turned(QRectF(left, 0, metrics.horizontalAdvance(shown), self.height()))
            painter.drawText(QPointF(at.left(), baseline), in_own_order(shown))
            y += height

    def _words(self) -> str:
        if self.failure is not None:
            return sentences(self.failure.sentence, self.failure.advice)
        return _("Reading…") if self.attachment is None else facts(self.attachment)

    def _tip(self) -> str:
        if self.attachment is None:
            return ""
        return f"{self._name}\n{spoken(self.attachment)}"

    def _lines(self) -> list[tuple[str, QFont]]:
        """Return its name, and beneath it what it is, or why it was refused in as many lines as that takes.

        The last of too many lines ends in an ellipsis when painted.
        """
        font = self._theme.font(TextRole.LABEL, self._percent)
        named = (self._name, self._theme.font(TextRole.UI_STRONG, self._percent))
        if self.failure is None:
            return [named, (self._words(), font)]
        metrics, px = QFontMetricsF(font), self._px
        room = self._most() - px(_LEFT) - px(_FACE) - px(_BETWEEN) - px(_RIGHT)
        lines = [""]
        for word in self._words().split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > room and len(lines) < _MOST_LINES:
                lines.append(word)
            else:
                lines[-1] = longer
        return [named, *((line, font) for line in lines)]

    def _most(self) -> int:
        """Return how wide the tile itself may be."""
        return min(self._px(_WIDEST if self.failure is None else _WIDEST_REASON), self._room - self._px(OUTSIDE))

    def _picture(self) -> QImage | None:
        if self.attachment is None or not self.attachment.is_picture:
            return None
        side = round(2 * self._px(_FACE) * self.devicePixelRatioF())  # the shorter side fills the face
        return self._thumbnails.picture(self.attachment, QSize(side, side))

    def _picture_ready(self, sha256: str) -> None:
        if self.attachment is not None and self.attachment.sha256 == sha256:
            self.update()

    @property
    def _scale(self) -> float:
        return self._theme.faces.scale * self._percent / 100

    def _px(self, pixels: int) -> int:
        return round(pixels * self._scale)


class _RemoveButton(QToolButton):
    """A cross on ink at the corner of a tile, seen while the pointer or the focus is there."""

    def __init__(self, name: str, tile: Tile) -> None:
        super().__init__(tile)
        self._tile, self._scale = tile, 1.0
        self._theme: Theme | None = None
        self.setAccessibleName(name)
        set_tip(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def set_look(self, theme: Theme, scale: float) -> None:
        """Take the colours of `theme`, and `scale` of the usual size."""
        self._theme, self._scale = theme, scale
        side = max(TARGET, round(TARGET * scale))
        self.setFixedSize(side, side)
        self.setProperty("corner", side // 2)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # the tile would open what is to be removed
            if not event.isAutoRepeat():  # held down, it presses once
                self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None or not (self._tile.underMouse() or self._tile.hasFocus() or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = round(_CROSS_DISC * self._scale)
        disc = QRectF(self.width() - side, 0, side, side)  # the upper corner of what can be pressed
        disc = mirrored(self.layoutDirection(), QRectF(self.rect()), disc)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text"))
        painter.drawEllipse(disc)
        cross = round(_CROSS * self._scale)
        spot = QRect(0, 0, cross, cross)
        spot.moveCenter(disc.center().toPoint())
        paint_icon(painter, spot, "close", self._theme.color("window"))


def paint_rounded(painter: QPainter, image: QImage, area: QRectF, radius: float) -> None:
    """Paint an image so that it fills `area`, cut off at its longer sides and with round corners."""
    scale = max(area.width() / image.width(), area.height() / image.height())
    source = QRectF(0, 0, area.width() / scale, area.height() / scale)
    source.moveCenter(QRectF(image.rect()).center())
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    painter.save()
    painter.setClipPath(path)
    painter.drawImage(area, image, source)
    painter.restore()
