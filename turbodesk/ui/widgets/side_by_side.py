"""Puts a list beside what it leads to, or above it where there is no room for both."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

NARROW = 560
"""Device-independent pixels below which a panel shows one thing above the other."""
_LOW = 132
"""Pixels of a list that stands above what it leads to: some rows of it, the rest is scrolled to."""
_ENDLESS = 16_777_215
"""Pixels; no limit, as Qt writes it."""


def direct(row: QBoxLayout, panel_width: int) -> bool:
    """Let the parts of `row` stand side by side in a panel this wide, or one above the other; whether side by side."""
    is_wide = panel_width >= NARROW
    row.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
    return is_wide


def direct_list(row: QBoxLayout, list_: QWidget, width: int, panel_width: int) -> None:
    """Do so with a row that begins with a list, which is `width` pixels wide where it stands beside the rest."""
    is_wide = direct(row, panel_width)
    list_.setMinimumWidth(width if is_wide else 0)
    list_.setMaximumSize(width if is_wide else _ENDLESS, _ENDLESS if is_wide else _LOW)
