"""Prints a recovery code on a sheet of its own, large enough to be typed from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPainter

from turbodesk.ui.printing.paper import EM, PAPER
from turbodesk.ui.theme.roles import TextRole

_WIDTH = 640
"""Pixels of the page's own scale across what is printed."""
_AIR = 1.5 * EM
_LARGER = 1.7
_IN_LINE = 4
"""Groups side by side: all seven of them would be too small."""


def print_code(device: QPagedPaintDevice, title: str, code: str, paragraphs: Sequence[str]) -> bool:
    """Print a title, the code in its groups and some paragraphs; whether the device took it."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        page = device.pageLayout().paintRectPixels(device.logicalDpiX())
        scale = page.width() / _WIDTH
        painter.scale(scale, scale)
        groups = code.split("-")
        lines = ["  ".join(groups[at : at + _IN_LINE]) for at in range(0, len(groups), _IN_LINE)]
        code_font = _font(TextRole.CODE)
        code_font.setPixelSize(round(code_font.pixelSize() * _LARGER))
        top = _write(painter, 0, title, _font(TextRole.H2))
        top = _write(painter, top + _AIR, "\n".join(lines), code_font)
        for words in paragraphs:
            top = _write(painter, top + _AIR, words, _font(TextRole.READING))
    finally:
        painter.end()
    return True


def _font(role: TextRole) -> QFont:
    return QFont(PAPER.font(role))


def _write(painter: QPainter, top: float, words: str, font: QFont) -> float:
    """Write some words and return where they end."""
    painter.setFont(font)
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
    room = QRectF(0, top, _WIDTH, _WIDTH * 2)
    taken = painter.boundingRect(room, int(flags), words)
    painter.drawText(room, int(flags), words)
    return taken.bottom()
