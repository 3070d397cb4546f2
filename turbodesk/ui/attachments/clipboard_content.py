"""Tells what the clipboard or a drag offers that can be attached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

_READY = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""Forms of a copied picture that are files already, the best first."""


@dataclass(frozen=True, slots=True)
class ClipboardContent:
    """Files by their paths, and at most one picture that is no file."""

    paths: tuple[Path, ...] = ()
    picture: bytes | QImage | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not self.paths and self.picture is None


def offers_something(mime: QMimeData) -> bool:
    """Whether `clipboard_content` would find something; cheap enough for every movement of a drag."""
    if any(url.isLocalFile() for url in mime.urls()):
        return True
    # Word processors and spreadsheets offer a picture of the words as well: the words are meant.
    return not mime.hasText() and (mime.hasImage() or any(mime.hasFormat(form) for form in _READY))


def clipboard_content(mime: QMimeData) -> ClipboardContent:
    """Return what is offered."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if paths or not offers_something(mime):
        return ClipboardContent(paths)
    ready = next((form for form in _READY if mime.hasFormat(form)), None)
    if ready is not None and (content := bytes(mime.data(ready).data())):
        return ClipboardContent(picture=content)
    image = mime.imageData()
    return ClipboardContent(picture=image if isinstance(image, QImage) and not image.isNull() else None)
