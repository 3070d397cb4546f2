"""Asks Windows how light its windows are where Qt does not know: with a contrast theme, whose colours are its own."""

from __future__ import annotations

import ctypes
from typing import Any

_WINDOW = 5
"""COLOR_WINDOW of `winuser.h`; the answer has blue, green and red, the last in the lowest byte."""
_MIDDLE = 128


def is_ground_dark() -> bool:
    """Whether the ground of windows is dark, as in three of the four contrast themes that come with Windows."""
    windows: Any = getattr(ctypes, "windll")  # noqa: B009 - there alone
    colour = int(windows.user32.GetSysColor(_WINDOW))
    return max(colour & 0xFF, colour >> 8 & 0xFF, colour >> 16 & 0xFF) < _MIDDLE
