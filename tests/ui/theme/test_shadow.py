"""A shadow is soft to its end, the same on all sides of any paper, drawn once, and not there in high contrast."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRadialGradient

from turbodesk.ui.theme import LIGHT, Theme, shadow
from turbodesk.ui.theme.shadow import Elevation, paint_paper, paint_shadow

BLACK = QColor("black")
LEVELS = [
    (Elevation.FLOATING, 20, QSize(160, 94)),
    (Elevation.POPUP, 12, QSize(160, 44)),
    (Elevation.SHEET, 16, QSize(200, 120)),
]


def strengths(elevation: Elevation, radius: int, size: QSize, ratio: float = 1.0) -> tuple[QImage, QRect]:
    """Return a picture of a shadow alone, and the place of its paper in the picture's own pixels."""
    air = elevation.air
    image = QImage((size + QSize(2 * air, 2 * air)) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_shadow(painter, QRect(air, air, size.width(), size.height()), radius, elevation, BLACK)
    painter.end()
    start = round(air * ratio)
    return image, QRect(start, start, round(size.width() * ratio), round(size.height() * ratio))


def alphas(image: QImage, *, x: int | None = None, y: int | None = None) -> list[int]:
    """Return how strong it is down the column `x`, or along the row `y`."""
    if x is not None:
        return [image.pixelColor(x, at).alpha() for at in range(image.height())]
    assert y is not None
    return [image.pixelColor(at, y).alpha() for at in range(image.width())]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize(("elevation", "radius", "size"), LEVELS)
def test_it_fades_to_nothing_without_a_seam(elevation: Elevation, radius: int, size: QSize, ratio: float) -> None:
    image, paper = strengths(elevation, radius, size, ratio)
    beneath = alphas(image, x=paper.center().x())[paper.bottom() + 1 :]
    beside = alphas(image, y=paper.center().y())[: paper.left()]
    assert beneath == sorted(beneath, reverse=True)
    assert beside == sorted(beside)
    assert beneath[0] > beneath[-1] <= 1
    assert max(alphas(image, y=0)) <= 1  # its end is no edge
    row = alphas(image, y=paper.bottom() + 3)[paper.left() + round(40 * ratio) : paper.right() - round(40 * ratio)]
    assert len(set(row)) == 1, "the pieces of its side meet"


@pytest.mark.parametrize(("elevation", "radius", "size"), LEVELS)
def test_it_is_the_same_left_and_right_and_lies_lower(elevation: Elevation, radius: int, size: QSize) -> None:
    image, paper = strengths(elevation, radius, size)
    for y in (paper.top(), paper.center().y(), paper.bottom() + 2):
        row = alphas(image, y=y)
        assert all(abs(left - right) <= 1 for left, right in zip(row, row[::-1], strict=True))  # as gradients round
    column = alphas(image, x=paper.center().x())
    assert column[paper.bottom() + 1] > column[paper.top() - 1]


def test_paper_too_small_for_two_corners_has_a_whole_shadow() -> None:
    image, paper = strengths(Elevation.POPUP, 16, QSize(32, 32))
    for column in (alphas(image, x=paper.left() - 2), alphas(image, x=paper.right() + 2)):
        assert all(abs(one - other) <= 2 for one, other in pairwise(column))


def test_one_drawing_serves_every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []

    def noted(middle: QPointF, radius: float) -> QRadialGradient:
        drawn.append(middle)
        return QRadialGradient(middle, radius)

    monkeypatch.setattr(shadow, "QRadialGradient", noted)
    strengths(Elevation.POPUP, 11, QSize(300, 200))
    first = len(drawn)
    strengths(Elevation.POPUP, 11, QSize(90, 60))
    assert len(drawn) == first > 0


def painted(theme: Theme) -> QImage:
    image = QImage(160, 140, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_paper(painter, QRect(40, 40, 80, 60), 12, Elevation.POPUP, theme)
    painter.end()
    return image


def test_paper_has_its_ground_an_edge_and_a_shadow() -> None:
    image = painted(LIGHT)
    assert image.pixelColor(80, 70) == LIGHT.color("raised")
    assert image.pixelColor(80, 40) == LIGHT.color("border")
    assert image.pixelColor(80, 102).alpha() > 0


def test_in_high_contrast_an_edge_says_it_all() -> None:
    image = painted(replace(LIGHT, is_contrast=True))
    assert image.pixelColor(80, 40) == LIGHT.color("border")
    assert image.pixelColor(80, 102).alpha() == 0
