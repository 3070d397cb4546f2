"""Makes Qt speak the language in use: its own words, its numbers and dates, and the direction the window reads in."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from turbodesk import translation
from turbodesk.ui.quantities import locale


def dress(application: QApplication) -> None:
    """Set the language of all that Qt says and lays out by itself; called once, before the first widget is made."""
    here = locale()
    QLocale.setDefault(here)
    application.setLayoutDirection(here.textDirection())
    words = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{translation.language()}", folder):
        application.installTranslator(words)  # else "Cut" and "Paste" of Qt's own menus stay English
