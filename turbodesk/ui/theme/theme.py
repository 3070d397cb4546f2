"""A theme: named tokens turned into colours, fonts, icons, the palette and the application's one style sheet.

Why not a style sheet per widget: each costs a parse and a walk over its children, and colours would spread. The one
sheet lies in `resources/themes/turbodesk.qss`; it picks widgets by class and by the property `kind`, and names tokens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace

from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette

from turbodesk import resources
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme.icons import tinted_icon
from turbodesk.ui.theme.roles import Faces, TextRole


@dataclass(frozen=True, slots=True)
class Theme:
    """One look. Ask it for a token by name; an unknown name is a `KeyError`, so a typing mistake shows at once."""

    name: str
    is_dark: bool
    tokens: Mapping[str, str] = field(hash=False, repr=False)
    is_contrast: bool = False
    """Whether nothing may be told by a tint or a shadow alone: a painter draws an edge where it else fills a ground."""
    faces: Faces = field(default=Faces(), kw_only=True)

    def color(self, token: str) -> QColor:
        """Return a token's colour."""
        return QColor(self.tokens[token])

    def css(self, token: str) -> str:
        """Return a token's colour as style sheets and HTML write it."""
        color = self.color(token)
        if color.alpha() == 255:
            return color.name()
        return f"rgba({color.red()}, {color.green()}, {color.blue()}, {color.alphaF():.3f})"

    def font(self, role: TextRole, zoom: float = 100.0) -> QFont:
        """Return the font of `role` at `zoom` percent."""
        return self.faces.font(role, zoom)

    def line_height(self, role: TextRole, zoom: float = 100.0) -> float:
        """Return the pixels from one line of `role` to the next at `zoom` percent."""
        return self.faces.line_height(role, zoom)

    @property
    def for_writing(self) -> Theme:
        """This theme as what a person writes is set in: the serif is for what is printed, which is replies."""
        return replace(self, faces=replace(self.faces, is_serif=False)) if self.faces.is_serif else self

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
        if QGuiApplication.isRightToLeft():
            from turbodesk.ui.theme.mirrored_sheet import mirrored_sheet

            sheet = mirrored_sheet(sheet)
        pictures = resources.path("themes", self.name).as_posix().replace('"', '\\"')
        return _TOKEN.sub(lambda found: self.css(found[1]), sheet).replace("@@", pictures)


_TOKEN = re.compile(r"@([a-z][a-z-]*)")

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "control",
    QPalette.ColorRole.AlternateBase: "code",
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
