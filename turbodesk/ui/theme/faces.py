"""Finds the typefaces in force: the desktop's own for the interface where it has a good one, and ours for the rest.

Ours are cut by `packaging/fonts` and lie in `resources/fonts`. Those of titles and of code are read at the start, the
sans only where the desktop has none worth reading in, and the serif once it is chosen: a face costs a millisecond. They
are read whole, since an update may take the file away. One that cannot be read is done without.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from turbodesk import resources
from turbodesk.settings import ReadingFace
from turbodesk.ui.theme.roles import Faces

DESKTOP_FONT = "desktopFont"
"""A property of the application: the font that the desktop asks for, where Qt did not learn it."""

_USUAL_PX = 13.33
"""Ten points on a usual screen: where the system's text has this size, ours has those of the design."""
_POOR = ("DejaVu Sans", "Bitstream Vera Sans", "Nimbus Sans", "FreeSans", "Helvetica")
"""What fontconfig answers where nobody chose a face to read in."""
_POOR_CJK = "Noto Sans CJK"
"""Its Latin letters are made to stand among Chinese ones."""
# Windows still answers "Courier New" when asked for its fixed font; every edition in use has one of these.
_FIXED_FIRST = ("Cascadia Mono", "Consolas") if sys.platform == "win32" else ()

log = logging.getLogger(__name__)


def faces_in_force(app: QApplication, reading: ReadingFace) -> Faces:
    """Return the faces for the desktop as it is now, and for the setting `reading`."""
    system = system_font(app)
    is_poor = sys.platform.startswith("linux") and is_poor_to_read(QFontInfo(system).family())
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
    faces = Faces(
        ui=(*(_brought("TurboDesk Sans") if is_poor else ()), *system.families()),
        display=_brought("TurboDesk Display"),
        serif=(),
        code=(*_brought("TurboDesk Mono"), *_FIXED_FIRST, *fixed),
        scale=max(1.0, _pixels(app, system) / _USUAL_PX),
    )
    return read_in(faces, reading)


def read_in(faces: Faces, reading: ReadingFace) -> Faces:
    """Return `faces` with replies set in `reading`, which is there from now on."""
    if reading is ReadingFace.SANS:
        return replace(faces, is_serif=False)
    return replace(faces, serif=_brought("TurboDesk Serif"), is_serif=True)


def system_font(app: QApplication) -> QFont:
    """Return the font that the desktop asks programs to use, whatever this one uses."""
    told = app.property(DESKTOP_FONT)
    return told if isinstance(told, QFont) else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)


def is_poor_to_read(family: str) -> bool:
    """Whether a family is what Linux shows where it has no better one."""
    return family in _POOR or family.startswith(_POOR_CJK)


@lru_cache
def _brought(family: str) -> tuple[str, ...]:
    """Read all styles of a family of ours; return the family, or () where it cannot be had."""
    try:
        files = sorted(resources.path("fonts").glob(f"{family.replace(' ', '')}-*.ttf"))
        added = [QFontDatabase.addApplicationFontFromData(file.read_bytes()) for file in files]
    except OSError:
        log.warning("the face %s cannot be read", family, exc_info=True)
        return ()
    return (family,) if added and -1 not in added else ()


def _pixels(app: QApplication, font: QFont) -> float:
    if font.pixelSize() > 0:
        return font.pixelSize()
    screen = app.primaryScreen()
    return font.pointSizeF() * (screen.logicalDotsPerInchY() if screen else 96) / 72
