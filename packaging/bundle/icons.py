"""Draws the icon in every size and format the systems ask for, from the one drawing in resources/icons.

Qt draws it, which is here anyway, so that the same build gives the same pictures everywhere.
"""

from __future__ import annotations

import struct
from pathlib import Path

from bundle import project
from bundle.build import Build

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels; the sizes the freedesktop icon theme has folders for."""

_MARGIN = 16 / 512
"""The clear margin around the tile, as a part of the drawing's width."""

_ICO = (16, 24, 32, 48, 64, 128, 256)
_ICNS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}


def png(side: int, drawing: Path | None = None) -> bytes:
    """Return the icon as a PNG of `side` by `side` pixels."""
    from PySide6.QtCore import QBuffer, QIODevice, QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    left, whole = _frame(side)
    QSvgRenderer(str(drawing or project.icon())).render(painter, QRectF(left, left, whole, whole))
    painter.end()
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(written, "PNG")  # type: ignore[call-overload]  # PySide6's stubs want bytes, its code takes text
    return bytes(written.data().data())


def _frame(side: int) -> tuple[float, float]:
    """Return where the drawing's left edge goes and how wide it gets, so that its tile begins on a whole pixel.

    A blurred edge is what makes a small icon look dull; at 16 pixels the margin would be half of one.
    """
    margin = round(side * _MARGIN)
    whole = (side - 2 * margin) / (1 - 2 * _MARGIN)
    return (side - whole) / 2, whole


def ico() -> bytes:
    """Return the icon as Windows wants it: a directory of PNGs (Windows Vista and later)."""
    pictures = [(side, png(side)) for side in _ICO]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for side, picture in pictures:
        # 256 is written as 0; one plane, 32 bits a pixel.
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(picture for _, picture in pictures)


def icns() -> bytes:
    """Return the icon as macOS wants it: a list of PNGs by type and length."""
    parts = b"".join(
        kind + struct.pack(">I", 8 + len(one)) + one for side, kind in _ICNS.items() for one in [png(side)]
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def draw(build: Build) -> Path | None:
    """Write the icon that goes into the program itself, and return its path; None on Linux, where it lies beside it."""
    if build.system == "linux":
        return None
    path = build.fresh("icon") / ("turbodesk.ico" if build.system == "windows" else "turbodesk.icns")
    path.write_bytes(ico() if build.system == "windows" else icns())
    return path
