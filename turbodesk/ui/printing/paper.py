"""The look of paper: the light theme with fonts in the page's own measure, and sizes for a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont

from turbodesk.ui.theme import LIGHT, Theme
from turbodesk.ui.theme.theme import CODE_SIZE

EM = 14
"""Pixels of the body's font size; all else on a page is measured in the same pixels."""
BODY_POINTS = 10.5
"""Size of body text on paper: what books use at this width of line."""


@dataclass(frozen=True, slots=True)
class PaperTheme(Theme):
    """A theme whose fonts are as tall as said, whatever the device: points would be scaled by a printer once more."""

    def body_font(self, percent: float = 100) -> QFont:
        """Return the system's font at `percent` of the body's size."""
        return _in_pixels(LIGHT.body_font(), EM * percent / 100)

    def code_font(self, percent: float = 100) -> QFont:
        """Return the system's fixed font beside a body font of `percent`."""
        return _in_pixels(LIGHT.code_font(), EM * CODE_SIZE * percent / 100)


def _in_pixels(font: QFont, size: float) -> QFont:
    font.setPixelSize(max(1, round(size)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


PAPER = PaperTheme(LIGHT.name, LIGHT.is_dark, LIGHT.tokens)
