"""What a message needs to show its attachments and to pass on what a person wants done with one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from turbodesk.ui.attachments.thumbnails import ThumbnailCache


class AttachmentActions(QObject):
    """One for all messages; each signal carries an `Attachment`."""

    look_asked = Signal(object)
    save_asked = Signal(object)
    copy_asked = Signal(object)

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__(thumbnails)
        self.thumbnails = thumbnails
