"""Makes files of pictures that are none, such as those a program copied."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage


def as_png(image: QImage) -> bytes:
    """Return a picture as a file: quickly, since it is read again at once."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "png", 90)  # type: ignore[call-overload]  # the stub lacks str for the format
    return bytes(content.data())
