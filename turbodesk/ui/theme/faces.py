"""Finds the typefaces in force: the desktop's own for the interface where it has a good one, and ours for the rest.

The faces we bring are cut by `packaging/fonts` and lie in `resources/fonts`. Those of titles and of code are read at
the start; the sans only where the desktop has none worth reading in, and the serif once it is chosen: each face costs
about a millisecond.
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from turbodesk.settings import ReadingFace
from turbodesk.ui.theme.roles import MONO_FAMILY, SANS_FAMILY, Faces

DESKTOP_FONT = "desktopFont"
"""A property of the application: the font that the desktop asks for, where Qt did not learn it."""

_USUAL_PX = 13.33
"""Ten points on a usual screen: the size of the system's text at which ours has the sizes of the design."""
_POOR = ("DejaVu Sans", "Bitstream Vera Sans", "Nimbus Sans", "FreeSans", "Helvetica")
"""What fontconfig answers where no face was chosen for reading."""
_POOR_CJK = "Noto Sans CJK"
"""Its Latin letters are made to stand among Chinese ones."""
# Windows still answers "Courier New" when asked for its fixed font; every edition in use has one of these.
_FIXED_FIRST = ("Cascadia Mono", "Consolas") if sys.platform == "win32" else ()


def faces_in_force(app: QApplication, reading: ReadingFace) -> Faces:
    """Return the faces for the desktop as it is now, and for the setting `reading`."""
    system = system_font(app)
    family = QFontInfo(system).family()
    is_poor = sys.platform.startswith("linux") and (family in _POOR or family.startswith(_POOR_CJK))
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
    return Faces(
        ui=(SANS_FAMILY, *system.families()) if is_poor else tuple(system.families()),
        code=(MONO_FAMILY, *_FIXED_FIRST, *fixed),
        is_serif=reading is ReadingFace.SERIF,
        scale=max(1.0, _pixels(app, system) / _USUAL_PX),
    )


def system_font(app: QApplication) -> QFont:
    """Return the font that the desktop asks programs to use."""
    told = app.property(DESKTOP_FONT)
    return told if isinstance(told, QFont) else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)


def _pixels(app: QApplication, font: QFont) -> float:
    if font.pixelSize() > 0:
        return font.pixelSize()
    screen = app.primaryScreen()
    return font.pointSizeF() * (screen.logicalDotsPerInchY() if screen else 96) / 72
