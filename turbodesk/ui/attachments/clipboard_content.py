"""Tells what the clipboard or a drag offers that can be attached."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage, QTextDocumentFragment

from turbodesk.quick_dataclasses import dataclass

_READY = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""Forms of a copied picture that are files already, the best first."""
_CHATS = (".zip", ".cherrybackup", ".bak")
_TOOLS = (".mcpb", ".dxt")
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class ClipboardContent:
    """Files by their paths, and at most one picture or one text that is no file."""

    paths: tuple[Path, ...] = ()
    picture: bytes | QImage | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not self.paths and self.picture is None and not self.text

    @property
    def is_bundle_of_tools(self) -> bool:
        """Whether it is one bundle of tools."""
        return len(self.paths) == 1 and self.paths[0].suffix.lower() in _TOOLS

    @property
    def may_hold_chats(self) -> bool:
        """Whether it is files that can be exports of chats, and nothing that can be attached."""
        return bool(self.paths) and all(path.suffix.lower() in _CHATS or path.is_dir() for path in self.paths)


def offers_something(mime: QMimeData) -> bool:
    """Whether `clipboard_content` would find something; cheap enough for every movement of a drag."""
    if any(url.isLocalFile() for url in mime.urls()):
        return True
    # Word processors and spreadsheets offer a picture of the words as well: the words are meant, if there are any.
    return (mime.hasImage() or any(mime.hasFormat(form) for form in _READY)) and not words(mime).strip()


def words(mime: QMimeData) -> str:
    """Return the words that are offered, those of a page where it comes in no plainer form; "" where there are none.

    What is in a form counts and not that it is there: some programs put an empty text beside a picture.
    """
    text = mime.text() if mime.hasText() else ""
    if text.strip() or not mime.hasHtml():
        return text
    # The page an application offers beside a picture often holds that picture and nothing else, which is no word.
    return QTextDocumentFragment.fromHtml(mime.html()).toPlainText().replace(_OBJECT, "") or text


def clipboard_content(mime: QMimeData) -> ClipboardContent:
    """Return what is offered."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if paths or not offers_something(mime):
        return ClipboardContent(paths)
    for form in _READY:
        if content := bytes(mime.data(form).data()):
            return ClipboardContent(picture=content)
    image = mime.imageData()
    return ClipboardContent(picture=image if isinstance(image, QImage) and not image.isNull() else None)
