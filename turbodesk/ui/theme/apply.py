"""Puts a theme on the application, at the start and whenever the person or the system changes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from turbodesk.settings import ThemeChoice as Choice
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.theme.themes import theme_for

DESKTOP_FONT = "desktopFont"
"""A property of the application: the font that the desktop asks for, where Qt did not learn it."""


def theme_in_force(app: QApplication, choice: Choice) -> Theme:
    """Return the theme for the setting `choice`, and tell the system, so that title bars and native dialogs match.

    Call it again when `app.styleHints().colorSchemeChanged` fires while the choice is "system".
    """
    hints = app.styleHints()
    match choice:
        case Choice.SYSTEM:
            hints.unsetColorScheme()
        case Choice.LIGHT:
            hints.setColorScheme(Qt.ColorScheme.Light)
        case Choice.DARK:
            hints.setColorScheme(Qt.ColorScheme.Dark)
    return theme_for(choice, hints.colorScheme() == Qt.ColorScheme.Dark)


def style_application(app: QApplication, theme: Theme) -> None:
    """Give the whole application `theme`. Widgets that paint or show icons are told by their own `set_theme`."""
    if not app.styleSheet():  # the first time; a style wrapped by a sheet no longer tells its name
        app.setStyle("Fusion")
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.style_sheet())
    if (font := app.property(DESKTOP_FONT)) is not None:
        app.setFont(font)  # last: a style and a sheet bring back the fonts Qt knows, one for each kind of widget
