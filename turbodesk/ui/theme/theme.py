"""A theme: named tokens turned into colours, fonts, icons, the palette and the application's one style sheet.

Why not a style sheet per widget: each costs a parse and a walk over its children, and colours would spread. The one
sheet lies in `resources/themes/turbodesk.qss`; it picks widgets by class and by the property `kind`, and names tokens.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette

from turbodesk import resources
from turbodesk.ui.theme.icons import tinted_icon

RADIUS = 6
"""Corners of controls, in device-independent pixels."""
RADIUS_PANEL = 10
"""Corners of panels and bubbles, in device-independent pixels."""

CODE_SIZE = 0.92
"""Fixed fonts look larger than proportional ones of the same size."""

# Windows still answers "Courier New" when asked for its fixed font; every edition in use has one of these.
_FIXED_FIRST = ("Cascadia Mono", "Consolas") if sys.platform == "win32" else ()


class Space(IntEnum):
    """The only distances in use, in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


@dataclass(frozen=True, slots=True)
class Theme:
    """One look. Ask it for a token by name; an unknown name is a `KeyError`, so a typing mistake shows at once."""

    name: str
    is_dark: bool
    tokens: Mapping[str, str] = field(hash=False, repr=False)

    def color(self, token: str) -> QColor:
        """Return a token's colour."""
        return QColor(self.tokens[token])

    def css(self, token: str) -> str:
        """Return a token's colour as style sheets and HTML write it."""
        color = self.color(token)
        if color.alpha() == 255:
            return color.name()
        return f"rgba({color.red()}, {color.green()}, {color.blue()}, {color.alphaF():.3f})"

    def body_font(self, percent: float = 100) -> QFont:
        """Return the system's font at `percent` of its size."""
        return _scaled(QGuiApplication.font(), percent / 100)

    def code_font(self, percent: float = 100) -> QFont:
        """Return the system's fixed font beside a body font of `percent`."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setFamilies([*_FIXED_FIRST, *font.families()])
        font.setStyleHint(QFont.StyleHint.Monospace)
        body = self.body_font(percent)
        if body.pointSizeF() > 0:
            font.setPointSizeF(body.pointSizeF() * CODE_SIZE)
        else:
            font.setPixelSize(round(body.pixelSize() * CODE_SIZE))
        return font

    def title_font(self, percent: float = 100) -> QFont:
        """Return the font of a window's or dialog's title."""
        font = self.body_font(percent * 1.15)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def small_font(self, percent: float = 100) -> QFont:
        """Return the font of hints and captions."""
        return self.body_font(percent * 0.9)

    def icon(self, name: str, token: str = "text-muted") -> QIcon:
        """Return the line icon `resources/icons/<name>.svg` in a token's colour, sharp at any pixel ratio.

        Raises:
            FileNotFoundError: there is no such icon.
        """
        return tinted_icon(name, self.color(token), disabled=self.color("disabled"))

    def palette(self) -> QPalette:
        """Return the palette of everything the style sheet does not speak of."""
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("disabled"))
        return palette

    def style_sheet(self) -> str:
        """Return the application's style sheet in this theme's colours."""
        sheet = resources.text("themes", "turbodesk.qss")
        pictures = resources.path("themes", self.name).as_posix().replace('"', '\\"')
        return _TOKEN.sub(lambda found: self.css(found[1]), sheet).replace("@@", pictures)


_TOKEN = re.compile(r"@([a-z][a-z-]*)")

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "control",
    QPalette.ColorRole.AlternateBase: "zebra",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text-muted",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "control-border",
    QPalette.ColorRole.Shadow: "control-border",
}


def _scaled(font: QFont, factor: float) -> QFont:
    # Some platforms give their font in pixels, and then its size in points is -1.
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(max(1, round(font.pixelSize() * factor)))
    return font
