"""The colour tables of the light and the dark theme, and the choice among all four.

A reply is a printed page, what is the person's is ink, and the rest is a quiet desk: so the grounds are warm, and the
accent stands only for what is theirs or alive. Contrast is a promise kept by `tests/ui/theme`: text, icons and code
reach 4.5:1 on every ground they stand on, edges and focus rings 3:1. A colour is written #RRGGBB, or #AARRGGBB where
what lies beneath shall shine through.
"""

from __future__ import annotations

from types import MappingProxyType

from turbodesk.settings import ThemeChoice as Choice
from turbodesk.ui.theme.theme import Theme

LIGHT = Theme(
    name="light",
    is_dark=False,
    tokens=MappingProxyType(
        {
            # Grounds.
            "window": "#FFFEFB",
            "sidebar": "#F4F1EA",
            "raised": "#FFFFFF",
            "bubble": "#ECEEF9",
            "code": "#F6F4EE",
            "sheet-nav": "#F7F5F0",
            "row-open": "#FFFEFB",
            "thumb": "#FFFFFF",
            # Ink and text.
            "text": "#24211D",
            "text-muted": "#6A665E",
            "icon-rest": "#857F75",
            "accent": "#3D49C4",
            "accent-hover": "#333EB0",
            "accent-pressed": "#2A3496",
            "on-accent": "#FFFFFF",
            "link": "#3D49C4",
            # Lines and edges.
            "border": "#E7E2D8",
            "button-border": "#D3CDC1",
            "control-border": "#8C867B",
            "quote": "#D3CDC1",
            "focus": "#3D49C4",
            "contrast-edge": "#00000000",
            # States of rows and controls.
            "hover": "#0D24211D",
            "pressed": "#1A24211D",
            "selected": "#143D49C4",
            "selection": "#D5D9FA",
            "control": "#FFFFFF",
            "control-hover": "#F4F4F3",
            "control-pressed": "#E9E8E8",
            "disabled": "#857F75",
            "accent-soft": "#173D49C4",
            # What lies over the page, and bars.
            "scrim": "#4724211D",
            "shadow": "#3A2E1A",
            "scroll": "#3824211D",
            "scroll-hover": "#8C867B",
            # Verdicts and finds.
            "danger": "#B3261E",
            "on-danger": "#FFFFFF",
            "danger-soft": "#FCF0EE",
            "warning": "#865600",
            "warning-soft": "#FBF3E2",
            "success": "#1C7347",
            "success-soft": "#EBF5EF",
            "found": "#FFE9A6",
            "on-found": "#24211D",
            "found-now": "#FFB84D",
            "on-found-now": "#24211D",
            "spoken": "#DCEFE2",
            "on-spoken": "#24211D",
            # Highlighted code.
            "code-keyword": "#7A2FA0",
            "code-string": "#1C6E43",
            "code-number": "#974706",
            "code-comment": "#716B60",
            "code-function": "#2257B0",
            "code-type": "#0D6873",
            "code-operator": "#5C574F",
        }
    ),
)

DARK = Theme(
    name="dark",
    is_dark=True,
    tokens=MappingProxyType(
        {
            # Grounds.
            "window": "#1B1A18",
            "sidebar": "#151412",
            "raised": "#262421",
            "bubble": "#2B2D3D",
            "code": "#24221F",
            "sheet-nav": "#211F1C",
            "row-open": "#2A2825",
            "thumb": "#47433C",
            # Ink and text.
            "text": "#ECE8E0",
            "text-muted": "#A49E93",
            "icon-rest": "#89837A",
            "accent": "#A6AEFF",
            "accent-hover": "#B6BCFF",
            "accent-pressed": "#C7CCFF",
            "on-accent": "#151736",
            "link": "#A6AEFF",
            # Lines and edges.
            "border": "#34312C",
            "button-border": "#49453E",
            "control-border": "#7D776C",
            "quote": "#49453E",
            "focus": "#A6AEFF",
            "contrast-edge": "#00000000",
            # States of rows and controls.
            "hover": "#0FECE8E0",
            "pressed": "#1FECE8E0",
            "selected": "#1FA6AEFF",
            "selection": "#3E4378",
            "control": "#262421",
            "control-hover": "#32302C",
            "control-pressed": "#3E3C38",
            "disabled": "#89837A",
            "accent-soft": "#17A6AEFF",
            # What lies over the page, and bars.
            "scrim": "#80000000",
            "shadow": "#000000",
            "scroll": "#38ECE8E0",
            "scroll-hover": "#7D776C",
            # Verdicts and finds.
            "danger": "#FF9B90",
            "on-danger": "#2B0B08",
            "danger-soft": "#2F211F",
            "warning": "#EDBB5E",
            "warning-soft": "#2E271A",
            "success": "#74D3A3",
            "success-soft": "#1C2A23",
            "found": "#594A1E",
            "on-found": "#ECE8E0",
            "found-now": "#F0B243",
            "on-found-now": "#24211D",
            "spoken": "#23493A",
            "on-spoken": "#ECE8E0",
            # Highlighted code.
            "code-keyword": "#D7A5F2",
            "code-string": "#93D3A2",
            "code-number": "#EFB280",
            "code-comment": "#9A9488",
            "code-function": "#93BBFF",
            "code-type": "#7CCFD9",
            "code-operator": "#BEB8AD",
        }
    ),
)


def theme_for(choice: Choice, system_is_dark: bool, *, system_wants_contrast: bool = False) -> Theme:
    """Return the theme of the setting `choice`: "system" and "contrast" are light or dark as the system is."""
    is_dark = system_is_dark if choice in (Choice.SYSTEM, Choice.CONTRAST) else choice == Choice.DARK
    if choice == Choice.CONTRAST or system_wants_contrast:
        from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT

        return HIGH_CONTRAST_DARK if is_dark else HIGH_CONTRAST_LIGHT
    return DARK if is_dark else LIGHT
