"""Soft paper: the shadow of what floats over the page, and the paper itself.

A shadow has two layers, as light makes it: a tight one that sets the paper down, and a wide one that lifts it. It is
drawn once as a frame of eight pieces, four corners and four sides that stretch, and kept: painting one costs as much as
eight small pictures, whatever the size of the paper. The middle is left out, for the paper covers it.

Why not QGraphicsDropShadowEffect: an effect draws its widget into a picture at every change, and one on a parent does
so for each of its children.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGradient, QImage, QLinearGradient, QPainter, QPen, QRadialGradient

from turbodesk.ui.theme.theme import Theme

_REACH = 2.6
"""How many standard deviations a blur is drawn for: beyond, it is less than one step of 255 at our strengths."""
_STOPS = 24
"""Colours along a gradient; in between it is straight, which nobody sees at this many."""


class _Layer(NamedTuple):
    sigma: float
    """How blurred, as a standard deviation in pixels."""
    drop: int
    """How many pixels lower than the paper."""
    alpha: float
    """How strong where nothing is blurred, 0 to 1."""

    @property
    def reach(self) -> int:
        """How many pixels it is seen beyond its own box."""
        return math.ceil(self.sigma * _REACH)

    def alpha_at(self, out: float) -> float:
        """Return how strong it is `out` pixels outside its box."""
        return self.alpha * 0.5 * math.erfc(out / (self.sigma * math.sqrt(2)))


class Elevation(Enum):
    """How high above the page something floats."""

    FLOATING = 1
    """The composer."""
    POPUP = 2
    """Menus, popups, the find bar, toasts and the pill."""
    SHEET = 3

    @property
    def air(self) -> int:
        """How many pixels of its own a widget needs around its paper, lest the shadow's end shows as an edge."""
        return _whole(max(layer.reach + layer.drop for layer in _LAYERS[self]))


_LAYERS = {
    Elevation.FLOATING: (_Layer(1.0, 1, 0.05), _Layer(11.0, 8, 0.07)),
    Elevation.POPUP: (_Layer(2.5, 2, 0.07), _Layer(12.0, 8, 0.16)),
    Elevation.SHEET: (_Layer(5.0, 4, 0.08), _Layer(26.0, 24, 0.24)),
}


def paint_paper(
    painter: QPainter, rect: QRect, radius: int, elevation: Elevation, theme: Theme, *, ground: str = "raised"
) -> None:
    """Paint what popups, sheets and the composer are made of, with its shadow; in high contrast an edge says it all.

    `ground` is the token of its colour; one that is not the usual needs no edge.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not theme.is_contrast:
        paint_shadow(painter, rect, radius, elevation, theme.color("shadow"))
    painter.setPen(QPen(theme.color("border" if ground == "raised" else ground), 1))
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)


def paint_shadow(painter: QPainter, rect: QRect, radius: int, elevation: Elevation, color: QColor) -> None:
    """Paint the shadow of paper at `rect` with corners of `radius`: only what is seen around it."""
    ratio = painter.device().devicePixelRatioF()
    frame = _frame(radius, elevation, color.rgb(), ratio)
    for target, source in _pieces(rect, elevation.air, _inner(radius, elevation), ratio):
        painter.drawImage(target, frame, source)


def _inner(radius: int, elevation: Elevation) -> int:
    """Return how far into the paper a corner's shadow differs from a side's."""
    return _whole(max(layer.drop + _roundness(layer, radius) for layer in _LAYERS[elevation]))


def _roundness(layer: _Layer, radius: int) -> int:
    """Return the radius of a layer's corners for paper with corners of `radius`.

    A blur rounds corners by itself; rounder than it drops, its inside is smooth where the paper leaves it bare.
    """
    return max(radius, layer.drop)


def _whole(pixels: int) -> int:
    """Round up to what is a whole number of the screen's pixels at 125 and 150 % too."""
    return math.ceil(pixels / 4) * 4


