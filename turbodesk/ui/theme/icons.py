"""Draws our line icons in any colour and sharp at any pixel ratio.

The files hold black strokes; a colour is laid over what they cover. Why not an icon font: measured, it costs 90 ms and
30 MB at start. Why not coloured files: every token would need its own copy of every drawing. Why not a QIconEngine of
our own, which would draw on demand: QIcon takes such an engine over, the Python binding does not learn of it, and both
delete it (seen as a crash in the garbage collector, PySide6 6.11).
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from turbodesk import resources

SIZES = (16, 18)
"""Sizes in use, in device-independent pixels. Any other is scaled down from the largest drawing."""

MIRRORED = frozenset(("branch", "chat", "chevron-left", "chevron-right", "instructions", "list", "out", "sidebar"))
"""Icons that mean a direction, or lines of text: they turn round with a window that is read from the right."""

_LARGEST = 60
"""Side of the largest drawing, in device pixels: enough for 20 at a ratio of 3."""


def tinted_icon(name: str, color: QColor, *, disabled: QColor | None = None) -> QIcon:
    """Return the icon `name` in `color`, and in `disabled` where the button is; None: no different.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    icon = QIcon()
    ratios = sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()})
    for shape, ratio in _shapes(name, tuple(ratios), is_mirrored=_is_mirrored(name)):
        _add(icon, _tinted(shape, color), ratio, QIcon.Mode.Normal, QIcon.Mode.Selected)
        _add(icon, _tinted(shape, disabled or color), ratio, QIcon.Mode.Disabled)
    return icon


def paint_icon(painter: QPainter, rect: QRect, name: str, color: QColor) -> None:
    """Paint the icon `name` in `color`, drawn for just this size: one that grows with the text has no size of its own.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    side = max(1, round(rect.width() * painter.device().devicePixelRatio()))
    painter.drawImage(QRectF(rect), _tinted(_shape(name, side, is_mirrored=_is_mirrored(name)), color))


@lru_cache(maxsize=64)
def _shape(name: str, side: int, *, is_mirrored: bool) -> QImage:
    """Draw an icon in black, `side` device pixels large."""
    drawing = QSvgRenderer(QByteArray(resources.content("icons", f"{name}.svg")))
    return _drawn(drawing, side, is_mirrored=is_mirrored)


def _is_mirrored(name: str) -> bool:
    return name in MIRRORED and QGuiApplication.isRightToLeft()


def _add(icon: QIcon, image: QImage, ratio: float, *modes: QIcon.Mode) -> None:
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    for mode in modes:
        icon.addPixmap(pixmap, mode)


def _tinted(shape: QImage, color: QColor) -> QImage:
    image = shape.copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), color)
    painter.end()
    return image


# Images, not pixmaps: they may outlive the application object, which pixmaps must not.
@lru_cache(maxsize=128)
def _shapes(name: str, ratios: tuple[float, ...], *, is_mirrored: bool) -> list[tuple[QImage, float]]:
    """Draw an icon in black for screens of these pixel ratios; return the drawings with the ratio of each."""
    drawing = QSvgRenderer(QByteArray(resources.content("icons", f"{name}.svg")))
    exact = [(round(size * ratio), ratio) for ratio in ratios for size in SIZES]
    # The last is for a screen plugged in later, and for other sizes: scaled down, which stays sharp.
    every = (*exact, (_LARGEST, _LARGEST / SIZES[0]))
    return [(_drawn(drawing, side, is_mirrored=is_mirrored), ratio) for side, ratio in every]


def _drawn(drawing: QSvgRenderer, side: int, *, is_mirrored: bool) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image.flipped(Qt.Orientation.Horizontal) if is_mirrored else image
