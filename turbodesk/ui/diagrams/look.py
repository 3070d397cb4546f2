"""Takes a diagram's colours from the theme, so that it is drawn with the ink of the page it stands on."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from turbodesk.rendering.diagrams import DiagramLook
from turbodesk.ui.theme import Theme

_HUES = (
    "accent",
    "code-string",
    "code-number",
    "code-keyword",
    "code-type",
    "danger",
    "code-function",
    "warning",
)
"""Tokens whose colours are told apart in every theme."""
_TINT_LIGHT, _TINT_DARK = 0.22, 0.26
"""How much of a hue is in a ground: enough to be told apart, and little enough to read on."""


@lru_cache(maxsize=8)
def look_of(theme: Theme) -> DiagramLook:
    """Return the colours of diagrams in a theme."""
    ground = theme.color("code")
    share = _TINT_DARK if theme.is_dark else _TINT_LIGHT

    def tint(token: str, of: float = share) -> str:
        return _mixed(ground, theme.color(token), of)

    return DiagramLook(
        ground=ground.name(),
        text=theme.color("text").name(),
        muted=theme.color("text-muted").name(),
        line=theme.color("text-muted").name(),
        node=theme.color("raised").name(),
        edge=theme.color("control-border").name(),
        group=_mixed(ground, theme.color("text"), 0.0 if theme.is_contrast else 0.04),
        accent=theme.color("accent").name(),
        danger=theme.color("danger").name(),
        note=theme.color("warning-soft").name(),
        tints=tuple(tint(token) for token in _HUES),
        is_dark=theme.is_dark,
    )


def _mixed(ground: QColor, hue: QColor, share: float) -> str:
    pairs = ((ground.red(), hue.red()), (ground.green(), hue.green()), (ground.blue(), hue.blue()))
    return QColor(*(round(below + (above - below) * share) for below, above in pairs)).name()
