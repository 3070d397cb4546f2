"""How TurboDesk looks: colours, type, icons and the one style sheet, all from a small table of tokens."""

from turbodesk.ui.theme.apply import DESKTOP_FONT, style_application, theme_in_force
from turbodesk.ui.theme.theme import RADIUS, RADIUS_PANEL, Space, Theme
from turbodesk.ui.theme.themes import DARK, LIGHT, theme_for

__all__ = [
    "DARK",
    "DESKTOP_FONT",
    "LIGHT",
    "RADIUS",
    "RADIUS_PANEL",
    "Space",
    "Theme",
    "style_application",
    "theme_for",
    "theme_in_force",
]
