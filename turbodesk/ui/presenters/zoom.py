"""Changes the size of the text by the keyboard, within what the setting allows."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.preferences import Preferences
from turbodesk.settings import TEXT_PERCENT

STEP = 10
"""Percent of text size for one press of Ctrl and plus."""


class ZoomPresenter(QObject):
    """Sets the size; the views follow the setting."""

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

    def _set(self, percent: int) -> None:
        least, most = TEXT_PERCENT.minimum or percent, TEXT_PERCENT.maximum or percent
        self._preferences.set(TEXT_PERCENT, max(least, min(percent, most)))
