"""The look of paper: black on white, in sizes for a sheet that are the same whatever the device and the screen."""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme import LIGHT, TextRole, Theme

EM = 15
"""Pixels of the body's font size, as the roles have it; all else on a page is measured in the same pixels."""
BODY_POINTS = 10.5
"""Size of body text on paper: what books use at this width of line."""
_CLOSER = 0.94
"""Lines on paper over those on a screen: paper does not shine."""


@dataclass(frozen=True, slots=True)
class PaperTheme(Theme):
    """A theme whose lines stand as close as a book's."""

    def line_height(self, role: TextRole, zoom: float = 100.0) -> float:
        """Return the pixels from one line of `role` to the next at `zoom` percent."""
        return self.faces.line_height(role, zoom) * _CLOSER


_INK = {"window": "#FFFFFF", "text": "#000000"}
PAPER = PaperTheme("paper", is_dark=False, tokens={**LIGHT.tokens, **_INK})
