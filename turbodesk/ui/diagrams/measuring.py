"""Measures letters with Qt's own font metrics, and says which face Qt would take for those that ours lacks."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont, QTextLayout

from turbodesk import resources
from turbodesk.rendering.diagrams.letters import FAMILY

_EM = 100
"""Pixels that letters are measured at: widths are the same at every size, as drawings are not fitted to pixels."""
FILES = ("Regular", "Bold", "Italic", "BoldItalic")  # not for people: parts of names of files


def face_files() -> list[str]:
    """Return the files of the face that diagrams are set in."""
    return [str(resources.path("fonts", f"TurboDeskSans-{cut}.ttf")) for cut in FILES]


def add_faces() -> None:
    """Have Qt know the face; in a process that draws and nothing else."""
    for file in face_files():
        QFontDatabase.addApplicationFont(file)


class FontMeasurer:
    """Fulfils `turbodesk.rendering.diagrams.letters.TextMeasurer`."""

    def width(self, text: str, *, size_px: float, is_bold: bool, is_slanted: bool) -> float:
        """Return the width of one line, in pixels."""
        metrics = _metrics(face_for(text) or FAMILY, is_bold, is_slanted)
        return metrics.horizontalAdvance(text) * size_px / _EM


def face_for(text: str) -> str:
    """Return the face that a text is set in whole, since ours lacks one of its letters; "" for ours."""
    return next((face for char in text if not char.isascii() and (face := _face(char))), "")


@lru_cache(maxsize=4096)
def _face(char: str) -> str:
    """Return the face Qt takes for a letter that ours lacks."""
    font = _font(FAMILY, is_bold=False, is_slanted=False)
    if QRawFont.fromFont(font).supportsCharacter(ord(char)):
        return ""
    layout = QTextLayout(char, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    for run in layout.glyphRuns():
        family = run.rawFont().familyName()
        if any(run.glyphIndexes()) and family != FAMILY and set("'\"<>;{}\\").isdisjoint(family):
            return family
    return ""


@cache
def _metrics(family: str, is_bold: bool, is_slanted: bool) -> QFontMetricsF:
    return QFontMetricsF(_font(family, is_bold=is_bold, is_slanted=is_slanted))


def _font(family: str, *, is_bold: bool, is_slanted: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(_EM)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setBold(is_bold)
    font.setItalic(is_slanted)
    return font
