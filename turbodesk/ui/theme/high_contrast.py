"""The colour tables of high contrast, light and dark: black on white or white on black, and an edge for every ground.

Nothing is told by a tint here, since who needs this may not see one: grounds are the page's, lines and edges the
text's, and there are no shadows and no washes. Painters that show something by a ground draw a line around it where
`Theme.is_contrast` says so. Text reaches 7:1 everywhere.
"""

from __future__ import annotations

from types import MappingProxyType

from turbodesk.ui.theme.theme import Theme

HIGH_CONTRAST_LIGHT = Theme(
    name="high-contrast-light",
    is_dark=False,
    is_contrast=True,
    tokens=MappingProxyType(
        {
            # Grounds.
            "window": "#FFFFFF",
            "sidebar": "#FFFFFF",
            "raised": "#FFFFFF",
            "bubble": "#FFFFFF",
            "code": "#FFFFFF",
            "sheet-nav": "#FFFFFF",
            "row-open": "#FFFFFF",
            "thumb": "#FFFFFF",
            # Ink and text.
            "text": "#000000",
            "text-muted": "#2E2E2E",
            "icon-rest": "#454545",
            "accent": "#0A1AA8",
            "accent-hover": "#00107F",
            "accent-pressed": "#000A5C",
            "on-accent": "#FFFFFF",
            "link": "#0A1AA8",
            # Lines and edges.
            "border": "#000000",
            "button-border": "#000000",
            "control-border": "#000000",
            "quote": "#000000",
            "focus": "#0A1AA8",
            "contrast-edge": "#000000",
            # States of rows and controls.
            "hover": "#1A000000",
            "pressed": "#33000000",
            "selected": "#260A1AA8",
            "selection": "#B9C2FF",
            "control": "#FFFFFF",
            "control-hover": "#E5E5E5",
            "control-pressed": "#CCCCCC",
            "disabled": "#454545",
            "accent-soft": "#260A1AA8",
            # What lies over the page, and bars.
            "scrim": "#4724211D",
            "shadow": "#00000000",
            "scroll": "#000000",
            "scroll-hover": "#000000",
            # Verdicts and finds.
            "danger": "#8E0E08",
            "on-danger": "#FFFFFF",
            "danger-soft": "#FFFFFF",
            "warning": "#5C3A00",
            "warning-soft": "#FFFFFF",
            "success": "#0B4F2C",
            "success-soft": "#FFFFFF",
            "found": "#FFE9A6",
            "on-found": "#000000",
            "found-now": "#FFB84D",
            "on-found-now": "#24211D",
            "spoken": "#B8EBCB",
            "on-spoken": "#000000",
            # Highlighted code.
            "code-keyword": "#5A0F80",
            "code-string": "#0B5229",
            "code-number": "#6E3000",
            "code-comment": "#3A3A3A",
            "code-function": "#0B3C8C",
            "code-type": "#004A53",
            "code-operator": "#2E2E2E",
        }
    ),
)

HIGH_CONTRAST_DARK = Theme(
    name="high-contrast-dark",
    is_dark=True,
    is_contrast=True,
    tokens=MappingProxyType(
        {
            # Grounds.
            "window": "#000000",
            "sidebar": "#000000",
            "raised": "#000000",
            "bubble": "#000000",
            "code": "#000000",
            "sheet-nav": "#000000",
            "row-open": "#000000",
            "thumb": "#000000",
            # Ink and text.
            "text": "#FFFFFF",
            "text-muted": "#D9D9D9",
            "icon-rest": "#C4C4C4",
            "accent": "#B9C0FF",
            "accent-hover": "#D3D8FF",
            "accent-pressed": "#E6E9FF",
            "on-accent": "#000000",
            "link": "#B9C0FF",
            # Lines and edges.
            "border": "#FFFFFF",
            "button-border": "#FFFFFF",
            "control-border": "#FFFFFF",
            "quote": "#FFFFFF",
            "focus": "#B9C0FF",
            "contrast-edge": "#FFFFFF",
            # States of rows and controls.
            "hover": "#26FFFFFF",
            "pressed": "#40FFFFFF",
            "selected": "#40B9C0FF",
            "selection": "#3A45B8",
            "control": "#000000",
            "control-hover": "#262626",
            "control-pressed": "#404040",
            "disabled": "#C4C4C4",
            "accent-soft": "#40B9C0FF",
            # What lies over the page, and bars.
            "scrim": "#80000000",
            "shadow": "#00000000",
            "scroll": "#FFFFFF",
            "scroll-hover": "#FFFFFF",
            # Verdicts and finds.
            "danger": "#FFB3AB",
            "on-danger": "#000000",
            "danger-soft": "#000000",
            "warning": "#FFD27A",
            "warning-soft": "#000000",
            "success": "#9BEBC0",
            "success-soft": "#000000",
            "found": "#594A1E",
            "on-found": "#FFFFFF",
            "found-now": "#F0B243",
            "on-found-now": "#24211D",
            "spoken": "#0F5C3A",
            "on-spoken": "#FFFFFF",
            # Highlighted code.
            "code-keyword": "#D7A5F2",
            "code-string": "#93D3A2",
            "code-number": "#EFB280",
            "code-comment": "#CFCFCF",
            "code-function": "#93BBFF",
            "code-type": "#7CCFD9",
            "code-operator": "#BEB8AD",
        }
    ),
)
