"""What diagrams are lettered in, and who knows how wide that is: Qt does, which is not known here."""

from __future__ import annotations

from typing import Protocol

FAMILY = "TurboDesk Sans"
"""Of all letters it has; it comes with the program, so that a drawing is the same everywhere."""
SIZE_PX = 14


class TextMeasurer(Protocol):
    """Knows how wide letters are where they will be drawn."""

    def width(self, text: str, *, size_px: float, is_bold: bool, is_slanted: bool) -> float:
        """Return the width of one line, in pixels."""
