"""The colour tables of the light and the dark theme, and the choice between them.

The first block of each table is the design's; the rest is derived from it. Contrast is a promise kept by
`tests/ui/theme`: text, icons and code reach 4.5:1 on every ground they stand on, edges and focus rings 3:1.
A colour is written #RRGGBB, or #AARRGGBB where what lies beneath shall shine through.
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
            "window": "#FFFFFF",
            "sidebar": "#F6F5F2",
            "raised": "#FFFFFF",
            "bubble": "#EFEFFB",
            "code": "#F7F6F3",
            "border": "#E4E2DC",
            "text": "#1C1B1A",
            "text-muted": "#65625C",
            "accent": "#4F46E5",
            "on-accent": "#FFFFFF",
            "danger": "#B42318",
            "success": "#16794C",
            # Derived: states of controls.
            "hover": "#0F1C1B1A",
            "pressed": "#1F1C1B1A",
            "selected": "#214F46E5",
            "accent-hover": "#443BD3",
            "accent-pressed": "#382FB8",
            "control": "#FFFFFF",
            "control-hover": "#F1F0ED",
            "control-pressed": "#E4E2DC",
            "button-border": "#CFCCC5",
            "control-border": "#8A867E",
            "disabled": "#A3A099",
            "focus": "#4F46E5",
            "focus-strong": "#0E0D14",
            "scroll": "#C4C1B9",
            "scroll-hover": "#8A867E",
            # Derived: text and its surroundings.
            "selection": "#CFCBFC",
            "link": "#4F46E5",
            "zebra": "#FAF9F7",
            "quote": "#C9C6BE",
            "warning": "#8A5200",
            "on-danger": "#FFFFFF",
            "accent-soft": "#EEEDFD",
            "danger-soft": "#FDF0EE",
            "warning-soft": "#FCF3E3",
            "success-soft": "#EAF6F0",
            "shadow": "#2E1C1B1A",
            "found": "#FFE58F",
            "on-found": "#1C1B1A",
            "found-now": "#F59E2B",
            "on-found-now": "#1C1B1A",
            # Derived: highlighted code.
            "code-keyword": "#A3158F",
            "code-string": "#1B6B3A",
            "code-number": "#9A4A00",
            "code-comment": "#6B6860",
            "code-function": "#1F5FBF",
            "code-type": "#0B6B78",
            "code-operator": "#5A5752",
        }
    ),
)

DARK = Theme(
    name="dark",
    is_dark=True,
    tokens=MappingProxyType(
        {
            "window": "#1B1B1D",
            "sidebar": "#151517",
            "raised": "#242427",
            "bubble": "#2B2B3A",
            "code": "#212124",
            "border": "#303034",
            "text": "#ECEBE8",
            "text-muted": "#A19E97",
            "accent": "#8F88FF",
            "on-accent": "#14132B",
            "danger": "#FF8A80",
            "success": "#5FD39B",
            # Derived: states of controls.
            "hover": "#14ECEBE8",
            "pressed": "#26ECEBE8",
            "selected": "#288F88FF",
            "accent-hover": "#A29CFF",
            "accent-pressed": "#B5B0FF",
            "control": "#1F1F22",
            "control-hover": "#2E2E32",
            "control-pressed": "#38383D",
            "button-border": "#47474D",
            "control-border": "#75747C",
            "disabled": "#67656A",
            "focus": "#8F88FF",
            "focus-strong": "#FFFFFF",
            "scroll": "#47474D",
            "scroll-hover": "#75747C",
            # Derived: text and its surroundings.
            "selection": "#3F3B78",
            "link": "#A29CFF",
            "zebra": "#1F1F22",
            "quote": "#47474D",
            "warning": "#F0B84C",
            "on-danger": "#2B0B08",
            "accent-soft": "#2A2942",
            "danger-soft": "#33211F",
            "warning-soft": "#312818",
            "success-soft": "#1B2C24",
            "shadow": "#8A000000",
            "found": "#57481A",
            "on-found": "#F7EBC8",
            "found-now": "#F2B33D",
            "on-found-now": "#1C1B1A",
            # Derived: highlighted code.
            "code-keyword": "#E39BF0",
            "code-string": "#8FD694",
            "code-number": "#F2B277",
            "code-comment": "#98958E",
            "code-function": "#8DB8FF",
            "code-type": "#6FD3DE",
            "code-operator": "#C2BFB8",
        }
    ),
)


def theme_for(choice: Choice, system_is_dark: bool) -> Theme:
    """Return the theme of the setting `choice`; "system" follows `system_is_dark`."""
    match choice:
        case Choice.LIGHT:
            return LIGHT
        case Choice.DARK:
            return DARK
        case Choice.SYSTEM:
            return DARK if system_is_dark else LIGHT
