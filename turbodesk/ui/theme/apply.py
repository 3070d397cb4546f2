"""Puts a theme on the application, at the start and whenever the person or the system changes it, and knows which.

What belongs to no surface asks for it: menus, tips, sheets, the focus ring. A menu that Qt makes in a field has nobody
who could hand it a theme, and neither has it anybody to say whether things may move.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from turbodesk.settings import ReadingFace
from turbodesk.settings import ThemeChoice as Choice
from turbodesk.ui.theme.faces import faces_in_force
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.theme.themes import LIGHT, theme_for

MOTION_MS = 120
"""No motion lasts longer: it shall explain where something went, and keep nobody waiting."""

_THEME, _STILL = "currentTheme", "isStill"
"""Properties of the application."""

DESKTOP_CONTRAST = "desktopContrast"
"""A property of the application: whether the desktop asks for high contrast, where Qt did not learn it."""


def theme_in_force(app: QApplication, choice: Choice, reading: ReadingFace = ReadingFace.SANS) -> Theme:
    """Return the theme for these settings, and tell the system, so that title bars and native dialogs match.

    On Windows Qt makes a title bar dark where both the scheme and the palette are: it looks when the scheme changes,
    and again when `style_application` sets the palette after it.

    Call it again when `app.styleHints().colorSchemeChanged` or `SystemContrast.changed` fires.
    """
    hints = app.styleHints()
    match choice:
        case Choice.SYSTEM | Choice.CONTRAST:
            hints.unsetColorScheme()
        case Choice.LIGHT:
            hints.setColorScheme(Qt.ColorScheme.Light)
        case Choice.DARK:
            hints.setColorScheme(Qt.ColorScheme.Dark)
    accessibility = hints.accessibility()
    wants_contrast = accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast
    scheme = hints.colorScheme()
    is_dark = scheme == Qt.ColorScheme.Dark
    if wants_contrast and scheme == Qt.ColorScheme.Unknown and sys.platform == "win32":
        from turbodesk.ui.theme.windows_colours import is_ground_dark

        is_dark = is_ground_dark()  # else a light page would stand below a black title bar
    theme = theme_for(choice, is_dark, system_wants_contrast=wants_contrast or bool(app.property(DESKTOP_CONTRAST)))
    return replace(theme, faces=faces_in_force(app, reading))


def style_application(app: QApplication, theme: Theme) -> None:
    """Give the whole application `theme`. Widgets that paint or show icons are told by their own `apply_theme`."""
    if not app.styleSheet():  # the first time; a style wrapped by a sheet no longer tells its name
        app.setStyle("Fusion")
    app.setProperty(_THEME, theme)
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.style_sheet())
    # Last: a style and a sheet bring back the fonts Qt knows, one for each kind of widget.
    app.setFont(theme.font(TextRole.UI))


def current_theme() -> Theme:
    """Return the theme in force; before there is one, the light theme."""
    app = QCoreApplication.instance()
    return cast("Theme | None", app.property(_THEME) if app is not None else None) or LIGHT


def current_motion_ms() -> int:
    """Return how many milliseconds a motion lasts; 0 where none is wanted."""
    app = QCoreApplication.instance()
    return 0 if app is None or app.property(_STILL) else MOTION_MS


def set_motion(app: QCoreApplication, *, is_reduced: bool) -> None:
    """Let things move from now on, or be there at once."""
    app.setProperty(_STILL, is_reduced)
