"""What is needed to show attachments, and where widgets say what a person wants done with one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from turbodesk.ui.attachments.thumbnails import ThumbnailCache


class AttachmentActions(QObject):
    """One for all messages and drafts of a window; each signal carries an `Attachment`."""

    look_requested = Signal(object)
    """The picture, or the text, shall be shown as large as the window allows."""
    save_requested = Signal(object)
    copy_requested = Signal(object)
    open_requested = Signal(object)
    """A copy of it shall be shown by the program that the desktop has for its kind."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__(thumbnails)
        self.thumbnails = thumbnails
