"""Puts a theme on the application, at the start and whenever the person or the system changes it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from turbodesk.settings import ReadingFace
from turbodesk.settings import ThemeChoice as Choice
from turbodesk.ui.theme.faces import faces_in_force
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.theme.themes import theme_for


def theme_in_force(app: QApplication, choice: Choice, reading: ReadingFace = ReadingFace.SANS) -> Theme:
    """Return the theme for these settings, and tell the system, so that title bars and native dialogs match.

    Call it again when `app.styleHints().colorSchemeChanged` fires while the choice follows the system.
    """
    hints = app.styleHints()
    match choice:
        case Choice.SYSTEM | Choice.CONTRAST:
            hints.unsetColorScheme()
        case Choice.LIGHT:
            hints.setColorScheme(Qt.ColorScheme.Light)
        case Choice.DARK:
            hints.setColorScheme(Qt.ColorScheme.Dark)
    theme = theme_for(choice, hints.colorScheme() == Qt.ColorScheme.Dark)
    return replace(theme, faces=faces_in_force(app, reading))


def style_application(app: QApplication, theme: Theme) -> None:
    """Give the whole application `theme`. Widgets that paint or show icons are told by their own `apply_theme`."""
    if not app.styleSheet():  # the first time; a style wrapped by a sheet no longer tells its name
        app.setStyle("Fusion")
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.style_sheet())
    # Last: a style and a sheet bring back the fonts Qt knows, one for each kind of widget.
    app.setFont(theme.font(TextRole.UI))