def _pieces(rect: QRect, air: int, inner: int, ratio: float) -> Iterator[tuple[QRectF, QRectF]]:
    """Yield where each piece goes, in pixels of the painter, and where it lies in the frame, in those of the image.

    Paper too small for two corners beside one another gets less of each.
    """
    side = 2 * (air + inner) + 1
    outside = rect.adjusted(-air, -air, air, air)
    columns = _thirds(outside.left(), outside.width(), min(inner, rect.width() // 2) + air, side)
    rows = _thirds(outside.top(), outside.height(), min(inner, rect.height() // 2) + air, side)
    for row, (y, height, v, v_height) in enumerate(rows):
        for column, (x, width, u, u_width) in enumerate(columns):
            if (row, column) != (1, 1) and width > 0 and height > 0:
                source = QRectF(u * ratio, v * ratio, u_width * ratio, v_height * ratio)
                yield QRectF(x, y, width, height), source


def _thirds(start: int, length: int, corner: int, side: int) -> tuple[tuple[int, int, int, int], ...]:
    """Return begin and length of two corners and what stretches between them, on the paper and in a frame of `side`."""
    middle = side // 2
    return (
        (start, corner, 0, corner),
        (start + corner, length - 2 * corner, middle, 1),
        (start + length - corner, corner, side - corner, corner),
    )


@lru_cache(maxsize=16)
def _frame(radius: int, elevation: Elevation, rgb: int, ratio: float) -> QImage:
    """Draw the shadow around the smallest paper whose corners do not touch, a pixel of each side between them."""
    air, inner = elevation.air, _inner(radius, elevation)
    side = 2 * (air + inner) + 1
    frame = QImage(QSize(side, side) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    frame.setDevicePixelRatio(ratio)
    frame.fill(Qt.GlobalColor.transparent)
    painter = QPainter(frame)
    for layer in reversed(_LAYERS[elevation]):
        box = QRect(air, air + layer.drop, side - 2 * air, side - 2 * air)
        _paint_layer(painter, box, _roundness(layer, radius), layer, QColor.fromRgb(rgb))
    painter.end()
    return frame


def _paint_layer(painter: QPainter, box: QRect, radius: int, layer: _Layer, color: QColor) -> None:
    """Paint a blurred rounded box: corners that fade from their middle, sides that fade straight, and its inside."""
    reach = layer.reach
    band = radius + reach
    inside = box.adjusted(radius, radius, -radius, -radius)
    left, top, right, bottom = inside.left(), inside.top(), inside.right() + 1, inside.bottom() + 1
    for corner, away in (
        (QPoint(left, top), QPoint(left - band, top - band)),
        (QPoint(right, top), QPoint(right, top - band)),
        (QPoint(left, bottom), QPoint(left - band, bottom)),
        (QPoint(right, bottom), QPoint(right, bottom)),
    ):
        _fill(painter, QRect(away, QSize(band, band)), QRadialGradient(QPointF(corner), band), radius, layer, color)
    for start, end, rect in (
        (QPoint(left, 0), QPoint(left - band, 0), QRect(left - band, top, band, bottom - top)),
        (QPoint(right, 0), QPoint(right + band, 0), QRect(right, top, band, bottom - top)),
        (QPoint(0, top), QPoint(0, top - band), QRect(left, top - band, right - left, band)),
        (QPoint(0, bottom), QPoint(0, bottom + band), QRect(left, bottom, right - left, band)),
    ):
        _fill(painter, rect, QLinearGradient(QPointF(start), QPointF(end)), radius, layer, color)
    color.setAlphaF(layer.alpha_at(-radius))
    painter.fillRect(inside, color)


def _fill(painter: QPainter, rect: QRect, gradient: QGradient, radius: int, layer: _Layer, color: QColor) -> None:
    """Fill `rect` with a gradient that begins `radius` pixels inside the layer's box and ends where it is not seen."""
    shade = QColor(color)
    for stop in range(_STOPS + 1):
        at = stop / _STOPS
        shade.setAlphaF(layer.alpha_at(at * (radius + layer.reach) - radius) if stop < _STOPS else 0.0)
        gradient.setColorAt(at, shade)
    painter.fillRect(rect, gradient)
