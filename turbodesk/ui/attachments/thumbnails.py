"""Gives out pictures of attachments at the size they are shown in: decoded on another thread, kept, told of when ready.

Whoever shows a picture asks `picture`, gets nothing at first, and asks again when `ready` names its hash. What is shown
keeps its place meanwhile, since an attachment knows its pixels before it is read.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.tasks import Scope
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import StoreFailure

KEPT_BYTES = 64_000_000
"""Of decoded pictures: about sixty of the size they have in a message, on a sharp screen."""
AT_ONCE = 2


class ThumbnailCache(QObject):
    """The pictures of attachments."""

    ready = Signal(str)
    """The picture of this hash can be shown now, or is known to be damaged."""

    def __init__(self, attachment_service: AttachmentService, scope: Scope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._attachment_service = attachment_service
        self._scope = scope
        self._room = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[tuple[str, int, int], QImage] = OrderedDict()
        self._asked: set[tuple[str, int, int]] = set()

    def picture(self, attachment: Attachment, size: QSize) -> QImage | None:
        """Return the picture within `size` device pixels; None while it is read; a null image when it is damaged."""
        key = (attachment.sha256, size.width(), size.height())
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
        elif key not in self._asked:
            self._asked.add(key)
            self._scope.start(f"picture.{':'.join(map(str, key))}", self._read(key))
        return image

    async def _read(self, key: tuple[str, int, int]) -> None:
        from turbodesk.ui.attachments.decoding import decoded_within

        sha256, width, height = key
        try:
            async with self._room:
                content = await self._attachment_service.content(sha256)
                image = QImage()
                if content is not None:
                    image = await asyncio.to_thread(decoded_within, content, QSize(width, height))
        except StoreFailure:
            image = QImage()
        finally:
            self._asked.discard(key)
        self._kept[key] = image
        while sum(one.sizeInBytes() for one in self._kept.values()) > KEPT_BYTES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        self.ready.emit(sha256)
