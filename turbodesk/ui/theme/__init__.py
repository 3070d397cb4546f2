"""How TurboDesk looks: colours, type, icons and the one style sheet, all from a small table of tokens."""

from turbodesk.ui.theme.apply import DESKTOP_CONTRAST, style_application, theme_in_force
from turbodesk.ui.theme.faces import DESKTOP_FONT
from turbodesk.ui.theme.metrics import Corner, Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.theme.themes import DARK, LIGHT, theme_for

__all__ = [
    "DARK",
    "DESKTOP_CONTRAST",
    "DESKTOP_FONT",
    "LIGHT",
    "Corner",
    "Space",
    "TextRole",
    "Theme",
    "style_application",
    "theme_for",
    "theme_in_force",
]
