"""Draws the picture at the side of the setup's first and last page, where NSIS would show a computer of 1995."""

from __future__ import annotations

from bundle import icons

WIDTH, HEIGHT = 328, 628
"""Pixels: twice what NSIS asks for, so that it is sharp where the screen shows everything at twice its size."""
_ICON = 160
_TOP, _BOTTOM = "#f4f2ff", "#cfc8fb"
"""The icon's violet, thinned, so that the icon stands out from it."""


def bmp() -> bytes:
    """Return the picture as a bitmap of 24 bits a pixel, the only kind NSIS takes."""
    from PySide6.QtCore import QBuffer, QIODevice, QRect
    from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    shade = QLinearGradient(0, 0, 0, HEIGHT)
    shade.setColorAt(0, QColor(_TOP))
    shade.setColorAt(1, QColor(_BOTTOM))
    painter = QPainter(image)
    painter.fillRect(QRect(0, 0, WIDTH, HEIGHT), shade)
    left = (WIDTH - _ICON) // 2
    painter.drawImage(QRect(left, left, _ICON, _ICON), QImage.fromData(icons.png(_ICON)))
    painter.end()
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_RGB888).save(written, "BMP")  # type: ignore[call-overload]  # as in icons
    return bytes(written.data().data())
