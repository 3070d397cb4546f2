"""Gives attachments back: into a file the person names, or onto the clipboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.attachments.opened_copies import ENDINGS
from turbodesk.app.attachments.pictures import STORED_EDGE
from turbodesk.app.file_names import fit, fitting_name
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.translation import _

_LONGEST_ENDING = 24
"""Characters of what counts as an ending, its dot included."""


def file_name(attachment: Attachment) -> str:
    """Return a name that fits what is stored, and no path: a photograph that became a JPEG is called so."""
    ending = ENDINGS.get(attachment.media_type, "")
    name = Path(fit(attachment.name))
    if not attachment.is_sendable:
        return fitting_name(name.stem, name.suffix[:_LONGEST_ENDING], otherwise=_("File"))
    is_text_file = bool(attachment.encoding) or not attachment.note  # of a document, the note says what is left out
    keeps_its_own = attachment.media_type == PLAIN and is_text_file
    if keeps_its_own and 1 < len(name.suffix) <= _LONGEST_ENDING:
        ending = name.suffix  # of a source file; the text of an office document is no office document
    elif name.suffix.lower() in (ending, ".jpeg" if ending == ".jpg" else ending):
        ending = name.suffix
    return fitting_name(name.stem, ending, otherwise=_("Picture") if attachment.is_picture else _("Text"))


def ask_where(attachment: Attachment, window: QWidget, save: Callable[[Path], object]) -> None:
    """Ask for a file to save an attachment in, and call `save` with it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    dialog = QFileDialog(window, _("Save as"), str(Path(folder or Path.home()) / file_name(attachment)))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: save(Path(name)))
    dialog.open()


async def to_file(attachment_service: AttachmentService, attachment: Attachment, path: Path) -> None:
    """Write an attachment as it is stored.

    Raises:
        AttachmentRefused: it is gone.
        StoreFailure: it cannot be read, or the file cannot be written; what was there before is untouched.
    """
    content = await content_of(attachment_service, attachment)
    await asyncio.to_thread(write_new_file, path, lambda file: file.write(content))


async def text_of(attachment_service: AttachmentService, attachment: Attachment) -> str:
    """Return the text of a document.

    Raises:
        AttachmentRefused: it is gone.
        StoreFailure: it cannot be read.
    """
    return (await content_of(attachment_service, attachment)).decode("utf-8", "replace")


async def to_clipboard(attachment_service: AttachmentService, attachment: Attachment) -> None:
    """Put a picture, or the text of a document, on the clipboard.

    Raises:
        AttachmentRefused: it is gone.
        StoreFailure: it cannot be read.
    """
    mime = QMimeData()
    if attachment.is_picture:
        from turbodesk.ui.attachments.decoding import decoded_within

        content, size = await content_of(attachment_service, attachment), QSize(STORED_EDGE, STORED_EDGE)
        mime.setImageData(await asyncio.to_thread(decoded_within, content, size))
    else:
        mime.setText(await text_of(attachment_service, attachment))
    QGuiApplication.clipboard().setMimeData(mime)


async def content_of(attachment_service: AttachmentService, attachment: Attachment) -> bytes:
    """Return what is stored of an attachment.

    Raises:
        AttachmentRefused: it is gone.
        StoreFailure: it cannot be read.
    """
    content = await attachment_service.content(attachment.sha256)
    if content is None:
        raise AttachmentRefused(sentence=_("“{name}” is no longer there.").format(name=attachment.label))
    return content
