"""One attachment above the text being written: what it is, how large, and a button that takes it away again."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import FailureNote
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.attachments.wording import facts, icon, spoken
from turbodesk.ui.theme import RADIUS, RADIUS_PANEL, Space, Theme
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.plain import set_tip

WIDTH = 240
"""Device-independent pixels of a tile."""
WIDE = 340
"""Of one that says why a file was refused."""
_SIDE = 40
_ICON = 18
_MOST_LINES = 4


class Tile(QAbstractButton):
    """One attachment, one that is still being read (`attachment` and `failure` None), or one that was refused."""

    remove_requested = Signal()

    def __init__(
        self,
        name: str,
        *,
        theme: Theme,
        actions: AttachmentActions,
        attachment: Attachment | None = None,
        failure: FailureNote | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.attachment, self.failure = attachment, failure
        self._name = name or ("Pasted picture" if attachment is None else attachment.label)
        self._theme, self._thumbnails = theme, actions.thumbnails
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._remove = IconButton("close", f"Remove {self._name}", theme=theme, parent=self)
        self._remove.setIconSize(QSize(16, 16))
        self._remove.clicked.connect(self.remove_requested)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(self._words())
        set_tip(self, self._tip())
        if attachment is not None and attachment.is_picture:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda: actions.look_requested.emit(attachment))
            actions.thumbnails.ready.connect(self._picture_ready)
        self._fit()

    @property
    def last_in_order(self) -> QWidget:
        """The last control Tab leads to in it."""
        return self._remove

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._remove.apply_theme(theme)
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.small_font())
        if self.failure is None:
            return QSize(WIDTH, max(_SIDE, 2 * metrics.lineSpacing()) + 2 * Space.S)
        return QSize(WIDE, (len(self._reason_lines()) + 1) * metrics.lineSpacing() + 2 * Space.S)

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
        theme, ring = self._theme, 2.0 if self.hasFocus() else 1.0
        edge = "focus" if self.hasFocus() else "danger" if self.failure is not None else "border"
        painter.setPen(QPen(theme.color(edge), ring))
        painter.setBrush(theme.color("danger-soft" if self.failure is not None else "code"))
        frame = QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
        painter.drawRoundedRect(frame, RADIUS_PANEL - ring / 2, RADIUS_PANEL - ring / 2)
        self._paint_face(painter)
        self._paint_words(painter)

    def _paint_face(self, painter: QPainter) -> None:
        face = QRectF(Space.S, (self.height() - _SIDE) / 2, _SIDE, _SIDE)
        if self.failure is not None:
            face.moveTop(Space.S - (_SIDE - QFontMetrics(self._theme.small_font()).height()) / 2)
        image = self._picture()
        if image is not None and not image.isNull():
            paint_rounded(painter, image, face, RADIUS)
            return
        token = "danger" if self.failure is not None else "text-muted"
        name = "warning" if self.failure is not None else "file" if self.attachment is None else icon(self.attachment)
        spot = QRect(0, 0, _ICON, _ICON)
        spot.moveCenter(face.center().toPoint())
        self._theme.icon(name, token).paint(painter, spot)

    def _paint_words(self, painter: QPainter) -> None:
        font = QFont(self._theme.small_font())
        metrics = QFontMetricsF(font)
        left = 2 * Space.S + _SIDE
        room = self._remove.x() - left - Space.XS
        lines = self._reason_lines() if self.failure is not None else [self._words()]
        y = (self.height() - (len(lines) + 1) * metrics.lineSpacing()) / 2 + metrics.ascent()
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        painter.drawText(
            QPointF(left, y), QFontMetricsF(font).elidedText(self._name, Qt.TextElideMode.ElideMiddle, room)
        )
        painter.setFont(self._theme.small_font())
        painter.setPen(self._theme.color("text" if self.failure is not None else "text-muted"))
        for line in lines:
            y += metrics.lineSpacing()
            painter.drawText(QPointF(left, y), metrics.elidedText(line, Qt.TextElideMode.ElideRight, room))

    def _words(self) -> str:
        if self.failure is not None:
            return f"{self.failure.sentence} {self.failure.advice}".strip()
        return "Reading…" if self.attachment is None else facts(self.attachment)

    def _tip(self) -> str:
        if self.attachment is None:
            return ""
        return f"{self._name}\n{spoken(self.attachment)}"

    def _reason_lines(self) -> list[str]:
        """The reason, broken into lines that fit; the last of too many ends in an ellipsis when painted."""
        metrics = QFontMetricsF(self._theme.small_font())
        room = WIDE - 2 * Space.S - _SIDE - 28 - 2 * Space.XS
        lines: list[str] = [""]
        for word in self._words().split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > room and len(lines) < _MOST_LINES:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _picture(self) -> QImage | None:
        if self.attachment is None or not self.attachment.is_picture:
            return None
        side = round(2 * _SIDE * self.devicePixelRatioF())  # the shorter side fills the face of all but strips
        return self._thumbnails.picture(self.attachment, QSize(side, side))

    def _picture_ready(self, sha256: str) -> None:
        if self.attachment is not None and self.attachment.sha256 == sha256:
            self.update()

    def _fit(self) -> None:
        size = self.sizeHint()
        self.setFixedSize(size)
        button = self._remove.sizeHint()
        y = Space.XS if self.failure is not None else (size.height() - button.height()) // 2
        self._remove.setGeometry(size.width() - button.width() - Space.XS, y, button.width(), button.height())


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
