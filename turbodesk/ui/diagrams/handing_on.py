"""Hands a diagram on: as a picture or as outlines on the clipboard, and as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMimeData
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter

from turbodesk.app.new_file import write_new_file
from turbodesk.rendering.diagrams import DrawnDiagram
from turbodesk.translation import _
from turbodesk.ui.diagrams.diagrams import diagrams
from turbodesk.ui.diagrams.separate_diagrams import DiagramKey

PICTURE, OUTLINES, SOURCE = _("PNG picture (*.png)"), _("SVG drawing (*.svg)"), _("Mermaid source (*.mmd)")
"""The kinds of file a diagram is saved as, in the words of the file dialog."""


def _known(key: DiagramKey) -> tuple[DiagramKey, DrawnDiagram] | None:
    """Return a drawing of the same source, in these colours where it is there."""
    known = diagrams().nearest(key)
    answer = None if known is None else diagrams().get(known)
    return (known, answer) if known is not None and isinstance(answer, DrawnDiagram) else None


def on_ground(key: DiagramKey) -> QImage:
    """Return the picture of a known diagram on the ground it was made for: elsewhere it may lie on any."""
    image = diagrams().image(key)
    whole = QImage(image.size(), QImage.Format.Format_RGB32)
    whole.fill(QColor(key.look.ground))
    painter = QPainter(whole)
    painter.drawImage(0, 0, image)
    painter.end()
    return whole


def copy_picture(key: DiagramKey) -> None:
    """Put the picture of a diagram on the clipboard, if it is known."""
    if (known := _known(key)) is not None:
        QGuiApplication.clipboard().setImage(on_ground(known[0]))


def copy_outlines(key: DiagramKey) -> None:
    """Put the SVG of a diagram on the clipboard, if it is known, as a drawing and as text."""
    if (known := _known(key)) is not None:
        made = QMimeData()
        made.setData("image/svg+xml", known[1].svg.encode())
        made.setText(known[1].svg)
        QGuiApplication.clipboard().setMimeData(made)


def save(key: DiagramKey, path: Path) -> None:
    """Write a diagram to a file, as what the name ends with: .png, .svg, or else its source.

    Raises:
        StoreFailure: it could not be written; nothing is there then.
    """
    known, kind = _known(key), path.suffix.lower()
    content = key.source.encode()
    if known is not None and kind == ".svg":
        content = known[1].svg.encode()
    elif known is not None and kind == ".png":
        content = _png(on_ground(known[0]))
    write_new_file(path, lambda file: file.write(content))


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())
