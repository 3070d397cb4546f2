"""A larger look at a picture, over the window: Esc, Enter or a click beside it close it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from turbodesk.app.attachments.pictures import STORED_EDGE
from turbodesk.chat.attachments import Attachment
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.attachments.thumbnails import ThumbnailCache
from turbodesk.ui.attachments.wording import facts
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.forms import caption
from turbodesk.ui.widgets.sheet import Sheet

_LEAST_WIDTH = 320


class Viewer(Sheet):
    """Shows one picture at a time."""

    def __init__(self, parent: QWidget, *, theme: Theme, actions: AttachmentActions) -> None:
        super().__init__(parent, theme=theme, name="Picture")
        self._attachment: Attachment | None = None
        self._surface = _Surface(actions.thumbnails)
        self._title = ElidedLabel("")
        self._facts = caption("", kind="muted")
        self._save = IconButton("save", "Save as", theme=theme)
        self._copy = IconButton("copy", "Copy picture", theme=theme)
        self._close = IconButton("close", "Close picture", theme=theme)
        self._save.clicked.connect(lambda: actions.save_requested.emit(self._attachment))
        self._copy.clicked.connect(lambda: actions.copy_requested.emit(self._attachment))
        self._close.clicked.connect(self.dismiss)
        top = self._top = QHBoxLayout()
        top.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        top.setSpacing(Space.S)
        top.addWidget(self._title, 1)
        top.addWidget(self._facts)
        for button in (self._save, self._copy, self._close):
            top.addWidget(button)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._surface, 1)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and icons of `theme`."""
        super().apply_theme(theme)
        for button in (self._save, self._copy, self._close):
            button.apply_theme(theme)

    def look(self, attachment: Attachment) -> None:
        """Show a picture."""
        self._attachment = attachment
        self._title.setText(attachment.label)
        self._facts.setText(facts(attachment))
        self._surface.show_picture(attachment)
        self.open()

    def focus_first(self) -> None:
        self._close.setFocus(Qt.FocusReason.PopupFocusReason)

    def panel_rect(self, area: QRect) -> QRect:
        """Return the largest place that keeps the picture's shape, never larger than its pixels."""
        room = area.adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
        attachment = self._attachment
        if attachment is None:
            return room
        top = self._top.sizeHint().height()
        inside = QSize(room.width() - 2, room.height() - top - 2)
        ratio = self.devicePixelRatioF()
        natural = QSize(max(1, round(attachment.width / ratio)), max(1, round(attachment.height / ratio)))
        size = natural
        if natural.width() > inside.width() or natural.height() > inside.height():
            size = natural.scaled(inside, Qt.AspectRatioMode.KeepAspectRatio)
        wide = max(size.width(), min(_LEAST_WIDTH, inside.width()))
        rect = QRect(0, 0, wide + 2, size.height() + top + 2)
        rect.moveCenter(area.center())
        return rect

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.dismiss()
        else:
            super().keyPressEvent(event)


class _Surface(QWidget):
    """The picture itself."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._attachment: Attachment | None = None
        thumbnails.ready.connect(self._ready)

    def show_picture(self, attachment: Attachment) -> None:
        self._attachment = attachment
        self.setAccessibleName(attachment.label)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._attachment is None:
            return
        edge = STORED_EDGE  # one decoding serves every size of the window
        image = self._thumbnails.picture(self._attachment, QSize(edge, edge))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if image is None:
            return
        if image.isNull():
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "This picture can no longer be read.")
            return
        natural = image.size() / self.devicePixelRatioF()
        size = natural.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if natural.width() <= self.width() and natural.height() <= self.height():
            size = natural
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(QRectF(self.rect()).center())
        painter.drawImage(target, image)

    def _ready(self, sha256: str) -> None:
        if self._attachment is not None and self._attachment.sha256 == sha256:
            self.update()
