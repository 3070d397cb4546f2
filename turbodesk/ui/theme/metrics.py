"""The measures everything is laid out with: distances, corners, sizes and the width of the page.

All are device-independent pixels at 100 % text. What belongs to the page (measure, hang, the composer) grows with the
size of its text; the sidebar, menus, popups and sheets never do.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Space(IntEnum):
    """The only distances in use."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32
    XXXL = 48


class Corner(IntEnum):
    """The radius of corners, by what has them."""

    KEYCAP = 5
    SLIP_TAIL = 6
    """The one corner of a message of the person's that points at them."""
    MENU_ROW = 7
    BUTTON = 8
    """Fields and rows of lists as well."""
    PANEL = 10
    """Code, tiles and pictures."""
    POPUP = 12
    """Menus, cards and toasts as well."""
    SHEET = 16
    SLIP = 18
    COMPOSER = 20


MEASURE: Final = 640
"""How wide the text of a chat is: some 90 letters in the sans, 80 in the serif."""
MEASURE_WIDE: Final = 760
HANG: Final = 16
"""How far marks hang left of the text's edge, and how much wider panels, cards and the composer are on either side."""
BLEED: Final = 120
"""How far wide code, tables and pictures may grow beyond the text, to the right alone."""

SIDEBAR: Final = 264
SIDEBAR_LEAST: Final = 200
SIDEBAR_MOST: Final = 400
DRAWER: Final = 280
"""The sidebar where it lies over the page."""
HEADER: Final = 52
ROW: Final = 32
MENU_ROW: Final = 30
BUTTON: Final = 32
BUTTON_BIG: Final = 40
FIELD: Final = 36
TOAST: Final = 44
FIND: Final = 44
TARGET: Final = 26
"""The least anything that can be pressed measures, either way."""
ICON: Final = 16
ICON_HEADER: Final = 18
DOT: Final = 8
"""The dot that means life."""
