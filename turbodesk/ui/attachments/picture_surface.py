"""Paints one picture, as large as it is or as there is room, as the model gets it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from turbodesk.app.attachments.pictures import STORED_EDGE
from turbodesk.chat.attachments import Attachment
from turbodesk.translation import _
from turbodesk.ui.attachments.thumbnails import ThumbnailCache
from turbodesk.ui.attachments.tile import paint_rounded
from turbodesk.ui.theme import Corner


class PictureSurface(QWidget):
    """The picture of an attachment: the stored one until the one that is sent is there."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._attachment: Attachment | None = None
        self._sent: QImage | None = None
        thumbnails.ready.connect(self._ready)

    def show_picture(self, attachment: Attachment) -> None:
        """Show a picture as it is stored."""
        self._attachment, self._sent = attachment, None
        self.setAccessibleName(attachment.label)
        self.update()

    def show_sent(self, image: QImage) -> None:
        """Show the same picture as it is sent."""
        self._sent = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._attachment is None:
            return
        image = self._sent
        if image is None:  # one decoding serves every size of the window
            image = self._thumbnails.picture(self._attachment, QSize(STORED_EDGE, STORED_EDGE))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if image is None:
            return
        if image.isNull():
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("This picture can no longer be read."))
            return
        natural = image.size() / self.devicePixelRatioF()
        size = natural.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if natural.width() <= self.width() and natural.height() <= self.height():
            size = natural
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(QRectF(self.rect()).center())
        paint_rounded(painter, image, target, Corner.PANEL)

    def _ready(self, sha256: str) -> None:
        if self._attachment is not None and self._attachment.sha256 == sha256:
            self.update()
