"""Changes the size of the text, within what the setting allows, and its letters, without a way into the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.preferences import Preferences
from turbodesk.settings import READING_FACE, TEXT_PERCENT, ReadingFace

STEP = 10
"""Percent of text size for one press of Ctrl and plus."""


class ZoomPresenter(QObject):
    """Sets size and letters; the views follow the settings."""

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences

    def zoom_in(self) -> None:
        """Set the text a step larger."""
        self._set(self._preferences.get(TEXT_PERCENT) + STEP)

    def zoom_out(self) -> None:
        """Set the text a step smaller."""
        self._set(self._preferences.get(TEXT_PERCENT) - STEP)

    def reset(self) -> None:
        """Set the text as large as it is at first."""
        self._set(TEXT_PERCENT.default)

    def toggle_serif(self) -> None:
        """Set replies in the letters of a book, or again in those of the window."""
        is_serif = self._preferences.get(READING_FACE) is ReadingFace.SERIF
        self._preferences.set(READING_FACE, ReadingFace.SANS if is_serif else ReadingFace.SERIF)

    def _set(self, percent: int) -> None:
        least, most = TEXT_PERCENT.minimum or percent, TEXT_PERCENT.maximum or percent
        self._preferences.set(TEXT_PERCENT, max(least, min(percent, most)))
